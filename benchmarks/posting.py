"""The books: what the zero-sum check and kept balances cost, and how long a trial balance takes."""

import time
from statistics import median

from django.db import transaction

from benchmarks import books
from benchmarks.books import rows, run
from benchmarks.measure import Row, in_turn, row
from clust.ledger.readings import trial_balance as read_trial_balance

SETS = 30
IN_A_SET = 1_000
SMALL, LARGE = 10_000, 10_000_000
LINES_OF_AN_ENTRY = 100
MONTHS = 24
ASKED = 40

# A bare table has the same columns, keys and indexes, without what guards the books.
_BARE = """
    CREATE SCHEMA bare;
    CREATE TABLE bare.entry (LIKE entry INCLUDING ALL);
    CREATE TABLE bare.posting (LIKE posting INCLUDING ALL);
"""
_EMPTY = """
    SET session_replication_role = replica;
    TRUNCATE entry, posting, balance, bare.entry, bare.posting;
    SET session_replication_role = origin;
    CHECKPOINT;
"""
_HEADS = """
    INSERT INTO {entry} (id, key, currency, at)
    SELECT n, 'capture:' || n, 'EUR', %s + n * interval '1 ms'
    FROM generate_series(%s::bigint, %s::bigint) AS n
"""
_LINES = """
    INSERT INTO {posting} (entry_id, account, party, detail, cents)
    SELECT n, line.account, CASE WHEN line.account = 'buyers' THEN mod(n, 20000) END, '',
           line.cents
    FROM generate_series(%s::bigint, %s::bigint) AS n,
         (VALUES ('buyers', -12000), ('provider', 11900), ('provider_fees', 100))
             AS line (account, cents)
"""


def posting() -> Row:
    """Sets of a thousand entries of three lines, a commit each, beside the same rows bare."""
    run(_BARE)
    value, beside = in_turn(
        lambda: _written("entry", "posting"), lambda: _written("bare.entry", "bare.posting")
    )
    lines = SETS * IN_A_SET * 3
    return row(
        "posting",
        value,
        beside,
        2.5,
        unit="s",
        at_most=True,
        note=f"{lines / value:,.0f} lines a second",
    )


def _written(entry: str, posting: str) -> float:
    """Return the seconds to write all sets into a pair of empty tables."""
    run(_EMPTY)
    began = time.perf_counter()
    for number in range(SETS):
        first, last = number * IN_A_SET + 1, (number + 1) * IN_A_SET
        with transaction.atomic():
            run(_HEADS.format(entry=entry), books.NOW, first, last)
            run(_LINES.format(posting=posting), first, last)
    return time.perf_counter() - began


_MONTHS = """
    INSERT INTO entry (id, key, currency, at)
    SELECT n, 'orders:' || n, 'EUR', %s - mod(n, %s) * interval '30 days'
    FROM generate_series(%s::bigint, %s::bigint) AS n
"""
_MANY = """
    INSERT INTO posting (entry_id, account, party, detail, cents)
    SELECT n,
           (ARRAY['buyers', 'provider', 'vat', 'sales', 'goods_promised'])[1 + mod(line / 2, 5)],
           mod(n * 50 + line, 200000), '', CASE mod(line, 2) WHEN 0 THEN 500 ELSE -500 END
    FROM generate_series(%s::bigint, %s::bigint) AS n, generate_series(0, %s) AS line
"""


def trial_balance() -> Row:
    """The trial balance over ten million postings beside the one over ten thousand."""
    # Neither is read here, and without them ten million lines are written in a minute.
    run("DROP INDEX posting_by_party")
    run("ALTER TABLE posting SET UNLOGGED")
    write_postings(SMALL)
    small = _asked()
    write_postings(LARGE - SMALL)
    ((written,),) = rows("SELECT count(*) FROM posting")
    assert written == LARGE, written
    large = _asked()
    return row(
        "trial_balance",
        large,
        small,
        1.5,
        unit="ms",
        at_most=True,
        note=f"over {LARGE:,} postings and over {SMALL:,}",
    )


def write_postings(number: int) -> None:
    """Write so many postings, spread over two years, through the guards."""
    ((first,),) = rows("SELECT coalesce(max(id), 0) + 1 FROM entry")
    assert isinstance(first, int)
    last = first + number // LINES_OF_AN_ENTRY - 1
    run(_MONTHS, books.NOW, MONTHS, first, last)
    for begin in range(first, last + 1, 5_000):
        run(_MANY, begin, min(begin + 4_999, last), LINES_OF_AN_ENTRY - 1)
    run("VACUUM ANALYZE entry, posting, balance")


def _asked() -> float:
    """Return the milliseconds that a trial balance takes, the median of many."""
    seconds = []
    for _ in range(ASKED):
        began = time.perf_counter()
        assert not sum(line.after for line in read_trial_balance())
        seconds.append(time.perf_counter() - began)
    return median(seconds) * 1000


ENTRIES = [posting, trial_balance]
