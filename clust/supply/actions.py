"""Buying what the buyers bought."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Sum

from clust.campaigns.models import Clearing
from clust.ledger.actions import Account, Line, post
from clust.orders.models import Order
from clust.supply.models import PurchaseOrder, PurchaseOrderLine


class AlreadyPurchased(Exception):
    """The supplier has its order for this clearing."""


@transaction.atomic
def purchase(clearing: Clearing, *, now: datetime) -> PurchaseOrder:
    """
    Order from the supplier, in whole cases per variant, all that the buyers ordered.

    The unit cost is that of the quote at the whole quantity, in cents net.

    :raises AlreadyPurchased: if someone else did
    """
    campaign = clearing.closing.campaign
    quote = campaign.award.quote
    per_variant = list(
        Order.objects.of_clearing(clearing)
        .values("variant")
        .annotate(units=Sum("units"))
        .values_list("variant", "units")
    )
    units = sum(n for _, n in per_variant)
    cost = quote.cost_ladder()
    unit_net_cents = cost.price_at(units) or cost.opening_price
    try:
        with transaction.atomic():
            order = PurchaseOrder.objects.create(
                clearing=clearing,
                quote=quote,
                units=units,
                unit_net_cents=unit_net_cents,
                total_net_cents=units * unit_net_cents,
                deliver_by_on=(now + timedelta(days=quote.lead_days)).date(),
                at=now,
            )
    except IntegrityError as error:
        raise AlreadyPurchased from error
    PurchaseOrderLine.objects.bulk_create(
        PurchaseOrderLine(
            purchase_order=order, variant_id=variant, units=n, cases=n // campaign.case_size
        )
        for variant, n in per_variant
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
