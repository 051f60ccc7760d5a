"""`verify` finds nothing where all is well, and names every planted difference."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from io import StringIO
from random import Random

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from clust.campaigns.actions.amending import add_rung, extend_campaign, raise_cap, release_pledges
from clust.campaigns.actions.closing import clear_campaign, close_campaign
from clust.campaigns.actions.pledging import Full, OverLimit, withdraw_pledge
from clust.campaigns.models import Campaign, Pledge
from clust.config.verification import verify
from clust.orders.actions import order_allotments
from clust.supply.actions.purchasing import purchase
from tests.world import DAY, WEEK, World, make_campaign, make_product, make_world, pledge

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def walked(world: World, **terms: object) -> Campaign:
    """A clust from its opening to the purchase order."""
    product = make_product(world.supplier, variants=["", "rouge"])
    campaign = make_campaign(world, product=product, **terms)  # type: ignore[arg-type]
    for units, maximum in ((5, None), (3, 4000), (4, None), (2, 2000)):
        pledge(world, campaign, units, maximum)
    withdraw_pledge(pledge=pledge(world, campaign, 2), units=1, now=DAY)
    finish(campaign)
    return campaign


def finish(campaign: Campaign) -> None:
    now = campaign.closes_at
    clearing = clear_campaign(close_campaign(campaign, now=now), now=now)
    if clearing.units:
        order_allotments(clearing, now=now)
        purchase(clearing, now=now)


def differing() -> dict[str, list[str]]:
    """The checks that found something, with the rows they name."""
    return {check.says: list(found.named) for check, found in verify().found if found.differing}


# Where all is well


def test_nothing_differs_in_an_empty_house() -> None:
    assert not verify().differing


@pytest.mark.parametrize(
    "terms",
    [{}, {"cap": 9}, {"case_size": 3}, {"case_size": 4, "cap": 13}, {"per_person": 5}],
    ids=str,
)
def test_nothing_differs_after_a_walk(world: World, terms: dict[str, int]) -> None:
    product = make_product(world.supplier, variants=["", "rouge"])
    campaign = make_campaign(world, product=product, **terms)
    random = Random(7)
    for minute in range(30):
        play_a_minute(random, world, campaign, DAY + timedelta(minutes=minute))
        assert minute % 6 or not differing()
    finish(campaign)
    assert not differing()


def play_a_minute(random: Random, world: World, campaign: Campaign, now: datetime) -> None:
    with suppress(Full, OverLimit):
        pledge(
            world,
            campaign,
            random.randint(1, 5),
            random.choice([None, 5000, 4500, 4000, 3200]),
            fewer=campaign.case_size > 1 and random.random() < 0.3,
            variant=random.choice(list(campaign.product.variants.all())),
            now=now,
        )
    standing = list(Pledge.objects.with_left().filter(campaign=campaign, left__gt=0))
    if standing and random.random() < 0.3:
        one = random.choice(standing)
        withdraw_pledge(pledge=one, units=random.randint(1, one.left), now=now)


def test_nothing_differs_after_changes_in_the_buyers_favour(world: World) -> None:
    capped = make_campaign(world, cap=6)
    for units in (4, 2):
        pledge(world, capped, units)
    pledge(world, capped, 5, 3000)
    raise_cap(campaign=capped, cap=40, person=None, now=DAY)
    add_rung(campaign=capped, from_units=30, gross_cents=2000, person=None, now=DAY)
    assert not differing()


def test_nothing_differs_after_a_release(world: World) -> None:
    campaign = make_campaign(world, [(10, 5000)])
    pledge(world, campaign, 3)
    later = campaign.closes_at + WEEK
    extension = extend_campaign(campaign=campaign, closes_at=later, person=None, now=DAY + WEEK / 2)
    release_pledges(extension, now=DAY + WEEK)
    assert not differing()


def test_nothing_differs_where_too_little_was_pledged(world: World) -> None:
    below_critical_mass = make_campaign(world, [(10, 5000)])
    pledge(world, below_critical_mass, 3)
    finish(below_critical_mass)
    too_few_cases = make_campaign(world, case_size=4, minimum_cases=3)
    pledge(world, too_few_cases, 8)
    finish(too_few_cases)
    assert not differing()


# Planted differences

Plant = Callable[[str], None]


@pytest.fixture
def plant(world: World) -> Plant:
    """Write what no action would write, past every trigger."""
    walked(world)

    def write(statement: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
            cursor.execute(statement)
            assert cursor.rowcount
            cursor.execute("SET session_replication_role = DEFAULT")

    return write


PLANTED = [
    ("UPDATE level SET wanted = wanted + 1 WHERE number = 1", "the units per rung are those"),
    ("UPDATE gate SET units = units - 1", "the units in are those of the pledges"),
    ("UPDATE gate SET rung = rung - 1", "the rung in force is the deepest"),
    ("UPDATE gate SET slack = 100", "no step can be reached before"),
    ("UPDATE gate SET open = true", "every campaign has a gate"),
    ("UPDATE gate SET closes_at = closes_at + interval '1 day'", "every campaign has a gate"),
    ("UPDATE gate SET amendments = 2", "the gate has counted every change"),
    ("DELETE FROM gate", "every campaign has a gate"),
    ("DELETE FROM price_step WHERE was = 0", "price steps lead without a gap"),
    ("UPDATE rung SET gross_cents = 4600 WHERE number = 3", "rise in units and fall in price"),
    ("UPDATE pledge SET at = at - interval '1 day' WHERE units = 5", "no pledge came before"),
    ("UPDATE pledge SET at = at + interval '9 days' WHERE units = 5", "no pledge came before"),
    ("UPDATE pledge SET variant_id = 0 WHERE units = 5", "a pledge points at what its campaign"),
    ("UPDATE pledge SET units = 6, up_to = 6 WHERE units = 5", "all that stands"),
    ("UPDATE withdrawal SET units = 3", "nobody took back more"),
    ("UPDATE withdrawal SET at = at + interval '9 days'", "nobody took back more"),
    ("UPDATE closing SET at = at - interval '8 days'", "no pledge came before"),
    ("UPDATE clearing SET gross_cents = gross_cents + 100", "a clearing has the price of its rung"),
    ("UPDATE clearing SET rung = 1", "a clearing is on the rung in force"),
    ("UPDATE clearing SET units = units + 1", "the units of a clearing are those allotted"),
    ("UPDATE allotment SET units = units + 1 WHERE units = 5", "all that stands"),
    ("DELETE FROM allotment WHERE units = 5", "an order is its allotment's"),
    ("UPDATE allotment SET pledge_id = 0 WHERE units = 5", "to a pledge of the same campaign"),
    ("UPDATE pledge SET maximum_gross_cents = 100 WHERE units = 5", "nobody is allotted"),
    ('DELETE FROM "order" WHERE units = 5', "each of its allotments has one"),
    (
        'UPDATE "order" SET units = 4, total_gross_cents = 4 * unit_gross_cents WHERE units = 5',
        "an order is its allotment's",
    ),
    ('UPDATE "order" SET person_id = 0 WHERE units = 5', "buyers owe in the books"),
    (
        'UPDATE "order" SET unit_gross_cents = unit_gross_cents + 1,'
        " total_gross_cents = total_gross_cents + units WHERE units = 5",
        "everybody pays one price",
    ),
    (
        'UPDATE "order" SET delivery_gross_cents = 100,'
        " total_gross_cents = total_gross_cents + 100 WHERE units = 5",
        "an order's total is its units",
    ),
    ("UPDATE posting SET cents = cents + 1 WHERE account = 'buyers'", "buyers owe in the books"),
    ("UPDATE posting SET cents = cents + 1 WHERE account = 'suppliers'", "we owe suppliers"),
    ("DELETE FROM posting WHERE account = 'purchases'", "every entry has postings"),
    ("UPDATE posting SET entry_id = 0 WHERE account = 'purchases'", "every posting belongs"),
    ("UPDATE entry SET key = 'orders:0' WHERE key LIKE 'orders:%'", "buyers owe in the books"),
    ("UPDATE posting SET cents = 2 * cents WHERE cents > 0", "of each currency sum to zero"),
    (
        "UPDATE purchase_order SET units = units + 1, total_net_cents = total_net_cents + 1",
        "a purchase order adds up",
    ),
    ("UPDATE purchase_order_line SET units = units + 1", "each unit of each variant"),
    ("UPDATE purchase_order_line SET cases = cases + 1", "a purchase order adds up"),
]


@pytest.mark.parametrize(("statement", "check"), PLANTED, ids=[line[0][:70] for line in PLANTED])
def test_a_planted_difference_is_found(plant: Plant, statement: str, check: str) -> None:
    assert not differing()
    plant(statement)
    assert [says for says in differing() if check in says]


UNDER_CONDITIONS = [
    ("UPDATE gate SET units = units - 1", "units in are those admitted in book order"),
    ("DELETE FROM coming_in WHERE id = (SELECT min(id) FROM coming_in)", "moment of coming in"),
    ("UPDATE gate SET rung = 1", "under a cap or in cases the rung in force"),
    ("UPDATE allotment SET units = units - 1 WHERE units = 4", "what the book gives"),
    ("UPDATE allotment SET units = units - 1 WHERE units = 4", "in whole cases"),
    ("UPDATE gate SET per_person = 1", "nobody holds more than the limit"),
]


@pytest.mark.parametrize(("statement", "check"), UNDER_CONDITIONS)
def test_a_difference_under_a_cap_and_in_cases_is_found(
    world: World, plant: Plant, statement: str, check: str
) -> None:
    walked(world, cap=18, case_size=3)
    assert not differing()
    plant(statement)
    assert [says for says in differing() if check in says]


def test_a_release_that_says_too_much_is_found(world: World, plant: Plant) -> None:
    test_nothing_differs_after_a_release(world)
    plant("UPDATE release SET pledges = pledges + 1")
    assert list(differing()) == ["a release has let go as many pledges as it says"]


# The command


def test_the_command_names_the_rows_and_fails(plant: Plant) -> None:
    said = StringIO()
    call_command("verify", stdout=said)
    assert "Everything agrees." in said.getvalue()
    plant("UPDATE gate SET amendments = 2")
    with pytest.raises(CommandError, match="1 rows differ"):
        call_command("verify", stdout=said)
    [campaign] = Campaign.objects.all()
    assert f"campaign {campaign.pk}: 2 kept, 0 written" in said.getvalue()


def test_other_campaigns_are_left_out_where_one_is_asked_for(world: World, plant: Plant) -> None:
    plant("UPDATE gate SET amendments = 2")
    other = walked(world)
    call_command("verify", campaign=[other.pk], stdout=StringIO())
