"""What a buyer may do about an order, for the order's page."""

from typing import Any

from django import template
from django.utils import timezone

from clust.orders.models import Order
from clust.web.shop.after_sales import after_sales as read

register = template.Library()


@register.inclusion_tag("shop/after_sales_box.html")
def after_sales(order: Order) -> dict[str, Any]:
    """Write `{% after_sales order %}`: withdraw, send back, claim, ask; what came of it."""
    return {"order": order, "after": read(order, timezone.now())}
