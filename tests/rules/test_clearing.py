"""The largest group that carries its own price buys, and everybody in it pays the same."""

from collections.abc import Sequence
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clust.rules.clearing import Bid, InvalidBid, carried, clear, price_now
from clust.rules.ladder import Ladder
from clust.rules.money import parse_cents
from tests.rules.books import (
    BICYCLE,
    bids,
    books,
    books_of_variants,
    caps,
    carries_its_price,
    groups,
    ladders,
    numbers_of_cases,
    small_books,
    word_for_word,
)
from tests.rules.published import cases


def published_bids(case: dict[str, object]) -> list[Bid]:
    if "any_price_bids" in case:
        return [Bid(1)] * int(str(case["any_price_bids"]))
    counts = dict(case["bids"])  # type: ignore[call-overload]
    return [Bid(1, parse_cents(price)) for price, count in counts.items() for _ in range(count)]


def test_published_books_clear_at_their_published_prices() -> None:
    named = {ladder["id"]: ladder["tiers"] for ladder in cases("ladders")}
    for case in cases("clearing"):
        ladder = Ladder.of((start, parse_cents(price)) for start, price in named[case["ladder"]])
        clearing = clear(ladder, published_bids(case))
        assert clearing is not None
        assert clearing.price == parse_cents(case["price"])
        assert clearing.units == case.get("winners", case.get("any_price_bids"))


def test_a_rung_may_be_skipped() -> None:
    clearing = clear(BICYCLE, [Bid(5, 50000), Bid(6, 40000)])
    assert clearing is not None
    assert (clearing.number, clearing.price, clearing.units) == (3, 40000, 11)


def test_who_waits_for_a_price_that_is_not_reached_gets_nothing() -> None:
    clearing = clear(BICYCLE, [Bid(4, 50000), Bid(1, 45000), Bid(5, 40000)])
    assert clearing is not None
    assert clearing.allotments == (4, 0, 0)


def test_below_the_critical_mass_nobody_pays() -> None:
    speakers = Ladder.of([(13, 240000)])
    assert clear(speakers, [Bid(12)]) is None
    assert price_now(speakers, [Bid(12)]) is None
    assert price_now(speakers, [Bid(12), Bid(1)]) == 1


def test_an_empty_book_clears_at_nothing() -> None:
    assert clear(BICYCLE, []) is None


@given(ladders(), small_books)
def test_the_group_is_the_largest_that_carries_its_price(ladder: Ladder, book: list[Bid]) -> None:
    clearing = clear(ladder, book)
    largest = max(
        (
            sum(bid.units for bid in group)
            for group in groups(book)
            if carries_its_price(ladder, group)
        ),
        default=0,
    )
    assert (clearing.units if clearing else 0) == largest


@given(ladders(), small_books)
def test_there_is_exactly_one_largest_group(ladder: Ladder, book: list[Bid]) -> None:
    clearing = clear(ladder, book)
    together = [place for place, bid in enumerate(book) if clearing and bid.pays(clearing.price)]
    for members in groups([Bid(bid.units, bid.maximum, variant=i) for i, bid in enumerate(book)]):
        if carries_its_price(ladder, members):
            assert {bid.variant for bid in members} <= set(together)


@given(ladders(), small_books)
def test_nobody_would_do_better_in_any_other_group(ladder: Ladder, book: list[Bid]) -> None:
    clearing = clear(ladder, book)
    for group in groups(book):
        if carries_its_price(ladder, group):
            price = ladder.price_at(sum(bid.units for bid in group))
            assert clearing is not None
            assert price is not None
            assert clearing.price <= price


@given(ladders(), books, bids())
def test_without_cap_and_cases_one_more_pledge_never_raises_the_price(
    ladder: Ladder, book: list[Bid], newcomer: Bid
) -> None:
    before, after = price_now(ladder, book), price_now(ladder, [*book, newcomer])
    assert (after or 0) >= (before or 0)


@given(ladders(), books, st.randoms())
def test_without_cap_and_cases_order_does_not_matter(
    ladder: Ladder,
    book: list[Bid],
    chance: Random,
) -> None:
    shuffled = chance.sample(book, len(book))
    assert price_now(ladder, shuffled) == price_now(ladder, book)


@given(ladders(), books_of_variants, numbers_of_cases, caps, st.integers(0, 4))
def test_everybody_in_pays_one_price_and_nobody_above_their_maximum(
    ladder: Ladder, book: list[Bid], case: int, cap: int | None, minimum_cases: int
) -> None:
    clearing = clear(ladder, book, case=case, cap=cap, minimum_cases=minimum_cases)
    if clearing:
        assert clearing.price == ladder.rungs[clearing.number - 1].unit_price
        assert clearing.units == sum(clearing.allotments) >= minimum_cases * case
        for bid, units in zip(book, clearing.allotments, strict=True):
            assert units == 0 or bid.pays(clearing.price)


@given(ladders(), books_of_variants, numbers_of_cases, caps)
def test_clearing_twice_gives_the_same(
    ladder: Ladder, book: list[Bid], case: int, cap: int | None
) -> None:
    assert clear(ladder, book, case=case, cap=cap) == clear(ladder, book, case=case, cap=cap)


@given(ladders(), books_of_variants, numbers_of_cases, caps)
def test_the_price_is_that_of_the_deepest_rung_carried(
    ladder: Ladder, book: list[Bid], case: int, cap: int | None
) -> None:
    carrying = [
        number
        for number, rung in enumerate(ladder.rungs, 1)
        if sum(word_for_word(ladder, number, book, case, cap)) >= rung.from_units
    ]
    assert price_now(ladder, book, case=case, cap=cap) == max(carrying, default=None)


@given(ladders(), books_of_variants, numbers_of_cases, caps)
def test_every_rung_carries_what_the_rule_says_word_for_word(
    ladder: Ladder, book: list[Bid], case: int, cap: int | None
) -> None:
    for number in range(1, len(ladder.rungs) + 1):
        expected = word_for_word(ladder, number, book, case, cap)
        assert list(carried(ladder, number, book, case=case, cap=cap)) == expected


@pytest.mark.parametrize(("units", "up_to"), [(0, None), (-1, None), (3, 2)])
def test_a_bid_for_nothing_is_refused(units: int, up_to: int | None) -> None:
    with pytest.raises(InvalidBid):
        Bid(units, up_to=up_to)


def test_a_great_book_on_a_ladder_of_500_rungs_clears() -> None:
    ladder = Ladder.of((1 + 100 * i, 1000 - i) for i in range(500))
    book: Sequence[Bid] = [Bid(1, maximum=501 + i % 500) for i in range(50_000)]
    clearing = clear(ladder, book)
    assert clearing is not None
    assert (clearing.number, clearing.units) == (500, 50_000)
