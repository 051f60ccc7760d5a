"""Somebody's pledges and what became of them so far."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.http import Http404, HttpRequest
from django.utils import timezone

from clust.campaigns.models import (
    ComingIn,
    Extension,
    Pledge,
    PriceStep,
    Renewal,
    Withdrawal,
)
from clust.orders.models import Cancellation
from clust.orders.shares import promised
from clust.people.models import Person
from clust.web.parts.standings import Standing, standings
from clust.web.shop.held import Held
from clust.web.shop.offers import sold_at, storefront_of


def pledges_of(person: Person, now: datetime) -> QuerySet[Any]:
    """Return a person's pledges with all that `held` needs."""
    return (
        Pledge.objects.with_left()
        .filter(person=person)
        .annotate(
            holds_place=Exists(ComingIn.objects.filter(pledge=OuterRef("pk"), goingout=None)),
            was_in=Q(shown_gross_cents__lte=F("maximum_gross_cents")) | Q(Exists(_reached())),
            is_released=Exists(_released()),
            extension_due=Subquery(extensions_due(now).values("pk")[:1]),
            undone_units=Subquery(_undone()),
        )
        .select_related(*_WITH_PLEDGE)
        .prefetch_related("campaign__rungs", "campaign__product__pictures")
        .order_by("-id")
    )


_WITH_PLEDGE = (
    "campaign__product",
    "campaign__gate",
    "campaign__reference_price",
    "campaign__closing__clearing",
    "variant",
    "delivery_option",
    "address",
    "allotment__order",
    "direct__order",
    "mandate__card",
)


def _reached() -> QuerySet[PriceStep]:
    """Return the price steps since a pledge that came down to its maximum."""
    return PriceStep.objects.filter(
        campaign=OuterRef("campaign"),
        at__gte=OuterRef("at"),
        gross_cents__lte=OuterRef("maximum_gross_cents"),
    )


def _released() -> QuerySet[Withdrawal]:
    return Withdrawal.objects.filter(pledge=OuterRef("pk"), cause=Withdrawal.RELEASED)


def _undone() -> QuerySet[Any]:
    """Return how many units of a pledge's order were undone."""
    bought = Q(order__allotment__pledge=OuterRef("pk")) | Q(order__direct__pledge=OuterRef("pk"))
    rows = Cancellation.objects.filter(bought).order_by().annotate(one=Value(1))
    return rows.values("one").annotate(units=Sum("units")).values("units")


def extensions_due(now: datetime) -> QuerySet[Extension]:
    """Return the later closes that wait for a pledge's yes."""
    renewals = Renewal.objects.filter(extension=OuterRef("pk"), pledge=OuterRef(OuterRef("pk")))
    return Extension.objects.filter(
        ~Exists(renewals),
        campaign=OuterRef("campaign"),
        at__gte=OuterRef("at"),
        was_closes_at__gt=now,
    ).order_by("pk")


def held(pledges: Iterable[Pledge], now: datetime) -> list[Held]:
    """Return pledges with their states, with one query for all of them."""
    rows = list(pledges)
    campaigns = {row.campaign_id: row.campaign for row in rows}
    stand = {one.campaign.pk: one for one in standings(campaigns.values(), now)}
    paid = promised(rows)
    return [replace(_held(row, stand[row.campaign_id]), promised=paid.get(row.pk)) for row in rows]


def shares(one: Held) -> dict[str, Any]:
    """Return who pays what of a pledge, at the most and now."""
    is_in = one.state in ("in", "mass")
    return {
        "share_most": one.share if one.may_cost else None,
        "share_now": one.share_at(one.costs_now_cents) if is_in else None,
    }


def held_or_404(request: HttpRequest, pk: int, now: datetime) -> Held:
    """Return a pledge of the person signed in; everybody else's is not there."""
    if not request.user.is_authenticated:
        raise Http404
    mine = pledges_of(request.user, now).filter(sold_at(storefront_of(request)), pk=pk)
    row = mine.first()
    if row is None:
        raise Http404
    return held([row], now)[0]


def _held(pledge: Pledge, standing: Standing) -> Held:
    allotment = getattr(pledge, "allotment", None)
    bought = getattr(pledge, "direct", None) or allotment
    order = getattr(bought, "order", None)
    if order and pledge.undone_units == order.units:  # type: ignore[attr-defined]
        return Held(pledge, standing, "undone", order)
    return Held(pledge, standing, state_of(pledge, standing, allotment is not None), order)


def state_of(pledge: Pledge, standing: Standing, allotted: bool) -> str:
    """Return the word for where a pledge, as `pledges_of` reads it, stands."""
    if not pledge.left:
        return "released" if pledge.is_released else "withdrawn"  # type: ignore[attr-defined]
    if standing.stage == "not_reached":
        return "not_reached"
    if standing.stage == "cleared":
        return "won" if allotted else "missed"
    if standing.stage == "closing":
        return "counting"
    return _open_state(pledge, standing)


def _open_state(pledge: Pledge, standing: Standing) -> str:
    if pledge.maximum_gross_cents < standing.price_cents:
        return "again" if pledge.was_in else "waiting"  # type: ignore[attr-defined]
    if standing.campaign.gate.room is not None and not pledge.holds_place:  # type: ignore[attr-defined]
        return "queued"
    return "mass" if standing.is_below_critical_mass else "in"


def about(one: Held) -> dict[str, Any]:
    """Return what pages about one pledge have in common."""
    pledge: Pledge = one.pledge
    return {
        "held": one,
        "pledge": pledge,
        "campaign": pledge.campaign,
        "product": pledge.campaign.product,
        "standing": one.standing,
        "now": timezone.now(),
    }
