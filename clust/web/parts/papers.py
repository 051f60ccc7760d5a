"""Purchase orders as files, for the desk and for their supplier."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse

from clust.base.pdf import PdfUnavailable
from clust.supply.documents import (
    gift_slip_html,
    gift_slip_pdf,
    purchase_order_csv,
    purchase_order_html,
    purchase_order_pdf,
)
from clust.supply.models import Destination, PurchaseOrder
from clust.web.parts.lists import csv_file


def pdf_answer(order: PurchaseOrder) -> HttpResponse:
    """Return the PDF or, where none can be written, the page to print, which says so."""
    return pdf_or_page(
        lambda: purchase_order_html(order), lambda: purchase_order_pdf(order), order.number
    )


def slip_answer(request: HttpRequest, gift: Destination) -> HttpResponse:
    """Return the slip of a gift, as a page to print or as PDF."""
    name = f"slip-{gift.order_id}-{gift.pk}"
    return page_or_pdf(request, lambda: gift_slip_html(gift), lambda: gift_slip_pdf(gift), name)


def csv_answer(order: PurchaseOrder) -> StreamingHttpResponse:
    """Return the order's lines as a file."""
    return csv_file(purchase_order_csv(order), order.number)


def page_or_pdf(
    request: HttpRequest, page: Callable[[], str], pdf: Callable[[], bytes], name: str
) -> HttpResponse:
    """Return a page to print or, where the address ends in `as=pdf` and we can, its PDF."""
    if request.GET.get("as") != "pdf":
        return HttpResponse(page())
    return pdf_or_page(page, pdf, name)


def pdf_or_page(page: Callable[[], str], pdf: Callable[[], bytes], name: str) -> HttpResponse:
    """Return the PDF or, where none can be written, the page to print, which says so."""
    try:
        document = pdf()
    except PdfUnavailable:
        return HttpResponse(page())
    headers = {"Content-Disposition": f'inline; filename="{name}.pdf"'}
    return HttpResponse(document, content_type="application/pdf", headers=headers)
