"""Closing, clearing and ordering a million pledges beside the bare insert of the same rows."""

import gc
import time
from collections.abc import Callable
from datetime import timedelta

import psutil
from django.db import transaction

from benchmarks import books
from benchmarks.books import run
from benchmarks.measure import Row, in_turn, row
from clust.campaigns.actions.closing import clear_campaign, close_campaign
from clust.campaigns.models import Campaign
from clust.orders.actions import order_allotments

MILLION = 1_000_000
PEOPLE = 200_000
MOST_MEGABYTES = 300
ROUNDS = 3
TABLES = ("allotment", '"order"', "posting")

_KEEP = """
    CREATE SCHEMA kept;
    CREATE TABLE kept.entry AS TABLE entry;
    CREATE TABLE kept.closing AS TABLE closing;
    CREATE TABLE kept.clearing AS TABLE clearing;
    CREATE TABLE kept.allotment AS TABLE allotment;
    CREATE TABLE kept."order" AS TABLE "order";
    CREATE TABLE kept.posting AS TABLE posting;
"""

# Facts cannot be taken back by anybody who keeps the rules; a benchmark must.
_UNDO = """
    SET session_replication_role = replica;
    TRUNCATE allotment, "order", posting, entry, clearing, closing CASCADE;
    UPDATE gate SET open = true;
    SET session_replication_role = origin;
    CHECKPOINT;
"""


def close_clear_order_million() -> Row:
    """Three steps of the chain over a million pledges; the same rows written bare."""
    world = books.make_world(books.NOW - books.DAY)
    books.add_people(PEOPLE)
    campaign = books.open_campaign(world, books.long_ladder(MILLION // 250))
    books.fill(world, campaign, MILLION, "60000 - 100 * mod(n, 200)")
    walk(campaign)
    run(_KEEP)
    undo()
    memory: list[float] = []

    def ours() -> float:
        undo()
        seconds = timed(lambda: walk(campaign))
        memory.append(psutil.Process().memory_info().rss / 1e6)
        return seconds

    def reference() -> float:
        undo()
        return timed(write_bare)

    value, beside = in_turn(ours, reference, ROUNDS)
    check(campaign)
    return row(
        "close_clear_order_million",
        value,
        beside,
        2.0,
        unit="s",
        at_most=True,
        also=max(memory) < MOST_MEGABYTES,
        note=f"Python process {max(memory):.0f} MB",
    )


def walk(campaign: Campaign) -> None:
    """Close, clear, order: each its own commit."""
    over = campaign.closes_at + timedelta(seconds=1)
    clearing = clear_campaign(close_campaign(campaign, now=over), now=over)
    order_allotments(clearing, now=over)


@transaction.atomic
def write_bare() -> None:
    """Write the rows that the walk wrote into the same tables, keys and all."""
    for table in ("closing", "clearing", "allotment", '"order"', "entry", "posting"):
        run(f"INSERT INTO {table} SELECT * FROM kept.{table}")


def undo() -> None:
    """Make everything as it was before closing."""
    run(_UNDO)


def timed(work: Callable[[], None]) -> float:
    """Return the seconds it took."""
    gc.collect()
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def check(campaign: Campaign) -> None:
    """See that the bare rows are those of the walk and that the books are level."""
    books.check(campaign)
    for table in TABLES:
        (kept,) = books.rows(f"SELECT count(*) FROM kept.{table}")
        (there,) = books.rows(f"SELECT count(*) FROM {table}")
        assert kept == there, f"{table}: {kept} and {there}"


ENTRIES = [close_clear_order_million]
