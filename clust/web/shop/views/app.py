"""The shop as an app: what a phone asks before it installs it, and what it shows offline."""

from hashlib import md5

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import override
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from clust.web.shop import pages
from clust.web.shop.app_icons import SIZES, app_icon, colours_of
from clust.web.shop.offers import storefront_of

KEPT = ("parts/tokens.css", "parts/base.css", "parts/shop.css", "parts/favicon.svg")


@require_safe
@cache_control(max_age=3600, public=True)
def manifest(request: HttpRequest) -> HttpResponse:
    """Say what the app is called, how it looks and where it begins."""
    storefront = storefront_of(request)
    colours = colours_of(storefront)
    told = {
        "id": "/",
        "name": storefront.name,
        "short_name": storefront.name[:12],
        "lang": storefront.language,
        "start_url": reverse("shop:home"),
        "scope": "/",
        "display": "standalone",
        "background_color": colours.paper,
        "theme_color": colours.paper,
        "icons": [
            {
                "src": reverse("shop:app_icon", args=[size]),
                "sizes": f"{size}x{size}",
                "type": "image/png",
                "purpose": purpose,
            }
            for size in SIZES
            for purpose in ("any", "maskable")
        ],
    }
    return JsonResponse(told, content_type="application/manifest+json")


@require_safe
@cache_control(max_age=86_400, public=True)
def icon(request: HttpRequest, size: int) -> HttpResponse:
    """Draw the shop's mark in one of the sizes that phones ask for."""
    if size not in SIZES:
        raise Http404
    return HttpResponse(app_icon(size, colours_of(storefront_of(request))), "image/png")


@require_safe
@cache_control(no_cache=True)
def service_worker(request: HttpRequest, language: str) -> HttpResponse:
    """Return the program that shows a page where there is no network, and notices on the screen."""
    page = _offline(request, language)
    kept = [reverse("shop:offline", args=[language]), *(static(name) for name in KEPT)]
    seen = "".join([*kept, page]).encode()
    context = {"kept": kept, "version": md5(seen, usedforsecurity=False).hexdigest()[:12]}
    answer = render(request, "shop/app/worker.js", context, content_type="text/javascript")
    answer["Service-Worker-Allowed"] = "/"
    return answer


@require_safe
@cache_control(no_cache=True)
def offline(request: HttpRequest, language: str) -> HttpResponse:
    """Say that there is no network; the same to everybody, it is kept by the browser."""
    return HttpResponse(_offline(request, language))


def _offline(request: HttpRequest, language: str) -> str:
    if language not in dict(settings.LANGUAGES):
        raise Http404
    with override(language):
        return pages.render("shop/app/offline.html", request, pages.Visitor(False, False), {})
