"""A price that goes up and down: people are told the state that lasts, once an hour at most."""

from datetime import datetime, timedelta

import pytest

from clust.campaigns.actions.closing import close_campaign
from clust.campaigns.actions.pledging import withdraw_pledge
from clust.campaigns.models import Campaign, Pledge
from clust.notices.actions import tell_held_back, tell_receipts
from clust.notices.models import Notice, due_to_tell_held_back
from clust.people.models import Person
from tests.notices.members import tell_steps, told
from tests.world import DAY, WEEK, World, make_campaign, make_person, pledge

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


def work(now: datetime) -> None:
    """Do what the worker does at a moment."""
    tell_steps(now)
    for telling in due_to_tell_held_back(now):
        tell_held_back(telling, now=now)


@pytest.fixture
def bob() -> Person:
    return make_person()


@pytest.fixture
def campaign(world: World, bob: Person) -> Campaign:
    """At six units the price is 45 €, all that Bob would pay; five are in at 50 €."""
    campaign = make_campaign(world, [(1, 5000), (6, 4500)])
    pledge(world, campaign, 5)
    work(DAY)
    pledge(world, campaign, 1, 4500, person=bob, now=DAY)
    work(DAY)
    return campaign


def up(campaign: Campaign, now: datetime) -> None:
    """Let people go until the price is 50 €."""
    for one in Pledge.objects.with_left().filter(campaign=campaign, maximum_gross_cents=5000):
        if one.left:
            withdraw_pledge(pledge=one, units=1, now=now)
        if campaign.price_steps.latest("pk").gross_cents == 5000:
            break
    work(now)


def down(world: World, campaign: Campaign, now: datetime) -> None:
    """Let people come until the price is 45 €."""
    pledge(world, campaign, 1, now=now)
    assert campaign.price_steps.latest("pk").gross_cents == 4500
    work(now)


def test_a_price_that_flaps_is_told_once(world: World, campaign: Campaign, bob: Person) -> None:
    for minute in range(1, 17, 2):
        up(campaign, DAY + minute * MINUTE)
        down(world, campaign, DAY + (minute + 1) * MINUTE)
    work(DAY + 2 * HOUR)
    assert campaign.price_steps.count() == 18
    assert told(bob) == ["in"], "that is how it was told, and how it stands in the end"


def test_the_last_state_is_told_in_the_end_even_if_nothing_moves(
    world: World, campaign: Campaign, bob: Person
) -> None:
    for minute in (1, 3, 5):
        up(campaign, DAY + minute * MINUTE)
        down(world, campaign, DAY + (minute + 1) * MINUTE)
    up(campaign, DAY + 7 * MINUTE)
    rose = campaign.price_steps.latest("pk")
    work(DAY + HOUR - MINUTE)
    assert told(bob) == ["in"]
    work(DAY + HOUR)
    work(DAY + HOUR)
    assert told(bob) == ["in", "waiting"]
    assert Notice.objects.get(person=bob, kind="waiting").fact == rose.pk
    assert not due_to_tell_held_back(DAY + WEEK - MINUTE)


def test_after_an_hour_a_change_is_told_at_once(
    world: World, campaign: Campaign, bob: Person
) -> None:
    up(campaign, DAY + 2 * HOUR)
    assert told(bob) == ["in", "waiting"]
    down(world, campaign, DAY + 2 * HOUR + MINUTE)
    assert told(bob) == ["in", "waiting"]
    work(DAY + 3 * HOUR)
    assert told(bob) == ["in", "waiting", "in"]


def test_what_is_held_back_names_the_step_that_changed_it(world: World, bob: Person) -> None:
    campaign = make_campaign(world, [(1, 5000), (4, 4800), (6, 4500)])
    first = pledge(world, campaign, 5)
    pledge(world, campaign, 1, 4500, person=bob)
    work(DAY)
    withdraw_pledge(pledge=first, units=4, now=DAY + MINUTE)
    work(DAY + MINUTE)
    pledge(world, campaign, 3, now=DAY + 2 * MINUTE)
    work(DAY + HOUR)
    put_out, eased = campaign.price_steps.order_by("pk").reverse()[:2][::-1]
    assert (put_out.gross_cents, eased.gross_cents) == (5000, 4800)
    assert told(bob) == ["in", "waiting"]
    assert Notice.objects.get(person=bob, kind="waiting").fact == put_out.pk


def test_a_pledge_placed_meanwhile_is_told_by_its_receipt(
    world: World, campaign: Campaign, bob: Person
) -> None:
    up(campaign, DAY + MINUTE)
    withdraw_pledge(pledge=Pledge.objects.get(person=bob), units=1, now=DAY + 2 * MINUTE)
    pledge(world, campaign, 1, 4000, person=bob, now=DAY + 3 * MINUTE)
    work(DAY + 2 * HOUR)
    assert told(bob) == ["in"]


def test_once_it_is_closed_the_result_is_the_word(
    world: World, campaign: Campaign, bob: Person
) -> None:
    end = DAY + WEEK
    up(campaign, end - 30 * MINUTE)
    down(world, campaign, end - MINUTE)
    close_campaign(campaign, now=end)
    work(end + HOUR)
    assert told(bob) == ["in", "waiting"]


def test_each_is_told_of_their_own_hour(world: World, campaign: Campaign, bob: Person) -> None:
    carol = make_person()
    up(campaign, DAY + 50 * MINUTE)
    pledge(world, campaign, 1, 4500, person=carol, now=DAY + 51 * MINUTE)
    down(world, campaign, DAY + 52 * MINUTE)
    assert (told(bob), told(carol)) == (["in"], ["in"])
    up(campaign, DAY + 55 * MINUTE)
    work(DAY + HOUR)
    assert (told(bob), told(carol)) == (["in", "waiting"], ["in"])
    work(DAY + HOUR + 52 * MINUTE)
    assert (told(bob), told(carol)) == (["in", "waiting"], ["in", "waiting"])


def test_a_place_that_comes_free_within_the_hour_is_told_after_it(world: World) -> None:
    campaign = make_campaign(world, [(1, 5000), (6, 4000)], cap=6)
    first, dave = pledge(world, campaign, 4), make_person()
    for person, units in ((dave, 1), (dave, 3), (make_person(), 1)):
        pledge(world, campaign, units, 4000, person=person)
    work(DAY)
    assert told(dave) == ["in"]
    withdraw_pledge(pledge=first, units=3, now=DAY + MINUTE)
    for minutes, words in ((1, ["in"]), (59, ["in"]), (61, ["in", "place"]), (90, ["in", "place"])):
        moment = DAY + minutes * MINUTE
        work(moment)
        tell_receipts(now=moment, since=moment - 15 * MINUTE)
        assert [word for word in told(dave) if word != "receipt"] == words
