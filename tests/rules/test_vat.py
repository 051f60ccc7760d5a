"""Who taxes a sale, at what rate, and that net and tax always make the price."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clust.rules.vat import (
    OutsideUnion,
    Split,
    Taxed,
    Treatment,
    UnknownRate,
    gaps,
    is_taxed_here,
    kinds,
    quarter,
    quarter_of,
    rate_of,
    rates_on,
    split_gross,
    table,
    taken_off,
    taxed,
)

DAY = date(2026, 11, 23)
CENTS = st.integers(0, 10_000_000)
RATES = st.sampled_from(
    sorted(
        {rate for rows in table().values() for row in rows for rate in (row.standard, *row.reduced)}
    )
)
MEMBERS = """AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"""


def sold(goods_to: str, home_per_mille: int = 200, **words: str) -> Taxed:
    """A French seller sends goods somewhere."""
    return taxed(seller="FR", goods_to=goods_to, home_per_mille=home_per_mille, on=DAY, **words)


def test_the_table_holds_every_member_state_and_no_other() -> None:
    assert " ".join(sorted(table())) == MEMBERS
    assert not list(gaps())


def test_france_has_four_rates() -> None:
    france = rates_on("FR", DAY)
    assert (france.standard, france.reduced) == (200, (100, 55, 21))


@pytest.mark.parametrize(
    ("country", "day", "standard"),
    [
        ("EE", date(2025, 6, 30), 220),
        ("EE", date(2025, 7, 1), 240),
        ("RO", date(2025, 7, 31), 190),
        ("RO", date(2025, 8, 1), 210),
        ("FI", DAY, 255),
        ("LU", DAY, 170),
        ("HU", DAY, 270),
    ],
)
def test_a_rate_is_that_of_its_day(country: str, day: date, standard: int) -> None:
    assert rates_on(country, day).standard == standard


def test_before_the_table_begins_no_rate_is_known() -> None:
    with pytest.raises(UnknownRate):
        rates_on("FR", date(2024, 12, 31))


def test_a_consumer_at_home_pays_the_products_rate() -> None:
    assert sold("FR", 55) == Taxed("FR", 55, Treatment.HOME)


def test_a_consumer_abroad_pays_the_rate_of_the_country_the_goods_go_to() -> None:
    assert sold("DE") == Taxed("DE", 190, Treatment.OSS)


def test_what_is_favoured_here_is_not_taken_to_be_favoured_abroad() -> None:
    assert sold("DE", 55) == Taxed("DE", 190, Treatment.OSS)


@pytest.mark.parametrize(
    ("kind", "country", "per_mille"),
    [
        ("books", "DE", 70),
        ("books", "IT", 40),
        ("food", "NL", 90),
        ("food", "SE", 60),
        ("books", "IE", 230),
        ("food", "DK", 250),
        ("", "DE", 190),
        ("bread", "DE", 190),
    ],
)
def test_a_kind_of_goods_has_the_rate_of_the_country_it_goes_to(
    kind: str, country: str, per_mille: int
) -> None:
    assert sold(country, 55, kind=kind) == Taxed(country, per_mille, Treatment.OSS)


def test_at_home_a_kind_changes_nothing() -> None:
    assert sold("FR", 200, kind="books") == Taxed("FR", 200, Treatment.HOME)


@pytest.mark.parametrize(
    ("day", "per_mille"),
    [(date(2025, 7, 31), 50), (date(2025, 8, 1), 110), (DAY, 110)],
)
def test_the_rate_of_books_is_that_of_its_day(day: date, per_mille: int) -> None:
    assert rate_of("books", "RO", day) == per_mille


@pytest.mark.parametrize(
    ("day", "per_mille"),
    [(date(2026, 3, 31), 120), (date(2026, 4, 1), 60), (date(2028, 1, 1), 120)],
)
def test_sweden_taxes_food_less_for_a_while(day: date, per_mille: int) -> None:
    assert rate_of("food", "SE", day) == per_mille


def test_every_rate_was_seen_in_two_places() -> None:
    assert all(rates.sure for rows in table().values() for rates in rows)


def test_the_table_of_kinds_names_only_rates_of_its_countries() -> None:
    for (kind, country), rows in kinds().items():
        days = [row.since for row in rows]
        assert days == sorted(set(days))
        for day in [*days, *(rates.since for rates in table()[country])]:
            held = [row.per_mille for row in rows if row.since <= day][-1]
            assert rates_on(country, day).holds(held), (kind, country, day)


def test_a_company_abroad_accounts_for_the_tax_itself() -> None:
    assert sold("BE", vat_country="BE") == Taxed("BE", 0, Treatment.EXEMPT)


def test_a_company_abroad_that_fetches_the_goods_here_pays_our_tax() -> None:
    assert sold("FR", vat_country="BE") == Taxed("FR", 200, Treatment.HOME)


def test_our_own_number_makes_no_sale_abroad_free_of_tax() -> None:
    assert sold("BE", vat_country="FR").treatment == Treatment.OSS


@pytest.mark.parametrize(
    ("country", "postcode"),
    [
        ("CH", ""),
        ("GB", "EC1A 1BB"),
        ("FR", "97400"),
        ("ES", "35 001"),
        ("DE", "27498"),
        ("FR", "F-974 00"),
        ("DE", "D-78266"),
        ("XX", ""),
    ],
)
def test_nothing_is_sold_outside_the_unions_vat(country: str, postcode: str) -> None:
    assert not is_taxed_here(country, postcode)
    with pytest.raises(OutsideUnion):
        sold(country, postcode=postcode)


def test_monaco_is_taxed_as_france() -> None:
    assert sold("FR", postcode="98000").country == "FR"


def test_a_rate_that_is_none_of_the_country_is_refused() -> None:
    with pytest.raises(UnknownRate):
        sold("FR", 196)


def test_known_splits() -> None:
    assert split_gross(12000, 200) == Split(10000, 2000)
    assert split_gross(490, 200) == Split(408, 82)
    assert split_gross(5000, 55) == Split(4739, 261)
    assert split_gross(3, 200) == Split(3, 0)


@given(CENTS, RATES)
def test_net_and_tax_make_the_price(gross: int, per_mille: int) -> None:
    net, vat = split_gross(gross, per_mille)
    assert net + vat == gross
    assert min(net, vat) >= 0


@given(CENTS, RATES)
def test_the_tax_is_within_a_cent_of_the_rate(gross: int, per_mille: int) -> None:
    net, vat = split_gross(gross, per_mille)
    assert abs(1000 * vat - net * per_mille) <= 500 + per_mille


@given(st.lists(CENTS, max_size=8), RATES)
def test_an_invoice_adds_up_however_many_lines(prices: list[int], per_mille: int) -> None:
    parts = [split_gross(price, per_mille) for price in prices]
    assert sum(part.net for part in parts) + sum(part.vat for part in parts) == sum(prices)


@given(st.lists(st.integers(0, 100_000), min_size=1, max_size=8), RATES)
def test_what_is_taken_off_a_line_bit_by_bit_is_the_line(bits: list[int], per_mille: int) -> None:
    left, nets, vats = sum(bits), 0, 0
    line = split_gross(left, per_mille)
    for bit in bits:
        part = taken_off(left, bit, per_mille)
        assert part.net + part.vat == bit
        assert min(part) >= 0
        left, nets, vats = left - bit, nets + part.net, vats + part.vat
    assert (nets, vats) == line


def test_amounts_below_zero_are_refused() -> None:
    with pytest.raises(ValueError, match="below zero"):
        split_gross(-1, 200)


def test_quarters() -> None:
    assert quarter_of(DAY) == (2026, 4)
    assert quarter(2026, 4) == (date(2026, 10, 1), date(2027, 1, 1))
    assert quarter(2026, 1) == (date(2026, 1, 1), date(2026, 4, 1))
