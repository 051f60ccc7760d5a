"""The page of a clust, made once a second for everybody; what is one person's own is put in."""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import md5
from typing import Any

from django.contrib import messages
from django.contrib.messages.storage.base import BaseStorage
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.template import Context
from django.template.loader import get_template, render_to_string
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language

from clust.web.shop.moments import Moments, page_seconds
from clust.web.shop.offers import storefront_of
from clust.web.shop.referrals import choice_line

OWN_PLACE = b"<!--own-->"


@dataclass(frozen=True, slots=True)
class Visitor:
    """All that a page for everybody may know of its reader."""

    is_authenticated: bool
    is_staff: bool


@dataclass(frozen=True, slots=True)
class KeptPage:
    """A page in two halves, between which stands what is somebody's own."""

    before: bytes
    after: bytes
    whole: bytes
    etag: str


_pages: Moments[KeptPage] = Moments(page_seconds)


def kept_page(request: HttpRequest, name: str, render: Callable[[Visitor], str]) -> KeptPage:
    """Return the page called `name`, for readers of this language, zone, storefront and kind."""
    visitor = visitor_of(request)
    zone = timezone.get_current_timezone_name()
    key = (name, storefront_of(request).pk, get_language(), zone, visitor)
    return _pages.get(key, lambda: in_halves(render(visitor)))


def render(name: str, request: HttpRequest, visitor: Visitor, context: dict[str, Any]) -> str:
    """Return a page for everybody: its templates see no session, no token, no message."""
    whole = Context({**context, "request": request, "user": visitor, "kept": True})
    whole.request = request  # type: ignore[attr-defined]
    template: Any = get_template(name)
    return str(template.template.render(whole))


def visitor_of(request: HttpRequest) -> Visitor:
    """Return what may be told of the reader to a page that others will read too."""
    user = request.user
    return Visitor(user.is_authenticated, user.is_authenticated and user.is_staff)


def for_everybody(request: HttpRequest, page: KeptPage) -> HttpResponse:
    """Answer with a kept page as it is, or say that the reader has it already."""
    if request.headers.get("If-None-Match") == page.etag:
        answer: HttpResponse = HttpResponseNotModified()
    else:
        answer = HttpResponse(page.whole)
    answer["ETag"] = page.etag
    return _private(answer)


def for_one(page: KeptPage, own: str) -> HttpResponse:
    """Answer with a kept page that has somebody's own part in its place."""
    return _private(HttpResponse(page.before + own.encode() + page.after))


def flashes(request: HttpRequest) -> str:
    """Return what is said to this reader alone, and nothing where there is nothing to say."""
    waiting: BaseStorage = messages.get_messages(request)  # type: ignore[assignment]
    asked = choice_line(request)
    if not len(waiting):
        return asked
    return asked + render_to_string("parts/flashes.html", {"messages": waiting})


def in_halves(text: str) -> KeptPage:
    """Return a page with the place for what is somebody's own."""
    before, _, after = text.encode().partition(OWN_PLACE)
    whole = before + after
    return KeptPage(before, after, whole, f'"{md5(whole, usedforsecurity=False).hexdigest()}"')


def _private(answer: HttpResponse) -> HttpResponse:
    answer["Cache-Control"] = "private, no-cache"
    patch_vary_headers(answer, ["Cookie", "Accept-Language"])
    return answer
