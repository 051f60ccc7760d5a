"""Orders: list and page."""

from django.db.models import F
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy

from clust.base.sheets import Cents
from clust.orders.models import Order
from clust.web.parts.access import PersonRequest, desk_page
from clust.web.parts.lists import Listing, listed

ORDERS = Listing(
    columns={
        gettext_lazy("Number"): lambda order: order.pk,
        gettext_lazy("Clust"): lambda order: order.campaign_id,
        gettext_lazy("Product"): lambda order: order.campaign.product.name,
        gettext_lazy("Variant"): lambda order: order.variant.name,
        gettext_lazy("Person"): lambda order: order.person_id,
        gettext_lazy("Units"): lambda order: order.units,
        gettext_lazy("Unit price with tax"): lambda order: Cents(order.unit_gross_cents),
        gettext_lazy("Surcharge"): lambda order: Cents(order.surcharge_gross_cents),
        gettext_lazy("Delivery"): lambda order: Cents(order.delivery_gross_cents),
        gettext_lazy("Total with tax"): lambda order: Cents(order.total_gross_cents),
        gettext_lazy("Currency"): lambda order: order.campaign.currency,
        gettext_lazy("At"): lambda order: order.at,
    },
    search=("campaign__product__name_fr", "campaign__product__name_en", "name"),
    number="pk",
    links={"campaign": "campaign", "person": "person"},
    sorts={
        "number": ["pk"],
        "campaign": ["campaign"],
        "units": ["units"],
        "total": ["total_gross_cents"],
        "at": ["at"],
    },
    order="-number",
)
SECTION = "desk:orders"


@desk_page
def orders(request: PersonRequest) -> HttpResponseBase:
    """Show what buyers bought."""
    rows = Order.objects.select_related("campaign__product", "variant", "delivery_option")
    rows = rows.annotate(name=F("person__identity__name"))
    return listed(request, ORDERS, rows, "desk/orders.html", section=SECTION)


@desk_page
def order(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Show one order with what it rests on."""
    rows = Order.objects.select_related(
        "campaign__product",
        "variant",
        "delivery_option",
        "address",
        "person__identity",
        "allotment__pledge",
        "allotment__clearing",
    )
    rows = rows.annotate(goods_gross_cents=F("total_gross_cents") - F("delivery_gross_cents"))
    shown = {"order": get_object_or_404(rows, pk=pk), "section": SECTION}
    return render(request, "desk/order.html", shown)
