"""What was ordered from a supplier: its own purchase orders, and nobody else's."""

from django.db.models import QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy

from clust.base.sheets import Cents
from clust.sourcing.models import Supplier
from clust.supply.documents import purchase_order_html
from clust.supply.models import PurchaseOrder
from clust.web.parts.access import PersonRequest
from clust.web.parts.goods import (
    AnswerForm,
    BulkForm,
    SubstituteForm,
    may_substitute,
    pickup_points,
    substitutes_of,
)
from clust.web.parts.lists import Listing, listed
from clust.web.parts.papers import csv_answer, pdf_answer
from clust.web.supplier.access import supplier_page

PURCHASES = Listing(
    columns={
        gettext_lazy("Number"): lambda order: order.number,
        gettext_lazy("Product"): lambda order: order.quote.product.name,
        gettext_lazy("Reference"): lambda order: order.quote.product.reference,
        gettext_lazy("Units"): lambda order: order.units,
        gettext_lazy("Unit price without tax"): lambda order: Cents(order.unit_net_cents),
        gettext_lazy("Total without tax"): lambda order: Cents(order.total_net_cents),
        gettext_lazy("Currency"): lambda order: order.quote.currency,
        gettext_lazy("Ordered"): lambda order: order.at,
        gettext_lazy("Deliver by"): lambda order: order.deliver_by_on,
    },
    search=("quote__product__name_fr", "quote__product__name_en", "quote__product__reference"),
    number="pk",
    sorts={
        "number": ["pk"],
        "product": ["quote__product__name_fr"],
        "units": ["units"],
        "total": ["total_net_cents"],
        "by": ["deliver_by_on"],
    },
    order="-number",
)


def orders_of(supplier: Supplier) -> QuerySet[PurchaseOrder]:
    return PurchaseOrder.objects.of_supplier(supplier).select_related(
        "quote__product__supplier", "campaign__storefront__seller"
    )


@supplier_page
def purchase_orders(request: PersonRequest, supplier: Supplier) -> HttpResponseBase:
    """Show what was ordered."""
    return listed(
        request,
        PURCHASES,
        orders_of(supplier),
        "supplier/purchase_orders.html",
        supplier=supplier,
        section="supplier:purchase_orders",
    )


@supplier_page
def purchase_order(request: PersonRequest, supplier: Supplier, pk: int) -> HttpResponseBase:
    """Show one purchase order."""
    return purchase_order_page(request, supplier, get_object_or_404(orders_of(supplier), pk=pk))


def purchase_order_page(
    request: PersonRequest,
    supplier: Supplier,
    order: PurchaseOrder,
    *,
    answer_form: AnswerForm | None = None,
    bulk_form: BulkForm | None = None,
    substitute_form: SubstituteForm | None = None,
) -> HttpResponse:
    """Show a purchase order with its answers and what may be said to it."""
    answers = order.answers.prefetch_related("lines__variant")
    shown = {
        "order": order,
        "lines": order.lines.select_related("variant"),
        "supplier": supplier,
        "answers": answers,
        "reductions": order.reductions.select_related("variant").order_by("pk"),
        "shipments": order.shipments.select_related("option", "arrival").order_by("pk"),
        "substitutes": substitutes_of(order),
        "substitute_form": substitute_form
        or (SubstituteForm(order=order) if may_substitute(order) else None),
        "points": pickup_points(order),
        "answer_form": answer_form or AnswerForm(order=order),
        "bulk_form": bulk_form or BulkForm(order=order),
        "section": "supplier:purchase_orders",
    }
    status = 422 if answer_form or bulk_form or substitute_form else 200
    return render(request, "supplier/purchase_order.html", shown, status=status)


@supplier_page
def pdf(request: PersonRequest, supplier: Supplier, pk: int) -> HttpResponseBase:
    """Give the purchase order as PDF."""
    return pdf_answer(get_object_or_404(orders_of(supplier), pk=pk))


@supplier_page
def paper(request: PersonRequest, supplier: Supplier, pk: int) -> HttpResponseBase:
    """Give the purchase order as a page to print."""
    return HttpResponse(purchase_order_html(get_object_or_404(orders_of(supplier), pk=pk)))


@supplier_page
def csv(request: PersonRequest, supplier: Supplier, pk: int) -> HttpResponseBase:
    """Give the purchase order's lines as a file."""
    return csv_answer(get_object_or_404(orders_of(supplier), pk=pk))
