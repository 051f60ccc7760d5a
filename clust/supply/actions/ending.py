"""Goods that reach nobody or come back, and buyers who waited too long."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Sum

from clust.campaigns.models import Campaign
from clust.invoicing.actions.reselling import invoice_resale
from clust.invoicing.models import ResaleInvoice
from clust.ledger.actions import Account, Line, post
from clust.orders.cancelling import left_of
from clust.orders.models import Cancellation, Cause, Order
from clust.people.models import Person
from clust.rules.vat import OutsideUnion, UnknownRate, rates_on, split_gross
from clust.supply.actions.billing import NoSuchRate
from clust.supply.actions.purchasing import order_again
from clust.supply.actions.receiving import ParcelGone, standing_units
from clust.supply.claims import (
    NotEnough,
    claims_on,
    goods_of,
    hold_spares,
    locked,
    remaining_of,
    undo,
)
from clust.supply.models import (
    Conclusion,
    Delay,
    Delivery,
    Disposal,
    Loss,
    Parcel,
    PurchaseOrder,
    PurchaseReduction,
    Replacement,
)
from clust.supply.reducing import write_reduction


class AlreadyReceived(Exception):
    """The parcel was received."""


class NotLate(Exception):
    """The promised day has not passed by more than the term."""


class OnItsWay(Exception):
    """Everything left is on its way: it may be sent back when it comes."""


class NoPrice(Exception):
    """What is resold has a price, and nothing else has."""


class SomethingRemains(Exception):
    """Units bought are nobody's yet, or not all have reached their buyers."""


@transaction.atomic
def lose_parcel(
    parcel: Parcel, *, resend: bool, now: datetime, person: Person | None = None
) -> Loss:
    """
    Note that a parcel was lost: its units are ordered again, or refunded.

    :raises AlreadyReceived: if it was received
    :raises ParcelGone: if it has come to another end
    """
    loss, orders = _ended(parcel, Loss.Cause.LOST, person, now)
    if resend:
        bought = order_again(wanted=orders, now=now)
        Replacement.objects.create(loss=loss, purchase_order=bought)
        return loss
    for order, units in orders.items():
        undo(order, units, Cause.LOST, f"loss:{loss.pk}:{order.pk}", now=now)
    return loss


@transaction.atomic
def send_back_uncollected(parcel: Parcel, *, now: datetime, person: Person | None = None) -> Loss:
    """
    Note that nobody collected a parcel: it goes back, and its goods are refunded without delivery.

    :raises AlreadyReceived: if it was received
    :raises ParcelGone: if it has come to another end
    """
    loss, orders = _ended(parcel, Loss.Cause.UNCOLLECTED, person, now)
    for order, units in orders.items():
        key = f"loss:{loss.pk}:{order.pk}"
        undo(order, units, Cause.RETURNED, key, now=now, with_delivery=False)
    return loss


def _ended(
    parcel: Parcel, cause: str, person: Person | None, now: datetime
) -> tuple[Loss, dict[Order, int]]:
    orders = {order.pk: order for order in locked(parcel.lines.values_list("order", flat=True))}
    Parcel.objects.select_for_update(no_key=True).get(pk=parcel.pk)
    if Delivery.objects.filter(parcel=parcel).exists():
        raise AlreadyReceived
    if Loss.objects.filter(parcel=parcel).exists():
        raise ParcelGone
    loss = Loss.objects.create(parcel=parcel, cause=cause, person=person, at=now)
    lines = parcel.lines.select_related("gap")
    units = {orders[line.order_id]: standing_units(line) for line in lines}
    return loss, {order: n for order, n in units.items() if n}


@transaction.atomic
def dispose(
    *,
    purchase_order: PurchaseOrder,
    variant: int,
    units: int,
    kind: str,
    note: str,
    now: datetime,
    person: Person | None = None,
    credit_net_cents: int | None = None,
    sold_gross_cents: int = 0,
    sold_per_mille: int = 0,
    buyer: str = "",
) -> Disposal:
    """
    Note where units went that no buyer has: to the supplier, resold, donated or recycled.

    What goes back to the supplier is owed to it no longer, less what its terms let it keep. What is
    resold has its invoice and brings its price less VAT, paid to our bank; the rest is written off
    at cost.

    :param sold_gross_cents, sold_per_mille: the price of all resold with tax, and its VAT rate
    :param buyer: name and address for its invoice, where the note does not say them
    :raises NotEnough: if so many are not left over
    :raises NoPrice: if it is resold without a price, or not resold and has one
    :raises NoSuchRate: if the seller's country has no such rate
    """
    resold = kind == Disposal.Kind.RESOLD
    if resold != (sold_gross_cents > 0):
        raise NoPrice
    if resold and sold_per_mille and not _has_rate(purchase_order, sold_per_mille, now):
        raise NoSuchRate
    PurchaseOrder.objects.select_for_update(no_key=True).get(pk=purchase_order.pk)
    hold_spares(purchase_order.campaign_id)
    if not 0 < units <= remaining_of(purchase_order.campaign_id, variant):
        raise NotEnough
    back = kind == Disposal.Kind.SUPPLIER
    if credit_net_cents is None:
        credit_net_cents = credit_for(purchase_order, units)
    disposal = Disposal(
        purchase_order=purchase_order,
        variant_id=variant,
        units=units,
        kind=kind,
        net_cents=credit_net_cents if back else 0,
        sold_gross_cents=sold_gross_cents,
        sold_per_mille=sold_per_mille if resold else 0,
        note=note,
        person=person,
        at=now,
    )
    if resold:
        disposal.invoice = _resale_of(disposal, buyer or note)
    disposal.save(force_insert=True)
    _book(disposal)
    return disposal


