"""The demand curve of a brief beside a bare GROUP BY over the same backings."""

import time
from datetime import timedelta

from django.db import connection, transaction

from benchmarks import books
from benchmarks.books import NOW, rows, run
from benchmarks.measure import Row, in_turn, row
from clust.wishes.demand import SORTING_MEMORY, demand_of
from clust.wishes.models import Brief, Wish
from tests.wished import make_brief, make_wish
from tests.world import make_person

MILLION = 1_000_000
PEOPLE = 850_001
WISHES = 10
CARDS = 200_000

# People come in no order, and a sixth of them back a second wish of the brief.
_BACKINGS = """
    SET session_replication_role = replica;
    INSERT INTO card (id, person_id, gateway, customer_ref, method_ref, fingerprint, brand, last4,
                      expires_on, saved_at)
    SELECT n, n, 'sandbox', 'c', 'bench-' || n, '', 'visa', '4242', %(until)s, %(now)s
    FROM generate_series(1, %(cards)s) AS n;
    INSERT INTO backing (wish_id, person_id, units, guess_gross_cents, limit_gross_cents,
                         limit_until, card_id, region, key, open, alone, at)
    SELECT (%(wishes)s::bigint[])[1 + mod(n, 10)], mod(n::bigint * 7919, %(people)s),
           1 + mod(n, 3), CASE WHEN mod(n, 10) < 6 THEN 5000 + 100 * mod(n / 10, 50) END,
           CASE WHEN mod(n, 10) < 3 THEN 5000 + 100 * mod(n / 10, 40) END,
           CASE WHEN mod(n, 10) < 3 THEN %(until)s END,
           CASE WHEN mod(n, 10) < 2 THEN 1 + mod(n, %(cards)s) END,
           (ARRAY['FR-69', 'FR-75', 'FR-13', 'FR-33', 'FR-59', 'BE', 'CH', ''])[1 + mod(n / 7, 8)],
           gen_random_uuid(), true, false, %(now)s - mod(n, 84) * interval '1 day'
    FROM generate_series(1, %(number)s) AS n
    ON CONFLICT DO NOTHING;
    UPDATE backing SET alone = true WHERE person_id IN (
        SELECT person_id FROM backing WHERE open GROUP BY person_id HAVING count(*) = 1
    );
    SET session_replication_role = origin;
"""

# A bare GROUP BY of the same cells: backings are counted, not people.
_BARE = """
    SELECT {price}, {week}, wish_id, choice_id, region, {firm}, count(*), sum(units)
    FROM backing WHERE open AND wish_id = ANY(%s)
    GROUP BY GROUPING SETS (({price}, {firm}), ({week}, {firm}),
                            (wish_id, choice_id, region, {firm}))
""".format(
    price="coalesce(limit_gross_cents, guess_gross_cents)",
    week="date_bin('7 days', at, '2001-01-01 00:00+00')",
    firm="(limit_until IS NOT NULL)::int + (card_id IS NOT NULL)::int",
)
_BY_PRICE = """
    SELECT coalesce(limit_gross_cents, guess_gross_cents), sum(units)
    FROM backing WHERE open AND wish_id = ANY(%s) GROUP BY 1
"""


def demand_curve() -> Row:
    """Demand of a million backings of ten wishes, each person once; a bare GROUP BY of them."""
    world = books.make_world(NOW - books.DAY)
    wishes = [make_wish(world, make_person(NOW), now=NOW) for _ in range(WISHES)]
    brief = make_brief(*wishes, now=NOW)
    write(wishes)
    keys = [wish.pk for wish in wishes]
    value, beside = in_turn(lambda: _ours(brief), lambda: _asked(_BARE, keys))
    by_price = _asked(_BY_PRICE, keys)
    one, beside_one = _ours(make_single(wishes[0], brief)), _asked(_BY_PRICE, keys[:1])
    return row(
        "demand_curve",
        value,
        beside,
        1.5,
        unit="s",
        at_most=True,
        note=(
            f"a GROUP BY by price alone, counting nobody: {by_price:.2f} s; of one wish with"
            f" {MILLION // WISHES:,} backings {one:.2f} s beside {beside_one:.2f} s"
        ),
    )


def write(wishes: list[Wish]) -> None:
    """Write a million backings, and the cards of those who named one."""
    with connection.cursor() as cursor:
        cursor.execute(
            _BACKINGS,
            {
                "wishes": [wish.pk for wish in wishes],
                "people": PEOPLE,
                "cards": CARDS,
                "number": MILLION,
                "now": NOW,
                "until": (NOW + timedelta(days=90)).date(),
            },
        )
    run("VACUUM FULL ANALYZE backing, card")
    ((written,),) = rows("SELECT count(*) FROM backing")
    assert written == MILLION, written


def make_single(wish: Wish, brief: Brief) -> Brief:
    """Let another brief speak for one of the wishes alone."""
    brief.lines.filter(wish=wish).delete()
    return make_brief(wish, now=NOW)


def _ours(brief: Brief) -> float:
    began = time.perf_counter()
    assert demand_of(brief, now=NOW).people
    return time.perf_counter() - began


@transaction.atomic
def _asked(statement: str, wishes: list[int]) -> float:
    """Return the seconds that a statement takes with the same memory to sort in."""
    run(f"SET LOCAL work_mem = '{SORTING_MEMORY}'")
    began = time.perf_counter()
    assert rows(statement, wishes)
    return time.perf_counter() - began


ENTRIES = [demand_curve]
