"""Private clusts share what the supplier can deliver: none promises what another has taken."""

from datetime import timedelta

import pytest

from clust import flow
from clust.campaigns.actions.amending import NotInBuyersFavour, raise_cap
from clust.campaigns.actions.closing import clear_campaign, close_campaign
from clust.campaigns.actions.opening import OverCapacity
from clust.campaigns.capacity import NotSoManyLeft, left_of
from clust.campaigns.models import Clearing
from clust.gatherings.actions.capping import TooFew
from clust.gatherings.actions.starting import call_off_gathering
from clust.gatherings.models import Gathering, Offering
from clust.payments.actions.deciding import call_off
from clust.rules.ladder import Ladder
from clust.storefronts.models import Storefront
from tests.gatherings.story import TEN_DAYS, join, offer, start
from tests.world import (
    DAY,
    WEEK,
    World,
    hold,
    make_award,
    make_campaign,
    make_person,
    make_world,
    pledge,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def offering(world: World) -> Offering:
    """Kettles, of which the supplier can deliver a hundred."""
    return offer(world, award=make_award(world.kettle, capacity=100))


def open_with(world: World, offering: Offering, most: int | None) -> Gathering:
    return start(world, offering=offering, founder=make_person(DAY), most=most)


def test_running_clusts_take_no_more_than_there_is(world: World, offering: Offering) -> None:
    assert left_of(offering.award.quote) == 100
    assert open_with(world, offering, 60).campaign.cap == 60
    with pytest.raises(NotSoManyLeft) as refused:
        open_with(world, offering, 41)
    assert refused.value.left == 40
    open_with(world, offering, 40)
    assert left_of(offering.award.quote) == 0


def test_who_names_no_number_takes_what_is_left(world: World, offering: Offering) -> None:
    open_with(world, offering, 70)
    assert open_with(world, offering, None).campaign.cap == 30
    with pytest.raises(NotSoManyLeft):
        open_with(world, offering, None)


def test_a_clust_for_everybody_takes_of_the_same_quote(world: World, offering: Offering) -> None:
    make_campaign(world, award=offering.award, cap=70)
    with pytest.raises(NotSoManyLeft):
        open_with(world, offering, 31)
    open_with(world, offering, 20)
    with pytest.raises(OverCapacity) as refused:
        make_campaign(world, award=offering.award, cap=11)
    assert refused.value.left == 10
    assert make_campaign(world, award=offering.award).cap == 10
    with pytest.raises(OverCapacity):
        make_campaign(world, award=offering.award)


def test_two_shops_share_one_quote(world: World, offering: Offering) -> None:
    open_with(world, offering, 60)
    seller = world.storefront.seller
    shop = Storefront.objects.create(slug="other", name="Other", seller=seller)
    other = offer(world, award=offering.award, storefront=shop)
    with pytest.raises(NotSoManyLeft):
        open_with(world, other, 60)


def test_one_called_off_gives_its_units_back(world: World, offering: Offering) -> None:
    gathering = open_with(world, offering, 100)
    call_off_gathering(gathering=gathering, person=gathering.founder, reason="x", now=DAY)
    assert left_of(offering.award.quote) == 100


def test_one_that_closed_keeps_what_it_bought(world: World, offering: Offering) -> None:
    gathering = open_with(world, offering, 100)
    join(gathering, make_person(DAY), units=8)
    flow.walk(now=DAY + TEN_DAYS + timedelta(hours=1))
    assert left_of(offering.award.quote) == 92


def test_who_may_still_come_in_at_the_clearing_is_counted(world: World) -> None:
    award = make_award(world.kettle, capacity=10)
    campaign = make_campaign(world, [(1, 5000), (4, 4500)], award=award)
    hold(world, campaign, 6)
    pledge(world, campaign, 5, 4500)
    pledge(world, campaign, 4)
    closing = close_campaign(campaign, now=DAY + WEEK)
    campaign.gate.refresh_from_db()
    assert (campaign.gate.units, left_of(award.quote)) == (4, 1)
    assert clear_campaign(closing, now=DAY + WEEK).units == 9
    assert left_of(award.quote) == 1


def test_one_called_off_after_its_close_gives_its_units_back(
    world: World, offering: Offering
) -> None:
    gathering = open_with(world, offering, 100)
    join(gathering, make_person(DAY), units=8)
    closed = DAY + TEN_DAYS + timedelta(hours=1)
    flow.walk(now=closed)
    call_off(Clearing.objects.get(), person=None, condition="too few", now=closed)
    assert left_of(offering.award.quote) == 100


def test_one_that_nobody_joined_keeps_nothing(world: World, offering: Offering) -> None:
    open_with(world, offering, 100)
    flow.walk(now=DAY + TEN_DAYS + timedelta(hours=1))
    assert left_of(offering.award.quote) == 100


def test_cases_are_not_split(world: World) -> None:
    award = make_award(world.kettle, capacity=100, case_size=24)
    offering = offer(world, award=award)
    open_with(world, offering, 40)
    assert left_of(award.quote) == 72
    with pytest.raises(TooFew):
        open_with(world, offering, 23)


def test_too_few_for_the_critical_mass_are_refused(world: World) -> None:
    award = make_award(world.kettle, capacity=100)
    offering = offer(world, award=award, ladder=Ladder.of([(5, 5000)]))
    with pytest.raises(TooFew) as refused:
        open_with(world, offering, 4)
    assert refused.value.least == 5


def test_without_a_limit_there_is_none(world: World) -> None:
    offering = offer(world)
    assert left_of(offering.award.quote) is None
    assert open_with(world, offering, None).campaign.cap is None


def test_the_desk_raises_a_cap_as_far_as_the_others_leave(world: World, offering: Offering) -> None:
    first = open_with(world, offering, 30).campaign
    open_with(world, offering, 40)
    with pytest.raises(NotSoManyLeft) as refused:
        raise_cap(campaign=first, cap=61, person=None, now=DAY)
    assert refused.value.left == 60
    with pytest.raises(NotInBuyersFavour):
        raise_cap(campaign=first, cap=20, person=None, now=DAY)
    raise_cap(campaign=first, cap=60, person=None, now=DAY)
    assert left_of(offering.award.quote) == 0
