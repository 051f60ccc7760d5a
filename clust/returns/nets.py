"""What a part of a sale undone is without its tax."""

from clust.invoicing.models import InvoiceLine, Kind
from clust.orders.models import Cancellation, Order
from clust.rules.vat import split_gross


def net_of(cancellation: Cancellation) -> tuple[int, int]:
    """Return goods and delivery that a cancellation undoes, net, at the rates of the invoice."""
    order = cancellation.order
    rates = dict(InvoiceLine.objects.filter(invoice__order=order).values_list("kind", "per_mille"))
    goods = _net(cancellation.goods_gross_cents, rates.get(Kind.GOODS), order)
    return goods, _net(cancellation.delivery_gross_cents, rates.get(Kind.DELIVERY), order)


def _net(gross_cents: int, per_mille: int | None, order: Order) -> int:
    rate = order.campaign.product.vat_per_mille if per_mille is None else per_mille
    return split_gross(gross_cents, rate).net
