"""What the tax offices ask for: VAT by period, the one-stop shop's quarters, days of sales."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Count, F, Q, QuerySet, Sum

from clust.invoicing.models import CreditNoteLine, InvoiceLine, ResaleInvoice, Treatment
from clust.rules.vat import quarter, quarter_of
from clust.storefronts.models import Seller


class Rate(NamedTuple):
    """How and where something is taxed, and at how many per mille."""

    treatment: str
    country: str
    per_mille: int


@dataclass
class Sums:
    """Net and tax of invoices, and of the credit notes that are taken off, in cents."""

    net: int = 0
    vat: int = 0
    net_back: int = 0
    vat_back: int = 0

    @property
    def net_kept(self) -> int:
        """Return the net sales that remain."""
        return self.net - self.net_back

    @property
    def vat_kept(self) -> int:
        """Return the tax that is owed."""
        return self.vat - self.vat_back


class Correction(NamedTuple):
    """Tax of an earlier quarter that is no longer owed to a country, in cents."""

    year: int
    quarter: int
    country: str
    net: int
    vat: int


class Day(NamedTuple):
    """A day's sales to consumers in one category, in cents; taken back is below zero."""

    on: date
    category: str
    net: int
    vat: int
    sales: int
    rates: tuple[tuple[int, int, int], ...]


def _invoiced(seller: Seller, first: date, end: date) -> QuerySet[InvoiceLine]:
    return InvoiceLine.objects.filter(
        invoice__seller=seller, invoice__issued_on__gte=first, invoice__issued_on__lt=end
    ).order_by()


def _credited(seller: Seller, first: date, end: date) -> QuerySet[CreditNoteLine]:
    return CreditNoteLine.objects.filter(
        credit_note__seller=seller,
        credit_note__issued_on__gte=first,
        credit_note__issued_on__lt=end,
    ).order_by()


def vat_by_rate(seller: Seller, first: date, end: date) -> dict[Rate, Sums]:
    """Return what was sold and taken back from a day on and before another, by rate."""
    found: dict[Rate, Sums] = defaultdict(Sums)
    for rate, net, vat in _summed(_invoiced(seller, first, end), "invoice"):
        found[rate].net, found[rate].vat = net, vat
    for rate, net, vat in _summed(_credited(seller, first, end), "credit_note__invoice"):
        found[rate].net_back, found[rate].vat_back = net, vat
    for sale in resales(seller, first, end):
        rate = Rate(Treatment.HOME, sale.country, sale.per_mille)
        found[rate].net += sale.net_cents
        found[rate].vat += sale.vat_cents
    return dict(sorted(found.items()))


def resales(seller: Seller, first: date, end: date) -> QuerySet[ResaleInvoice]:
    """Return the invoices of what came back and was sold again, by number."""
    days = {"issued_on__gte": first, "issued_on__lt": end}
    return ResaleInvoice.objects.filter(seller=seller, **days).order_by("number")


def _summed(lines: QuerySet[Any], invoice: str) -> Iterator[tuple[Rate, int, int]]:
    sums = lines.values_list(f"{invoice}__treatment", f"{invoice}__country", "per_mille").annotate(
        net=Sum("net_cents"), vat=Sum("vat_cents")
    )
    return ((Rate(*row[:3]), row[3], row[4]) for row in sums)


def oss_sales(seller: Seller, year: int, number: int) -> dict[Rate, Sums]:
    """
    Return a quarter's sales to consumers of other member states, by country and rate.

    Credit notes of the quarter for its own invoices are taken off; others are corrections.
    """
    first, end = quarter(year, number)
    found: dict[Rate, Sums] = defaultdict(Sums)
    sold = _invoiced(seller, first, end).filter(invoice__treatment=Treatment.OSS)
    back = _credited(seller, first, end).filter(
        credit_note__invoice__treatment=Treatment.OSS, credit_note__invoice__issued_on__gte=first
    )
    for rate, net, vat in _summed(sold, "invoice"):
        found[rate].net, found[rate].vat = net, vat
    for rate, net, vat in _summed(back, "credit_note__invoice"):
        found[rate].net_back, found[rate].vat_back = net, vat
    return dict(sorted(found.items()))


def oss_corrections(seller: Seller, year: int, number: int) -> list[Correction]:
    """Return what a quarter's credit notes take off earlier quarters, by quarter and country."""
    first, end = quarter(year, number)
    back = _credited(seller, first, end).filter(
        credit_note__invoice__treatment=Treatment.OSS, credit_note__invoice__issued_on__lt=first
    )
    sums = back.values_list(
        "credit_note__invoice__issued_on", "credit_note__invoice__country"
    ).annotate(net=Sum("net_cents"), vat=Sum("vat_cents"))
    found: dict[tuple[int, int, str], list[int]] = defaultdict(lambda: [0, 0])
    for on, country, net, vat in sums:
        key = (*quarter_of(on), country)
        found[key][0] -= net
        found[key][1] -= vat
    return [Correction(*key, *sums) for key, sums in sorted(found.items())]


HOME_GOODS, FOREIGN = "TLB1", "TNT1"


def consumer_days(seller: Seller, first: date, end: date) -> list[Day]:
    """
    Return sales to consumers by day, category and rate, less what was taken back that day.

    `TLB1` are goods taxed in France, `TNT1` those taxed in another member state.
    """
    consumers = Q(invoice__company=None)
    sold = _invoiced(seller, first, end).filter(consumers)
    back = _credited(seller, first, end).filter(credit_note__invoice__company=None)
    parts: dict[tuple[date, str], dict[int, list[int]]] = defaultdict(
        lambda: defaultdict(lambda: [0, 0])
    )
    counts: dict[tuple[date, str], int] = defaultdict(int)
    for sign, lines, on, invoice in (
        (1, sold, "invoice__issued_on", "invoice"),
        (-1, back, "credit_note__issued_on", "credit_note__invoice"),
    ):
        rows = lines.values_list(on, f"{invoice}__treatment", "per_mille").annotate(
            net=Sum("net_cents"), vat=Sum("vat_cents"), number=Count(F(invoice), distinct=True)
        )
        for day, treatment, per_mille, net, vat, number in rows:
            key = (day, HOME_GOODS if treatment == Treatment.HOME else FOREIGN)
            parts[key][per_mille][0] += sign * net
            parts[key][per_mille][1] += sign * vat
            counts[key] += number if sign > 0 else 0
    for sale in resales(seller, first, end):
        parts[sale.issued_on, HOME_GOODS][sale.per_mille][0] += sale.net_cents
        parts[sale.issued_on, HOME_GOODS][sale.per_mille][1] += sale.vat_cents
        counts[sale.issued_on, HOME_GOODS] += 1
    return [_day(*key, rates, counts[key]) for key, rates in sorted(parts.items())]


def _day(on: date, category: str, rates: dict[int, list[int]], count: int) -> Day:
    lines = tuple((rate, net, vat) for rate, (net, vat) in sorted(rates.items()))
    return Day(on, category, _total(lines, 1), _total(lines, 2), count, lines)


def _total(lines: Iterable[tuple[int, int, int]], column: int) -> int:
    return sum(line[column] for line in lines)
