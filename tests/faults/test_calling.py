"""Callings at the same moment, and limits taken back or changed while a clust opens."""

from collections import Counter
from datetime import datetime

import pytest
from django.db import transaction

from clust.campaigns.actions.calling import AlreadyCalled, call_limits
from clust.campaigns.models import Call, Calling, Campaign
from clust.wishes.models import Backing
from tests.deadline import until
from tests.faults.crew import Crew, together, waiting
from tests.faults.guards import key_of, rewritten, without_constraint
from tests.wished import back, make_wish, take_back, wished_campaign
from tests.world import DAY, World

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.load]

LOCK = "FOR SHARE OF b"
AGAIN = "EXIT WHEN looked AND more = 0;"


@pytest.fixture
def limit(world: World) -> Backing:
    return back(make_wish(world), 5000)


def call(campaign: Campaign, now: datetime = DAY) -> str:
    try:
        call_limits(campaign, now=now)
    except AlreadyCalled:
        return "already"
    return "called"


def test_eight_workers_call_once(world: World, limit: Backing) -> None:
    campaign = wished_campaign(world, limit.wish)
    assert together([lambda: call(campaign)] * 8) == Counter({"called": 1, "already": 7})
    assert Call.objects.count() == 1


def test_without_the_key_each_would_write_that_it_called(world: World, limit: Backing) -> None:
    campaign = wished_campaign(world, limit.wish)
    with without_constraint("calling", key_of("calling", "campaign_id")):
        assert together([lambda: call(campaign)] * 8) == Counter({"called": 8})
        assert Calling.objects.count() == 8


def taken_back_while_it_opens(world: World, limit: Backing) -> None:
    """The limit is taken back, not yet committed, when the clust calls."""
    campaign = wished_campaign(world, limit.wish)
    with Crew([lambda: call(campaign)]) as crew:
        with transaction.atomic():
            take_back(limit)
            crew.go()
            until(lambda: waiting() == 1 or Call.objects.exists(), seconds=30)
        assert crew.answers() == Counter({"called": 1})


def test_a_limit_taken_back_while_it_opens_calls_nobody(world: World, limit: Backing) -> None:
    taken_back_while_it_opens(world, limit)
    assert not Call.objects.exists()


def test_without_the_lock_its_holder_would_be_called(world: World, limit: Backing) -> None:
    with rewritten((LOCK, ""), name="calls"):
        taken_back_while_it_opens(world, limit)
    assert Call.objects.get().backing == limit


def changed_while_it_opens(world: World, limit: Backing) -> Backing:
    """The holder raises the limit, not yet committed, when the clust calls."""
    campaign = wished_campaign(world, limit.wish)
    with Crew([lambda: call(campaign)]) as crew:
        with transaction.atomic():
            take_back(limit, cause="changed")
            changed = back(limit.wish, 6000, person=limit.person)
            crew.go()
            until(lambda: waiting() == 1, seconds=30)
        assert crew.answers() == Counter({"called": 1})
    return changed


def test_a_limit_changed_while_it_opens_is_called_as_it_is_now(
    world: World, limit: Backing
) -> None:
    changed = changed_while_it_opens(world, limit)
    assert Call.objects.get().backing == changed


def test_without_a_second_look_its_holder_would_be_forgotten(world: World, limit: Backing) -> None:
    with rewritten((AGAIN, "EXIT;"), name="calls"):
        changed_while_it_opens(world, limit)
    assert not Call.objects.exists()
