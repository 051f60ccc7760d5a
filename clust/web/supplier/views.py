"""What a supplier sees: its own purchase orders and its own quotes, and nobody else's."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.db.models import Max, Min, Q, QuerySet
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from clust.base.sheets import Cents
from clust.sourcing.models import Quote, Supplier
from clust.supply.documents import purchase_order_html
from clust.supply.models import PurchaseOrder
from clust.web.parts.access import PersonRequest, View, signed_in
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

P = ParamSpec("P")

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
QUOTES = Listing(
    columns={
        gettext_lazy("Number"): lambda quote: quote.pk,
        gettext_lazy("Product"): lambda quote: quote.product.name,
        gettext_lazy("Reference"): lambda quote: quote.product.reference,
        gettext_lazy("Currency"): lambda quote: quote.currency,
        gettext_lazy("Dearest unit cost"): lambda quote: Cents(quote.dearest or 0),
        gettext_lazy("Cheapest unit cost"): lambda quote: Cents(quote.cheapest or 0),
        gettext_lazy("Received"): lambda quote: quote.received_at,
        gettext_lazy("Accepted"): lambda quote: quote.award.at if quote.is_awarded else None,
    },
    search=("product__name_fr", "product__name_en", "product__reference"),
    number="pk",
    sorts={"product": ["product__name_fr"], "cost": ["cheapest"], "received": ["received_at"]},
    order="-received",
)


def supplier_form(
    view: Callable[Concatenate[PersonRequest, Supplier, P], HttpResponseBase],
) -> View[P]:
    """Hand the view the supplier of whoever is signed in; others find nothing here."""

    @wraps(view)
    def guarded(request: PersonRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        supplier = Supplier.objects.filter(contacts__person=request.user).first()
        if supplier is None:
            raise Http404
        return view(request, supplier, *args, **kwargs)

    return signed_in(guarded)


def supplier_page(
    view: Callable[Concatenate[PersonRequest, Supplier, P], HttpResponseBase],
) -> View[P]:
    """Hand a page that is only looked at the supplier of whoever is signed in."""
    return signed_in(require_safe(supplier_form(view)))


def orders_of(supplier: Supplier) -> QuerySet[PurchaseOrder]:
    return PurchaseOrder.objects.of_supplier(supplier).select_related(
        "quote__product__supplier", "campaign__storefront__seller"
    )


def _quotes(supplier: Supplier) -> QuerySet[Quote]:
    return Quote.objects.filter(product__supplier=supplier).select_related("product", "award")


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


@supplier_page
def quotes(request: PersonRequest, supplier: Supplier) -> HttpResponseBase:
    """Show what was offered."""
    rows = _quotes(supplier).annotate(
        dearest=Max("rungs__net_cents"),
        cheapest=Min("rungs__net_cents"),
        is_awarded=Q(award__isnull=False),
    )
    return listed(
        request,
        QUOTES,
        rows,
        "supplier/quotes.html",
        supplier=supplier,
        section="supplier:quotes",
    )


@supplier_page
def quote(request: PersonRequest, supplier: Supplier, pk: int) -> HttpResponseBase:
    """Show one quote with its rungs."""
    found = get_object_or_404(_quotes(supplier).prefetch_related("rungs"), pk=pk)
    shown = {"quote": found, "supplier": supplier, "section": "supplier:quotes"}
    return render(request, "supplier/quote.html", shown)
