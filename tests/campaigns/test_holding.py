"""A choice keeps its place for 15 minutes and counts for no price until its card is confirmed."""

from datetime import timedelta

import pytest

from clust.campaigns.actions.closing import clear_campaign, close_campaign
from clust.campaigns.actions.holding import confirm_hold, end_hold
from clust.campaigns.actions.pledging import CardNeeded, Full, OverLimit
from clust.campaigns.checks import CHECKS
from clust.campaigns.models import Gate, Hold, Mandate, Pledge
from tests.world import DAY, World, hold, make_campaign, make_card, make_person, make_world, pledge

LATER = DAY + timedelta(minutes=5)
TOO_LATE = DAY + timedelta(minutes=16)


@pytest.fixture
def world(db: None) -> World:
    """A small world."""
    return make_world()


def test_a_hold_counts_for_no_price(world: World) -> None:
    campaign = make_campaign(world, [(1, 5000), (3, 4000)], asks_for_card=True)
    hold(world, campaign, 3)
    assert (campaign.gate.units, campaign.gate.rung) == (0, 0)
    assert not campaign.pledges.exists()


def test_a_confirmed_card_makes_the_pledge_and_its_mandate(world: World) -> None:
    campaign = make_campaign(world, [(1, 5000), (3, 4000)], asks_for_card=True)
    choice = hold(world, campaign, 3)
    end = confirm_hold(hold=choice, card=make_card(choice.person), now=LATER)
    gate = Gate.objects.get(campaign=campaign)
    assert (gate.units, gate.rung) == (3, 2)
    assert end.pledge is not None
    assert end.pledge.mandate.most_gross_cents == 3 * 5000


def test_confirming_twice_pledges_once(world: World) -> None:
    campaign = make_campaign(world, asks_for_card=True)
    choice = hold(world, campaign)
    ends = [confirm_hold(hold=choice, card=make_card(choice.person), now=LATER) for _ in range(2)]
    assert ends[0] == ends[1]
    assert (Pledge.objects.count(), Mandate.objects.count()) == (1, 1)


def test_under_a_cap_the_place_is_kept_and_then_given_back(world: World) -> None:
    campaign = make_campaign(world, [(1, 5000)], cap=2, asks_for_card=True)
    first = hold(world, campaign, 2)
    with pytest.raises(Full):
        hold(world, campaign, 1, now=LATER)
    end_hold(first, now=TOO_LATE)
    assert hold(world, campaign, 2, now=TOO_LATE).units == 2


def test_a_hold_whose_time_is_over_keeps_nothing(world: World) -> None:
    campaign = make_campaign(world, [(1, 5000)], cap=2, asks_for_card=True)
    slow = hold(world, campaign, 2)
    quick = hold(world, campaign, 2, now=TOO_LATE)
    confirm_hold(hold=quick, card=make_card(quick.person), now=TOO_LATE)
    end = confirm_hold(hold=slow, card=make_card(slow.person), now=TOO_LATE)
    assert (end.pledge, end.cause) == (None, "Full")


def test_those_waiting_do_not_take_a_place_that_is_held(world: World) -> None:
    campaign = make_campaign(world, [(1, 5000), (3, 4000)], cap=3, asks_for_card=True)
    waits = hold(world, campaign, 2, 4000)
    confirm_hold(hold=waits, card=make_card(waits.person), now=LATER)
    held = hold(world, campaign, 2, now=LATER)
    other = hold(world, campaign, 1, now=LATER)
    confirm_hold(hold=other, card=make_card(other.person), now=LATER)
    end = confirm_hold(hold=held, card=make_card(held.person), now=LATER)
    assert end.pledge is not None
    assert Gate.objects.get(campaign=campaign).units == 3


def test_without_a_hold_nobody_gets_in(world: World) -> None:
    campaign = make_campaign(world, asks_for_card=True)
    with pytest.raises(CardNeeded):
        pledge(world, campaign)


def test_holds_count_for_the_limit_per_person(world: World) -> None:
    campaign = make_campaign(world, per_person=2, asks_for_card=True)
    person = make_person()
    hold(world, campaign, 2, person=person)
    with pytest.raises(OverLimit):
        hold(world, campaign, 1, person=person)


def test_holds_that_ran_out_wait_for_their_end(world: World) -> None:
    campaign = make_campaign(world, asks_for_card=True)
    choice = hold(world, campaign)
    assert list(Hold.objects.due_to_end(LATER)) == []
    assert list(Hold.objects.due_to_end(TOO_LATE)) == [choice]


def test_closing_ends_what_is_held_and_clears_without_it(world: World) -> None:
    campaign = make_campaign(world, [(1, 5000), (3, 4000)], cap=3, asks_for_card=True)
    waits = hold(world, campaign, 2, 4000)
    confirm_hold(hold=waits, card=make_card(waits.person), now=LATER)
    just_before = campaign.closes_at - timedelta(minutes=3)
    late = hold(world, campaign, 2, now=just_before)
    quick = hold(world, campaign, 1, now=just_before)
    confirm_hold(hold=quick, card=make_card(quick.person), now=just_before)
    closing = close_campaign(campaign, now=campaign.closes_at)
    clearing = clear_campaign(closing, now=campaign.closes_at)
    assert confirm_hold(hold=late, card=make_card(late.person), now=late.until).cause == "Closed"
    assert (clearing.gross_cents, clearing.units) == (4000, 3)
    assert all(not check.find(None).differing for check in CHECKS)
