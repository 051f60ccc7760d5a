"""The purchase order as a supplier keeps it: a page to print, a PDF, a CSV; in their language."""

from collections.abc import Iterator

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from clust.base import formats
from clust.base.pdf import as_pdf, hint
from clust.base.sheets import Cents, sheet
from clust.storefronts.models import Seller
from clust.supply.models import (
    Destination,
    Parcel,
    ParcelLine,
    PurchaseOrder,
    PurchaseOrderLine,
    Shipment,
    sent_as,
)


def purchase_order_html(order: PurchaseOrder, *, for_screen: bool = True) -> str:
    """Return the order as a whole page in the supplier's language."""
    with translation.override(language_of(order)):
        page = _said(order) | hint(for_screen=for_screen)
        return render_to_string("supply/purchase_order.html", page)


def _said(order: PurchaseOrder) -> dict[str, object]:
    quote, lines = order.quote, lines_of(order)
    return {
        "order": order,
        "lines": [_line_said(order, line) for line in lines],
        "units": formats.units(order.units),
        "cases": formats.units(sum(line.cases for line in lines)),
        "total": formats.money(order.total_net_cents, quote.currency),
        "ordered_on": formats.day(order.at),
        "deliver_by_on": formats.day(order.deliver_by_on),
        "quoted_on": formats.day(quote.received_at),
        "seller": seller_of(order),
        "quote": quote,
        "product": quote.product,
        "supplier": quote.product.supplier,
        "language": language_of(order),
    }


def _line_said(order: PurchaseOrder, line: PurchaseOrderLine) -> dict[str, str]:
    currency = order.quote.currency
    return {
        "variant": line.variant.name,
        "units": formats.units(line.units),
        "cases": formats.units(line.cases),
        "each": formats.money(order.unit_net_cents, currency),
        "total": formats.money(line.units * order.unit_net_cents, currency),
    }


def purchase_order_pdf(order: PurchaseOrder) -> bytes:
    """
    Return the order as PDF, A4.

    :raises PdfUnavailable: where Pango is missing; print the page instead
    """
    return as_pdf(purchase_order_html(order, for_screen=False))


def pickup_list_html(shipment: Shipment, *, for_screen: bool = True) -> str:
    """Return who collects what at a pickup point, a line to tick for each."""
    piles = shipment.parcels.select_related("person__identity", "delivery", "end")
    lines = [
        {
            "parcel": parcel,
            "name": _name(parcel),
            "orders": ", ".join(str(line.order_id) for line in parcel.lines.all()),
            "what": ", ".join(_held(line) for line in parcel.lines.all()),
        }
        for parcel in piles.filter(end=None).prefetch_related("lines__order__variant", "lines__gap")
    ]
    page = {
        "shipment": shipment,
        "lines": sorted(lines, key=lambda line: str(line["name"]).lower()),
        "product": shipment.purchase_order.quote.product,
        "language": translation.get_language(),
        **hint(for_screen=for_screen),
    }
    return render_to_string("supply/pickup_list.html", page)


def _name(parcel: Parcel) -> str:
    identity = getattr(parcel.person, "identity", None)
    return identity.name if identity else _("no. %(number)s") % {"number": parcel.person_id}


def _held(line: ParcelLine) -> str:
    gap = getattr(line, "gap", None)
    units = line.units - (gap.units if gap else 0)
    return f"{units} × {line.variant.name}" if line.variant.name else str(units)


def pickup_list_pdf(shipment: Shipment) -> bytes:
    """
    Return the list as PDF, A4.

    :raises PdfUnavailable: where Pango is missing; print the page instead
    """
    return as_pdf(pickup_list_html(shipment, for_screen=False))


def gift_slip_html(gift: Destination, *, for_screen: bool = True) -> str:
    """Return what lies in the parcel of a gift, in its buyer's language: no price, the greeting."""
    order = gift.order
    with translation.override(order.person.language):
        page = {
            "gift": gift,
            "product": order.campaign.product,
            "variant": sent_as(order),
            "units": formats.units(gift.units),
            "seller": order.campaign.storefront.seller,
            "language": translation.get_language(),
            **hint(for_screen=for_screen),
        }
        return render_to_string("supply/gift_slip.html", page)


def gift_slip_pdf(gift: Destination) -> bytes:
    """
    Return the slip as PDF, A4.

    :raises PdfUnavailable: where Pango is missing; print the page instead
    """
    return as_pdf(gift_slip_html(gift, for_screen=False))


def purchase_order_csv(order: PurchaseOrder) -> Iterator[str]:
    """Yield the order's lines as CSV in the supplier's language; amounts without tax."""
    language = language_of(order)
    with translation.override(language):
        header = [
            _("Purchase order"),
            _("Reference"),
            _("Product"),
            _("Variant"),
            _("Units"),
            _("Cases"),
            _("Unit price without tax"),
            _("Total without tax"),
            _("Currency"),
        ]
        rows = [_row(order, line) for line in lines_of(order)]
    return sheet(header, rows, language=language)


def _row(order: PurchaseOrder, line: PurchaseOrderLine) -> list[object]:
    product = order.quote.product
    return [
        order.number,
        product.reference,
        product.name,
        line.variant.name,
        line.units,
        line.cases,
        Cents(order.unit_net_cents),
        Cents(line.units * order.unit_net_cents),
        order.quote.currency,
    ]


def lines_of(order: PurchaseOrder) -> list[PurchaseOrderLine]:
    """Return the order's lines with their variants, in order."""
    return list(order.lines.select_related("variant"))


def seller_of(order: PurchaseOrder) -> Seller:
    """Return the company that orders."""
    return order.campaign.storefront.seller


def language_of(order: PurchaseOrder) -> str:
    """Return the language the supplier reads."""
    return order.quote.product.supplier.language
