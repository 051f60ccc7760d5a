"""What share of those who wanted something took it, by how firmly they had said so."""

from datetime import timedelta

import pytest

from clust.campaigns.actions.closing import close_campaign
from clust.campaigns.actions.pledging import withdraw_pledge
from clust.campaigns.conversion import Conversion, conversions
from clust.campaigns.models import Campaign
from clust.wishes.models import Backing, Category, Wish
from tests.wished import back, make_wish, take_back, wished_campaign
from tests.world import DAY, WEEK, World, make_card, make_person, make_world, pledge

pytestmark = pytest.mark.django_db

CLOSED = DAY + WEEK


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def wish(world: World) -> Wish:
    return make_wish(world)


def with_card(wish: Wish, limit: int = 5000) -> Backing:
    person = make_person()
    return back(wish, limit, person=person, card=make_card(person))


def sold(world: World, wish: Wish, *takers: Backing) -> Campaign:
    """A clust opens on the wish, these pledge, and it closes."""
    campaign = wished_campaign(world, wish, ladder=[(1, 4000)])
    for backing in takers:
        pledge(world, campaign, backing.units, person=backing.person)
    close_campaign(campaign, now=CLOSED)
    return campaign


def measured(firmness: str) -> tuple[int, int]:
    found = conversions(until=CLOSED)[firmness]
    return found.people, found.pledged_people


def test_each_firmness_has_its_own(world: World, wish: Wish) -> None:
    bare, limit, card = back(wish), back(wish, 5000, units=3), with_card(wish)
    back(wish), back(wish, 4000)
    sold(world, wish, limit, card)
    assert (measured("wish"), measured("limit"), measured("card")) == ((2, 0), (2, 1), (1, 1))
    found = conversions(until=CLOSED)["limit"]
    assert (found.units, found.pledged_units, found.rate) == (4, 3, 0.5)
    assert bare.open


def test_nothing_measured_leaves_everything_possible(world: World) -> None:
    found = conversions(until=CLOSED)["card"]
    assert (found.rate, found.range, found.units_each) == (None, (0.0, 1.0), None)


def test_a_person_counts_once_at_their_firmest(world: World, wish: Wish) -> None:
    card, other = with_card(wish), make_wish(world)
    back(other, person=card.person)
    campaign = wished_campaign(world, wish, other, ladder=[(1, 4000)])
    close_campaign(campaign, now=CLOSED)
    assert (measured("wish"), measured("card")) == ((0, 0), (1, 0))


def test_what_was_said_at_the_opening_counts(world: World, wish: Wish) -> None:
    gone, later = back(wish, 5000), back(wish, 5000, now=DAY + timedelta(hours=1))
    changed = back(wish)
    campaign = wished_campaign(world, wish, ladder=[(1, 4000)], opens_in=timedelta(minutes=30))
    take_back(changed, now=DAY + timedelta(hours=1), cause="changed")
    back(wish, 5000, person=changed.person, now=DAY + timedelta(hours=1))
    take_back(gone, now=DAY + timedelta(minutes=1))
    close_campaign(campaign, now=campaign.closes_at)
    found = conversions(until=campaign.closes_at)
    assert (found["wish"].people, found["limit"].people) == (1, 0)
    assert later.open


def test_a_limit_that_ran_out_is_a_wish_and_one_out_of_reach_is_nothing(
    world: World, wish: Wish
) -> None:
    back(wish, 5000, until=DAY.date() - timedelta(days=1))
    back(wish, 3999)
    sold(world, wish)
    assert (measured("wish"), measured("limit")) == ((1, 0), (0, 0))


def test_a_pledge_taken_back_does_not_count(world: World, wish: Wish) -> None:
    backing = back(wish, 5000)
    campaign = wished_campaign(world, wish, ladder=[(1, 4000)])
    withdraw_pledge(pledge=pledge(world, campaign, person=backing.person), now=DAY)
    close_campaign(campaign, now=CLOSED)
    assert measured("limit") == (1, 0)


def test_open_clusts_and_other_shelves_do_not_count(world: World, wish: Wish) -> None:
    shelf = Category.objects.create(slug="cuisine", name_fr="Cuisine", name_en="Kitchen")
    back(wish, 5000)
    sold(world, wish)
    assert conversions(until=CLOSED - timedelta(seconds=1))["limit"].people == 0
    assert conversions(until=CLOSED, category=shelf)["limit"].people == 0
    Wish.objects.update(category=shelf)
    assert conversions(until=CLOSED, category=shelf)["limit"].people == 1


@pytest.mark.parametrize(
    ("people", "pledged", "low", "high"),
    [(10, 0, 0.0, 0.278), (10, 10, 0.722, 1.0), (100, 50, 0.404, 0.596)],
)
def test_the_range_is_wilsons(people: int, pledged: int, low: float, high: float) -> None:
    found = Conversion("limit", people=people, pledged_people=pledged).range
    assert found == pytest.approx((low, high), abs=0.001)
