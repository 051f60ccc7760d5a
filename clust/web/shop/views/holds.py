"""Between an order and its pledge: where one comes back to from the provider."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from clust.campaigns.actions import pledging
from clust.campaigns.actions.holding import end_hold
from clust.campaigns.actions.pledging import PledgeRefused
from clust.campaigns.models import Hold, Pledge
from clust.web.parts.access import signed_in
from clust.web.parts.standings import standing
from clust.web.shop import limits, refusals
from clust.web.shop.confirming import (
    GIVEN_UP,
    NEWER_CHOICE,
    Held,
    choice_url,
    confirm,
    hold_or_404,
    hold_page,
    look,
)
from clust.web.shop.means import AFTER_CLOSE, MeansForm, usable_cards
from clust.web.shop.paying import buy_now
from clust.web.shop.subsidies import hold_share
from clust.web.shop.visits import me


@signed_in
@never_cache
@require_safe
def hold(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show what became of an order whose card is being confirmed; lead on once it is a pledge."""
    row = hold_or_404(request, key)
    if seconds := limits.look_pace.wait(row.person_id):
        return limits.too_often(request, seconds)
    one = look(row, timezone.now())
    if one.end and one.end.pledge:
        return _lead_on(request, one.end.pledge, row)
    return _page(request, one, _means(one))


def _lead_on(request: HttpRequest, pledge: Pledge, row: Hold) -> HttpResponse:
    answer = buy_now(request, pledge) if row.direct else redirect("shop:pledge", pledge.pk)
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": answer["Location"]})
    return answer


@signed_in
@require_POST
def hold_card(request: HttpRequest, key: UUID) -> HttpResponse:
    """Choose how to pay once more for what is held: another card, or a transfer."""
    one = look(hold_or_404(request, key), timezone.now())
    if one.state in ("pledged", "over", "pending"):
        return redirect(hold_page(one.hold))
    form = _means(one, request.POST)
    if not form.is_valid():
        return _page(request, one, form, status=400)
    if not limits.may_use_cards(request, me(request)):
        return limits.too_often(request, limits.CARDS_AGAIN)
    return confirm(request, one.hold, form.means())


@signed_in
@require_POST
def hold_end(request: HttpRequest, key: UUID) -> HttpResponse:
    """Let go of what is held, and go back to the choice."""
    one = look(hold_or_404(request, key), timezone.now())
    if one.state == "pledged":
        return redirect(hold_page(one.hold))
    end_hold(one.hold, now=timezone.now(), cause=GIVEN_UP)
    return redirect(choice_url(one.hold, "campaign"))


def _means(one: Held, data: Any = None) -> MeansForm:
    campaign = one.hold.campaign
    return MeansForm(
        data or None,
        cards=usable_cards(one.hold.person, campaign.closes_at.date() + AFTER_CLOSE),
        transfers=campaign.takes_transfers and not one.hold.direct,
        singles=False,
    )


def _page(request: HttpRequest, one: Held, form: MeansForm, status: int = 200) -> HttpResponse:
    context = {
        "one": one,
        "hold": one.hold,
        "campaign": one.hold.campaign,
        "product": one.hold.campaign.product,
        "means": form,
        "share_most": hold_share(one.hold),
        "why": why(one) if one.state == "over" else "",
        "again_url": choice_url(one.hold),
    }
    return render(request, "shop/hold.html", context, status=status)


def why(one: Held) -> str:
    """Return in a sentence why there is no pledge."""
    if one.cause == NEWER_CHOICE:
        return _("You chose anew in the meantime: only the newer choice counts.")
    if one.cause == GIVEN_UP:
        return _("You let go of it.")
    if one.cause == pledging.Full.__name__:
        return _("The places were taken before your card was confirmed.")
    refusal = getattr(pledging, one.cause, None)
    if isinstance(refusal, type) and issubclass(refusal, PledgeRefused):
        stand = standing(one.hold.campaign, one.now)
        return refusals.said(refusal(price_cents=stand.price_cents), one.hold.campaign.currency)
    return _("Your card was not confirmed within 15 minutes, and the place is free again.")
