"""A buyer's invoices and credit notes, and the company they may be made out to."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from clust.invoicing.documents import credit_note_pdf, document_html, invoice_pdf
from clust.invoicing.models import CreditNote, Invoice
from clust.invoicing.reading import Reading
from clust.web.parts.access import signed_in
from clust.web.parts.papers import page_or_pdf
from clust.web.shop import limits
from clust.web.shop.companies import company_form
from clust.web.shop.offers import storefront_of
from clust.web.shop.visits import me


@signed_in
@require_safe
def invoice(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand out the invoice of an order, as a page or a PDF."""
    if seconds := limits.paper_pace.wait(me(request).pk):
        return limits.too_often(request, seconds)
    mine = {"order__person": me(request), "order__campaign__storefront": storefront_of(request)}
    row = get_object_or_404(Invoice, order=pk, **mine)
    return page_or_pdf(
        request, lambda: document_html(Reading(row)), lambda: invoice_pdf(row), row.name
    )


@signed_in
@require_safe
def credit_note(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand out a credit note, as a page or a PDF."""
    if seconds := limits.paper_pace.wait(me(request).pk):
        return limits.too_often(request, seconds)
    rows = CreditNote.objects.select_related("invoice")
    mine = {
        "invoice__order__person": me(request),
        "invoice__order__campaign__storefront": storefront_of(request),
    }
    row = get_object_or_404(rows, pk=pk, **mine)
    read = Reading(row.invoice, row)
    return page_or_pdf(request, lambda: document_html(read), lambda: credit_note_pdf(row), row.name)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def company(request: HttpRequest) -> HttpResponse:
    """Say whom invoices are made out to."""
    form = company_form(request)
    if form.is_bound and form.is_valid():
        form.keep(me(request))
        messages.success(request, _("It is written down."))
        return redirect("shop:profile")
    return render(request, "shop/company.html", status=400 if form.errors else 200)
