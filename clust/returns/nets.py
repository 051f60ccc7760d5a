"""What a part of a sale undone is without its tax."""

from clust.orders.models import Cancellation
from clust.rules.vat import split_gross


def net_of(cancellation: Cancellation) -> tuple[int, int]:
    """Return goods and delivery that a cancellation undoes, in cents net."""
    rate = cancellation.order.campaign.product.vat_per_mille
    goods = split_gross(cancellation.goods_gross_cents, rate)
    delivery = split_gross(cancellation.delivery_gross_cents, rate)
    return goods.net, delivery.net
