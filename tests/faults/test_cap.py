"""The cap holds under any concurrency."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from clust.campaigns.actions.pledging import Full
from clust.campaigns.models import Campaign, Pledge
from tests.faults.crew import at_the_gate, together, units_in
from tests.faults.guards import rewritten, without_constraint
from tests.world import World, make_campaign, make_person, pledge

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.load]

EVERYBODY = 16
GATE = "AND (NOT is_in OR room IS NULL OR units + p_units <= room)"


def buyers(world: World, campaign: Campaign, number: int = EVERYBODY) -> list[Callable[[], str]]:
    people = [make_person() for _ in range(number)]

    def joins(number: int) -> Callable[[], str]:
        def join() -> str:
            pledge(world, campaign, person=people[number])
            return "in"

        return join

    return [joins(n) for n in range(number)]


def one_place_left(world: World) -> Campaign:
    """Return a clust at a fixed price, so that nothing but the cap can turn anybody away."""
    campaign = make_campaign(world, [(1, 5000)], cap=2)
    pledge(world, campaign)
    return campaign


@pytest.mark.usefixtures("counted")
def test_the_last_place_goes_to_one_of_sixteen(world: World) -> None:
    campaign = one_place_left(world)
    came = at_the_gate(campaign, buyers(world, campaign))
    assert came == Counter({"in": 1, "Full": 15})
    assert units_in(campaign) == Pledge.objects.count() == 2


def test_without_the_gates_condition_all_sixteen_get_it(world: World) -> None:
    campaign = one_place_left(world)
    with rewritten((GATE, "")), without_constraint("gate", "gate_cap_holds"):
        came = at_the_gate(campaign, buyers(world, campaign))
        assert came == Counter({"in": 16})
        assert Pledge.objects.count() == 17


@pytest.mark.usefixtures("counted")
def test_a_rush_of_processes_fills_the_cap_and_no_more(world: World) -> None:
    campaign = make_campaign(world, cap=100)
    person = make_person()

    def rush() -> str:
        refused = 0
        for _ in range(12):
            try:
                pledge(world, campaign, person=person)
            except Full:
                refused += 1
        return str(refused)

    came = together([rush] * EVERYBODY)
    assert sum(int(refused) * times for refused, times in came.items()) == 16 * 12 - 100
    assert units_in(campaign) == Pledge.objects.count() == 100


@pytest.mark.usefixtures("counted")
def test_claims_carried_together_fill_the_cap_and_no_more(world: World) -> None:
    campaign = make_campaign(world, cap=50)
    person = make_person()

    def try_once(_: int) -> bool:
        try:
            pledge(world, campaign, person=person)
        except Full:
            return False
        return True

    def crowd() -> str:
        with ThreadPoolExecutor(8) as threads:
            return str(sum(threads.map(try_once, range(48))))

    came = together([crowd, crowd])
    assert sum(int(placed) * times for placed, times in came.items()) == 50
    assert units_in(campaign) == Pledge.objects.count() == 50
