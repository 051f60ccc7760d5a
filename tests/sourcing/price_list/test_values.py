"""Numbers, prices and days are read as people and programs write them."""

from datetime import UTC, datetime

import pytest

from clust.sourcing.price_list.values import (
    Unusable,
    cents,
    day_first,
    decimal_comma,
    moment,
    units,
    written_day,
)


@pytest.mark.parametrize(
    ("text", "comma", "read"),
    [
        ("2.55", False, 255),
        ("2.5", False, 250),
        ("2", False, 200),
        ("2.550", False, 255),
        ("2.5499999999999998", False, 255),
        ("1,234.50", False, 123450),
        ("£2.55", False, 255),
        ("-11062.06", False, -1106206),
        ("1e2", False, 10000),
        ("2,55", True, 255),
        ("1.234,50", True, 123450),
        ("1 234,50 €", True, 123450),
        ("1\u202f234,50", True, 123450),
    ],
)
def test_a_price_is_read_in_cents(text: str, comma: bool, read: int) -> None:
    assert cents(text, comma) == read


@pytest.mark.parametrize(
    ("text", "comma", "why"),
    [
        ("0.001", False, "the price is not in whole cents"),
        ("2.555", False, "the price is not in whole cents"),
        ("", False, "there is no price"),
        ("cheap", False, "the price is not a number"),
        ("2,55", False, "the price is not a number"),
        ("2.55", True, "the price is not a number"),
        ("1e99", False, "the price is beyond 1,000,000"),
        ("nan", False, "the price is not a number"),
        ("9" * 400, False, "the price is not a number"),
    ],
)
def test_what_is_no_price_in_whole_cents_is_refused(text: str, comma: bool, why: str) -> None:
    with pytest.raises(Unusable, match=why):
        cents(text, comma)


def test_a_quantity_is_a_whole_number() -> None:
    assert units("12", False) == 12
    assert units("12.0", False) == 12
    assert units("-12", False) == -12
    assert units("1 200", True) == 1200
    for text, why in (
        ("1.5", "the quantity is not a whole number"),
        ("", "there is no quantity"),
        ("twelve", "the quantity is not a number"),
        ("1000001", "the quantity is beyond 1,000,000"),
    ):
        with pytest.raises(Unusable, match=why):
            units(text, False)


def test_a_decimal_comma_is_recognised_by_the_prices() -> None:
    assert decimal_comma(["2,55", "3", "1.234,50"])
    assert not decimal_comma(["2.55", "3", "1,234.50"])
    assert not decimal_comma(["3", "4"])


@pytest.mark.parametrize(
    ("text", "first", "read"),
    [
        ("2010-12-01T08:26", False, datetime(2010, 12, 1, 8, 26, tzinfo=UTC)),
        ("2010-12-01 08:26:30", False, datetime(2010, 12, 1, 8, 26, 30, tzinfo=UTC)),
        ("2010-12-01T08:26+01:00", False, datetime(2010, 12, 1, 7, 26, tzinfo=UTC)),
        ("2010-12-01", False, datetime(2010, 12, 1, tzinfo=UTC)),
        ("12/1/2010 8:26", False, datetime(2010, 12, 1, 8, 26, tzinfo=UTC)),
        ("12/1/2010 8:26 PM", False, datetime(2010, 12, 1, 20, 26, tzinfo=UTC)),
        ("01/12/2010 08:26", True, datetime(2010, 12, 1, 8, 26, tzinfo=UTC)),
        ("1.12.10", True, datetime(2010, 12, 1, tzinfo=UTC)),
        ("2010/12/01 8:26", False, datetime(2010, 12, 1, 8, 26, tzinfo=UTC)),
    ],
)
def test_a_moment_is_read(text: str, first: bool, read: datetime) -> None:
    assert moment(text, first) == read


@pytest.mark.parametrize("text", ["", "soon", "12/32/2010", "2010-02-30", "12/1/2010 25:00"])
def test_what_is_no_moment_is_refused(text: str) -> None:
    with pytest.raises(Unusable, match="date"):
        moment(text, False)


def test_the_order_of_a_day_is_told_by_a_thirteenth() -> None:
    assert not day_first(filter(None, map(written_day, ["12/1/2010", "12/13/2010"])))
    assert day_first(filter(None, map(written_day, ["1/12/2010", "13/12/2010"])))


def test_days_that_may_be_read_both_ways_are_taken_to_lie_close_together() -> None:
    assert not day_first(filter(None, map(written_day, ["12/1/2010", "12/2/2010", "12/3/2010"])))
    assert day_first(filter(None, map(written_day, ["1/12/2010", "2/12/2010", "3/12/2010"])))
