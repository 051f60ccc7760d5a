"""What hangs on a mail and can be kept: terms, the withdrawal form, a purchase order."""

from typing import NamedTuple

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from clust.base.formats import moment, units
from clust.base.pdf import STYLE, PdfUnavailable
from clust.campaigns.models import Campaign
from clust.returns.documents import label_html, label_pdf
from clust.returns.models import Retraction, Return
from clust.rules.returns import may_withdraw
from clust.supply.documents import (
    purchase_order_csv,
    purchase_order_html,
    purchase_order_pdf,
)
from clust.supply.models import PurchaseOrder


class Paper(NamedTuple):
    """A file on a mail."""

    name: str
    content: str | bytes
    kind: str


def contract_papers(campaign: Campaign, number: str) -> list[Paper]:
    """Return the terms in their version and, where the law gives the right, the withdrawal form."""
    papers = [terms(campaign)]
    if may_withdraw(campaign.product.withdrawal_exception):
        papers.append(withdrawal_form(campaign, number))
    return papers


def terms(campaign: Campaign) -> Paper:
    """Return the terms of sale that the campaign was opened under."""
    page = render_to_string("notices/papers/terms.html", {"terms": campaign.terms})
    name = _("terms-of-sale-v%(version)s.html") % {"version": campaign.terms.version}
    return Paper(name, page, "text/html")


def withdrawal_form(campaign: Campaign, number: str) -> Paper:
    """Return the form by which a buyer may withdraw, with what we know filled in."""
    page = render_to_string(
        "notices/papers/withdrawal_form.html",
        {
            "seller": campaign.terms.seller,
            "own": campaign.terms.withdrawal_form,
            "product": campaign.product.name,
            "number": number,
        },
    )
    return Paper(_("withdrawal-form.html"), page, "text/html")


def purchase_papers(order: PurchaseOrder) -> list[Paper]:
    """Return a purchase order to file and to import; as a page to print where PDF fails."""
    lines = "".join(purchase_order_csv(order))
    return [_purchase_order(order), Paper(f"{order.number}.csv", lines, "text/csv")]


def _purchase_order(order: PurchaseOrder) -> Paper:
    try:
        return Paper(f"{order.number}.pdf", purchase_order_pdf(order), "application/pdf")
    except PdfUnavailable:
        style = f"<style>{STYLE.read_text()}</style></head>"
        page = purchase_order_html(order, for_screen=False).replace("</head>", style, 1)
        return Paper(f"{order.number}.html", page, "text/html")


def retraction_receipt(retraction: Retraction, campaign: Campaign) -> Paper:
    """Return the receipt of a withdrawal: what was said, about which contract, and when."""
    page = render_to_string(
        "notices/papers/retraction_receipt.html",
        {
            "retraction": retraction,
            "product": campaign.product.name,
            "seller": campaign.terms.seller,
            "units": units(retraction.units),
            "received": moment(retraction.at),
        },
    )
    return Paper(f"{retraction.number}.html", page, "text/html")


def return_label(return_: Return) -> Paper:
    """Return the label of a return; as a page to print where PDF fails."""
    try:
        return Paper(f"{return_.number}.pdf", label_pdf(return_), "application/pdf")
    except PdfUnavailable:
        return Paper(f"{return_.number}.html", label_html(return_), "text/html")
