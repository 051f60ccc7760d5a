"""Tax that we owe beside that of sales: on shops' fees, and in the place of partners abroad."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from clust.commissions.models import FeeInvoice, SelfBill
from clust.invoicing.models import Treatment
from clust.invoicing.reports import Rate
from clust.partners.models import TaxData
from clust.rules.vat import rates_on
from clust.storefronts.models import Seller

HOME = "FR"


class Taxed(NamedTuple):
    """A paper on which we owe tax: an invoice of fees, or a bill of a partner abroad; in cents."""

    paper: FeeInvoice | SelfBill
    rate: Rate
    net: int
    vat: int


def standard_rate(day: date) -> int:
    """Return the full rate of the seller's country on a day, in per mille."""
    return rates_on(HOME, day).standard


def tax_on(net_cents: int, per_mille: int) -> int:
    """Return the tax on an amount without it, in cents, half a cent rounded up."""
    return (net_cents * per_mille + 500) // 1000


def taxed_beside_sales(seller: Seller, first: date, end: date) -> Iterator[Taxed]:
    """Yield the papers from a day on and before another."""
    days = {"issued_on__gte": first, "issued_on__lt": end}
    for fee in FeeInvoice.objects.filter(fee__storefront__seller=seller, **days):
        yield Taxed(fee, _at(fee.per_mille), fee.net_cents, fee.vat_cents)
    abroad = SelfBill.objects.filter(tax__status=TaxData.Status.ABROAD, **days)
    for bill in abroad.select_related("statement").order_by("pk"):
        rate = standard_rate(bill.issued_on)
        yield Taxed(bill, _at(rate), bill.net_cents, tax_on(bill.net_cents, rate))


def _at(per_mille: int) -> Rate:
    return Rate(Treatment.HOME, HOME, per_mille)
