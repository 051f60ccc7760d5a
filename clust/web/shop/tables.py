"""One's own orders as a table, as spreadsheets in the reader's language expect it."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from clust.base.sheets import Cents, sheet
from clust.orders.models import Order
from clust.people.models import Person


def orders(person: Person) -> Iterator[str]:
    """Return the orders of a person as CSV."""
    heads = [
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
    rows = Order.objects.filter(person=person).select_related("campaign__product", "variant")
    return sheet(heads, map(_line, rows.order_by("id")))


def _line(row: Order) -> list[object]:
    return [
        row.pk,
        row.at.date(),
        row.campaign.product.name,
        row.variant.name,
        row.units,
        Cents(row.unit_gross_cents),
        Cents(row.surcharge_gross_cents),
        Cents(row.delivery_gross_cents),
        Cents(row.total_gross_cents),
        row.campaign.currency,
    ]
