"""The door to the books for many movements at once, each under a key of its own."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection, transaction
from psycopg.errors import UniqueViolation

from clust.base.copying import copy_rows, next_ids
from clust.ledger.actions import AlreadyPosted, Line, Unbalanced


class Movement(NamedTuple):
    """One movement: its key, its currency and its lines."""

    key: str
    currency: str
    lines: Sequence[Line]


@transaction.atomic
def post_all(*, movements: Sequence[Movement], now: datetime) -> None:
    """
    Write movements into the books, all or none.

    :raises Unbalanced: if the lines of one do not sum to zero
    :raises AlreadyPosted: if one of the facts was posted before
    """
    for movement in movements:
        if sum(line.cents for line in movement.lines):
            raise Unbalanced(movement.key)
    keys = next_ids("entry", len(movements))
    heads = [(key, one.key, one.currency, now) for key, one in zip(keys, movements, strict=True)]
    try:
        with transaction.atomic():
            copy_rows("entry", ("id", "key", "currency", "at"), heads)
    except UniqueViolation as error:
        raise AlreadyPosted(str(error)) from error
    lines = (
        (key, line.account, line.party, line.detail, line.cents)
        for key, movement in zip(keys, movements, strict=True)
        for line in movement.lines
        if line.cents
    )
    copy_rows("posting", ("entry_id", "account", "party", "detail", "cents"), lines)


@transaction.atomic
def post_each(*, lines_sql: str, params: Sequence[Any], now: datetime) -> None:
    """
    Write a movement for every key among the rows (key, currency, account, party, cents).

    For a hundred thousand movements of one kind. The database refuses one that does not sum to
    zero, and a key that was posted before.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH line AS MATERIALIZED ({lines_sql}), head AS ("
            " INSERT INTO entry (key, currency, at)"
            " SELECT DISTINCT key, currency, %s::timestamptz FROM line RETURNING id, key)"
            " INSERT INTO posting (entry_id, account, party, cents)"
            " SELECT head.id, line.account, line.party, line.cents"
            " FROM line JOIN head ON head.key = line.key WHERE line.cents <> 0",
            [*params, now],
        )
