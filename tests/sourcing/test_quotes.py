"""Reference prices, quotes and their acceptance."""

from datetime import date, timedelta
from typing import Any

import pytest

from clust.rules.ladder import InvalidLadder
from clust.sourcing.actions.products import BadReferencePrice, note_reference_price
from clust.sourcing.actions.quoting import (
    AlreadyAwarded,
    BadCases,
    BadCurrency,
    OutOfDate,
    award_quote,
    record_quote,
)
from clust.sourcing.models import Award, Quote, QuoteRung, ReferencePrice
from tests.world import DAY, World, make_person, make_world

pytestmark = pytest.mark.django_db
TODAY = DAY.date()


@pytest.fixture
def world() -> World:
    return make_world()


def quote(world: World, rungs: Any = ((1, 1000), (50, 900)), **terms: Any) -> Quote:
    return record_quote(product=world.kettle, rungs=rungs, now=DAY, **terms)


def test_a_reference_price_has_its_source_and_day(world: World) -> None:
    price = note_reference_price(
        product=world.kettle, gross_cents=5990, source="Grand magasin", seen_on=TODAY, today=TODAY
    )
    assert world.kettle.reference_prices.get() == price


@pytest.mark.parametrize(
    ("cents", "source", "day"),
    [
        (0, "Grand magasin", TODAY),
        (-5, "Grand magasin", TODAY),
        (10**9, "Grand magasin", TODAY),
        (5990, " ", TODAY),
        (5990, "Grand magasin", TODAY + timedelta(days=1)),
    ],
)
def test_a_reference_price_nobody_could_see_is_refused(
    world: World, cents: int, source: str, day: date
) -> None:
    with pytest.raises(BadReferencePrice):
        note_reference_price(
            product=world.kettle, gross_cents=cents, source=source, seen_on=day, today=TODAY
        )
    assert not ReferencePrice.objects.exists()


def test_a_quote_keeps_its_rungs(world: World) -> None:
    assert quote(world).cost_ladder().rungs == ((1, 1000), (50, 900))


@pytest.mark.parametrize(
    "rungs",
    [
        [],
        [(0, 1000)],
        [(1, 0)],
        [(1, 1000), (1, 900)],
        [(1, 900), (10, 1000)],
        [(n, 1000 - n) for n in range(1, 502)],
    ],
)
def test_rungs_that_make_no_ladder_are_refused(world: World, rungs: Any) -> None:
    with pytest.raises(InvalidLadder):
        quote(world, rungs)
    assert not Quote.objects.exists()
    assert not QuoteRung.objects.exists()


@pytest.mark.parametrize("currency", ["", "eur", "XYZ", "JPY", "TND"])
def test_only_currencies_of_hundredths_are_taken(world: World, currency: str) -> None:
    with pytest.raises(BadCurrency):
        quote(world, currency=currency)


@pytest.mark.parametrize(
    "terms",
    [
        {"case_size": 0},
        {"minimum_cases": -1},
        {"case_size": 6, "capacity": 5},
        {"case_size": 6, "minimum_cases": 3, "capacity": 17},
    ],
)
def test_the_capacity_holds_the_smallest_order(world: World, terms: dict[str, int]) -> None:
    with pytest.raises(BadCases):
        quote(world, **terms)


def test_a_quote_that_is_over_is_not_recorded(world: World) -> None:
    with pytest.raises(OutOfDate):
        quote(world, valid_until=TODAY - timedelta(days=1))


def test_a_quote_is_accepted_once(world: World) -> None:
    offer, anne = quote(world), make_person()
    award_quote(offer, person=anne, reason="the best", now=DAY)
    with pytest.raises(AlreadyAwarded):
        award_quote(offer, person=anne, now=DAY)
    assert Award.objects.get().reason == "the best"


def test_a_quote_is_accepted_while_it_is_valid(world: World) -> None:
    offer = quote(world, valid_until=TODAY)
    with pytest.raises(OutOfDate):
        award_quote(offer, person=None, now=DAY + timedelta(days=1))
