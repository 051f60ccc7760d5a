"""The label on a parcel that comes back: where it goes, and which return it is."""

from django.template.loader import render_to_string
from django.utils.translation import get_language

from clust.base import formats
from clust.base.pdf import as_pdf, hint
from clust.base.qr import qr
from clust.returns.models import Return


def label_html(return_: Return, *, for_screen: bool = True) -> str:
    """Return the label as a whole page in the language that is active."""
    order = return_.order
    page = {
        "back": return_,
        "order": order,
        "product": order.campaign.product,
        "seller": order.campaign.terms.seller,
        "sender": order.address,
        "qr": qr(return_.number),
        "units": formats.units(return_.units),
        "send_by": formats.day(return_.send_by_on),
        **hint(for_screen=for_screen),
        "language": get_language(),
    }
    return render_to_string("returns/label.html", page)


def label_pdf(return_: Return) -> bytes:
    """
    Return the label as PDF, A4, to cut and stick on.

    :raises PdfUnavailable: where Pango is missing; print the page instead
    """
    return as_pdf(label_html(return_, for_screen=False))