def _resale_of(disposal: Disposal, who: str) -> ResaleInvoice:
    campaign = disposal.purchase_order.campaign
    return invoice_resale(
        campaign.storefront.seller,
        product=_name_of(disposal.purchase_order, disposal.variant_id),
        who=who,
        units=disposal.units,
        gross_cents=disposal.sold_gross_cents,
        per_mille=disposal.sold_per_mille,
        currency=campaign.currency,
        now=disposal.at,
    )


def _book(disposal: Disposal) -> None:
    """Owe the supplier less for what goes back; else book what was sold or is lost."""
    order, key, now = disposal.purchase_order, f"disposal:{disposal.pk}", disposal.at
    if disposal.kind == Disposal.Kind.SUPPLIER:
        told = (disposal.variant_id, disposal.units, PurchaseReduction.Cause.RETURNED)
        write_reduction(order, *told, key, now, disposal.net_cents)
        return
    resold = disposal.kind == Disposal.Kind.RESOLD
    if lines := _sold(disposal) if resold else _written_off(disposal):
        post(key=key, currency=order.campaign.currency, lines=lines, now=now)


def _name_of(purchase_order: PurchaseOrder, variant: int) -> str:
    product = purchase_order.campaign.product
    return " · ".join(filter(None, (product.name, product.variants.get(pk=variant).name)))


def _has_rate(purchase_order: PurchaseOrder, per_mille: int, now: datetime) -> bool:
    try:
        return rates_on(_sold_in(purchase_order), now.date()).holds(per_mille)
    except (OutsideUnion, UnknownRate):
        return False


def _sold_in(purchase_order: PurchaseOrder) -> str:
    country: str = purchase_order.campaign.storefront.seller.country
    return country


def _sold(disposal: Disposal) -> list[Line]:
    """Return that the price came to our bank, and its VAT is owed."""
    net, vat = split_gross(disposal.sold_gross_cents, disposal.sold_per_mille)
    return [
        Line(Account.BANK, net + vat),
        Line(Account.RESALES, -net),
        Line(
            Account.VAT,
            -vat,
            detail=f"{_sold_in(disposal.purchase_order)} {disposal.sold_per_mille}",
        ),
    ]


def _written_off(disposal: Disposal) -> list[Line]:
    """Return that goods are no longer bought to be sold, at what they cost."""
    cost = disposal.units * disposal.purchase_order.unit_net_cents
    return [Line(Account.WRITE_OFFS, cost), Line(Account.PURCHASES, -cost)] if cost else []


def credit_for(purchase_order: PurchaseOrder, units: int) -> int:
    """Return what the supplier takes off our debt for units sent back, in cents net."""
    kept = purchase_order.quote.return_fee_per_mille
    return units * purchase_order.unit_net_cents * (1000 - kept) // 1000


@transaction.atomic
def conclude_campaign(
    campaign: Campaign, *, now: datetime, person: Person | None = None
) -> Conclusion:
    """
    Note that nothing remains of what was bought for a campaign; twice is once.

    :raises SomethingRemains: if units are nobody's, or on their way, or not sent
    """
    orders = Order.objects.filter(campaign=campaign, purchase_shares__isnull=False)
    unsent = any(claim.units for claim in claims_on(orders.values_list("pk", flat=True)).values())
    travelling = Parcel.objects.on_the_way().filter(lines__order__campaign=campaign)
    if unsent or travelling.exists() or any(row.remaining for row in goods_of(campaign.pk)):
        raise SomethingRemains
    conclusion, _new = Conclusion.objects.get_or_create(
        campaign=campaign, defaults={"person": person, "at": now}
    )
    return conclusion


def note_delay(campaign: Campaign, *, now: datetime) -> Delay:
    """Note that a campaign is late by more than the term; once."""
    delay, _new = Delay.objects.get_or_create(campaign=campaign, defaults={"at": now})
    return delay


def may_take_back_on(campaign: Campaign) -> date:
    """Return the day from which a buyer who has nothing yet may take the money back."""
    term = timedelta(days=settings.LATE_AFTER_DAYS + 1)
    return campaign.delivery_on + term


@transaction.atomic
def take_money_back(order: Order, *, now: datetime) -> Cancellation:
    """
    Undo, for a buyer who waited beyond the term, all that has not been sent; once.

    :raises NotLate: if the term is not over
    :raises OnItsWay: if nothing is left that was not sent
    """
    (order,) = locked([order.pk])
    key = f"late:{order.pk}"
    if done := Cancellation.objects.filter(key=key).first():
        return done
    if now.date() < may_take_back_on(order.campaign):
        raise NotLate
    unsent = min(claims_on([order.pk])[order.pk].units, _not_received(order))
    undone = undo(order, unsent, Cause.LATE, key, now=now) if unsent else None
    if undone is None:
        raise OnItsWay
    return undone


def _not_received(order: Order) -> int:
    """Return the units left that never came: what is exchanged is no late order."""
    came = order.delivery_lines.aggregate(units=Sum("units", default=0))["units"]
    return max(0, left_of(order).units - int(came))
