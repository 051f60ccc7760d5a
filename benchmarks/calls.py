"""Opening a clust for which 100,000 gave a standing limit, beside as many notices written bare."""

import time
from collections.abc import Callable

from django.db import transaction

from benchmarks import books
from benchmarks.books import DAY, NOW, rows, run
from benchmarks.measure import Row, in_turn, row
from clust.campaigns.actions.calling import call_limits
from clust.campaigns.models import Campaign
from clust.notices.actions import tell_calls
from clust.wishes.models import Wish
from tests.wished import make_wish, wished_campaign
from tests.world import make_world

LIMITS = 100_000
OTHERS = 50_000
ROUNDS = 3

_UNDO = """
    SET session_replication_role = replica;
    TRUNCATE call, calling, announcement, notice CASCADE;
    SET session_replication_role = origin;
    CHECKPOINT;
"""


def call_limits_100k() -> Row:
    """Call everybody whose limit is reached and write what they are told; the notices alone."""
    world = make_world(NOW - DAY)
    books.add_people(LIMITS + OTHERS)
    wish = make_wish(world, now=NOW - DAY)
    add_limits(wish)
    campaign = wished_campaign(world, wish, ladder=[(1, 5000), (100, 4000)], now=NOW - DAY / 24)

    def ours() -> float:
        run(_UNDO)
        return timed(lambda: tell_calls(call_limits(campaign, now=NOW), now=NOW))

    def reference() -> float:
        run(_UNDO)
        return timed(lambda: write_bare(wish, campaign))

    value, beside = in_turn(ours, reference, ROUNDS)
    run(_UNDO)
    tell_calls(call_limits(campaign, now=NOW), now=NOW)
    ((told,),) = rows("SELECT count(*) FROM notice WHERE kind = 'called'")
    return row(
        "call_limits_100k",
        value,
        beside,
        4.0,
        unit="s",
        at_most=True,
        also=told == LIMITS,
        note=f"{told} told of {LIMITS + OTHERS} who back it",
    )


def add_limits(wish: Wish) -> None:
    """Write limits that the ladder reaches, some below its last price, and some without one."""
    run(
        "INSERT INTO backing (wish_id, person_id, units, limit_gross_cents, limit_until, region,"
        " key, open, alone, at)"
        " SELECT %s, p.id, 1, CASE WHEN p.place <= %s THEN 4000 + p.place %% 2000"
        " WHEN p.place %% 2 = 0 THEN 3000 END,"
        " CASE WHEN p.place <= %s OR p.place %% 2 = 0 THEN %s::date END, '',"
        " gen_random_uuid(), true, false, %s"
        " FROM (SELECT id, row_number() OVER (ORDER BY id) AS place FROM person) AS p"
        " WHERE p.id <> %s AND p.place <= %s",
        wish.pk,
        LIMITS,
        LIMITS,
        (NOW + 30 * DAY).date(),
        NOW - DAY,
        wish.person_id,
        LIMITS + OTHERS,
    )
    run("VACUUM ANALYZE backing")


def write_bare(wish: Wish, campaign: Campaign) -> None:
    """Write as many notices with nothing around them."""
    run(
        "INSERT INTO notice (kind, fact, campaign_id, person_id, at)"
        " SELECT 'called', id, %s, person_id, %s FROM backing"
        " WHERE wish_id = %s AND limit_gross_cents >= 4000",
        campaign.pk,
        NOW,
        wish.pk,
    )


def timed(work: Callable[[], object]) -> float:
    """Return the seconds that it takes, committed."""
    started = time.perf_counter()
    with transaction.atomic():
        work()
    return time.perf_counter() - started


ENTRIES = (call_limits_100k,)
