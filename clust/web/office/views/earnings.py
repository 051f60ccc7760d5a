"""What the community earns or pays by its shop: its terms, statements and invoices."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from clust.commissions.fee_documents import invoice_html, invoice_pdf
from clust.commissions.fees import fees_open
from clust.commissions.models import CommissionStatement, FeeInvoice
from clust.commissions.partner_documents import statement_csv, statement_html, statement_pdf
from clust.partners.models import Agreement, Tenure
from clust.storefronts.models import Storefront
from clust.web.office.access import OfficeRequest, treasurer_page
from clust.web.parts.lists import csv_file
from clust.web.parts.papers import page_or_pdf
from clust.web.parts.shop_earnings import earned_at

SECTION = "office:earnings"


@treasurer_page
def earnings(request: OfficeRequest) -> HttpResponse:
    """Show what is agreed, what this shop earned by the month, statements and invoices."""
    shop, today = request.storefront, timezone.localdate()
    tenure = shop.tenures.on(today).select_related("partner").first()
    partner = tenure.partner if tenure else None
    context = {
        "storefront": shop,
        "tenure": tenure,
        "terms": Agreement.objects.on(today).filter(partner=partner).first(),
        "months": earned_at(shop),
        "statements": statements_of(shop),
        "invoices": invoices_of(shop),
        "open_cents": fees_open(partner, shop.currency) if partner else 0,
        "section": SECTION,
    }
    return render(request, "office/earnings.html", context)


@treasurer_page
def earning(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Give a statement, as a page or as PDF."""
    row = get_object_or_404(statements_of(request.storefront), pk=pk)
    return page_or_pdf(request, lambda: statement_html(row), lambda: statement_pdf(row), row.number)


@treasurer_page
def earning_lines(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Give the lines of a statement: which order, how much."""
    row = get_object_or_404(statements_of(request.storefront), pk=pk)
    return csv_file(statement_csv(row), row.number)


@treasurer_page
def fee(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Give an invoice for this shop's month, as a page or as PDF."""
    row = get_object_or_404(invoices_of(request.storefront), pk=pk)
    return page_or_pdf(request, lambda: invoice_html(row), lambda: invoice_pdf(row), row.name)


def statements_of(shop: Storefront) -> QuerySet[Any]:
    """
    Return the statements of who keeps a shop today.

    Only where its treasurer may see all that stands in them: the keeper has no other shop, but
    for those under this one's roof.
    """
    kept = shop.tenures.on(timezone.localdate()).values("partner")
    under = Q(storefront=shop) | Q(storefront__portal=shop)
    others = Tenure.objects.filter(~under, partner=OuterRef("partner"))
    rows = CommissionStatement.objects.filter(~Exists(others), partner__in=kept)
    return rows.select_related("partner", "bill__tax").prefetch_related("payouts__transfer__file")


def invoices_of(shop: Storefront) -> QuerySet[FeeInvoice]:
    """Return the invoices for a shop's months, to who keeps it today."""
    kept = shop.tenures.on(timezone.localdate()).values("partner")
    rows = FeeInvoice.objects.filter(fee__storefront=shop, partner__in=kept)
    return rows.select_related("partner", "fee__storefront__seller")
