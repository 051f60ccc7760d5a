"""The front of the shop: open clusts, the way to find one, the tribe's pulse."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_safe

from clust.web.parts.standings import standing
from clust.web.shop import listing, pages, wall
from clust.web.shop.calls import called
from clust.web.shop.communities import communities
from clust.web.shop.offers import storefront_of
from clust.web.shop.projects import rising
from clust.web.shop.season import season

A_FEW = 3


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the clusts; as one comes in, the page is the same for everybody."""
    if request.GET:
        return render(request, "shop/home.html", _found(request))
    page = pages.kept_page(request, "home", lambda visitor: _render(request, visitor))
    own = pages.flashes(request) + _calls(request)
    return pages.for_one(page, own) if own else pages.for_everybody(request, page)


def _calls(request: HttpRequest) -> str:
    """Return the clusts that this reader wished for, and nothing where there are none."""
    if not request.user.is_authenticated:
        return ""
    now = timezone.now()
    mine = called(request.user, storefront_of(request), now)
    return render_to_string("shop/calls.html", {"calls": mine, "now": now}) if mine else ""


def _render(request: HttpRequest, visitor: pages.Visitor) -> str:
    return pages.render("shop/home.html", request, visitor, _found(request))


def _found(request: HttpRequest) -> dict[str, Any]:
    now, storefront = timezone.now(), storefront_of(request)
    stage = _one_of(listing.STAGES, request.GET.get("stage"))
    sort = _one_of(listing.SORTS, request.GET.get("sort"))
    words = request.GET.get("q", "").replace("\x00", "").strip()[:80]
    rows = listing.in_stage(listing.clusts(storefront), stage, now)
    rows = listing.in_order(listing.sought(rows, words), sort, stage)
    page = Paginator(rows, listing.A_PAGE).get_page(request.GET.get("page"))
    bare = not words and stage == "live" and page.number == 1
    closed = listing.in_stage(listing.clusts(storefront), "closed", now)
    return {
        "page": page,
        "cards": listing.cards(page.object_list, now),
        "closed": listing.cards(_just_closed(closed), now) if bare else [],
        "pulse": listing.pulse(storefront, now),
        "communities": communities(request, storefront) if bare else [],
        "hero": _hero(page.object_list, now) if bare else None,
        "season": season(storefront, now) if bare else None,
        "wishes": wall.leading(storefront, now) if bare else [],
        "rising": rising(storefront, now) if bare else [],
        "now": now,
        "share_url": request.build_absolute_uri(request.path),
        "stage": stage,
        "stages": listing.STAGES,
        "sort": sort,
        "sorts": listing.SORTS,
        "words": words,
        "bare": bare,
    }


def _one_of(known: dict[str, Any], asked: str | None) -> str:
    return asked if asked in known else next(iter(known))


def _just_closed(rows: Any) -> Any:
    cleared = rows.filter(closing__clearing__gross_cents__isnull=False)
    return cleared.order_by("-closing__at", "-pk")[:A_FEW]


def _hero(rows: Any, now: Any) -> Any:
    """Return the clust whose ladder opens the page: the one where most people are in."""
    most = max(rows, key=lambda campaign: campaign.gate.units, default=None)
    return standing(most, now) if most else None
