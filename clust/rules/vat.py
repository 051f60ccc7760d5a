"""VAT: which country taxes a sale, at what rate on that day, and a price's net and tax."""

import csv
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum
from functools import cache
from itertools import pairwise
from pathlib import Path
from string import digits
from typing import NamedTuple

TABLE = Path(__file__).parent / "data" / "vat_rates.csv"
KINDS = Path(__file__).parent / "data" / "vat_categories.csv"
# Places of a member state where its VAT does not hold, by the beginning of their postcodes
# (directive 2006/112/EC, articles 6 and 7; Åland by its own treaty). None of them is sold to.
REGIONS: Mapping[str, tuple[str, ...]] = {
    "DE": ("27498", "78266"),
    "ES": ("35", "38", "51", "52"),
    "FI": ("22",),
    "FR": ("97", "98"),
    "GR": ("63086",),
    "IT": ("22061", "23041"),
}
MONACO = "980"


class Treatment(StrEnum):
    """How a sale is taxed."""

    HOME = "home"
    OSS = "oss"
    EXEMPT = "exempt"


class OutsideUnion(Exception):
    """Goods would go where no member state taxes them; we do not sell there."""


class UnknownRate(Exception):
    """The table knows no such rate in that country on that day."""


class Rates(NamedTuple):
    """A country's rates from a day on, in per mille."""

    since: date
    standard: int
    reduced: tuple[int, ...]
    sure: bool

    def holds(self, per_mille: int) -> bool:
        """Say whether it is one of the country's rates."""
        return per_mille == self.standard or per_mille in self.reduced


class Taxed(NamedTuple):
    """Who taxes a sale, and at how many per mille."""

    country: str
    per_mille: int
    treatment: Treatment


class Split(NamedTuple):
    """A price with tax in its two parts, in cents."""

    net: int
    vat: int


class KindRate(NamedTuple):
    """What a country asks of a kind of goods from a day on, in per mille."""

    since: date
    per_mille: int


def _rows(path: Path) -> Iterator[dict[str, str]]:
    lines = (line for line in path.read_text().splitlines() if not line.startswith("#"))
    yield from csv.DictReader(lines)


@cache
def kinds() -> dict[tuple[str, str], tuple[KindRate, ...]]:
    """Return the rates of kinds of goods that countries favour, by kind and country, by day."""
    found: dict[tuple[str, str], list[KindRate]] = {}
    for row in _rows(KINDS):
        rate = KindRate(date.fromisoformat(row["since"]), int(row["per_mille"]))
        found.setdefault((row["kind"], row["country"]), []).append(rate)
    return {key: tuple(rows) for key, rows in found.items()}


@cache
def table() -> dict[str, tuple[Rates, ...]]:
    """Return the rates of every member state, by day."""
    found: dict[str, list[Rates]] = {}
    for row in _rows(TABLE):
        reduced = tuple(int(rate) for rate in row["reduced"].split())
        rates = Rates(
            date.fromisoformat(row["since"]), int(row["standard"]), reduced, row["sure"] == "yes"
        )
        found.setdefault(row["country"], []).append(rates)
    return {country: tuple(rows) for country, rows in found.items()}


def rates_on(country: str, on: date) -> Rates:
    """
    Return a country's rates on a day.

    :raises OutsideUnion: if it is no member state
    :raises UnknownRate: if the table begins later
    """
    rows = table().get(country)
    if rows is None:
        raise OutsideUnion(country)
    place = bisect_right([row.since for row in rows], on)
    if not place:
        raise UnknownRate(f"{country} on {on}")
    return rows[place - 1]


def rate_of(kind: str, country: str, on: date) -> int:
    """
    Return what a country asks of a kind of goods on a day: its own rate, else the standard one.

    A rate that the country has no longer is not taken: what is stated is owed.

    :param kind: of the table of kinds, empty for goods that nobody favours
    :raises OutsideUnion, UnknownRate: as `rates_on`
    """
    rates, rows = rates_on(country, on), kinds().get((kind, country), ())
    place = bisect_right([row.since for row in rows], on)
    favoured = rows[place - 1].per_mille if place else rates.standard
    return favoured if rates.holds(favoured) else rates.standard


def is_taxed_here(country: str, postcode: str = "") -> bool:
    """Say whether a member state's VAT holds at a place, however its postcode is written."""
    written = "".join(letter for letter in postcode if letter in digits)
    if country == "FR" and written.startswith(MONACO):
        return True
    return country in table() and not written.startswith(REGIONS.get(country, ("-",)))


def taxed(
    *,
    seller: str,
    goods_to: str,
    home_per_mille: int,
    on: date,
    postcode: str = "",
    vat_country: str = "",
    kind: str = "",
) -> Taxed:
    """
    Return how goods are taxed that go to a country, sold by a seller of another or the same.

    A consumer pays the tax of the country that the goods go to, a pickup that of its place. A
    company with a valid number of another member state than ours, to which goods go abroad, pays
    none here and accounts for it at home (directive 2006/112/EC, articles 33 and 138). Abroad the
    standard rate holds, save for kinds of goods that the table says are favoured there.

    :param seller, goods_to: countries, two letters
    :param home_per_mille: the product's rate in the seller's country
    :param kind: the product's, such as `books`
    :param vat_country: the country of the buyer's VAT number, where it was found valid
    :raises OutsideUnion: if the goods leave the area of the Union's VAT
    :raises UnknownRate: if the product's rate is none of the seller's country on that day
    """
    if not is_taxed_here(goods_to, postcode):
        raise OutsideUnion(f"{goods_to} {postcode}".strip())
    if goods_to == seller:
        if not rates_on(seller, on).holds(home_per_mille):
            raise UnknownRate(f"{home_per_mille} per mille in {seller} on {on}")
        return Taxed(seller, home_per_mille, Treatment.HOME)
    if vat_country and vat_country != seller:
        return Taxed(goods_to, 0, Treatment.EXEMPT)
    return Taxed(goods_to, rate_of(kind, goods_to, on), Treatment.OSS)


def split_gross(gross: int, per_mille: int) -> Split:
    """
    Split a price with tax: net to the nearest cent, half a cent up, and tax, which is the rest.

    :raises ValueError: if the price or the rate is below zero
    """
    if gross < 0 or per_mille < 0:
        raise ValueError("a price and a rate are not below zero")
    net = (2000 * gross + 1000 + per_mille) // (2 * (1000 + per_mille))
    return Split(net, gross - net)


def with_tax(net: int, per_mille: int) -> int:
    """Return a price without tax with its tax on it, to the nearest cent, half a cent up."""
    return (2 * net * (1000 + per_mille) + 1000) // 2000


def taken_off(left: int, gross: int, per_mille: int) -> Split:
    """
    Split what is taken off a line that has `left` cents with tax left.

    It is the difference of two splits, so that all that is taken off a line adds up to the line.
    """
    before, after = split_gross(left, per_mille), split_gross(left - gross, per_mille)
    return Split(before.net - after.net, before.vat - after.vat)


def quarter_of(day: date) -> tuple[int, int]:
    """Return the year and the number of a day's quarter."""
    return day.year, (day.month + 2) // 3


def quarter(year: int, number: int) -> tuple[date, date]:
    """Return a quarter's first day and the first day after it."""
    first = date(year, 3 * number - 2, 1)
    return first, date(year + number // 4, 3 * number % 12 + 1, 1)


def gaps() -> Iterator[str]:
    """Yield the countries whose rows of the table are out of order."""
    for country, rows in table().items():
        if any(later.since <= earlier.since for earlier, later in pairwise(rows)):
            yield country
