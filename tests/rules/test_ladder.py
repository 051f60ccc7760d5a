"""A ladder is rungs of rising quantity and falling price, and knows what is missing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clust.rules.ladder import (
    InvalidLadder,
    Ladder,
    NoRungs,
    NotFalling,
    NotPositive,
    NotRising,
    Rung,
    TooManyRungs,
)
from clust.rules.money import parse_cents
from tests.rules.books import BICYCLE, ladders, prices
from tests.rules.published import cases


def test_published_ladders_hold_their_prices_from_their_quantities_on() -> None:
    for case in cases("ladders"):
        ladder = Ladder.of((start, parse_cents(price)) for start, price in case["tiers"])
        for start, price in case["tiers"]:
            assert ladder.price_at(start) == parse_cents(price)


def test_below_the_critical_mass_there_is_no_price() -> None:
    speakers = Ladder.of([(13, 240000)])
    assert speakers.critical_mass == 13
    assert speakers.price_at(12) is None
    assert speakers.rung_at(0) is None
    assert speakers.missing(12) == 1


def test_a_ladder_knows_the_next_rung_and_how_many_are_missing() -> None:
    assert BICYCLE.next_rung(7) == Rung(11, 40000)
    assert BICYCLE.missing(7) == 4
    assert BICYCLE.rung_at(30) == Rung(21, 25000)
    assert BICYCLE.next_rung(21) is None
    assert BICYCLE.missing(21) is None


def test_totals_may_fall_at_a_step() -> None:
    ladder = Ladder.of([(1, 9000), (20, 8500)])
    assert 20 * (ladder.price_at(20) or 0) < 19 * (ladder.price_at(19) or 0)


def test_a_ladder_names_its_dearest_and_its_cheapest_price() -> None:
    assert (BICYCLE.opening_price, BICYCLE.deepest_price) == (50000, 25000)


@pytest.mark.parametrize(
    ("maximum", "level"), [(None, 1), (60000, 1), (50000, 1), (49999, 2), (25000, 5), (24999, 6)]
)
def test_a_maximum_reaches_the_first_rung_it_can_pay(maximum: int | None, level: int) -> None:
    assert BICYCLE.level(maximum) == level


@given(ladders(), prices)
def test_a_maximum_pays_every_rung_from_its_level_on_and_none_before(
    ladder: Ladder, maximum: int
) -> None:
    payable = [rung.unit_price <= maximum for rung in ladder.rungs]
    first = ladder.level(maximum) - 1
    assert payable == [False] * first + [True] * (len(payable) - first)


@given(ladders(), st.integers(0, 25))
def test_the_price_is_that_of_the_deepest_rung_reached(ladder: Ladder, units: int) -> None:
    reached = [rung for rung in ladder.rungs if rung.from_units <= units]
    assert ladder.rung_at(units) == (reached[-1] if reached else None)


def test_a_price_may_fall_with_nearly_every_buyer() -> None:
    assert Ladder.of((i + 1, 1000 - i) for i in range(500)).price_at(500) == 501


@pytest.mark.parametrize(
    ("pairs", "wrong", "number"),
    [
        ([], NoRungs, None),
        ([(i + 1, 1000 - i) for i in range(501)], TooManyRungs, None),
        ([(0, 100)], NotPositive, 1),
        ([(1, 100), (5, 0)], NotPositive, 2),
        ([(1, 100), (5, 90), (5, 80)], NotRising, 3),
        ([(1, 100), (5, 100)], NotFalling, 2),
        ([(1, 100), (5, 120)], NotFalling, 2),
    ],
)
def test_what_is_no_ladder_is_refused_at_the_rung_that_is_wrong(
    pairs: list[tuple[int, int]], wrong: type[InvalidLadder], number: int | None
) -> None:
    with pytest.raises(wrong) as caught:
        Ladder.of(pairs)
    assert caught.value.number == number
