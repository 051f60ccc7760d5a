"""The set-based clearing in PostgreSQL and the plain one give the same on random books."""

from contextlib import suppress
from datetime import timedelta
from random import Random

import pytest
from django.db import connection

from clust.campaigns.actions.closing import clear_campaign, close_campaign, differing_levels
from clust.campaigns.actions.pledging import Full, withdraw_pledge
from clust.campaigns.models import Allotment, Campaign, Gate, Pledge
from clust.rules.clearing import Bid, clear
from tests.world import DAY, WEEK, World, make_campaign, make_product, make_world, pledge

pytestmark = pytest.mark.django_db

CASES = [
    (seed, case, cap, variants)
    for seed in range(6)
    for case in (1, 3, 4)
    for cap in (None, 17)
    for variants in (1, 2)
]


@pytest.mark.parametrize(("seed", "case", "cap", "variants"), CASES)
def test_both_clearings_agree(seed: int, case: int, cap: int | None, variants: int) -> None:
    random = Random(seed)
    world = make_world()
    campaign = random_campaign(random, world, case, cap, variants)
    play(random, world, campaign, case)
    assert differing_levels(campaign.pk) == 0
    lines = book(campaign)
    bids = [bid for _, bid in lines]
    expected = clear(campaign.ladder, bids, case=case, cap=cap)
    gate = Gate.objects.get(campaign=campaign)
    assert gate.rung == (expected.number if expected else 0)

    clearing = clear_campaign(close_campaign(campaign, now=DAY + WEEK), now=DAY + WEEK)
    assert clearing.gross_cents == (expected.price if expected else None)
    assert clearing.units == (expected.units if expected else 0)
    given = dict(Allotment.objects.values_list("pledge", "units"))
    wanted = expected.allotments if expected else [0] * len(bids)
    assert [given.get(pk, 0) for pk, _ in lines] == list(wanted)


def random_campaign(
    random: Random, world: World, case: int, cap: int | None, variants: int
) -> Campaign:
    rungs, start, price = [], random.choice([1, 3, 6]), 5000
    for _ in range(random.randint(1, 5)):
        rungs.append((start, price))
        start += random.randint(1, 7)
        price -= random.choice([100, 200, 300])
    product = make_product(world.supplier, variants=["", "rouge"][:variants])
    return make_campaign(world, rungs, product=product, case_size=case, cap=cap)


def play(random: Random, world: World, campaign: Campaign, case: int) -> None:
    for minute in range(random.randint(1, 25)):
        units = random.randint(1, 6)
        now = DAY + timedelta(minutes=minute)
        with suppress(Full):
            pledge(
                world,
                campaign,
                units,
                random.choice([None, 5000, 4700, 4500, 4300, 4000, 3500]),
                variant=random.choice(list(campaign.product.variants.all())),
                up_to=units + (random.choice([0, 0, 1, 3]) if case > 1 else 0),
                fewer=case > 1 and random.random() < 0.3,
                now=now,
            )
        if random.random() < 0.2:
            taken = random.choice(
                list(Pledge.objects.with_left().filter(campaign=campaign)) or [None]
            )
            if taken and taken.left:
                withdraw_pledge(pledge=taken, units=random.randint(1, taken.left), now=now)


def book(campaign: Campaign) -> list[tuple[int, Bid]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, units, units + extra, fewer, maximum, variant_id"
            " FROM book(%s) ORDER BY place",
            [campaign.pk],
        )
        return [
            (pk, Bid(units=units, up_to=up_to, fewer=fewer, maximum=maximum, variant=variant))
            for pk, units, up_to, fewer, maximum, variant in cursor.fetchall()
        ]
