"""Where the goods of an order are, for the order's page."""

from typing import Any

from django import template
from django.utils import timezone

from clust.orders.models import Order
from clust.web.shop.goods import goods_of

register = template.Library()


@register.inclusion_tag("shop/parcels_box.html", takes_context=True)
def parcels(context: dict[str, Any], order: Order) -> dict[str, Any]:
    """Write `{% parcels order %}`: what was sent, where it is, what its buyer may do about it."""
    return {"goods": goods_of(order, timezone.now()), "csrf_token": context.get("csrf_token")}
