"""Whose goods they are: what may still be sent to each buyer, and who goes without."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import connection
from django.db.models import Sum

from clust.campaigns.models import Campaign
from clust.orders.cancelling import cancel, left_of
from clust.orders.models import Cancellation, Cause, Order
from clust.rules.allocation import share_delivery
from clust.rules.clearing import Bid
from clust.rules.money import split
from clust.supply.models import PurchaseOrder, SubstitutionAnswer, SubstitutionQuestion


class NotEnough(Exception):
    """Fewer units are there than that."""


class Claim(NamedTuple):
    """What may still be sent for an order; `wanted` of it before the extras of its pledge."""

    order: int
    variant: int
    wanted: int
    units: int


class Goods(NamedTuple):
    """Where the units of one variant bought for a campaign are."""

    campaign: int
    variant: int
    bought: int
    kept: int
    short: int
    lost: int
    supplier: int
    resold: int
    donated: int
    recycled: int
    remaining: int


def locked(orders: Iterable[int]) -> list[Order]:
    """Return orders whose rows nobody else changes until the transaction ends, by number."""
    rows = Order.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=orders)
    return list(rows.select_related("campaign__product", "delivery_option").order_by("pk"))


def claims_on(orders: Iterable[int]) -> dict[int, Claim]:
    """Return what may still be sent for these orders, by order."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM to_send(%s::bigint[])", [list(orders)])
        return {row[0]: Claim(*row) for row in cursor.fetchall()}


def in_book_order(purchase_order: PurchaseOrder) -> list[int]:
    """Return the orders a purchase order is for, in the order of the campaign's book."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT s.order_id FROM purchase_share AS s"
            ' JOIN "order" AS o ON o.id = s.order_id'
            " LEFT JOIN allotment AS a ON a.id = o.allotment_id"
            " LEFT JOIN direct_order AS d ON d.order_id = o.id"
            " LEFT JOIN book(%s) AS b ON b.id = coalesce(a.pledge_id, d.pledge_id)"
            " WHERE s.purchase_order_id = %s ORDER BY b.place, s.order_id",
            [purchase_order.campaign_id, purchase_order.pk],
        )
        return [row[0] for row in cursor.fetchall()]


def shared_out(claims: Sequence[Claim], units: int) -> dict[int, int]:
    """Return what each order goes without where only `units` come: wanted first, then extras."""
    bids = [Bid(max(1, min(c.wanted, c.units)), up_to=c.units) for c in claims if c.units]
    orders = [claim for claim in claims if claim.units]
    shares = share_delivery(bids, units)
    return {
        claim.order: claim.units - share
        for claim, share in zip(orders, shares, strict=True)
        if share < claim.units
    }


def open_units(purchase_order: PurchaseOrder) -> dict[int, int]:
    """Return what is ordered of each variant, less what was taken off since."""
    ordered = dict(purchase_order.lines.values_list("variant", "units"))
    reduced = purchase_order.reductions.values_list("variant").annotate(units=Sum("units"))
    for variant, units in reduced.order_by():
        ordered[variant] = ordered.get(variant, 0) - units
    for was, now, units in _substituted(purchase_order):
        ordered[was] -= units
        ordered[now] = ordered.get(now, 0) + units
    return ordered


def _substituted(purchase_order: PurchaseOrder) -> Iterable[tuple[int, int, int]]:
    taken = SubstitutionAnswer.objects.filter(
        accepted=True, question__offer__line__purchase_order=purchase_order
    )
    return taken.values_list("question__offer__line__variant", "question__offer__variant", "units")


def asked_about(orders: Iterable[int]) -> set[int]:
    """Return those orders whose buyers are asked about a substitute: nothing of them leaves."""
    asked = SubstitutionQuestion.objects.filter(order__in=list(orders), answer=None)
    return set(asked.values_list("order", flat=True))


def goods_of(campaign: int | None) -> list[Goods]:
    """Return where everything bought for a campaign is, per variant; None asks for all."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM goods(%s) ORDER BY campaign_id, variant_id", [campaign])
        return [Goods(*row) for row in cursor.fetchall()]


def hold_spares(campaign: int) -> None:
    """
    Let nobody else take units of a campaign that are nobody's, until the transaction ends.

    They belong to no purchase order in particular, so that locking one does not guard them. Before
    orders are locked, after their purchase order.
    """
    Campaign.objects.select_for_update(no_key=True).get(pk=campaign)


def remaining_of(campaign: int, variant: int) -> int:
    """Return the units of a variant that are nobody's."""
    return sum(row.remaining for row in goods_of(campaign) if row.variant == variant)


def undo(
    order: Order, units: int, cause: Cause, key: str, *, now: datetime, with_delivery: bool = True
) -> Cancellation | None:
    """
    Undo units of a sale at what is left of their price; the delivery with the last of them.

    Units undone already are not undone again.
    """
    left = left_of(order)
    units = min(units, left.units)
    if not units:
        return None
    is_last = units == left.units
    return cancel(
        order=order,
        cause=cause,
        key=key,
        now=now,
        units=units,
        goods_gross_cents=split(left.goods_gross_cents, [units, left.units - units])[0],
        delivery_gross_cents=left.delivery_gross_cents if is_last and with_delivery else 0,
    )
