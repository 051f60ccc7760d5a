"""Joining, waiting, changing, withdrawing: what a person meets."""

from datetime import timedelta
from uuid import uuid4

import pytest

from clust.campaigns.actions import pledging
from clust.campaigns.actions.pledging import (
    BadDelivery,
    BadMaximum,
    BadQuantity,
    Closed,
    Full,
    KeyTaken,
    NotOpen,
    OverLimit,
    PriceRose,
    TooMany,
    place_pledge,
    raise_maximum,
    withdraw_pledge,
)
from clust.campaigns.models import ComingIn, Gate, GoingOut, Pledge, PriceStep
from tests.world import (
    DAY,
    WEEK,
    World,
    make_address,
    make_campaign,
    make_person,
    make_world,
    pledge,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def price_now(campaign: object) -> int:
    gate = Gate.objects.get(campaign=campaign)
    return campaign.ladder.rungs[max(gate.rung, 1) - 1].unit_price


def test_the_price_falls_for_everybody_when_a_step_is_reached(world: World) -> None:
    campaign = make_campaign(world)
    pledge(world, campaign, 5)
    assert price_now(campaign) == 5000
    pledge(world, campaign, 1)
    assert price_now(campaign) == 4500
    assert list(PriceStep.objects.values_list("was", "rung", "units")) == [(0, 1, 5), (1, 2, 6)]


def test_a_step_may_be_skipped_with_the_help_of_those_who_wait(world: World) -> None:
    campaign = make_campaign(world)
    pledge(world, campaign, 6, 4000)
    assert Gate.objects.get(campaign=campaign).rung == 0
    pledge(world, campaign, 5)
    gate = Gate.objects.get(campaign=campaign)
    assert (price_now(campaign), gate.units) == (4000, 11)


def test_a_withdrawal_that_lifts_the_price_makes_those_below_wait_again(world: World) -> None:
    campaign = make_campaign(world)
    pledge(world, campaign, 6, 4000)
    early = pledge(world, campaign, 5)
    withdraw_pledge(pledge=early, units=1, now=DAY)
    gate = Gate.objects.get(campaign=campaign)
    assert (price_now(campaign), gate.units) == (5000, 4)


def join(world: World, campaign: object, shown: int, **more: object) -> Pledge:
    return place_pledge(
        **{
            "campaign": campaign,
            "person": make_person(),
            "variant": campaign.product.variants.get(),
            "units": 1,
            "delivery_option": world.pickup,
            "shown_cents": shown,
            "now": DAY,
        }
        | more
    )


def test_a_page_with_a_higher_price_is_asked_again_and_nothing_is_written(world: World) -> None:
    campaign = make_campaign(world)
    with pytest.raises(PriceRose) as refused:
        join(world, campaign, shown=4500)
    assert refused.value.price_cents == 5000
    assert not Pledge.objects.exists()


def test_a_page_with_a_lower_price_gives_the_lower_one(world: World) -> None:
    campaign = make_campaign(world)
    pledge(world, campaign, 6)
    assert join(world, campaign, shown=5000).maximum_gross_cents == 4500
    assert Pledge.objects.last().maximum_gross_cents == 4500


def test_staying_in_up_to_the_opening_price_keeps_that_maximum(world: World) -> None:
    campaign = make_campaign(world)
    pledge(world, campaign, 6)
    assert join(world, campaign, shown=4500, maximum_cents=5000).maximum_gross_cents == 5000


def test_the_same_key_counts_once(world: World) -> None:
    campaign, person, key = make_campaign(world), make_person(), uuid4()
    first = join(world, campaign, 5000, person=person, key=key)
    again = join(world, campaign, 5000, person=person, key=key)
    assert first.pk == again.pk
    assert Gate.objects.get(campaign=campaign).units == 1
    with pytest.raises(KeyTaken):
        join(world, campaign, 5000, key=key)


def test_the_cap_holds_and_says_how_many_places_are_left(world: World) -> None:
    campaign = make_campaign(world, cap=10)
    pledge(world, campaign, 8)
    with pytest.raises(Full) as refused:
        pledge(world, campaign, 3)
    assert refused.value.places == 2
    pledge(world, campaign, 2)


def test_under_a_cap_those_who_wait_come_in_by_time_each_whole_or_passed_over(world: World) -> None:
    campaign = make_campaign(world, [(1, 5000), (8, 4500)], cap=8)
    first = pledge(world, campaign, 3, 4500, now=DAY)
    big = pledge(world, campaign, 4, 4500, now=DAY + timedelta(minutes=1))
    small = pledge(world, campaign, 2, 4500, now=DAY + timedelta(minutes=2))
    pledge(world, campaign, 3, now=DAY + timedelta(minutes=3))
    inside = set(ComingIn.objects.values_list("pledge", flat=True))
    assert first.pk in inside
    assert small.pk in inside
    assert big.pk not in inside
    assert Gate.objects.get(campaign=campaign).units == 8


def test_under_a_cap_a_risen_price_sends_out_and_a_fallen_one_takes_in_anew(world: World) -> None:
    campaign = make_campaign(world, [(1, 5000), (4, 4500)], cap=10)
    waiting = pledge(world, campaign, 2, 4500)
    early = pledge(world, campaign, 2)
    assert ComingIn.objects.filter(pledge=waiting).count() == 1
    withdraw_pledge(pledge=early, units=1, now=DAY)
    assert GoingOut.objects.filter(coming_in__pledge=waiting).count() == 1
    pledge(world, campaign, 1)
    assert ComingIn.objects.filter(pledge=waiting).count() == 2
    assert Gate.objects.get(campaign=campaign).units == 4


def test_the_limit_per_person_counts_all_pledges_that_stand(world: World) -> None:
    campaign, person = make_campaign(world, per_person=3), make_person()
    kept = pledge(world, campaign, 2, person=person)
    with pytest.raises(OverLimit) as refused:
        pledge(world, campaign, 2, person=person)
    assert refused.value.places == 1
    withdraw_pledge(pledge=kept, units=1, now=DAY)
    pledge(world, campaign, 2, person=person)


def test_before_opening_and_after_closing_nothing_is_taken(world: World) -> None:
    campaign = make_campaign(world)
    with pytest.raises(NotOpen):
        pledge(world, campaign, now=DAY - timedelta(seconds=1))
    taken = pledge(world, campaign)
    with pytest.raises(Closed):
        pledge(world, campaign, now=DAY + WEEK)
    with pytest.raises(Closed):
        withdraw_pledge(pledge=taken, now=DAY + WEEK)


@pytest.mark.parametrize("units", [0, -1, 1_000_001])
def test_a_quantity_that_is_none_is_refused(world: World, units: int) -> None:
    with pytest.raises(BadQuantity):
        pledge(world, make_campaign(world), units)


@pytest.mark.parametrize("maximum", [0, -5, 100_000_001])
def test_a_maximum_that_is_no_price_is_refused(world: World, maximum: int) -> None:
    with pytest.raises(BadMaximum):
        pledge(world, make_campaign(world), 1, maximum)


def test_a_parcel_needs_an_address_of_ones_own_in_the_zone(world: World) -> None:
    campaign, person = make_campaign(world), make_person()
    for address in (None, make_address(make_person()), make_address(person, country="CH")):
        with pytest.raises(BadDelivery):
            join(
                world, campaign, 5000, person=person, delivery_option=world.parcel, address=address
            )
    join(
        world,
        campaign,
        5000,
        person=person,
        delivery_option=world.parcel,
        address=make_address(person),
    )


def test_no_more_can_be_taken_back_than_is_left(world: World) -> None:
    taken = pledge(world, make_campaign(world), 3)
    withdraw_pledge(pledge=taken, units=2, now=DAY)
    with pytest.raises(TooMany) as refused:
        withdraw_pledge(pledge=taken, units=2, now=DAY)
    assert refused.value.places == 1


def test_raising_the_maximum_brings_a_waiting_pledge_in(world: World) -> None:
    campaign = make_campaign(world)
    waiting = pledge(world, campaign, 2, 4000)
    raised = raise_maximum(pledge=waiting, maximum_cents=5000, shown_cents=5000, now=DAY)
    assert raised.maximum_gross_cents == 5000
    assert Gate.objects.get(campaign=campaign).units == 2
    with pytest.raises(BadMaximum):
        raise_maximum(pledge=raised, maximum_cents=4000, shown_cents=5000, now=DAY)


def test_who_carries_the_price_may_raise_the_maximum_and_nobody_else_notices(world: World) -> None:
    campaign = make_campaign(world, [(1, 5000), (6, 4500)])
    pledge(world, campaign, 3, 4500)
    mine = pledge(world, campaign, 3, 4500)
    raised = raise_maximum(pledge=mine, maximum_cents=5000, shown_cents=4500, now=DAY)
    gate = Gate.objects.get(campaign=campaign)
    assert (raised.maximum_gross_cents, gate.rung, gate.units) == (5000, 2, 6)
    assert PriceStep.objects.latest("id").rung == 2
    assert PriceStep.objects.filter(rung__lt=2, was=2).count() == 0


def test_a_withdrawal_sent_twice_takes_back_once_and_its_key_is_one_pledges(world: World) -> None:
    campaign, key = make_campaign(world), uuid4()
    mine, other = pledge(world, campaign, 3), pledge(world, campaign, 3)
    first = withdraw_pledge(pledge=mine, units=1, key=key, now=DAY)
    assert withdraw_pledge(pledge=mine, units=1, key=key, now=DAY).pk == first.pk
    assert Gate.objects.get(campaign=campaign).units == 5
    with pytest.raises(KeyTaken):
        withdraw_pledge(pledge=other, units=1, key=key, now=DAY)


def test_refusals_are_states_with_a_sentence_each() -> None:
    assert all(refusal.__doc__ for refusal in pledging.PledgeRefused.__subclasses__())
