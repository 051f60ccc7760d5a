"""What becomes due long after it was written is looked for, and what rests holds nobody up."""

from datetime import timedelta

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from clust import flow
from clust.base.models import ParkedRow
from clust.campaigns.actions.pledging import withdraw_pledge
from clust.campaigns.models import Pledge
from clust.subsidies.models import Promise
from tests.subsidised import budget, buy_subsidised, plan
from tests.world import DAY, World, make_campaign, make_world

pytestmark = pytest.mark.django_db
STEP = "release subsidies"
LATER = DAY + timedelta(days=5)


@pytest.fixture
def gone() -> list[Promise]:
    """Two promises of five days ago; who had them withdraws."""
    world: World = make_world()
    plan(budget(world))
    campaign = make_campaign(world)
    for _ in range(2):
        buy_subsidised(world, campaign)
    for pledge in Pledge.objects.all():
        withdraw_pledge(pledge=pledge, now=LATER)
    return list(Promise.objects.order_by("pk"))


def woken() -> set[str]:
    jobs = ProcrastinateJob.objects.filter(queueing_lock__startswith=f"{STEP}:")
    return set(jobs.values_list("queueing_lock", flat=True))


def test_a_subsidy_is_free_again_the_day_it_can_be(gone: list[Promise]) -> None:
    flow.wake_due(now=LATER)
    assert woken() == {f"{STEP}:{one.pk}" for one in gone}


def test_rows_that_rest_hold_nobody_up(gone: list[Promise]) -> None:
    first, second = gone
    ParkedRow.objects.create(
        step=STEP, key=first.pk, error="X", tries=5, first_at=LATER, last_at=LATER
    )
    flow.wake_due(now=LATER, most=1)
    assert woken() == {f"{STEP}:{second.pk}"}


def test_at_night_all_are_woken(gone: list[Promise]) -> None:
    flow.wake_due(now=LATER, reach=flow.EVER, most=None)
    assert len(woken()) == 2
