"""Taking units off a purchase order: what we owe the supplier, and which buyers go without."""

from datetime import datetime

from clust.ledger.actions import Account, Line, post
from clust.orders.models import Cause
from clust.supply.claims import (
    NotEnough,
    claims_on,
    hold_spares,
    in_book_order,
    locked,
    remaining_of,
    shared_out,
    undo,
)
from clust.supply.models import PurchaseOrder, PurchaseReduction

Reason = PurchaseReduction.Cause


def reduce(
    purchase_order: PurchaseOrder, variant: int, units: int, cause: Reason, key: str, now: datetime
) -> PurchaseReduction | None:
    """
    Take units off a purchase order: first those that are nobody's, then the buyers' in book order.

    :raises NotEnough: if buyers' parcels hold more already
    """
    if not units:
        return None
    hold_spares(purchase_order.campaign_id)
    orders = {order.pk: order for order in locked(in_book_order(purchase_order))}
    claims = claims_on(orders)
    standing = [
        claims[order] for order in in_book_order(purchase_order) if claims[order].variant == variant
    ]
    missing = units - max(0, remaining_of(purchase_order.campaign_id, variant))
    unsent = sum(claim.units for claim in standing)
    if missing > unsent:
        raise NotEnough
    reduction = write_reduction(purchase_order, variant, units, cause, key, now)
    if missing > 0:
        for order, without in shared_out(standing, unsent - missing).items():
            undo(orders[order], without, Cause.SHORT, f"short:{reduction.pk}:{order}", now=now)
    return reduction


def write_reduction(
    purchase_order: PurchaseOrder,
    variant: int,
    units: int,
    cause: Reason,
    key: str,
    now: datetime,
    net_cents: int | None = None,
) -> PurchaseReduction:
    """Write that we owe the supplier less: the units at their cost, or another amount."""
    if net_cents is None:
        net_cents = units * purchase_order.unit_net_cents
    reduction = PurchaseReduction.objects.create(
        purchase_order=purchase_order,
        variant_id=variant,
        units=units,
        net_cents=net_cents,
        cause=cause,
        key=key,
        at=now,
    )
    if net_cents:
        _post(purchase_order, reduction)
    return reduction


def _post(purchase_order: PurchaseOrder, reduction: PurchaseReduction) -> None:
    quote = purchase_order.quote
    post(
        key=f"purchase_reduction:{reduction.pk}",
        currency=quote.currency,
        lines=[
            Line(Account.SUPPLIERS, reduction.net_cents, party=quote.product.supplier_id),
            Line(Account.PURCHASES, -reduction.net_cents),
        ],
        now=reduction.at,
    )
