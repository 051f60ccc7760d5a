"""The invoice of a resale on paper: a page to print, and a PDF."""

from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from clust.base import formats
from clust.base.pdf import as_pdf, hint
from clust.invoicing.documents import STYLE
from clust.invoicing.models import ResaleInvoice, ResoldTo
from clust.invoicing.words import payment_words


def resale_html(invoice: ResaleInvoice, *, for_screen: bool = True) -> str:
    """Return it as a whole page, in the language that is active."""
    who = ResoldTo.objects.filter(invoice=invoice).first()
    said = {
        "invoice": invoice,
        "seller": invoice.seller,
        "who": who.who if who else _("a buyer who was forgotten"),
        "issued_on": formats.day(invoice.issued_on),
        "units": formats.units(invoice.units),
        "rate": formats.rate(invoice.per_mille),
        "net": formats.money(invoice.net_cents, invoice.currency),
        "vat": formats.money(invoice.vat_cents, invoice.currency),
        "gross": formats.money(invoice.gross_cents, invoice.currency),
        "each": formats.money(round(invoice.net_cents / invoice.units), invoice.currency),
        "payment": list(payment_words().values()),
        "language": get_language(),
        **hint(for_screen=for_screen),
    }
    return render_to_string("invoicing/resale.html", said)


def resale_pdf(invoice: ResaleInvoice) -> bytes:
    """
    Return it as PDF.

    :raises PdfUnavailable: where Pango is missing; print the page instead
    """
    return as_pdf(resale_html(invoice, for_screen=False), STYLE)
