"""Ten thousand invoices numbered and stored, beside one bare INSERT for each of them."""

import time

from django.db import connection

from benchmarks import books
from benchmarks.books import NOW, rows, run
from benchmarks.measure import Row, in_turn, row
from clust.campaigns.actions.closing import clear_campaign, close_campaign
from clust.invoicing.actions.issuing import MOST_AT_ONCE, issue_invoices
from clust.invoicing.models import Invoice
from clust.orders.actions import order_allotments

INVOICES = 10_000
PRICE = 4_000

_PAID = """
    INSERT INTO capture (order_id, cents, refunded_cents, surplus, ref, at)
    SELECT id, total_gross_cents, 0, false, 'bench-' || id, %s FROM "order"
"""
_BARE = "CREATE SCHEMA bare; CREATE TABLE bare.invoice (LIKE invoice INCLUDING ALL)"
_EMPTY = """
    SET session_replication_role = replica;
    TRUNCATE invoice, invoice_line, billed_to, invoice_number, bare.invoice CASCADE;
    DELETE FROM posting WHERE entry_id IN (SELECT id FROM entry WHERE key LIKE 'invoice:%%');
    DELETE FROM entry WHERE key LIKE 'invoice:%%';
    SET session_replication_role = origin;
    CHECKPOINT;
"""


class NumbersDiffer(Exception):
    """The numbers of a run have a gap."""


def number_invoices() -> Row:
    """Paid orders invoiced in sets: number, lines, buyer, tax in the books; one INSERT each."""
    orders = _paid_orders()
    run(_BARE)
    value, reference = in_turn(lambda: _issued(orders), lambda: _inserted(orders))
    return row(
        "number_invoices",
        value,
        reference,
        0.5,
        unit="/s",
        note="with lines, buyers and books; the reference is the invoice's row alone",
    )


def _paid_orders() -> list[int]:
    world = books.write_world()
    campaign = books.open_campaign(world, [(1, PRICE)])
    books.fill(world, campaign, INVOICES, str(PRICE))
    end = campaign.closes_at
    order_allotments(clear_campaign(close_campaign(campaign, now=end), now=end), now=end)
    run(_PAID, NOW)
    run("ANALYZE")
    return [int(str(number)) for (number,) in rows('SELECT id FROM "order" ORDER BY id')]


def _issued(orders: list[int]) -> float:
    """Return how many invoices a second were issued."""
    run(_EMPTY)
    begin = time.perf_counter()
    for first in range(0, len(orders), MOST_AT_ONCE):
        issue_invoices(orders=[], others=orders[first : first + MOST_AT_ONCE], now=NOW)
    seconds = time.perf_counter() - begin
    _check(len(orders))
    return len(orders) / seconds


def _check(number: int) -> None:
    given = sorted(Invoice.objects.values_list("number", flat=True))
    if given != list(range(1, number + 1)):
        raise NumbersDiffer


def _inserted(orders: list[int]) -> float:
    """Return how many bare rows a second came in, one statement and commit each."""
    run(_EMPTY)
    columns = (
        "order_id, seller_id, year, number, issued_on, currency, treatment, country,"
        " last_cancellation, net_cents, vat_cents, gross_cents, at"
    )
    seller = rows("SELECT id FROM seller")[0][0]
    statement = (
        f"INSERT INTO bare.invoice ({columns})"
        " VALUES (%s, %s, %s, %s, %s, 'EUR', 'home', 'FR', 0, 3333, 667, 4000, %s)"
    )
    begin = time.perf_counter()
    with connection.cursor() as cursor:
        for number, order in enumerate(orders, 1):
            values = [order, seller, NOW.year, number, NOW.date(), NOW]
            cursor.execute(statement, values)
    return len(orders) / (time.perf_counter() - begin)


ENTRIES = (number_invoices,)
