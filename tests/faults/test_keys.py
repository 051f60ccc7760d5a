"""A pledge sent twice counts once, and nobody passes the limit per person by being quick."""

from collections import Counter
from uuid import uuid4

import pytest

from clust.campaigns.actions.pledging import place_pledge
from clust.campaigns.models import Campaign, Pledge
from tests.faults.crew import at_the_gate, together
from tests.faults.guards import key_of, rewritten, without_constraint
from tests.world import DAY, World, make_campaign, make_person, pledge

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.load]

EIGHT = 8
LOCK = "pg_advisory_xact_lock(hashtextextended('limit:' || p_campaign || ':' || p_person, 0))"
FIXED = [(1, 5000)]


def send_eight_times(world: World, campaign: Campaign) -> Counter[str]:
    key, person, variant = uuid4(), make_person(), campaign.product.variants.get()

    def send() -> str:
        placed = place_pledge(
            campaign=campaign,
            person=person,
            variant=variant,
            units=2,
            delivery_option=world.pickup,
            shown_cents=5000,
            key=key,
            now=DAY,
        )
        return f"pledge {placed.pk}"

    return at_the_gate(campaign, [send] * EIGHT)


@pytest.mark.usefixtures("counted")
def test_a_pledge_sent_eight_times_counts_once(world: World) -> None:
    answers = send_eight_times(world, make_campaign(world))
    assert answers == Counter({f"pledge {Pledge.objects.get().pk}": 8})


def test_without_the_key_it_counts_eight_times(world: World) -> None:
    campaign = make_campaign(world, FIXED)
    pledge(world, campaign)
    with without_constraint("pledge", key_of("pledge", "key")):
        assert len(send_eight_times(world, campaign)) == 8
        assert Pledge.objects.count() == 9


def join_eight_times(world: World, campaign: Campaign, *, gate: bool) -> Counter[str]:
    person = make_person()
    jobs = [lambda: pledge(world, campaign, person=person) and "in"] * EIGHT
    return at_the_gate(campaign, jobs) if gate else together(jobs)


@pytest.mark.usefixtures("counted")
@pytest.mark.parametrize("gate", [True, False])
def test_one_person_stays_within_the_limit(world: World, gate: bool) -> None:
    campaign = make_campaign(world, FIXED, per_person=2)
    pledge(world, campaign)
    answers = join_eight_times(world, campaign, gate=gate)
    assert answers == Counter({"in": 2, "OverLimit": 6})


def test_unless_their_claims_are_not_held_one_by_one(world: World) -> None:
    campaign = make_campaign(world, FIXED, per_person=2)
    pledge(world, campaign)
    with rewritten((LOCK, "")):
        assert join_eight_times(world, campaign, gate=True) == Counter({"in": 8})
