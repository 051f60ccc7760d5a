"""A clust: its page, the part of it that is live, what a choice costs, and its published book."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from clust.campaigns.models import Gate
from clust.web.parts import books
from clust.web.parts.standings import Standing, standing
from clust.web.shop import pages, passing, sharing, subsidies
from clust.web.shop.choices import ChoiceForm, proposal, stays
from clust.web.shop.gathering_part import gathering_part, offering_of
from clust.web.shop.moments import Moments, page_seconds
from clust.web.shop.offers import (
    Offer,
    is_listed,
    kept_offer_or_404,
    offer_or_404,
    see_or_404,
    storefront_of,
)
from clust.web.shop.own import keep_standing, own_part

_fragments: Moments[str] = Moments(lambda: 30 * page_seconds())


@require_safe
def campaign(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a clust; with a choice in the address, show it with that choice."""
    if request.GET:
        offer = offer_or_404(request, pk)
        return campaign_with(request, offer, request.GET.dict())
    see_or_404(request, pk)
    shared = subsidies.own_line(request, pk)
    if shared:
        page = pages.in_halves(_render(request, pk, pages.visitor_of(request), shared=True))
    else:
        page = pages.kept_page(request, f"campaign{pk}", lambda who: _render(request, pk, who))
    own = pages.flashes(request) + shared
    own += gathering_part(request, pk) + own_part(request, pk)
    return pages.for_one(page, own) if own else pages.for_everybody(request, page)


def campaign_with(
    request: HttpRequest,
    offer: Offer,
    chosen: dict[str, Any],
    form: ChoiceForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """Show a clust with a choice in its form, and what is wrong with it where a form says so."""
    stand = standing(offer.campaign, timezone.now())
    context = _context(request, offer, stand)
    context["chosen"] = {**context["chosen"], **chosen, "shown": str(stand.price_cents)}
    context |= _ways(offer, context["chosen"])
    bound = form or ChoiceForm(context["chosen"], offer=offer)
    context |= _totals(bound, stand) | {"form": form}
    if context["choice"]:
        context["subsidy"] = subsidies.line_for(
            request, offer, context["choice"], stand.price_cents
        )
    return render(request, "shop/campaign.html", context, status=status)


def _render(request: HttpRequest, pk: int, visitor: pages.Visitor, *, shared: bool = False) -> str:
    """Render a page for everybody; `shared`, for one whose community pays a part, never kept."""
    offer = offer_or_404(request, pk)
    stand = standing(offer.campaign, timezone.now())
    keep_standing(request, offer, stand)
    context = _context(request, offer, stand)
    if shared and context["choice"]:
        price = stand.price_cents
        context["subsidy"] = subsidies.line_for(request, offer, context["choice"], price)
    return pages.render("shop/campaign.html", request, visitor, context)


def _context(request: HttpRequest, offer: Offer, stand: Standing) -> dict[str, Any]:
    chosen = proposal(offer, stand)
    form = ChoiceForm(chosen, offer=offer)
    campaign = offer.campaign
    listed = is_listed(storefront_of(request), campaign.pk)
    steps = list(campaign.price_steps.order_by("-id")[:12])
    return {
        "now": timezone.now(),
        "offer": offer,
        "campaign": campaign,
        "product": campaign.product,
        "standing": stand,
        "chosen": chosen,
        "stays": stays(stand),
        **_ways(offer, chosen),
        **_totals(form, stand),
        "price_steps": steps,
        "picture": stand.picture(),
        "share": sharing.share_of(request, passing.of_clust(offer, stand)),
        "stream_url": books.stream_url(campaign.pk, sealed=_is_sealed(request, listed)),
        "is_private": not listed,
        "offering": offering_of(campaign, storefront_of(request)) if listed else None,
    }


def _ways(offer: Offer, chosen: dict[str, Any]) -> dict[str, Any]:
    asked = str(chosen.get("up_to") or chosen.get("units"))
    units = int(asked) if asked.isdecimal() and len(asked) < 7 else 1
    return {"ways": offer.ways(units), "heavier": offer.heavier(units)}


@require_safe
def campaign_live(request: HttpRequest, pk: int) -> HttpResponse:
    """Return the part of the page that moves, made once for each version of the gate."""
    see_or_404(request, pk)
    now = timezone.now()
    gate = Gate.objects.filter(campaign=pk).values_list("version", "open", "closes_at")
    found = gate.first()
    if found is None:
        raise Http404
    key = (pk, get_language(), timezone.get_current_timezone_name(), found, _phase(found[2], now))
    answer = HttpResponse(_fragments.get(key, lambda: _fragment(request, pk)))
    answer["Cache-Control"] = "no-store"
    return answer


def _phase(closes_at: datetime, now: datetime) -> object:
    return now >= closes_at, now.replace(second=0, microsecond=0)


def _fragment(request: HttpRequest, pk: int) -> str:
    offer = offer_or_404(request, pk)
    stand = standing(offer.campaign, timezone.now())
    return render_to_string(
        "shop/live.html",
        {
            "now": timezone.now(),
            "campaign": offer.campaign,
            "standing": stand,
            "picture": stand.picture(),
        },
    )


@require_safe
def totals(request: HttpRequest, pk: int) -> HttpResponse:
    """Return what the choice in the form costs at the most and now."""
    offer = offer_or_404(request, pk)
    form = ChoiceForm(request.GET, offer=offer)
    stand = standing(offer.campaign, timezone.now())
    context = {"campaign": offer.campaign, "form": form, **_totals(form, stand)}
    if context["choice"]:
        price = stand.price_cents
        context["subsidy"] = subsidies.line_for(request, offer, context["choice"], price)
    return render(request, "shop/totals.html", context)


def _totals(form: ChoiceForm, stand: Standing) -> dict[str, Any]:
    if not form.is_valid():
        return {"choice": None}
    choice, price = form.choice(), stand.price_cents
    unit = choice.most_cents(price) if choice.waits else price
    return {
        "choice": choice,
        "most_cents": choice.most_total(price),
        "now_cents": choice.total(min(unit, price)),
    }


@require_safe
def book(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Publish the book of a cleared clust, from which anybody can compute the price again."""
    campaign = kept_offer_or_404(request, pk).campaign
    if campaign.stage(timezone.now()) not in ("cleared", "not_reached"):
        raise Http404
    answer = StreamingHttpResponse(books.published(campaign), content_type="application/json")
    answer["Content-Disposition"] = f'inline; filename="clust-{pk}-book.json"'
    answer["Cache-Control"] = "private, max-age=3600"
    return answer


def _is_sealed(request: HttpRequest, listed: bool) -> bool:
    """Say whether the live price is for readers of this page alone, or asked for elsewhere."""
    return not (listed and storefront_of(request).is_open) or bool(settings.LIVE_URL)
