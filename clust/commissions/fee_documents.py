"""Our invoice to a community for its shop's month: a page to print, a PDF."""

from babel.dates import format_date
from django.template.loader import render_to_string
from django.utils import translation

from clust.base import formats
from clust.base.pdf import as_pdf, hint
from clust.commissions.models import FeeInvoice


def invoice_html(invoice: FeeInvoice, *, for_screen: bool = True) -> str:
    """Return the invoice as a whole page in its partner's language."""
    with translation.override(invoice.partner.language):
        page = _said(invoice) | hint(for_screen=for_screen)
        return render_to_string("commissions/fee_invoice.html", page)


def invoice_pdf(invoice: FeeInvoice) -> bytes:
    """
    Return the same as PDF, A4.

    :raises PdfUnavailable: where Pango is missing; print the page instead
    """
    return as_pdf(invoice_html(invoice, for_screen=False))


def _said(invoice: FeeInvoice) -> dict[str, object]:
    shop = invoice.fee.storefront
    cents = {"net": invoice.net_cents, "vat": invoice.vat_cents, "gross": invoice.gross_cents}
    return {word: formats.money(amount, shop.currency) for word, amount in cents.items()} | {
        "invoice": invoice,
        "partner": invoice.partner,
        "tax": invoice.partner.tax_data.order_by("pk").last(),
        "seller": shop.seller,
        "shop": shop,
        "month": format_date(invoice.fee.month, "MMMM yyyy", locale=formats.reader()),
        "day": formats.day(invoice.issued_on),
        "rate": formats.rate(invoice.per_mille),
        "language": invoice.partner.language,
    }
