"""What a brief's wishes come to: sums, by price and firmness, each person counted once."""

from datetime import date, timedelta

import pytest

from clust.rules.curves import Units
from clust.storefronts.models import Storefront
from clust.wishes.demand import Part, coarse, demand_of
from clust.wishes.models import Brief, Wish, WishChoice
from tests.wished import back, make_brief, make_wish, take_back
from tests.world import DAY, World, make_card, make_person, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def wish(world: World) -> Wish:
    return make_wish(world)


@pytest.fixture
def brief(wish: Wish) -> Brief:
    return make_brief(wish)


def test_nobody_wants_it_yet(brief: Brief) -> None:
    demand = demand_of(brief, now=DAY)
    assert demand.people == 0
    assert demand.curve.units == Units()


def test_units_stand_at_the_limit_else_the_guess_else_any_price(wish: Wish, brief: Brief) -> None:
    back(wish, 8000, units=2, guess_gross_cents=9900)
    back(wish, guess_gross_cents=7000, units=3)
    back(wish)
    curve = demand_of(brief, now=DAY).curve
    assert [(step.price, step.reached.total) for step in curve.steps] == [(8000, 3), (7000, 6)]
    assert curve.any_price == Units(wish=1)


def test_a_limit_is_firm_and_with_a_card_that_works_firmer(wish: Wish, brief: Brief) -> None:
    person = make_person()
    back(wish, 8000, person=person, card=make_card(person))
    back(wish, 8000, units=2)
    back(wish, 8000, units=4, until=DAY.date() - timedelta(days=1))
    assert demand_of(brief, now=DAY).curve.units == Units(wish=4, limit=2, card=1)


@pytest.mark.parametrize("gone", [{"removed_at": DAY}, {"expires_on": date(2026, 3, 1)}])
def test_a_card_that_does_not_work_is_none(
    wish: Wish, brief: Brief, gone: dict[str, object]
) -> None:
    person = make_person()
    card = make_card(person)
    back(wish, 8000, person=person, card=card)
    type(card).objects.update(**gone)
    assert demand_of(brief, now=DAY).curve.units == Units(limit=1)


def test_what_was_taken_back_counts_no_more(wish: Wish, brief: Brief) -> None:
    take_back(back(wish, 8000))
    assert demand_of(brief, now=DAY).people == 0


def test_a_person_counts_once_with_what_is_firmest_then_largest(world: World) -> None:
    wishes = [make_wish(world) for _ in range(3)]
    person, other = make_person(), make_person()
    back(wishes[0], person=person, units=9)
    back(wishes[1], 7000, person=person, units=2)
    back(wishes[2], 6000, person=person, units=3)
    back(wishes[0], person=other, units=1)
    back(wishes[2], person=other, units=5, guess_gross_cents=5000)
    demand = demand_of(make_brief(*wishes), now=DAY)
    assert demand.people == 2
    assert demand.curve.named == ((6000, Units(limit=3)), (5000, Units(wish=5)))


def test_other_briefs_are_not_heard(world: World, brief: Brief) -> None:
    elsewhere = make_wish(world)
    back(elsewhere)
    make_brief(elsewhere)
    assert demand_of(brief, now=DAY).people == 0


def test_it_is_told_by_choice_region_storefront_and_week(world: World, wish: Wish) -> None:
    school = Storefront.objects.create(slug="ecole", name="L’école", seller=world.storefront.seller)
    theirs = make_wish(world)
    Wish.objects.filter(pk=theirs.pk).update(storefront=school, title="Théière")
    red = WishChoice.objects.create(wish=wish, name="rouge")
    back(wish, units=3, choice=red, region="FR-69")
    back(wish, units=2, region="FR-75", now=DAY + timedelta(days=7))
    back(theirs, 5000, region="FR-69")
    demand = demand_of(make_brief(wish, theirs), now=DAY)
    assert told(demand.choices) == {"Bouilloire: rouge": 3, "Bouilloire": 2, "Théière": 1}
    assert told(demand.regions) == {"FR-69": 4, "FR-75": 2}
    assert told(demand.storefronts) == {"Clust": 5, "L’école": 1}
    assert told(demand.weeks) == {date(2026, 3, 2): 4, date(2026, 3, 9): 2}


def told(parts: tuple[Part, ...]) -> dict[object, int]:
    return {part.what: part.units.total for part in parts}


def parts(*people: int) -> tuple[Part, ...]:
    return tuple(Part(f"R{n}", number, Units(number)) for n, number in enumerate(people))


@pytest.mark.parametrize(
    ("people", "shown"),
    [
        ((), []),
        ((5, 3), ["R0", "R1"]),
        ((9, 2, 1), ["R0", None]),
        ((9, 4, 1), ["R0", None]),
        ((4, 1), [None]),
        ((2,), []),
        ((1, 1), []),
    ],
)
def test_parts_of_few_people_are_told_together(
    people: tuple[int, ...], shown: list[str | None]
) -> None:
    seen = coarse(parts(*people))
    assert [part.what for part in seen] == shown
    assert all(part.people >= 3 for part in seen)
    assert not shown or sum(part.people for part in seen) == sum(people)


def test_suppliers_see_no_small_region(wish: Wish, brief: Brief) -> None:
    for region in ["FR-69"] * 4 + ["FR-75"] * 3 + ["FR-2A"]:
        back(wish, region=region)
    seen = demand_of(brief, now=DAY).for_suppliers()
    assert [part.what for part in seen.regions] == ["FR-69", None]
    assert sum(part.people for part in seen.regions) == seen.people == 8


def test_suppliers_see_no_price_of_one_or_two_people(wish: Wish, brief: Brief) -> None:
    for _ in range(2):
        back(wish, 8000)
    demand = demand_of(brief, now=DAY)
    assert demand.curve.named
    seen = demand.for_suppliers()
    assert (seen.curve.named, seen.curve.units.total) == ((), demand.curve.units.total)


def test_suppliers_see_prices_of_three_people_or_more(wish: Wish, brief: Brief) -> None:
    for limit in (9000, 8000, 8000, 7500, 6000):
        back(wish, limit)
    seen = demand_of(brief, now=DAY).for_suppliers()
    assert [(step.price, step.reached.total) for step in seen.curve.steps] == [(6000, 5)]
    back(wish, 6000)
    seen = demand_of(brief, now=DAY).for_suppliers()
    assert [(step.price, step.reached.total) for step in seen.curve.steps] == [(8000, 3), (6000, 6)]
