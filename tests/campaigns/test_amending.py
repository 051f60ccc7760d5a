"""Terms change after opening only in the buyers' favour."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from clust import flow
from clust.campaigns.actions.amending import (
    NotInBuyersFavour,
    TooLate,
    add_rung,
    extend_campaign,
    lower_price,
    raise_cap,
    release_pledges,
)
from clust.campaigns.actions.closing import (
    AlreadyClosed,
    NotReleased,
    TooEarly,
    clear_campaign,
    close_campaign,
    differing_levels,
)
from clust.campaigns.actions.pledging import renew_pledge
from clust.campaigns.models import (
    Amendment,
    Campaign,
    Clearing,
    Gate,
    Pledge,
    PriceStep,
    Rung,
    due_to_close,
)
from tests.world import DAY, WEEK, World, make_campaign, make_world, pledge

pytestmark = pytest.mark.django_db
LATER = DAY + timedelta(hours=1)


@pytest.fixture
def world() -> World:
    return make_world()


def test_a_deeper_rung_reaches_those_who_waited_for_it(world: World) -> None:
    campaign = make_campaign(world, [(1, 5000), (6, 4500)])
    pledge(world, campaign, 6)
    pledge(world, campaign, 4, 4000)
    add_rung(campaign=campaign, from_units=10, gross_cents=4000, person=None, now=LATER)
    gate = Gate.objects.get(campaign=campaign)
    assert (gate.rung, gate.units) == (3, 10)
    assert differing_levels(campaign.pk) == 0
    assert Amendment.objects.get().now == {"from_units": 10, "gross_cents": 4000}


@pytest.mark.parametrize(("from_units", "cents"), [(6, 4000), (9, 4500), (9, 4600), (0, 1)])
def test_a_rung_that_is_no_gain_is_refused(world: World, from_units: int, cents: int) -> None:
    campaign = make_campaign(world, [(1, 5000), (6, 4500)])
    with pytest.raises(NotInBuyersFavour):
        add_rung(
            campaign=campaign, from_units=from_units, gross_cents=cents, person=None, now=LATER
        )


def test_a_lower_price_counts_units_anew(world: World) -> None:
    campaign = make_campaign(world, [(1, 5000), (6, 4500)])
    pledge(world, campaign, 3)
    pledge(world, campaign, 3, 4200)
    lower_price(campaign=campaign, number=2, gross_cents=4200, person=None, now=LATER)
    assert Gate.objects.get(campaign=campaign).rung == 2
    with pytest.raises(NotInBuyersFavour):
        lower_price(campaign=campaign, number=2, gross_cents=4300, person=None, now=LATER)


def test_a_higher_cap_lets_those_in_who_did_not_fit(world: World) -> None:
    campaign = make_campaign(world, [(1, 5000), (5, 4500)], cap=5)
    pledge(world, campaign, 4, 4500)
    pledge(world, campaign, 2, 4500, now=DAY + timedelta(minutes=1))
    pledge(world, campaign, 1, now=DAY + timedelta(minutes=2))
    assert Gate.objects.get(campaign=campaign).units == 5
    raise_cap(campaign=campaign, cap=7, person=None, now=LATER)
    assert Gate.objects.get(campaign=campaign).units == 7
    with pytest.raises(NotInBuyersFavour):
        raise_cap(campaign=campaign, cap=7, person=None, now=LATER)


def test_a_later_close_releases_those_who_did_not_say_yes(world: World) -> None:
    campaign = make_campaign(world, [(10, 5000)])
    silent = pledge(world, campaign, 2)
    faithful = pledge(world, campaign, 3)
    extension = extend_campaign(campaign=campaign, closes_at=DAY + 2 * WEEK, person=None, now=LATER)
    renew_pledge(pledge=faithful, extension=extension, now=LATER)
    newcomer = pledge(world, campaign, 1, now=LATER + timedelta(hours=1))
    assert release_pledges(extension, now=DAY + WEEK).pledges == 1
    standing = set(Pledge.objects.standing().values_list("pk", flat=True))
    assert standing == {faithful.pk, newcomer.pk}
    assert silent.pk not in standing
    assert Gate.objects.get(campaign=campaign).units == 4
    assert differing_levels(campaign.pk) == 0


def test_once_the_critical_mass_is_reached_the_date_stands(world: World) -> None:
    campaign = make_campaign(world)
    pledge(world, campaign)
    with pytest.raises(TooLate):
        extend_campaign(campaign=campaign, closes_at=DAY + 2 * WEEK, person=None, now=LATER)


def test_a_lower_price_in_force_is_a_step_of_the_price(world: World) -> None:
    campaign = make_campaign(world, [(1, 5000), (6, 4500)])
    pledge(world, campaign, 2)
    lower_price(campaign=campaign, number=1, gross_cents=4800, person=None, now=LATER)
    step = PriceStep.objects.order_by("-id")[0]
    assert (step.was, step.rung, step.was_gross_cents, step.gross_cents) == (1, 1, 5000, 4800)


def test_a_later_close_binds_nobody_who_was_not_released(world: World) -> None:
    campaign = make_campaign(world, [(10, 5000)])
    pledge(world, campaign, 9)
    extend_campaign(campaign=campaign, closes_at=DAY + 2 * WEEK, person=None, now=LATER)
    pledge(world, campaign, 9, now=LATER)
    over = DAY + 2 * WEEK
    assert not due_to_close(over).exists()
    with pytest.raises(NotReleased):
        close_campaign(campaign, now=over)
    flow.walk(now=over)
    assert Clearing.objects.get().gross_cents is None


def test_a_release_is_looked_for_at_the_old_date_however_long_ago_it_was_decided(
    world: World,
) -> None:
    campaign = make_campaign(world, [(10, 5000)])
    pledge(world, campaign, 9)
    extend_campaign(campaign=campaign, closes_at=DAY + 2 * WEEK, person=None, now=LATER)
    flow.wake_due(now=DAY + WEEK)
    jobs = ProcrastinateJob.objects.values_list("queueing_lock", flat=True)
    assert f"release pledges:{campaign.extensions.get().pk}" in jobs


def test_the_database_itself_refuses_a_dearer_rung_or_a_lower_cap(world: World) -> None:
    campaign = make_campaign(world, cap=10)
    for change in (
        lambda: Rung.objects.filter(campaign=campaign, number=1).update(gross_cents=6000),
        lambda: Rung.objects.filter(campaign=campaign, number=2).delete(),
        lambda: Campaign.objects.filter(pk=campaign.pk).update(cap=9),
        lambda: Campaign.objects.filter(pk=campaign.pk).update(delivery_on="2030-01-01"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_it_closes_early_only_when_full(world: World) -> None:
    campaign = make_campaign(world, cap=5)
    with pytest.raises(TooEarly):
        close_campaign(campaign, now=LATER)
    pledge(world, campaign, 5)
    closing = close_campaign(campaign, now=LATER)
    with pytest.raises(AlreadyClosed):
        close_campaign(campaign, now=LATER)
    assert clear_campaign(closing, now=LATER).units == 5


def test_below_the_critical_mass_nobody_pays(world: World) -> None:
    campaign = make_campaign(world, [(10, 5000)])
    pledge(world, campaign, 9)
    clearing = clear_campaign(close_campaign(campaign, now=DAY + WEEK), now=DAY + WEEK)
    assert (clearing.gross_cents, clearing.units, clearing.allotment_set.count()) == (None, 0, 0)


def test_fewer_cases_than_the_supplier_takes_means_nobody_pays(world: World) -> None:
    campaign = make_campaign(world, [(1, 5000)], case_size=4, minimum_cases=3)
    pledge(world, campaign, 8)
    clearing = clear_campaign(close_campaign(campaign, now=DAY + WEEK), now=DAY + WEEK)
    assert clearing.gross_cents is None
