"""The script, what it asks for, the frame, and how to put it on a page."""

import base64
import re
from functools import cache
from hashlib import sha256, sha384
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import orjson
from csp.decorators import csp_replace
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from clust.web.widget.telling import said_of

SCRIPT = Path(__file__).parent / "static" / "widget" / "clust-card.js"
WIDTH, HEIGHT = 416, 272
PAGE = re.compile(r"/(?:clusts|c)/([0-9]{1,18})/")


@cache
def _script() -> tuple[bytes, str, str]:
    content = SCRIPT.read_bytes()
    check = "sha384-" + base64.b64encode(sha384(content).digest()).decode()
    return content, sha256(content).hexdigest()[:12], check


@require_safe
def script(request: HttpRequest, version: str = "") -> HttpResponse:
    """Hand out the custom element; with its version in the name it never changes."""
    content, current, _check = _script()
    if version and version != current:
        raise Http404
    kept = "max-age=31536000, immutable" if version else "max-age=300"
    return _open(request, content, "text/javascript; charset=utf-8", kept, current)


@require_safe
def card_json(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what the element shows, to any page, or that there is nothing; nobody is known to it."""
    with override(_language(request)):
        try:
            content = orjson.dumps(said_of(request, pk))
        except Http404:
            return _nothing(str(_("This clust is not to be seen here.")))
    tag = sha256(content).hexdigest()[:24]
    return _open(request, content, "application/json", "max-age=1", tag)


def _nothing(words: str) -> HttpResponse:
    answer = JsonResponse({"words": words}, status=404)
    answer["Cache-Control"] = "public, max-age=60"
    answer["Access-Control-Allow-Origin"] = "*"
    answer["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


def _open(request: HttpRequest, content: bytes, kind: str, kept: str, tag: str) -> HttpResponse:
    same = f'"{tag}"' in request.headers.get("If-None-Match", "")
    answer = HttpResponse(b"" if same else content, content_type=kind, status=304 if same else 200)
    answer["ETag"] = f'"{tag}"'
    answer["Cache-Control"] = f"public, {kept}"
    answer["Access-Control-Allow-Origin"] = "*"
    answer["Access-Control-Expose-Headers"] = "ETag"
    answer["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


def preflight(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer `card_json`, and the browser that first asks whether it may send If-None-Match."""
    if request.method != "OPTIONS":
        return card_json(request, pk)
    answer = HttpResponse(status=204)
    answer["Access-Control-Allow-Origin"] = "*"
    answer["Access-Control-Allow-Methods"] = "GET"
    answer["Access-Control-Allow-Headers"] = "If-None-Match"
    answer["Access-Control-Max-Age"] = "86400"
    return answer


def _language(request: HttpRequest) -> str:
    asked = request.GET.get("lang", "")
    return asked if asked in ("fr", "en") else get_language() or "fr"


@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})  # type: ignore[arg-type]
@require_safe
def frame(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the element alone, for pages that want a frame; without a script it is a link."""
    with override(_language(request)):
        context = {"said": said_of(request, pk), "theme": _theme(request)}
        answer = render(request, "widget/frame.html", context)
    answer["Cache-Control"] = "public, max-age=60"
    return answer


def _theme(request: HttpRequest) -> str:
    asked = request.GET.get("theme", "")
    return asked if asked in ("dark", "auto") else "light"


@require_safe
def code(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the line to copy, in three strengths, and what it looks like."""
    said = said_of(request, pk)
    home = request.build_absolute_uri("/").rstrip("/")
    _content, version, check = _script()
    element = f'<clust-card campaign="{pk}"></clust-card>'
    context = {
        "said": said,
        "line": f'<script src="{home}/widget/clust-card.js"></script>{element}',
        "strict": f'<script src="{home}/widget/clust-card.{version}.js" integrity="{check}"'
        f' crossorigin="anonymous"></script>{element}',
        "framed": _frame_code(request, pk, said),
        "policy": f"script-src {home}; connect-src {_asked(home, said['live'])}",
        "home": home,
    }
    return render(request, "widget/code.html", context)


def _asked(home: str, live: str) -> str:
    """Return the origins that the element asks: the shop's, and that of the live price."""
    parts = urlsplit(live)
    return " ".join(dict.fromkeys([home, f"{parts.scheme}://{parts.netloc}"]))


def _frame_code(request: HttpRequest, pk: int, said: dict[str, Any]) -> str:
    page = request.build_absolute_uri(reverse("widget:frame", args=[pk]))
    return (
        f'<iframe src="{page}" width="{WIDTH}" height="{HEIGHT}" loading="lazy"'
        f' title="{escape(said["title"])}"></iframe>'
    )


@require_safe
def oembed(request: HttpRequest) -> HttpResponse:
    """Say how the page of a clust is embedded (oembed.com): as a frame."""
    if request.GET.get("format", "json") != "json":
        return HttpResponse(status=501)
    try:
        parts = urlsplit(request.GET.get("url", ""))
    except ValueError as error:
        raise Http404 from error
    found = PAGE.fullmatch(parts.path)
    if found is None or parts.netloc != request.get_host():
        raise Http404
    pk = int(found[1])
    said = said_of(request, pk)
    answer = JsonResponse(
        {
            "version": "1.0",
            "type": "rich",
            "title": said["title"],
            "provider_name": request.storefront.name,  # type: ignore[attr-defined]
            "provider_url": request.build_absolute_uri("/"),
            "width": min(WIDTH, _most(request, "maxwidth")),
            "height": min(HEIGHT, _most(request, "maxheight")),
            "html": _frame_code(request, pk, said),
            "cache_age": 300,
        }
    )
    answer["Access-Control-Allow-Origin"] = "*"
    answer["Cache-Control"] = "public, max-age=300"
    return answer


def _most(request: HttpRequest, name: str) -> int:
    asked = request.GET.get(name, "")
    return max(int(asked), 1) if asked.isdecimal() and len(asked) < 6 else WIDTH
