"""Purchase orders as files, for the desk and for their supplier."""

from django.http import HttpResponse, StreamingHttpResponse

from clust.supply.documents import (
    PdfUnavailable,
    purchase_order_csv,
    purchase_order_html,
    purchase_order_pdf,
)
from clust.supply.models import PurchaseOrder
from clust.web.parts.lists import csv_file


def pdf_answer(order: PurchaseOrder) -> HttpResponse:
    """Return the PDF or, where none can be written, the page to print, which says so."""
    try:
        document = purchase_order_pdf(order)
    except PdfUnavailable:
        return HttpResponse(purchase_order_html(order))
    return HttpResponse(
        document,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{order.number}.pdf"'},
    )


def csv_answer(order: PurchaseOrder) -> StreamingHttpResponse:
    """Return the order's lines as a file."""
    return csv_file(purchase_order_csv(order), order.number)
