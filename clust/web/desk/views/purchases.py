"""Purchase orders: list, page, PDF, CSV, and whether the mail left."""

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy

from clust.base.sheets import Cents
from clust.notices.models import Notice, Sending
from clust.supply.documents import purchase_order_html
from clust.supply.models import PurchaseOrder
from clust.web.parts.access import PersonRequest, desk_page
from clust.web.parts.goods import BulkForm, may_substitute, pickup_points, substitutes_of
from clust.web.parts.lists import Answer, Filter, Listing, listed
from clust.web.parts.papers import csv_answer, pdf_answer

PURCHASES = Listing(
    columns={
        gettext_lazy("Number"): lambda order: order.number,
        gettext_lazy("Supplier"): lambda order: order.quote.product.supplier.name,
        gettext_lazy("Product"): lambda order: order.quote.product.name,
        gettext_lazy("Reference"): lambda order: order.quote.product.reference,
        gettext_lazy("Clust"): lambda order: order.campaign_id,
        gettext_lazy("Units"): lambda order: order.units,
        gettext_lazy("Unit price without tax"): lambda order: Cents(order.unit_net_cents),
        gettext_lazy("Total without tax"): lambda order: Cents(order.total_net_cents),
        gettext_lazy("Currency"): lambda order: order.quote.currency,
        gettext_lazy("Ordered"): lambda order: order.at,
        gettext_lazy("Deliver by"): lambda order: order.deliver_by_on,
        gettext_lazy("Mail sent"): lambda order: order.mailed_at if order.mail == "sent" else None,
    },
    search=(
        "quote__product__supplier__name",
        "quote__product__name_fr",
        "quote__product__name_en",
        "quote__product__reference",
    ),
    number="pk",
    filters=[
        Filter(
            "mail",
            gettext_lazy("mail"),
            [
                Answer("sent", gettext_lazy("sent"), lambda now: Q(mail="sent")),
                Answer("waiting", gettext_lazy("not sent yet"), lambda now: Q(mail=None)),
                Answer("no_address", gettext_lazy("no address"), lambda now: Q(mail="no_address")),
            ],
        )
    ],
    links={"supplier": "quote__product__supplier", "campaign": "campaign"},
    sorts={
        "number": ["pk"],
        "supplier": ["quote__product__supplier__name"],
        "product": ["quote__product__name_fr"],
        "units": ["units"],
        "total": ["total_net_cents"],
        "by": ["deliver_by_on"],
    },
    order="-number",
)
SECTION = "desk:purchase_orders"


def orders_with_mail() -> QuerySet[PurchaseOrder]:
    """Return purchase orders with what became of their mail."""
    sendings = Sending.objects.filter(
        notice__kind=Notice.Kind.PURCHASE, notice__fact=OuterRef("pk")
    )
    return PurchaseOrder.objects.select_related(
        "quote__product__supplier", "campaign__storefront__seller"
    ).annotate(
        mail=Subquery(sendings.values("outcome")[:1]),
        mailed_at=Subquery(sendings.values("at")[:1]),
    )


@desk_page
def purchase_orders(request: PersonRequest) -> HttpResponseBase:
    """Show what was ordered from suppliers."""
    return listed(
        request, PURCHASES, orders_with_mail(), "desk/purchase_orders.html", section=SECTION
    )


@desk_page
def purchase_order(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Show one purchase order."""
    order = get_object_or_404(orders_with_mail(), pk=pk)
    lines = order.lines.select_related("variant")
    shown = {
        "order": order,
        "lines": lines,
        "answers": order.answers.prefetch_related("lines__variant"),
        "reductions": order.reductions.select_related("variant").order_by("pk"),
        "substitutes": substitutes_of(order),
        "may_substitute": may_substitute(order),
        "points": pickup_points(order),
        "bulk_form": BulkForm(order=order),
        "section": SECTION,
    }
    return render(request, "desk/purchase_order.html", shown)


@desk_page
def pdf(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Give the purchase order as PDF."""
    return pdf_answer(get_object_or_404(orders_with_mail(), pk=pk))


@desk_page
def paper(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Give the purchase order as a page to print."""
    return HttpResponse(purchase_order_html(get_object_or_404(orders_with_mail(), pk=pk)))


@desk_page
def csv(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Give the purchase order's lines as a file."""
    return csv_answer(get_object_or_404(orders_with_mail(), pk=pk))
