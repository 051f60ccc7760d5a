"""Goods received: said by the carrier, the buyer, the organiser, the desk, or long silence."""

from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.db.models import Q, Sum

from clust.ledger.actions import Account, Line, post
from clust.orders.cancelling import left_of
from clust.orders.models import Order
from clust.people.models import Person
from clust.rules.money import split
from clust.rules.vat import split_gross, taken_off
from clust.supply.claims import locked
from clust.supply.codes import opens
from clust.supply.models import (
    CarrierEvent,
    Delivery,
    DeliveryLine,
    Loss,
    Organiser,
    Parcel,
    ParcelLine,
)

How = Delivery.How


class ParcelGone(Exception):
    """The parcel was lost, or goes back."""


class NotThereYet(Exception):
    """The goods have not arrived at the pickup point."""


class NotOrganiser(Exception):
    """This person hands nothing out at that pickup point."""


class WrongCode(Exception):
    """No parcel there has this code."""


class UnknownParcel(Exception):
    """No parcel has this tracking number."""


class Worth(NamedTuple):
    """What units delivered bring, in cents net."""

    goods: int
    delivery: int


@transaction.atomic
def deliver(parcel: Parcel, *, how: str, now: datetime, person: Person | None = None) -> Delivery:
    """
    Note that a parcel was received, once; what it brings moves from promised to sold.

    :raises ParcelGone: if it was lost or goes back
    :raises NotThereYet: if it has not arrived at its pickup point
    """
    orders = {order.pk: order for order in locked(parcel.lines.values_list("order", flat=True))}
    parcel = Parcel.objects.select_for_update(no_key=True).get(pk=parcel.pk)
    if done := Delivery.objects.filter(parcel=parcel).first():
        return done
    if Loss.objects.filter(parcel=parcel).exists():
        raise ParcelGone
    if parcel.shipment is not None and not hasattr(parcel.shipment, "arrival"):
        raise NotThereYet
    delivery = Delivery.objects.create(parcel=parcel, how=how, person=person, at=now)
    lines = [
        _line(delivery, orders[line.order_id], standing_units(line))
        for line in parcel.lines.select_related("gap")
        if standing_units(line)
    ]
    DeliveryLine.objects.bulk_create(lines)
    _post(delivery, lines, next(iter(orders.values())).campaign.currency)
    return delivery


def standing_units(line: ParcelLine) -> int:
    """Return the units of a parcel's line that came with it."""
    gap = getattr(line, "gap", None)
    return line.units - (gap.units if gap else 0)


def _line(delivery: Delivery, order: Order, units: int) -> DeliveryLine:
    worth = _worth(order, units)
    return DeliveryLine(
        delivery=delivery,
        order=order,
        units=units,
        goods_net_cents=worth.goods,
        delivery_net_cents=worth.delivery,
    )


def _worth(order: Order, units: int) -> Worth:
    """
    Return what units bring of what is still promised; the last ones bring all that is left.

    What came back after it was received is no sale any more.
    """
    left, (goods_rate, delivery_rate) = left_of(order), _rates(order)
    before = order.delivery_lines.aggregate(
        units=Sum("units", default=0),
        goods=Sum("goods_net_cents", default=0),
        delivery=Sum("delivery_net_cents", default=0),
    )
    back = order.cancellations.filter(
        Q(key__startswith="return:") | Q(key__startswith="claim:")
    ).aggregate(units=Sum("units", default=0), goods=Sum("goods_gross_cents", default=0))
    kept = (
        before["goods"]
        - taken_off(left.goods_gross_cents + back["goods"], back["goods"], goods_rate).net
    )
    goods = max(0, split_gross(left.goods_gross_cents, goods_rate).net - kept)
    fee = max(0, split_gross(left.delivery_gross_cents, delivery_rate).net - before["delivery"])
    rest = max(0, left.units + back["units"] - before["units"] - units)
    return Worth(split(goods, [units, rest])[0], fee)


def _rates(order: Order) -> tuple[int, int]:
    """Return the VAT of goods and of delivery per mille: those invoiced, or the product's."""
    usual = order.campaign.product.vat_per_mille
    invoice = getattr(order, "invoice", None)
    billed: dict[str, int] = dict(invoice.lines.values_list("kind", "per_mille")) if invoice else {}
    goods = billed.get("goods", usual)
    return goods, billed.get("delivery", goods)


def _post(delivery: Delivery, lines: list[DeliveryLine], currency: str) -> None:
    goods = sum(line.goods_net_cents for line in lines)
    fee = sum(line.delivery_net_cents for line in lines)
    if not goods + fee:
        return
    post(
        key=f"delivery:{delivery.pk}",
        currency=currency,
        lines=[
            Line(Account.GOODS_PROMISED, goods),
            Line(Account.DELIVERY_PROMISED, fee),
            Line(Account.SALES, -goods),
            Line(Account.DELIVERY_SALES, -fee),
        ],
        now=delivery.at,
    )


def assume_delivered(parcel: Parcel, *, now: datetime) -> Delivery:
    """Take a parcel as received that left long ago and that nobody complained about."""
    return deliver(parcel, how=How.ASSUMED, now=now)


@transaction.atomic
def record_carrier_event(
    *,
    carrier: str,
    tracking: str,
    kind: str,
    ref: str,
    happened_at: datetime,
    now: datetime,
) -> CarrierEvent:
    """
    Note what a carrier says of a parcel, once per its reference; delivered is received.

    :raises UnknownParcel: if no parcel of this carrier has this number
    """
    parcel = Parcel.objects.filter(carrier__iexact=carrier, tracking=tracking).first()
    if parcel is None:
        raise UnknownParcel
    event, new = CarrierEvent.objects.get_or_create(
        ref=f"{carrier.lower()}:{ref}",
        defaults={"parcel": parcel, "kind": kind, "happened_at": happened_at, "at": now},
    )
    gone = Loss.objects.filter(parcel=parcel).exists()
    if new and kind == CarrierEvent.Kind.DELIVERED and not gone:
        deliver(parcel, how=How.CARRIER, now=now)
    return event


def hand_out(
    parcel: Parcel, *, person: Person, now: datetime, how: str = Delivery.How.ORGANISER
) -> Delivery:
    """
    Hand a parcel out at its pickup point.

    :raises NotOrganiser: if the person neither hands out there nor works at the desk
    :raises NotThereYet: if the goods have not arrived
    :raises ParcelGone: if it goes back
    """
    if parcel.shipment is None or not may_hand_out(person, parcel.shipment.option_id):
        raise NotOrganiser
    return deliver(parcel, how=how, person=person, now=now)


def hand_out_by_code(*, option: int, code: str, person: Person, now: datetime) -> Delivery:
    """
    Hand a parcel to somebody who says its code.

    :raises NotOrganiser: if the person neither hands out there nor works at the desk
    :raises WrongCode: if no parcel that lies there has this code
    """
    if not may_hand_out(person, option):
        raise NotOrganiser
    lying = Parcel.objects.to_collect().filter(shipment__option=option)
    for parcel in lying.select_related("shipment"):
        if opens(code, parcel):
            return hand_out(parcel, person=person, now=now, how=How.CODE)
    raise WrongCode


def may_hand_out(person: Person, option: int) -> bool:
    """Say whether somebody hands out at a pickup point."""
    return person.is_staff or Organiser.objects.filter(person=person, option=option).exists()
