"""Invoices, credit notes and what the tax offices ask for; every number leads to its rows."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import ExtractMonth, ExtractQuarter, ExtractYear
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clust.base import formats
from clust.base.sheets import Cents, sheet
from clust.commissions.taxes import Taxed, taxed_beside_sales
from clust.invoicing.documents import credit_note_pdf, document_html, invoice_pdf
from clust.invoicing.ereporting import report_xml
from clust.invoicing.models import (
    CreditNote,
    CreditNoteLine,
    Invoice,
    InvoiceLine,
    ResaleInvoice,
    Treatment,
)
from clust.invoicing.reading import Reading
from clust.invoicing.reports import (
    Rate,
    Sums,
    consumer_days,
    oss_corrections,
    oss_sales,
    resales,
    vat_by_rate,
)
from clust.invoicing.resales import resale_html, resale_pdf
from clust.rules.vat import quarter, quarter_of, table
from clust.web.parts.access import PersonRequest, desk_page
from clust.web.parts.lists import Answer, Filter, Listing, csv_file, listed
from clust.web.parts.papers import page_or_pdf

SECTION = "desk:invoices"
YEARS_BACK = 10


def _filters(invoice: str) -> list[Filter]:
    def asks(name: str, value: str) -> Any:
        return lambda now: Q(**{f"{invoice}{name}": value})

    taxed = [Answer(t.value, t.label, asks("treatment", t.value)) for t in Treatment]
    countries = [Answer(code, code, asks("country", code)) for code in sorted(table())]
    return [
        Filter("taxed", gettext_lazy("taxed how"), taxed),
        Filter("country", gettext_lazy("country"), countries),
    ]


_LINKS = {"month": "month", "quarter": "quarter", "rate": "per_mille", "seller": "seller"}
_SORTS = {"number": ["year", "number"], "day": ["issued_on"], "gross": ["gross_cents"]}
INVOICES = Listing(
    columns={
        gettext_lazy("Number"): lambda row: row.name,
        gettext_lazy("Issued"): lambda row: row.issued_on,
        gettext_lazy("Order"): lambda row: row.order_id,
        gettext_lazy("Billed to"): lambda row: row.who,
        gettext_lazy("VAT number"): lambda row: row.vat_number,
        gettext_lazy("Taxed"): lambda row: row.treatment,
        gettext_lazy("Country"): lambda row: row.country,
        gettext_lazy("VAT per mille"): lambda row: row.per_mille,
        gettext_lazy("Without tax"): lambda row: Cents(row.net_cents),
        gettext_lazy("VAT"): lambda row: Cents(row.vat_cents),
        gettext_lazy("With tax"): lambda row: Cents(row.gross_cents),
        gettext_lazy("Currency"): lambda row: row.currency,
    },
    search=("who", "vat_number"),
    number="number",
    filters=_filters(""),
    links=_LINKS,
    sorts=_SORTS,
    order="-number",
)
CREDIT_NOTES = Listing(
    columns={
        gettext_lazy("Number"): lambda row: row.name,
        gettext_lazy("Issued"): lambda row: row.issued_on,
        gettext_lazy("Invoice"): lambda row: row.invoice.name,
        gettext_lazy("Reason"): lambda row: row.cancellation.get_cause_display(),
        gettext_lazy("Country"): lambda row: row.invoice.country,
        gettext_lazy("VAT per mille"): lambda row: row.per_mille,
        gettext_lazy("Without tax"): lambda row: Cents(row.net_cents),
        gettext_lazy("VAT"): lambda row: Cents(row.vat_cents),
        gettext_lazy("With tax"): lambda row: Cents(row.gross_cents),
        gettext_lazy("Currency"): lambda row: row.currency,
    },
    search=("who",),
    number="number",
    filters=_filters("invoice__"),
    links=_LINKS,
    sorts=_SORTS,
    order="-number",
)


def _dated(rows: QuerySet[Any], lines: type[InvoiceLine] | type[CreditNoteLine], key: str) -> Any:
    rate = lines.objects.filter(**{key: OuterRef("pk")}).values("per_mille")[:1]
    return rows.annotate(
        month=ExtractYear("issued_on") * 100 + ExtractMonth("issued_on"),
        quarter=ExtractYear("issued_on") * 10 + ExtractQuarter("issued_on"),
        per_mille=Subquery(rate),
    )


@desk_page
def invoices(request: PersonRequest) -> HttpResponseBase:
    """Show what was invoiced."""
    rows = Invoice.objects.annotate(who=F("billed_to__name"), vat_number=F("billed_to__vat_number"))
    rows = _dated(rows, InvoiceLine, "invoice")
    return listed(request, INVOICES, rows, "desk/invoices/invoices.html", section=SECTION)


@desk_page
def credit_notes(request: PersonRequest) -> HttpResponseBase:
    """Show what was credited."""
    rows = CreditNote.objects.select_related("invoice", "cancellation")
    rows = _dated(rows.annotate(who=F("invoice__billed_to__name")), CreditNoteLine, "credit_note")
    return listed(request, CREDIT_NOTES, rows, "desk/invoices/credit_notes.html", section=SECTION)


@desk_page
def invoice(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Show an invoice as its buyer reads it, or its PDF."""
    row = get_object_or_404(Invoice, pk=pk)
    read = Reading(row)
    return page_or_pdf(request, lambda: document_html(read), lambda: invoice_pdf(row), row.name)


