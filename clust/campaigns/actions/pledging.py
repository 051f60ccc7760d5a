"""Joining, waiting, changing and withdrawing while a campaign is open."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, transaction

from clust.campaigns import claims
from clust.campaigns.models import Campaign, Extension, Pledge, Renewal, Withdrawal
from clust.people.models import Address, Person
from clust.sourcing.models import Variant
from clust.storefronts.models import DeliveryOption

MOST_UNITS = 1_000_000
MOST_CENTS = 100_000_000


class PledgeRefused(Exception):
    """A pledge could not be placed; the subclasses say why."""

    def __init__(self, *, price_cents: int | None = None, places: int | None = None) -> None:
        super().__init__(self.__doc__)
        self.price_cents = price_cents
        self.places = places


class NotOpen(PledgeRefused):
    """The campaign has not opened yet."""


class Closed(PledgeRefused):
    """The campaign takes no pledges any more."""


class UnknownCampaign(PledgeRefused):
    """There is no such campaign."""


class PriceRose(PledgeRefused):
    """The price is now higher than the page showed: the buyer must be asked again."""


class Full(PledgeRefused):
    """Fewer places are left than were asked for."""


class OverLimit(PledgeRefused):
    """The limit per person would be exceeded."""


class KeyTaken(PledgeRefused):
    """This key belongs to somebody else's pledge."""


class BadQuantity(PledgeRefused):
    """Not a whole number of units that can be pledged here."""


class BadMaximum(PledgeRefused):
    """Not a maximum that can be pledged here."""


class BadDelivery(PledgeRefused):
    """This campaign does not deliver so, or the address is missing or not served."""


class OutsideVatArea(BadDelivery):
    """The goods would leave the area of the Union's VAT, where we do not sell."""


class BadVariant(PledgeRefused):
    """The product has no such variant."""


class CardNeeded(PledgeRefused):
    """Here a pledge counts once its card is confirmed: hold the place first."""


class TooMany(PledgeRefused):
    """More units than the pledge has left."""


REFUSALS: dict[str, type[PledgeRefused]] = {
    "unknown": UnknownCampaign,
    "not_open": NotOpen,
    "closed": Closed,
    "price_rose": PriceRose,
    "full": Full,
    "limit": OverLimit,
    "key_taken": KeyTaken,
    "too_many": TooMany,
}


def place_pledge(
    *,
    campaign: Campaign,
    person: Person,
    variant: Variant,
    units: int,
    delivery_option: DeliveryOption,
    shown_cents: int,
    now: datetime,
    address: Address | None = None,
    maximum_cents: int | None = None,
    waits: bool = False,
    up_to: int | None = None,
    fewer: bool = False,
    key: UUID | None = None,
    confirmed: bool = False,
) -> Pledge:
    """
    Take a person into a campaign: in at the price shown or a lower one, or waiting.

    :param shown_cents: the unit price, cents gross, on the page the person answered
    :param maximum_cents: when joining, stay in up to this price; when waiting, come in at it
    :param up_to: the total of units taken at most, to fill a case; `units` if not given
    :param key: the same key sent twice counts once and gives the same pledge
    :param confirmed: where the campaign asks for a card, that it is confirmed
    :raises PledgeRefused: a subclass says why; nothing is written then
    """
    if campaign.asks_for_card and not confirmed:
        raise CardNeeded
    up_to = units if up_to is None else up_to
    check_quantity(campaign, units, up_to)
    check_maximum(maximum_cents, waits)
    check_delivery(delivery_option, address, person)
    if variant.product_id != campaign.product_id:
        raise BadVariant
    claim = claims.Claim(
        campaign=campaign.pk,
        person=person.pk,
        variant=variant.pk,
        delivery_option=delivery_option.pk,
        address=address.pk if address else None,
        units=units,
        up_to=up_to,
        fewer=fewer,
        maximum_cents=maximum_cents,
        waits=waits,
        shown_cents=shown_cents,
        surcharge_cents=variant.surcharge_gross_cents,
        key=key or uuid4(),
        at=now,
    )
    answer = claims.place(claim)
    if answer.pledge is None or answer.outcome not in ("placed", "again"):
        raise REFUSALS[answer.outcome](price_cents=answer.price_cents, places=answer.places)
    if answer.outcome == "again":
        return Pledge.objects.get(pk=answer.pledge)
    price = answer.price_cents or 0
    return Pledge(
        id=answer.pledge,
        campaign=campaign,
        person=person,
        variant=variant,
        delivery_option=delivery_option,
        address=address,
        units=units,
        up_to=up_to,
        fewer=fewer,
        maximum_gross_cents=(maximum_cents or 0) if waits else max(maximum_cents or 0, price),
        shown_gross_cents=shown_cents,
        surcharge_gross_cents=variant.surcharge_gross_cents,
        key=claim.key,
        at=now,
    )


def check_quantity(campaign: Campaign, units: int, up_to: int) -> None:
    """
    See that so many units can be pledged at all.

    :raises BadQuantity: if not
    """
    if not 1 <= units <= up_to <= MOST_UNITS or (campaign.case_size == 1 and up_to != units):
        raise BadQuantity


