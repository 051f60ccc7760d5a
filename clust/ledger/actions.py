"""The one door to the books."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import IntegrityError, connection, transaction

from clust.ledger.models import Account as Account
from clust.ledger.models import Entry, Posting


class AlreadyPosted(Exception):
    """This fact is in the books already."""


class Unbalanced(Exception):
    """The lines of a movement do not sum to zero."""


class Line(NamedTuple):
    """One line of a movement: debit positive, credit negative, in whole cents."""

    account: str
    cents: int
    party: int | None = None
    detail: str = ""


@transaction.atomic
def post(*, key: str, currency: str, lines: Sequence[Line], now: datetime) -> Entry:
    """
    Write a movement into the books, once.

    :raises Unbalanced: if the lines do not sum to zero
    :raises AlreadyPosted: if the fact `key` was posted before
    """
    if sum(line.cents for line in lines):
        raise Unbalanced(key)
    entry = open_entry(key=key, currency=currency, now=now)
    Posting.objects.bulk_create(
        Posting(
            entry=entry,
            account=line.account,
            cents=line.cents,
            party=line.party,
            detail=line.detail,
        )
        for line in lines
        if line.cents
    )
    return entry


@transaction.atomic
def post_set(
    *, key: str, currency: str, lines_sql: str, params: Sequence[int], now: datetime
) -> Entry:
    """
    Write a movement whose lines are the rows (account, party, cents) of a query.

    For movements of a million lines. The database refuses a set that does not sum to zero.

    :raises AlreadyPosted: if the fact `key` was posted before
    """
    entry = open_entry(key=key, currency=currency, now=now)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO posting (entry_id, account, party, cents)"
            f" SELECT %s, account, party, cents FROM ({lines_sql}) AS line WHERE cents <> 0",
            [entry.pk, *params],
        )
    return entry


def open_entry(*, key: str, currency: str, now: datetime) -> Entry:
    """
    Write the head of a movement; its lines must follow in one statement.

    :raises AlreadyPosted: if the fact `key` was posted before
    """
    try:
        with transaction.atomic():
            return Entry.objects.create(key=key, currency=currency, at=now)
    except IntegrityError as error:
        raise AlreadyPosted(key) from error


@transaction.atomic
def rebuild_balances() -> None:
    """Count every kept balance anew from the postings; nobody posts meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT rebuild_balances()")
