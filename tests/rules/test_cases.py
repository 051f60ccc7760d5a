"""A supplier sells whole cases up to a cap, and nobody takes what they did not ask for."""

import pytest
from hypothesis import given

from clust.rules.clearing import Bid, carried, clear
from clust.rules.ladder import Ladder
from tests.rules.books import (
    books,
    books_of_variants,
    caps,
    ladders,
    numbers_of_cases,
    yielding_books,
)
from tests.rules.published import cases

FIXED = Ladder.of([(1, 1)])


def allotted(*bids: Bid, case: int = 1, cap: int | None = None) -> tuple[int, ...]:
    return carried(FIXED, 1, bids, case=case, cap=cap)


def formula(book: list[Bid], case: int, cap: int | None) -> int:
    wanted, extra = sum(bid.units for bid in book), sum(bid.extra for bid in book)
    full = min(-(-wanted // case), (wanted + extra) // case)
    return case * (full if cap is None else min(full, cap // case))


def test_published_cases_are_bought_whole() -> None:
    for case in cases("whole_cases"):
        wanted, extra, fewer = case["wanted"], case["extra"], case.get("fewer_is_fine", False)
        bid = Bid(wanted, up_to=wanted + extra, fewer=fewer)
        assert allotted(bid, case=case["case"]) == (case["cases"] * case["case"],)


def test_a_pledge_that_fills_no_case_and_takes_no_fewer_is_left_out_whole() -> None:
    assert allotted(Bid(5, up_to=7), case=4) == (0,)


def test_missing_units_of_the_last_case_come_from_the_extras_in_order() -> None:
    assert allotted(Bid(2, up_to=3), Bid(1, up_to=3), Bid(2, up_to=9), case=4) == (3, 3, 2)


def test_a_pledge_that_takes_fewer_is_cut_before_an_earlier_one_is_left_out() -> None:
    assert allotted(Bid(3), Bid(3, fewer=True), case=4) == (3, 1)


def test_the_latest_of_those_who_take_fewer_is_cut_first() -> None:
    assert allotted(Bid(3, fewer=True), Bid(2, fewer=True), Bid(1, fewer=True), case=4) == (3, 1, 0)


def test_once_a_pledge_is_left_out_the_count_is_made_again() -> None:
    assert allotted(Bid(3, up_to=4), Bid(2), Bid(1, fewer=True), case=4) == (3, 0, 1)


def test_cases_are_counted_per_variant_and_rungs_over_all() -> None:
    ladder = Ladder.of([(1, 1000), (8, 900)])
    clearing = clear(ladder, [Bid(4, variant=1), Bid(5, variant=2, fewer=True)], case=4)
    assert clearing is not None
    assert (clearing.price, clearing.allotments) == (900, (4, 4))


def test_fewer_cases_than_the_minimum_order_are_not_ordered() -> None:
    assert clear(FIXED, [Bid(8)], case=4, minimum_cases=3) is None
    assert clear(FIXED, [Bid(8)], case=4, minimum_cases=2) is not None


def test_under_a_cap_a_later_smaller_pledge_may_fit() -> None:
    assert allotted(Bid(6), Bid(6), Bid(4), cap=10) == (6, 0, 4)


def test_under_a_cap_who_takes_fewer_gets_what_is_left() -> None:
    assert allotted(Bid(6), Bid(6, fewer=True), Bid(1), cap=10) == (6, 4, 0)


def test_a_cap_that_is_no_whole_case_leaves_the_rest_unsold() -> None:
    assert allotted(Bid(4), Bid(4), case=4, cap=7) == (4, 0)
    assert allotted(Bid(4), case=4, cap=3) == (0,)


def test_under_a_cap_a_case_is_opened_for_one_variant_only() -> None:
    assert allotted(Bid(3, variant=1), Bid(1, variant=2), Bid(1, variant=1), case=4, cap=4) == (
        3,
        0,
        1,
    )


@given(ladders(), books_of_variants, numbers_of_cases, caps)
def test_the_cap_holds(ladder: Ladder, book: list[Bid], case: int, cap: int | None) -> None:
    for number in range(1, len(ladder.rungs) + 1):
        assert cap is None or sum(carried(ladder, number, book, case=case, cap=cap)) <= cap


@given(ladders(), books_of_variants, numbers_of_cases, caps)
def test_no_unit_is_bought_that_nobody_takes(
    ladder: Ladder, book: list[Bid], case: int, cap: int | None
) -> None:
    bought: dict[int, int] = {}
    for bid, units in zip(book, carried(ladder, 1, book, case=case, cap=cap), strict=True):
        assert 0 <= units <= (bid.up_to or bid.units)
        bought[bid.variant] = bought.get(bid.variant, 0) + units
    assert all(units % case == 0 for units in bought.values())


@given(ladders(), books_of_variants, numbers_of_cases, caps)
def test_who_does_not_take_fewer_gets_all_units_or_none(
    ladder: Ladder, book: list[Bid], case: int, cap: int | None
) -> None:
    for bid, units in zip(book, carried(ladder, 1, book, case=case, cap=cap), strict=True):
        assert bid.fewer or units == 0 or units >= bid.units


@given(yielding_books, numbers_of_cases, caps)
def test_where_everybody_takes_fewer_the_units_are_those_of_the_formula(
    book: list[Bid], case: int, cap: int | None
) -> None:
    assert sum(allotted(*book, case=case, cap=cap)) == formula(book, case, cap)


@given(books, numbers_of_cases, caps)
def test_where_nothing_is_left_out_the_units_are_those_of_the_formula(
    book: list[Bid], case: int, cap: int | None
) -> None:
    units = allotted(*book, case=case, cap=cap)
    if all(got >= bid.units for bid, got in zip(book, units, strict=True)):
        assert sum(units) == formula(book, case, cap)


@pytest.mark.parametrize("fewer", [True, False])
def test_a_great_book_fills_great_cases(fewer: bool) -> None:
    book = [Bid(7, fewer=fewer)] * 20_000
    assert sum(allotted(*book, case=100_003)) == (100_003 if fewer else 0)
