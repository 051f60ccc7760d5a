"""Starting a private clust, sharing its care, calling it off."""

from datetime import timedelta

import pytest

from clust import flow
from clust.campaigns.actions.opening import BelowCost
from clust.campaigns.models import Campaign, Closing, Listing, Pledge
from clust.gatherings.actions import starting
from clust.gatherings.actions.offering import (
    AlreadyOffered,
    AlreadyWithdrawn,
    QuoteOver,
    withdraw_offering,
)
from clust.gatherings.models import Gathering, Offering
from clust.notices.models import Notice
from clust.notices.stories import story_of, voice_of
from clust.rules.ladder import Ladder
from clust.storefronts.actions.tribes import found_tribe
from clust.storefronts.models import Officer
from clust.storefronts.models.officers import Role
from clust.supply.actions.receiving import may_hand_out
from tests.gatherings.story import LADDER, TEN_DAYS, come, join, named, offer, start
from tests.world import DAY, World, make_person, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def test_it_is_an_ordinary_campaign_that_nobody_lists(world: World) -> None:
    gathering = start(world)
    campaign = Campaign.objects.live(DAY).get()
    assert [(r.from_units, r.unit_price) for r in campaign.ladder.rungs] == LADDER
    assert campaign.storefront == world.storefront
    assert campaign.gathering == gathering
    assert not Listing.objects.exists()


def test_everything_arrives_at_one_place_where_the_founder_hands_out(world: World) -> None:
    gathering = start(world)
    (delivery,) = gathering.campaign.deliveries.all()
    assert delivery.option == gathering.place
    assert gathering.place.gross_cents == 200
    assert may_hand_out(gathering.founder, gathering.place.pk)
    on_offer = world.storefront.delivery_options.on_offer(DAY)  # type: ignore[attr-defined]
    assert gathering.place not in on_offer


def test_sent_twice_it_is_started_once(world: World) -> None:
    offering, anne = offer(world), named("Anne")
    first = start(world, anne, offering=offering)
    again = start(world, anne, offering=offering, key=first.key)
    assert again == first
    assert Gathering.objects.count() == 1


def test_it_is_open_within_the_desks_bounds(world: World) -> None:
    offering = offer(world)
    for days in (1, 32):
        with pytest.raises(starting.BadClosing):
            start(world, offering=offering, closes_at=DAY + timedelta(days=days))


def test_it_closes_while_the_quote_holds(world: World) -> None:
    offering = offer(world)
    quote = offering.award.quote
    quote.valid_until = (DAY + timedelta(days=5)).date()
    quote.save()
    with pytest.raises(starting.BadClosing):
        start(world, offering=offering)
    assert start(world, offering=offering, closes_at=DAY + timedelta(days=4))


def test_a_quote_that_ran_out_starts_nothing(world: World) -> None:
    offering = offer(world)
    quote = offering.award.quote
    quote.valid_until = (DAY - timedelta(days=1)).date()
    quote.save()
    with pytest.raises(starting.NotOffered):
        start(world, offering=offering)
    with pytest.raises(QuoteOver):
        offer(world, award=offering.award)


def test_a_member_has_three_running_at_most(world: World) -> None:
    offering, anne = offer(world), named("Anne")
    running = [start(world, anne, offering=offering) for _ in range(3)]
    with pytest.raises(starting.TooManyRunning):
        start(world, anne, offering=offering)
    starting.call_off_gathering(gathering=running[0], person=anne, reason="Plus personne", now=DAY)
    assert start(world, anne, offering=offering)


def test_some_start_only_for_a_tribe(world: World) -> None:
    offering, anne = offer(world, starters=Offering.Starters.ORGANISERS), named("Anne")
    with pytest.raises(starting.MayNotStart):
        start(world, anne, offering=offering)
    tribe = found_tribe(
        storefront=world.storefront, person=anne, name="Go", words="", is_open=True, now=DAY
    )
    assert start(world, anne, offering=offering, tribe=tribe).tribe == tribe


