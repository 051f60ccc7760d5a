"""Claims that come together end as they would one after the other."""

from collections.abc import Sequence
from random import Random
from uuid import UUID

import pytest

from clust.campaigns.actions.closing import differing_levels
from clust.campaigns.claims import Answer, Claim, claim_one, claim_together
from clust.campaigns.models import Campaign, ComingIn, Gate, Pledge
from tests.world import DAY, WEEK, World, make_campaign, make_person, make_world

pytestmark = pytest.mark.django_db

# No step within reach: who comes together shares one price, so a ladder must not part them.
FIXED = [(1, 5000)]
FAR = [(1, 5000), (1000, 4000), (2000, 3000)]


@pytest.fixture
def world() -> World:
    return make_world()


def claim(world: World, campaign: Campaign, n: int, **fields: object) -> Claim:
    return Claim(
        campaign=campaign.pk,
        person=make_person().pk,
        variant=campaign.product.variants.get().pk,
        delivery_option=world.pickup.pk,
        address=None,
        units=1,
        up_to=1,
        fewer=False,
        maximum_cents=None,
        waits=False,
        shown_cents=5000,
        surcharge_cents=0,
        key=UUID(int=campaign.pk * 1000 + n),
        at=DAY,
    )._replace(**fields)


def random_claims(world: World, campaign: Campaign, seed: int) -> list[Claim]:
    random = Random(seed)
    people = [make_person().pk for _ in range(4)]
    return [
        claim(
            world,
            campaign,
            n,
            person=random.choice(people),
            units=(units := random.randint(1, 3)),
            up_to=units,
            waits=(waits := random.random() < 0.3),
            maximum_cents=random.choice([5000, 4500, 4000, 3500]) if waits else None,
            shown_cents=random.choice([5000, 5000, 5000, 4999]),
            at=random.choice([DAY, DAY, DAY, DAY + WEEK]),
        )
        for n in range(20)
    ]


def said(answers: Sequence[Answer | Exception]) -> list[object]:
    return [answer.outcome if isinstance(answer, Answer) else answer for answer in answers]


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(
    "terms", [{}, {"cap": 1000}, {"cap": 12}, {"per_person": 5}, {"case_size": 3}]
)
def test_together_is_as_one_by_one(world: World, seed: int, terms: dict[str, int]) -> None:
    together, alone = (make_campaign(world, FAR, **terms) for _ in range(2))  # type: ignore[arg-type]
    claims = random_claims(world, together, seed)
    first = claim_one(claims[0]._replace(campaign=together.pk, key=UUID(int=1), shown_cents=5000))
    second = claim_one(claims[0]._replace(campaign=alone.pk, key=UUID(int=2), shown_cents=5000))
    assert first.outcome == second.outcome
    answers = claim_together(claims)
    others = [
        claim_one(one._replace(campaign=alone.pk, key=UUID(int=one.key.int + 500_000)))
        for one in claims
    ]
    assert said(answers) == said(others)
    for counter in ("units", "rung"):
        gates = Gate.objects.filter(campaign__in=[together, alone])
        assert len(set(gates.values_list(counter, flat=True))) == 1, counter
    assert differing_levels(together.pk) == differing_levels(alone.pk) == 0
    came = [ComingIn.objects.filter(pledge__campaign=one).count() for one in (together, alone)]
    assert came[0] == came[1]


def test_each_gets_its_own_answer(world: World) -> None:
    campaign = make_campaign(world, FIXED)
    fine, stale = claim(world, campaign, 1), claim(world, campaign, 2, shown_cents=4000)
    again = claim_one(fine)
    answers = claim_together([stale, fine, claim(world, campaign, 3)])
    assert said(answers) == ["price_rose", "again", "placed"]
    assert answers[1].pledge == again.pledge  # type: ignore[union-attr]
    assert Pledge.objects.count() == 2


def test_places_are_those_before_a_cut_batch(world: World) -> None:
    campaign = make_campaign(world, FIXED, cap=3)
    answers = claim_together([claim(world, campaign, n, units=2, up_to=2) for n in range(3)])
    assert said(answers) == ["placed", "full", "full"]
    assert Gate.objects.get(campaign=campaign).units == 2


def test_a_step_reached_together_is_one_step(world: World) -> None:
    campaign = make_campaign(world)
    claim_together([claim(world, campaign, n) for n in range(12)])
    assert Gate.objects.get(campaign=campaign).rung == 3
    assert [(step.was, step.rung) for step in campaign.price_steps.all()] == [(0, 3)]
    assert differing_levels(campaign.pk) == 0


def test_nobody_is_let_in_by_an_unknown_campaign(world: World) -> None:
    campaign = make_campaign(world)
    lost = [claim(world, campaign, n)._replace(campaign=campaign.pk + 1) for n in range(2)]
    assert said(claim_together(lost)) == ["unknown", "unknown"]


@pytest.mark.django_db(transaction=True)
def test_a_person_who_does_not_exist_spoils_nobody_elses_claim(world: World) -> None:
    campaign = make_campaign(world)
    good, bad = claim(world, campaign, 1), claim(world, campaign, 2, person=10**9)
    answers = claim_together([good, bad])
    assert said(answers[:1]) == ["placed"]
    assert isinstance(answers[1], Exception)
