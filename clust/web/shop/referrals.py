"""Who brought us: the last link clicked, kept by the browser as far as its reader allows."""

from contextlib import suppress
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone

from clust.campaigns.models import Hold, Pledge
from clust.partners.actions.linking import (
    NoVisit,
    OutsideWindow,
    day_of,
    is_inside,
    pass_on,
    refer,
)
from clust.partners.models import Link, Visit
from clust.people.models import Person
from clust.web.parts.partners import is_page
from clust.web.shop.offers import storefront_of
from clust.web.shop.sponsoring import note_browser

VISIT, CHOICE = "clust_visit", "clust_visit_choice"
SALT = "clust.visit"
YES, NO = "yes", "no"
CHOICE_LASTS = timedelta(days=180)


def choice_of(request: HttpRequest) -> str:
    """Return what the reader chose: that links may be remembered, that not, or nothing yet."""
    chosen = request.COOKIES.get(CHOICE, "")
    return chosen if chosen in (YES, NO) else ""


def is_asked(request: HttpRequest) -> bool:
    """Say whether this reader came by a link and has not chosen yet."""
    return VISIT in request.COOKIES and not choice_of(request)


def choice_line(request: HttpRequest) -> str:
    """Return the line that asks, and nothing where there is nothing to ask."""
    if not is_asked(request):
        return ""
    return render_to_string("shop/visit_choice.html", {"back": request.get_full_path()}, request)


def keep_visit(request: HttpRequest, answer: HttpResponse, visit: Visit) -> None:
    """
    Let the browser keep the number of a visit: for the days agreed, or until it is closed.

    Nothing is kept where the reader refused; nothing lasts where they have not chosen.
    """
    chosen = choice_of(request)
    if chosen == NO:
        return
    days = visit.link.window_days(day_of(timezone.now())) if chosen == YES else None
    answer.set_cookie(
        VISIT,
        signing.dumps(visit.pk, salt=SALT),
        max_age=timedelta(days=days) if days else None,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def keep_choice(request: HttpRequest, answer: HttpResponse, chosen: str) -> None:
    """Keep what the reader chose; what was kept before follows it at once."""
    answer.set_cookie(
        CHOICE,
        chosen,
        max_age=CHOICE_LASTS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    request.COOKIES[CHOICE] = chosen
    number = visit_in(request) or 0
    visit = Visit.objects.select_related("link").filter(pk=number).first()
    if chosen == NO:
        answer.delete_cookie(VISIT, samesite="Lax")
    elif visit:
        keep_visit(request, answer, visit)


def visit_in(request: HttpRequest) -> int | None:
    """Return the number of the visit that the browser kept, if it is one that we signed."""
    with suppress(signing.BadSignature, ValueError, TypeError):
        return int(signing.loads(request.COOKIES.get(VISIT, ""), salt=SALT))
    return None


def note_referral(request: HttpRequest, person: Person, key: UUID) -> None:
    """Write who brought an order about to be placed; without a link nothing is asked."""
    if VISIT not in request.COOKIES or (visit := visit_in(request)) is None:
        return
    if Pledge.objects.filter(key=key).exists() or Hold.objects.filter(key=key).exists():
        return
    with suppress(NoVisit, OutsideWindow):
        now, storefront = timezone.now(), storefront_of(request)
        found = refer(visit=visit, storefront=storefront, person=person, key=key, now=now)
        if found.visit.link.sponsor_id:
            note_browser(request, person)


def carry_on(was: UUID, key: UUID) -> None:
    """Let an order that takes another's place keep who brought it."""
    pass_on(key=was, to=key)


def target(link: Link, asked: str) -> str:
    """Return where a link leads: to the page asked for if it is one of the shop, else its own."""
    return asked if asked and is_inside(asked) and is_page(asked) else link.path
