"""Buying what the buyers bought and paid."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import F

from clust.campaigns.models import Campaign, Clearing
from clust.ledger.actions import Account, Line, post
from clust.orders.cancelling import cancel_all, left_of
from clust.orders.models import Cause, DirectOrder, Order
from clust.payments.actions.deciding import CalledOff
from clust.payments.actions.sharing import pass_fee_on
from clust.payments.models import CampaignCancellation, PurchaseDecision
from clust.payments.settling import captured_orders, with_sums
from clust.rules.cases import Claim, fill
from clust.rules.margin import margin_at
from clust.supply.claims import claims_on, locked, undo
from clust.supply.models import PurchaseOrder, PurchaseOrderLine, PurchaseShare


class AlreadyPurchased(Exception):
    """The supplier has its order for this clearing."""


class NothingToBuy(Exception):
    """No whole case is paid: the desk calls the clust off."""


class BelowMinimum(Exception):
    """Less is paid than the supplier's smallest order: the desk decides."""


class BelowCost(Exception):
    """What is paid costs more than it brings: the desk records the legal exception, or not."""


_SHARES = """
    INSERT INTO purchase_share (purchase_order_id, order_id, units)
    SELECT %s, o.id, o.units - coalesce(gone.units, 0)
    FROM "order" AS o
    JOIN allotment AS a ON a.id = o.allotment_id
    LEFT JOIN (
        SELECT c.order_id, sum(c.units) AS units FROM cancellation AS c GROUP BY c.order_id
    ) AS gone ON gone.order_id = o.id
    WHERE a.clearing_id = %s AND o.units > coalesce(gone.units, 0)
"""
_PER_VARIANT = """
    SELECT o.variant_id, sum(o.units - coalesce(gone.units, 0))::bigint
    FROM "order" AS o
    JOIN allotment AS a ON a.id = o.allotment_id
    LEFT JOIN (
        SELECT c.order_id, sum(c.units) AS units FROM cancellation AS c GROUP BY c.order_id
    ) AS gone ON gone.order_id = o.id
    WHERE a.clearing_id = %s AND o.units > coalesce(gone.units, 0)
    GROUP BY o.variant_id ORDER BY o.variant_id
"""


@transaction.atomic
def purchase(clearing: Clearing, *, now: datetime) -> PurchaseOrder:
    """
    Order from the supplier, in whole cases per variant, all that the buyers ordered.

    Where a card is asked for, only what is paid, by the rule of whole cases again; the rest is
    undone. The unit cost is that of the quote at the whole quantity, in cents net.

    :raises AlreadyPurchased: if someone else did
    :raises CalledOff: if the desk called the clust off in the meantime
    :raises NothingToBuy: if no whole case is paid
    :raises BelowMinimum: if it is less than the smallest order and the desk has not said go on
    :raises BelowCost: if it costs more than it brings and no legal exception is recorded
    """
    campaign = clearing.closing.campaign
    Clearing.objects.select_for_update(no_key=True).get(pk=clearing.pk)
    if PurchaseOrder.objects.filter(clearing=clearing).exists():
        raise AlreadyPurchased
    if CampaignCancellation.objects.filter(clearing=clearing).exists():
        raise CalledOff
    if campaign.asks_for_card:
        _leave_out(clearing, campaign, now)
    with connection.cursor() as cursor:
        cursor.execute(_PER_VARIANT, [clearing.pk])
        per_variant = dict(cursor.fetchall())
    if campaign.asks_for_card:
        _check_decided(clearing, campaign, sum(per_variant.values()))
    order = _ordered(campaign, per_variant, now=now, clearing=clearing)
    with connection.cursor() as cursor:
        cursor.execute(_SHARES, [order.pk, clearing.pk])
    return order


def _leave_out(clearing: Clearing, campaign: Campaign, now: datetime) -> None:
    """Undo what is not paid, and what fills no whole case."""
    orders = Order.objects.of_clearing(clearing)
    list(orders.select_for_update(of=("self",), no_key=True).order_by("pk").values_list("pk"))
    left = with_sums(orders).filter(units_left__gt=0)
    for order in left.filter(kept__lt=F("due")):
        undone = cancel_all(order=order, cause=Cause.LAPSED, key=f"left_out:{order.pk}", now=now)
        pass_fee_on(undone=undone, now=now)
    if campaign.case_size > 1:
        for order, over in _over(clearing, campaign):
            undo(order, over, Cause.LEFT_OUT, f"left_out:{order.pk}", now=now)


