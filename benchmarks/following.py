"""A price falls, and 50,000 follow the clust: all are told, beside as many notices bare."""

import time
from collections.abc import Callable

from django.db import transaction

from benchmarks import books
from benchmarks.books import DAY, NOW, rows, run
from benchmarks.measure import Row, in_turn, row
from clust.campaigns.models import Campaign, PriceStep
from clust.notices.actions.telling import tell_price_step
from tests.world import make_campaign, make_world

FOLLOWERS = 50_000
HOLDERS = 500

_UNDO = """
    SET session_replication_role = replica;
    TRUNCATE telling, notice CASCADE;
    SET session_replication_role = origin;
    CHECKPOINT;
"""


def fan_out(followers: int = FOLLOWERS) -> Row:
    """Tell everybody who follows of one step of the price; as many notices alone."""
    world = make_world(NOW - DAY)
    books.add_people(followers)
    campaign = make_campaign(world, now=NOW - DAY)
    books.fill(world, campaign, HOLDERS, "5000")
    _follow(campaign)
    step = PriceStep.objects.create(
        campaign=campaign,
        was=1,
        rung=2,
        was_gross_cents=5000,
        gross_cents=4500,
        units=HOLDERS,
        at=NOW,
    )

    def ours() -> float:
        run(_UNDO)
        return _timed(lambda: tell_price_step(step, now=NOW))

    def reference() -> float:
        run(_UNDO)
        return _timed(lambda: _write_bare(step))

    value, beside = in_turn(ours, reference)
    run(_UNDO)
    tell_price_step(step, now=NOW)
    counts = "SELECT count(*) FILTER (WHERE kind = %s), count(*) FROM notice"
    ((told, written),) = rows(counts, "dropped")
    return row(
        "fan_out",
        value,
        beside,
        3.0,
        unit="s",
        at_most=True,
        also=written == followers,
        note=f"{written} notices, {told} of them to those who follow only",
    )


def _follow(campaign: Campaign) -> None:
    run(
        "INSERT INTO following (person_id, campaign_id, open, at)"
        " SELECT id, %s, true, %s FROM person",
        campaign.pk,
        NOW - DAY / 2,
    )
    run("VACUUM ANALYZE following")


def _write_bare(step: PriceStep) -> None:
    run(
        "INSERT INTO notice (kind, fact, campaign_id, person_id, at)"
        " SELECT 'dropped', %s, %s, person_id, %s FROM following WHERE campaign_id = %s",
        step.pk,
        step.campaign_id,
        NOW,
        step.campaign_id,
    )


def _timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    with transaction.atomic():
        work()
    return time.perf_counter() - started


ENTRIES = (fan_out,)