@desk_page
def credit_note(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Show a credit note as its buyer reads it, or its PDF."""
    row = get_object_or_404(CreditNote.objects.select_related("invoice"), pk=pk)
    read = Reading(row.invoice, row)
    return page_or_pdf(request, lambda: document_html(read), lambda: credit_note_pdf(row), row.name)


@desk_page
def vat(request: PersonRequest) -> HttpResponseBase:
    """Show the VAT of a month, by country and rate; each number leads to its documents."""
    year, month = _asked(request, "month", 12)
    first, end = date(year, month, 1), date(year + month // 12, month % 12 + 1, 1)
    seller = request.storefront.seller
    beside = list(taxed_beside_sales(seller, first, end))
    rows = [_told(*row) for row in _with(vat_by_rate(seller, first, end), beside).items()]
    if request.GET.get("export") == "csv":
        return _csv(rows, f"vat-{first:%Y-%m}")
    if request.GET.get("export") == "flow10":
        last = date.fromordinal(end.toordinal() - 1)
        days = consumer_days(seller, first, end)
        xml = report_xml(seller, days, first, last, now=timezone.now())
        return _file(xml, f"flow-10-{first:%Y-%m}.xml", "application/xml")
    shown = {
        "rows": rows,
        "days": consumer_days(seller, first, end),
        "first": first,
        "period": f"month={first:%Y%m}",
        "before": _month_before(first),
        "after": end,
        "total": sum(row["sums"].vat_kept for row in rows),
        "resold": resales(seller, first, end),
        "beside": beside,
        "section": "desk:vat",
    }
    return render(request, "desk/invoices/vat.html", shown)


@desk_page
def resale_invoice(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Show the invoice of goods that were sold again, or its PDF."""
    row = get_object_or_404(ResaleInvoice.objects.select_related("seller"), pk=pk)
    return page_or_pdf(request, lambda: resale_html(row), lambda: resale_pdf(row), row.name)


@desk_page
def oss(request: PersonRequest) -> HttpResponseBase:
    """Show a quarter's sales to consumers abroad, and what corrects earlier quarters."""
    year, number = _asked(request, "quarter", 4)
    first, end = quarter(year, number)
    seller = request.storefront.seller
    rows = [_told(*row) for row in oss_sales(seller, year, number).items()]
    corrections = oss_corrections(seller, year, number)
    if request.GET.get("export") == "csv":
        return csv_file(sheet(*_oss_sheet(rows, corrections)), f"oss-{year}-q{number}")
    shown = {
        "rows": rows,
        "corrections": corrections,
        "year": year,
        "number": number,
        "period": f"quarter={year}{number}",
        "before": quarter_of(_month_before(first)),
        "after": quarter_of(end) if end <= timezone.localdate() else None,
        "total": sum(row["sums"].vat_kept for row in rows) + sum(c.vat for c in corrections),
        "section": "desk:vat",
    }
    return render(request, "desk/invoices/oss.html", shown)


def _with(found: dict[Rate, Sums], beside: list[Taxed]) -> dict[Rate, Sums]:
    """Return the sums of sales with what is taxed beside them."""
    for one in beside:
        sums = found.setdefault(one.rate, Sums())
        sums.net, sums.vat = sums.net + one.net, sums.vat + one.vat
    return dict(sorted(found.items()))


def _told(rate: Rate, sums: Sums) -> dict[str, Any]:
    query = f"taxed={rate.treatment}&country={rate.country}&rate={rate.per_mille}"
    return {
        "rate": rate,
        "sums": sums,
        "how": Treatment(rate.treatment).label,
        "percent": formats.rate(rate.per_mille),
        "query": query,
    }


def _asked(request: HttpRequest, word: str, most: int) -> tuple[int, int]:
    """Return the year and the month or quarter of the address, such as 2026-3; else today's."""
    today = timezone.localdate()
    asked = request.GET.get(word, "")
    if not asked:
        return (today.year, today.month) if most > 4 else quarter_of(today)
    year, _dash, number = asked.partition("-")
    if not (year.isdecimal() and number.isdecimal() and len(year) == 4 and len(number) < 3):
        raise Http404
    if not (today.year - YEARS_BACK <= int(year) <= today.year and 1 <= int(number) <= most):
        raise Http404
    return int(year), int(number)


def _month_before(first: date) -> date:
    return date.fromordinal(first.toordinal() - 1).replace(day=1)


def _csv(rows: list[dict[str, Any]], name: str) -> HttpResponseBase:
    header = [_("Taxed"), _("Country"), _("VAT per mille"), _("Invoiced without tax")]
    header += [_("Invoiced VAT"), _("Credited without tax"), _("Credited VAT"), _("VAT owed")]
    lines = ([*row["rate"], *(Cents(n) for n in _sums(row["sums"]))] for row in rows)
    return csv_file(sheet(header, lines), name)


def _sums(sums: Sums) -> Iterator[int]:
    yield from (sums.net, sums.vat, sums.net_back, sums.vat_back, sums.vat_kept)


def _oss_sheet(
    rows: list[dict[str, Any]], corrections: list[Any]
) -> tuple[list[str], list[list[object]]]:
    header = [_("Country"), _("VAT per mille"), _("Corrects quarter"), _("Without tax"), _("VAT")]
    lines: list[list[object]] = [
        [
            row["rate"].country,
            row["rate"].per_mille,
            "",
            Cents(row["sums"].net_kept),
            Cents(row["sums"].vat_kept),
        ]
        for row in rows
    ]
    lines += [
        [one.country, "", f"{one.year}-Q{one.quarter}", Cents(one.net), Cents(one.vat)]
        for one in corrections
    ]
    return header, lines


def _file(content: bytes, name: str, kind: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=kind, headers=headers)