def check_maximum(maximum_cents: int | None, waits: bool) -> None:
    """
    See that a maximum is a price, and given where somebody waits.

    :raises BadMaximum: if not
    """
    if waits and maximum_cents is None:
        raise BadMaximum
    if maximum_cents is not None and not 1 <= maximum_cents <= MOST_CENTS:
        raise BadMaximum


def check_delivery(option: DeliveryOption, address: Address | None, person: Person) -> None:
    """
    See that a way of delivery reaches the person's own address.

    :raises OutsideVatArea: if it reaches a place where we do not sell
    :raises BadDelivery: if not
    """
    if not option.zone:
        raise OutsideVatArea
    if option.is_pickup:
        return
    if address is None or address.person_id != person.pk:
        raise BadDelivery
    if not address.is_sold_to:
        raise OutsideVatArea
    if not option.serves(address.country, address.postcode):
        raise BadDelivery


def withdraw_pledge(
    *,
    pledge: Pledge,
    now: datetime,
    units: int | None = None,
    cause: str = Withdrawal.HOLDER,
    key: UUID | None = None,
) -> Withdrawal:
    """
    Take back `units` of a pledge, all that is left if not given, while the campaign is open.

    :raises Closed: if the campaign takes no changes any more
    :raises TooMany: if fewer units are left, `places` says how many
    """
    if units is None:
        units = Pledge.objects.with_left().get(pk=pledge.pk).left or 1
    if not 1 <= units <= MOST_UNITS:
        raise BadQuantity
    return _take_back(pledge, units, cause, key or uuid4(), now)


def _take_back(
    pledge: Pledge, units: int, cause: str, key: UUID, now: datetime, *, replaced: bool = False
) -> Withdrawal:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM take_back(%s, %s, %s, %s, %s, %s)",
            [pledge.pk, units, cause, key, now, replaced],
        )
        outcome, withdrawal, left = cursor.fetchone()
    if outcome not in ("withdrawn", "again"):
        raise REFUSALS[outcome](places=left)
    return Withdrawal.objects.get(pk=withdrawal)


@transaction.atomic
def raise_maximum(
    *,
    pledge: Pledge,
    maximum_cents: int,
    shown_cents: int,
    now: datetime,
    key: UUID | None = None,
    confirmed: bool = False,
) -> Pledge:
    """
    Give a pledge a higher maximum: the old one is taken back, a new, later one placed.

    The holder has named the most they pay, so that nobody is asked again if the price has risen.

    :raises BadMaximum: if it is not higher
    :raises PledgeRefused: as `place_pledge`; the old pledge stands then
    """
    if key and (placed := Pledge.objects.filter(key=key, person=pledge.person_id).first()):
        return placed
    if maximum_cents <= pledge.maximum_gross_cents:
        raise BadMaximum
    if pledge.campaign.asks_for_card and not confirmed:
        raise CardNeeded
    return _replace(
        pledge,
        variant=pledge.variant,
        maximum_cents=maximum_cents,
        shown_cents=shown_cents,
        key=key,
        confirmed=confirmed,
        now=now,
    )


@transaction.atomic
def change_variant(
    *,
    pledge: Pledge,
    variant: Variant,
    shown_cents: int,
    now: datetime,
    key: UUID | None = None,
    confirmed: bool = False,
) -> Pledge:
    """
    Take another variant instead: the old pledge is taken back, a new, later one placed.

    :raises BadVariant: if it is the same, or another product's
    :raises PledgeRefused: as `place_pledge`; the old pledge stands then
    """
    if key and (placed := Pledge.objects.filter(key=key, person=pledge.person_id).first()):
        return placed
    if variant.pk == pledge.variant_id or variant.product_id != pledge.campaign.product_id:
        raise BadVariant
    if pledge.campaign.asks_for_card and not confirmed:
        raise CardNeeded
    return _replace(
        pledge,
        variant=variant,
        maximum_cents=pledge.maximum_gross_cents,
        shown_cents=shown_cents,
        key=key,
        confirmed=confirmed,
        now=now,
    )


def _replace(pledge: Pledge, *, variant: Variant, now: datetime, **terms: Any) -> Pledge:
    left = Pledge.objects.with_left().get(pk=pledge.pk).left
    _take_back(pledge, left or 1, Withdrawal.HOLDER, uuid4(), now, replaced=True)
    return place_pledge(
        campaign=pledge.campaign,
        person=pledge.person,
        variant=variant,
        units=left,
        up_to=left + pledge.up_to - pledge.units,
        fewer=pledge.fewer,
        delivery_option=pledge.delivery_option,
        address=pledge.address,
        waits=True,
        now=now,
        **terms,
    )


def renew_pledge(*, pledge: Pledge, extension: Extension, now: datetime) -> Renewal:
    """
    Say yes to a later close; saying it twice is once.

    :raises Closed: if the old date is over
    """
    if now >= extension.was_closes_at or extension.campaign_id != pledge.campaign_id:
        raise Closed
    renewal, _ = Renewal.objects.get_or_create(
        extension=extension, pledge=pledge, defaults={"at": now}
    )
    return renewal


def change_address(*, pledge: Pledge, address: Address) -> Pledge:
    """
    Send a pledge elsewhere, within the zone its delivery was priced for.

    :raises BadDelivery: if the address is somebody else's or not served
    """
    check_delivery(pledge.delivery_option, address, pledge.person)
    pledge.address = address
    pledge.save(update_fields=["address"])
    return pledge
