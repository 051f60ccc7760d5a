"""Clusts that somebody wished for: their call, and the order page it makes ready."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse

from clust.campaigns.models import Call
from clust.people.models import Person
from clust.sourcing.models import Variant
from clust.storefronts.models import DeliveryOption, Storefront
from clust.web.parts.standings import Standing, standings
from clust.web.shop.choices import Choice
from clust.web.shop.means import AFTER_CLOSE, usable_cards
from clust.web.shop.offers import Offer
from clust.wishes.models import Backing

MOST = 6


@dataclass(frozen=True, slots=True)
class Called:
    """A call that waits to be followed, with where its clust stands."""

    call: Call
    standing: Standing

    @property
    def limit_cents(self) -> int:
        """Return what its holder pays at most for a unit."""
        return self.call.backing.limit_gross_cents or 0

    @property
    def is_reached(self) -> bool:
        """Say whether the price is within the limit already."""
        return self.standing.price_cents <= self.limit_cents


def called(person: Person, storefront: Storefront, now: datetime) -> list[Called]:
    """Return the clusts open here that somebody wished for and has not pledged in."""
    rows = calls_of(person, storefront, now)[:MOST]
    by_campaign = {call.campaign_id: call for call in rows}
    stands = standings([call.campaign for call in by_campaign.values()], now)
    return [Called(by_campaign[one.campaign.pk], one) for one in stands]


def calls_of(person: Person, storefront: Storefront, now: datetime) -> QuerySet[Call]:
    """Return somebody's calls that can be followed in a storefront, closing first."""
    rows = Call.objects.pending(now).filter(
        person=person, campaign__listings__storefront=storefront
    )
    return (
        rows.select_related("backing__choice", "backing__wish", "campaign__product")
        .select_related("campaign__gate", "campaign__reference_price", "campaign__terms")
        .prefetch_related("campaign__rungs", "campaign__product__pictures")
        .order_by("campaign__closes_at", "pk")
    )


def ready_order(call: Call, offer: Offer, price_cents: int) -> str:
    """
    Return the address of the order page with everything chosen: one click makes the pledge.

    As many as were wished for, at most at the limit; waiting where the price is above it.
    """
    backing = call.backing
    variant = _variant(offer.variants, backing)
    units = min(backing.units, offer.campaign.per_person or backing.units)
    most = (backing.limit_gross_cents or 0) - variant.surcharge_gross_cents
    choice = Choice(
        variant=variant,
        units=units,
        up_to=units,
        fewer=False,
        waits=most < price_cents,
        maximum_cents=most,
        delivery=_delivery(offer, units),
        shown_cents=price_cents,
    )
    page = reverse("shop:order_page", args=[offer.campaign.pk])
    return f"{page}?{choice.query()}{_card(call, offer)}"


def _variant(variants: Sequence[Variant], backing: Backing) -> Variant:
    """The variant named, if within the limit; else the cheapest, on which the call counted."""
    wished, limit = backing.choice, backing.limit_gross_cents or 0
    named = [
        row
        for row in variants
        if wished and wished.name.casefold() in _names(row) and row.surcharge_gross_cents < limit
    ]
    return min(named or variants, key=lambda row: row.surcharge_gross_cents)


def _names(variant: Variant) -> set[str]:
    return {variant.name_fr.casefold(), variant.name_en.casefold()}


def _delivery(offer: Offer, units: int) -> DeliveryOption:
    return (offer.carrying(units) or offer.deliveries)[0]


def _card(call: Call, offer: Offer) -> str:
    """The card saved with the wish, where it is still good for this clust."""
    cards: list[Any] = usable_cards(call.person, offer.campaign.closes_at.date() + AFTER_CLOSE)
    card = next((row for row in cards if row.pk == call.backing.card_id), None)
    return "&" + urlencode({"pay": card.pk}) if card else ""
