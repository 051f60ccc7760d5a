"""Withdrawals and joins at the same time leave the counters right."""

from collections import Counter
from random import Random

import pytest
from django.db import transaction

from clust.campaigns.actions.pledging import TooMany, withdraw_pledge
from clust.campaigns.models import Campaign, Pledge
from clust.config.verification import verify
from tests.deadline import until
from tests.faults.crew import Crew, together, units_in, waiting
from tests.faults.guards import rewritten
from tests.world import DAY, World, make_campaign, make_person, pledge

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.load]

LOCK = "SELECT * INTO g FROM gate WHERE campaign_id = p.campaign_id FOR NO KEY UPDATE;"


@pytest.mark.usefixtures("counted")
@pytest.mark.parametrize("cap", [None, 60])
def test_joins_and_withdrawals_by_eight_each(world: World, cap: int | None) -> None:
    campaign = make_campaign(world, cap=cap)
    person = make_person()
    mine = [[pledge(world, campaign, 2, person=person) for _ in range(3)] for _ in range(8)]

    def withdraws(number: int) -> str:
        for taken in mine[number]:
            withdraw_pledge(pledge=taken, units=1, now=DAY)
        return "withdrew"

    def joins(number: int) -> str:
        random = Random(number)
        for _ in range(6):
            pledge(world, campaign, 1, random.choice([None, 4500, 3200, 1000]), person=person)
        return "joined"

    jobs = [lambda n=n: withdraws(n) for n in range(8)] + [lambda n=n: joins(n) for n in range(8)]
    assert together(jobs) == Counter({"withdrew": 8, "joined": 8})


@pytest.mark.usefixtures("counted")
def test_units_are_taken_back_once_by_eight(world: World) -> None:
    taken = pledge(world, make_campaign(world), 3)

    def withdraw() -> str:
        try:
            withdraw_pledge(pledge=taken, units=3, now=DAY)
        except TooMany:
            return "too many"
        return "withdrew"

    assert together([withdraw] * 8) == Counter({"withdrew": 1, "too many": 7})


def withdraw_while_one_joins(world: World) -> Campaign:
    """One who waits withdraws while a join is written and not yet committed."""
    campaign = make_campaign(world)
    pledge(world, campaign)
    waits = pledge(world, campaign, 1, 1000)
    with Crew([lambda: withdraw_pledge(pledge=waits, now=DAY) and "withdrew"]) as crew:
        with transaction.atomic():
            pledge(world, campaign)
            crew.go()
            until(lambda: waiting() == 1, seconds=30)
        assert crew.answers() == Counter({"withdrew": 1})
    return campaign


@pytest.mark.usefixtures("counted")
def test_a_withdrawal_counts_the_join_it_waited_for(world: World) -> None:
    assert units_in(withdraw_while_one_joins(world)) == 2


def test_without_the_gates_lock_it_forgets_that_join(world: World) -> None:
    with rewritten((LOCK, "")):
        assert units_in(withdraw_while_one_joins(world)) == 1
    assert Pledge.objects.count() == 3
    assert verify().differing