def test_some_start_only_for_a_community_that_one_runs(world: World) -> None:
    offering, anne = offer(world, starters=Offering.Starters.OFFICERS), named("Anne")
    with pytest.raises(starting.MayNotStart):
        start(world, anne, offering=offering)
    Officer.objects.create(
        storefront=world.storefront, person=anne, role=Role.HOST, by=None, at=DAY
    )
    assert start(world, anne, offering=offering)


def test_nothing_is_offered_below_the_purchase_price(world: World) -> None:
    with pytest.raises(BelowCost):
        offer(world, ladder=Ladder.of([(1, 5000), (9, 1100)]))
    assert offer(world, ladder=Ladder.of([(1, 1100)]), below_cost_reason="fin de série")


def test_a_quote_is_offered_once_and_withdrawn_once(world: World) -> None:
    offering = offer(world)
    with pytest.raises(AlreadyOffered):
        offer(world, award=offering.award)
    running = start(world, offering=offering)
    withdraw_offering(offering, person=None, now=DAY)
    with pytest.raises(AlreadyWithdrawn):
        withdraw_offering(offering, person=None, now=DAY)
    with pytest.raises(starting.NotOffered):
        start(world, offering=offering)
    assert join(running, make_person())
    assert offer(world, award=offering.award)


def test_whoever_came_in_may_become_an_organiser_and_take_over(world: World) -> None:
    gathering, bruno = start(world), named("Bruno")
    with pytest.raises(starting.NotOneOfUs):
        starting.appoint_host(gathering=gathering, by=gathering.founder, person=bruno, now=DAY)
    with pytest.raises(starting.LastHost):
        starting.step_down(gathering=gathering, person=gathering.founder, now=DAY)
    come(gathering, bruno)
    starting.appoint_host(gathering=gathering, by=gathering.founder, person=bruno, now=DAY)
    starting.step_down(gathering=gathering, person=gathering.founder, now=DAY)
    assert may_hand_out(bruno, gathering.place.pk)
    assert not may_hand_out(gathering.founder, gathering.place.pk)
    with pytest.raises(starting.NotHost):
        starting.call_off_gathering(
            gathering=gathering, person=gathering.founder, reason="…", now=DAY
        )


def test_called_off_everybody_is_let_go_and_nobody_pays(world: World) -> None:
    gathering = start(world)
    for units in (1, 2, 3):
        join(gathering, make_person(), units)
    ended = starting.call_off_gathering(
        gathering=gathering, person=gathering.founder, reason="La salle est prise", now=DAY
    )
    assert ended.pledges == 3
    assert not Pledge.objects.standing().exists()
    flow.walk(now=DAY + TEN_DAYS)
    flow.walk(now=DAY + TEN_DAYS)
    assert Notice.objects.filter(kind="called_off", fact=ended.pk).count() == 3
    assert Closing.objects.get().clearing.gross_cents is None
    with pytest.raises(starting.TooLateToCallOff):
        starting.call_off_gathering(
            gathering=gathering, person=gathering.founder, reason="…", now=DAY
        )


def test_once_its_time_is_over_it_cannot_be_called_off(world: World) -> None:
    gathering = start(world)
    join(gathering, make_person())
    with pytest.raises(starting.TooLateToCallOff):
        starting.call_off_gathering(
            gathering=gathering, person=gathering.founder, reason="…", now=DAY + TEN_DAYS
        )
    assert Pledge.objects.standing().exists()


def test_those_let_go_are_told_why(world: World) -> None:
    gathering, bruno = start(world), named("Bruno")
    join(gathering, bruno)
    starting.call_off_gathering(
        gathering=gathering, person=gathering.founder, reason="La salle est prise.", now=DAY
    )
    flow.walk(now=DAY)
    notice = Notice.objects.get(kind="called_off")
    story = story_of(notice, voice_of(notice), now=DAY)
    assert (story.says["gathering"], story.says["reason"]) == (
        "Le club de go",
        "La salle est prise.",
    )