def _over(clearing: Clearing, campaign: Campaign) -> list[tuple[Order, int]]:
    """Return the paid orders of which units fill no case, with how many."""
    rows = captured_orders(clearing).select_related("allotment__pledge")
    paid = {order.pledge.pk: order for order in rows}
    claims: dict[int, list[Claim]] = {}
    for place, key in enumerate(key for key in _book(campaign) if key in paid):
        order = paid[key]
        claims.setdefault(order.variant_id, []).append(_claim(order, place))
    given = {
        place: units
        for same in claims.values()
        for place, units in fill(same, case=campaign.case_size)
    }
    in_order = [paid[key] for key in _book(campaign) if key in paid]
    over = [(order, order.units_left - given.get(place, 0)) for place, order in enumerate(in_order)]
    return [(order, units) for order, units in over if units]


def _book(campaign: Campaign) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM book(%s) ORDER BY place", [campaign.pk])
        return [row[0] for row in cursor.fetchall()]


def _claim(order: Order, place: int) -> Claim:
    units, pledge = order.units_left, order.pledge  # type: ignore[attr-defined]
    wanted = min(units, pledge.units)
    return Claim(place, order.variant_id, wanted, units - wanted, pledge.fewer)


def _check_decided(clearing: Clearing, campaign: Campaign, units: int) -> None:
    if not units:
        raise NothingToBuy
    decision = PurchaseDecision.objects.filter(clearing=clearing).first()
    if units < campaign.minimum_cases * campaign.case_size and decision is None:
        raise BelowMinimum
    excused = campaign.below_cost_reason or (decision and decision.below_cost_reason)
    cost = campaign.award.quote.cost_ladder()
    margin = margin_at(units, clearing.gross_cents or 0, cost, campaign.product.vat_per_mille)
    if margin.below_cost and not excused:
        raise BelowCost


@transaction.atomic
def purchase_singly(direct_order: DirectOrder, *, now: datetime) -> PurchaseOrder:
    """
    Order what one buyer bought now and paid, on an order of its own.

    The unit cost is that of the quote at the units the clust has come to.

    :raises AlreadyPurchased: if someone else did
    :raises NothingToBuy: if nothing of it is left to be bought
    """
    (order,) = locked([direct_order.order_id])
    if PurchaseOrder.objects.filter(direct_order=direct_order).exists():
        raise AlreadyPurchased
    units = left_of(order).units
    if not units:
        raise NothingToBuy
    bought = _ordered(
        order.campaign,
        {order.variant_id: units},
        now=now,
        direct_order=direct_order,
        at_units=max(units, order.campaign.gate.units),
    )
    PurchaseShare.objects.create(purchase_order=bought, order=order, units=units)
    return bought


@transaction.atomic
def order_again(*, wanted: Mapping[Order, int], now: datetime) -> PurchaseOrder:
    """
    Order units of buyers' orders once more, in the place of lost or exchanged ones.

    At the unit cost of the order they were first bought with; all of one campaign.
    """
    first = PurchaseOrder.objects.filter(shares__order__in=wanted).order_by("pk")[0]
    per_variant: dict[int, int] = {}
    claims = claims_on(order.pk for order in wanted)
    for order, units in wanted.items():
        variant = claims[order.pk].variant
        per_variant[variant] = per_variant.get(variant, 0) + units
    bought = _ordered(first.campaign, per_variant, now=now, unit_net_cents=first.unit_net_cents)
    PurchaseShare.objects.bulk_create(
        PurchaseShare(purchase_order=bought, order=order, units=units)
        for order, units in wanted.items()
    )
    return bought


def _ordered(
    campaign: Campaign,
    per_variant: Mapping[int, int],
    *,
    now: datetime,
    clearing: Clearing | None = None,
    direct_order: DirectOrder | None = None,
    at_units: int | None = None,
    unit_net_cents: int | None = None,
) -> PurchaseOrder:
    """Write a purchase order with its lines and what we owe for it."""
    quote, units = campaign.award.quote, sum(per_variant.values())
    if unit_net_cents is None:
        cost = quote.cost_ladder()
        unit_net_cents = cost.price_at(at_units or units) or cost.opening_price
    is_whole = clearing is not None
    order = PurchaseOrder.objects.create(
        campaign=campaign,
        clearing=clearing,
        direct_order=direct_order,
        quote=quote,
        units=units,
        unit_net_cents=unit_net_cents,
        total_net_cents=units * unit_net_cents,
        deliver_by_on=(now + timedelta(days=quote.lead_days)).date(),
        at=now,
    )
    case = campaign.case_size if is_whole else 1
    PurchaseOrderLine.objects.bulk_create(
        PurchaseOrderLine(purchase_order=order, variant_id=variant, units=n, cases=n // case)
        for variant, n in per_variant.items()
    )
    post(
        key=f"purchase_order:{order.pk}",
        currency=quote.currency,
        lines=[
            Line(Account.PURCHASES, order.total_net_cents),
            Line(Account.SUPPLIERS, -order.total_net_cents, party=quote.product.supplier_id),
        ],
        now=now,
    )
    return order
