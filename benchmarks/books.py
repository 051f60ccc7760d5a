"""Campaigns with many pledges, written in a few statements."""

from datetime import UTC, datetime, timedelta

from django.db import connection

from clust.campaigns.actions.closing import differing_levels
from clust.campaigns.models import Campaign
from tests.world import World, make_campaign, make_world

NOW = datetime.now(UTC).replace(microsecond=0)
DAY = timedelta(days=1)
PEOPLE = 20_000
RUNGS = 500


class CountsDiffer(Exception):
    """The counters do not match the facts after a run."""


def write_world() -> World:
    """Write the rows that every entry needs, and many people."""
    world = make_world(NOW - DAY)
    add_people(PEOPLE)
    return world


def add_people(number: int) -> None:
    """Write people: numbers only."""
    run(
        "INSERT INTO person (password, language, time_zone, joined_at, is_active, is_staff,"
        " is_superuser) SELECT '!', 'fr', 'Europe/Paris', %s, true, false, false"
        " FROM generate_series(1, %s)",
        NOW - DAY,
        number,
    )
    run("ANALYZE person")


def people() -> list[int]:
    """Return the numbers of all people."""
    return [number for (number,) in rows("SELECT id FROM person ORDER BY id")]


def long_ladder(step: int, rungs: int = RUNGS) -> list[tuple[int, int]]:
    """Return a ladder whose price falls every `step` units."""
    return [(1 + step * n, 60_000 - 100 * n) for n in range(rungs)]


def open_campaign(world: World, ladder: list[tuple[int, int]], **terms: object) -> Campaign:
    """Open a clust that stays open during the run."""
    return make_campaign(world, ladder, now=NOW - DAY, lasts=7 * DAY, **terms)  # type: ignore[arg-type]


def fill(world: World, campaign: Campaign, number: int, maximum: str, *, first: int = 0) -> None:
    """
    Write pledges of one unit each, as a set, each of another person in turn.

    :param maximum: SQL for the maximum in cents of pledge `n`
    """
    run(
        "INSERT INTO pledge (campaign_id, person_id, variant_id, delivery_option_id, address_id,"
        " units, up_to, fewer, maximum_gross_cents, shown_gross_cents, surcharge_gross_cents,"
        " key, at)"
        " SELECT %s, who.ids[1 + (n + %s) %% cardinality(who.ids)], %s, %s, NULL, 1, 1, false,"
        f" {maximum}, %s, 0, gen_random_uuid(), %s + n * interval '1 ms'"
        " FROM generate_series(1, %s) AS n,"
        " (SELECT array_agg(id ORDER BY id) AS ids FROM person) AS who",
        campaign.pk,
        first,
        campaign.product.variants.all()[0].pk,
        world.pickup.pk,
        campaign.ladder.opening_price,
        NOW - DAY,
        number,
    )
    run("SELECT recount(%s)", campaign.pk)
    run("SELECT reckon(%s, %s)", campaign.pk, NOW)
    run("VACUUM ANALYZE pledge")


def check(campaign: Campaign) -> None:
    """
    Recount the campaign from its facts.

    :raises CountsDiffer: if a counter is wrong
    """
    if differing := differing_levels(campaign.pk):
        raise CountsDiffer(f"{differing} rungs of campaign {campaign.pk}")


def run(statement: str, *values: object) -> None:
    """Run a statement, committed."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)


def rows(statement: str, *values: object) -> list[tuple[object, ...]]:
    """Return the rows of a query."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
        return cursor.fetchall()
