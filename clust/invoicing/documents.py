"""
Invoices and credit notes on paper: a page to print, and a PDF/A-3 that carries its own data.

They are rendered when first asked for, apart from numbering, and kept: the file stays the same.
"""

import hashlib
from datetime import UTC, datetime, time
from pathlib import Path

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from clust.base import formats
from clust.base.pdf import PdfUnavailable, hint, own_pictures, pdf_problem
from clust.invoicing.facturx import FILE_NAME, document_xml
from clust.invoicing.models import CreditNote, CreditNotePaper, Invoice, InvoicePaper
from clust.invoicing.reading import Item, Reading
from clust.invoicing.words import mentions, payment_words

STYLE = Path(__file__).parent / "static" / "invoicing" / "invoice.css"
XMP = Path(__file__).parent / "facturx.xmp"


def invoice_pdf(invoice: Invoice) -> bytes:
    """
    Return an invoice as PDF, in the buyer's language.

    :raises PdfUnavailable: where Pango is missing; print the page instead
    """
    kept = InvoicePaper.objects.filter(invoice=invoice).first()
    if kept is None:
        fresh = {"content": document_pdf(read := Reading(invoice)), "language": read.language}
        kept, _new = InvoicePaper.objects.get_or_create(invoice=invoice, defaults=fresh)
    return bytes(kept.content)


def credit_note_pdf(note: CreditNote) -> bytes:
    """
    Return a credit note as PDF, in the buyer's language.

    :raises PdfUnavailable: where Pango is missing; print the page instead
    """
    kept = CreditNotePaper.objects.filter(credit_note=note).first()
    if kept is None:
        read = Reading(note.invoice, note)
        fresh = {"content": document_pdf(read), "language": read.language}
        kept, _new = CreditNotePaper.objects.get_or_create(credit_note=note, defaults=fresh)
    return bytes(kept.content)


def xml_of(read: Reading) -> bytes:
    """Return a document's data, in the buyer's language."""
    with translation.override(read.language):
        return document_xml(read)


def document_html(read: Reading, *, for_screen: bool = True) -> str:
    """Return a document as a whole page in the buyer's language."""
    with translation.override(read.language):
        said = _said(read) | hint(for_screen=for_screen)
        return render_to_string("invoicing/document.html", said)


def document_pdf(read: Reading) -> bytes:
    """
    Return a document as PDF/A-3b with its data inside; the same rows make the same bytes.

    :raises PdfUnavailable: where Pango is missing
    """
    if problem := pdf_problem():
        raise PdfUnavailable(problem)
    from weasyprint import CSS, HTML, Attachment

    on = datetime.combine(read.document.issued_on, time(), UTC)
    said = HTML(string=document_html(read, for_screen=False), url_fetcher=own_pictures())
    page = said.render(stylesheets=[CSS(STYLE)])
    page.metadata.created = page.metadata.modified = on.strftime("%Y-%m-%dT%H:%M:%SZ")
    page.metadata.attachments = [
        Attachment(
            string=xml_of(read),
            name=FILE_NAME,
            description="Factur-X",
            created=on,
            modified=on,
            relationship="Alternative",
        )
    ]
    page.metadata.xmp_metadata = [XMP.read_bytes()]
    name = f"{read.seller.pk} {read.document.name}".encode()
    written = page.write_pdf(
        pdf_variant="pdf/a-3b", pdf_identifier=hashlib.sha256(name).digest()[:16]
    )
    return bytes(written)


def _said(read: Reading) -> dict[str, object]:
    document, currency = read.document, read.invoice.currency
    return {
        "read": read,
        "title": _("Credit note") if read.note else _("Invoice"),
        "name": document.name,
        "issued_on": formats.day(document.issued_on),
        "invoiced_on": formats.day(read.invoice.issued_on),
        "ordered_on": formats.day(read.order.at),
        "deliver_by": formats.day(read.order.campaign.delivery_on),
        "items": [_item_said(item, currency) for item in read.items],
        "eco": _eco(read),
        "net": formats.money(document.net_cents, currency),
        "vat": formats.money(document.vat_cents, currency),
        "gross": formats.money(document.gross_cents, currency),
        "rate": formats.rate(read.per_mille),
        "why": read.note.cancellation.get_cause_display() if read.note else "",
        "paid": [
            (means, formats.day(on), formats.money(cents, currency))
            for means, on, cents in ([] if read.note else read.paid)
        ],
        "mentions": list(mentions(read)),
        "payment": list(payment_words().values()),
        "seller": read.seller,
        "who": read.billed_to,
        "language": read.language,
    }


def _item_said(item: Item, currency: str) -> dict[str, str]:
    units = item.units or 1
    return {
        "name": item.name,
        "detail": item.detail,
        "units": formats.units(units),
        "each": formats.money(round(item.net / units), currency),
        "rate": formats.rate(item.per_mille),
        "net": formats.money(item.net, currency),
        "gross": formats.money(item.gross, currency),
    }


def _eco(read: Reading) -> str:
    cents = read.order.campaign.product.eco_contribution_cents
    return formats.money(cents, read.invoice.currency) if cents else ""
