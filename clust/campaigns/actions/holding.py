"""Holding a choice until its card is confirmed, and pledging it then."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import connection, transaction

from clust.campaigns.actions.pledging import (
    REFUSALS,
    BadVariant,
    PledgeRefused,
    change_variant,
    check_delivery,
    check_maximum,
    check_quantity,
    place_pledge,
    raise_maximum,
)
from clust.campaigns.models import Campaign, Gate, Hold, HoldEnd, Mandate, Pledge
from clust.people.models import Address, Person
from clust.sourcing.models import Variant
from clust.storefronts.models import DeliveryOption
from clust.wallet.models import Card

TIME_FOR_CARD = timedelta(minutes=15)
TIME_OVER = "TimeOver"


@transaction.atomic
def hold_place(
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
    direct: bool = False,
    key: UUID | None = None,
    replaces: Pledge | None = None,
) -> Hold:
    """
    Keep a choice for 15 minutes, until its card is confirmed; the parameters are a pledge's.

    Under a cap its place is kept; no price counts it.

    :param replaces: the pledge whose maximum this one raises, or whose variant it changes
    :raises PledgeRefused: a subclass says why; nothing is written then
    """
    if key and (held := Hold.objects.filter(key=key, person=person).first()):
        return held
    up_to = units if up_to is None else up_to
    check_quantity(campaign, units, up_to)
    check_maximum(maximum_cents, waits)
    check_delivery(delivery_option, address, person)
    if variant.product_id != campaign.product_id:
        raise BadVariant
    if replaces is None:
        _ask_the_gate(
            campaign, person, variant, units, up_to, maximum_cents, waits, shown_cents, now
        )
    each = max(maximum_cents or 0, 0 if waits else shown_cents) + variant.surcharge_gross_cents
    return Hold.objects.create(
        campaign=campaign,
        person=person,
        variant=variant,
        delivery_option=delivery_option,
        address=address,
        units=units,
        up_to=up_to,
        fewer=fewer,
        direct=direct,
        maximum_gross_cents=maximum_cents,
        waits=waits,
        shown_gross_cents=shown_cents,
        replaces=replaces,
        most_gross_cents=up_to * each + delivery_option.gross_cents,
        key=key or uuid4(),
        at=now,
        until=now + TIME_FOR_CARD,
    )


def _ask_the_gate(
    campaign: Campaign,
    person: Person,
    variant: Variant,
    units: int,
    up_to: int,
    maximum_cents: int | None,
    waits: bool,
    shown_cents: int,
    now: datetime,
) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM could_hold(%s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [
                *(campaign.pk, person.pk, variant.pk, units, up_to),
                *(maximum_cents, waits, shown_cents, now),
            ],
        )
        outcome, price, places = cursor.fetchone()
    if outcome != "free":
        raise REFUSALS[outcome](price_cents=price, places=places)


@transaction.atomic
def confirm_hold(
    *,
    hold: Hold,
    now: datetime,
    card: Card | None = None,
    by_transfer: bool = False,
    ref: str = "",
) -> HoldEnd:
    """
    Pledge what was held, now that its card is confirmed; doing it twice is doing it once.

    Too late, or refused by the gate, the hold ends without a pledge and says why.
    """
    Hold.objects.select_for_update(no_key=True).get(pk=hold.pk)
    if done := HoldEnd.objects.filter(hold=hold).first():
        return done
    Hold.objects.filter(pk=hold.pk, until__gt=now).update(until=now)
    try:
        with transaction.atomic():
            pledge = _pledge(hold, now)
    except PledgeRefused as refusal:
        return _ended(hold, type(refusal).__name__, now)
    Mandate.objects.create(
        pledge=pledge,
        card=card,
        by_transfer=by_transfer,
        most_gross_cents=hold.most_gross_cents,
        ref=ref,
        at=now,
    )
    return HoldEnd.objects.create(hold=hold, pledge=pledge, at=now)


def _pledge(hold: Hold, now: datetime) -> Pledge:
    if hold.replaces is not None and hold.replaces.variant_id != hold.variant_id:
        return change_variant(
            pledge=hold.replaces,
            variant=hold.variant,
            shown_cents=hold.shown_gross_cents,
            key=hold.key,
            confirmed=True,
            now=now,
        )
    if hold.replaces is not None:
        return raise_maximum(
            pledge=hold.replaces,
            maximum_cents=hold.maximum_gross_cents or 0,
            shown_cents=hold.shown_gross_cents,
            key=hold.key,
            confirmed=True,
            now=now,
        )
    return place_pledge(
        campaign=hold.campaign,
        person=hold.person,
        variant=hold.variant,
        units=hold.units,
        up_to=hold.up_to,
        fewer=hold.fewer,
        delivery_option=hold.delivery_option,
        address=hold.address,
        maximum_cents=hold.maximum_gross_cents,
        waits=hold.waits,
        shown_cents=hold.shown_gross_cents,
        key=hold.key,
        confirmed=True,
        now=now,
    )


@transaction.atomic
def end_hold(hold: Hold, *, now: datetime, cause: str = TIME_OVER) -> HoldEnd:
    """Give a place back whose card was not confirmed; under a cap those who wait may come in."""
    Hold.objects.select_for_update(no_key=True).get(pk=hold.pk)
    if done := HoldEnd.objects.filter(hold=hold).first():
        return done
    end = _ended(hold, cause, now)
    gate = Gate.objects.select_for_update(no_key=True).get(campaign=hold.campaign_id)
    if gate.open and gate.room is not None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT FROM reckon(%s, %s)", [hold.campaign_id, now])
    return end


def _ended(hold: Hold, cause: str, now: datetime) -> HoldEnd:
    end, _ = HoldEnd.objects.get_or_create(hold=hold, defaults={"cause": cause, "at": now})
    return end
