"""One's own orders as a table, in the reader's language; amounts with two decimals and a point."""

import csv
import io

from django.utils.translation import gettext as _

from clust.orders.models import Order
from clust.people.models import Person
from clust.rules.money import plain

BOM = "\ufeff"


def orders(person: Person) -> str:
    """Return the orders of a person as CSV that spreadsheets read."""
    text = io.StringIO()
    table = csv.writer(text, delimiter=";")
    table.writerow(
        [
            _("Order"),
            _("Day"),
            _("Product"),
            _("Variant"),
            _("Units"),
            _("Unit price with tax"),
            _("Surcharge with tax"),
            _("Delivery with tax"),
            _("Total with tax"),
            _("Currency"),
        ]
    )
    rows = Order.objects.filter(person=person).select_related("campaign__product", "variant")
    for row in rows.order_by("id"):
        table.writerow(_line(row))
    return BOM + text.getvalue()


def _line(row: Order) -> list[object]:
    return [
        row.pk,
        row.at.date().isoformat(),
        _harmless(row.campaign.product.name),
        _harmless(row.variant.name),
        row.units,
        plain(row.unit_gross_cents),
        plain(row.surcharge_gross_cents),
        plain(row.delivery_gross_cents),
        plain(row.total_gross_cents),
        row.campaign.currency,
    ]


def _harmless(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in "=+-@\t\r" and text else text
