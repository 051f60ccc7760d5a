"""Taking a guard away for a while, to see that its test would notice."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from clust.base.sql import statement


def run(sql: str) -> None:
    """Run a statement, committed."""
    with connection.cursor() as cursor:
        cursor.execute(sql)


@contextmanager
def rewritten(
    *changes: tuple[str, str], room: str = "campaigns", name: str = "claim"
) -> Iterator[None]:
    """Run a room's named SQL with parts of it rewritten, and as it is again afterwards."""
    whole = statement(room, name)
    changed = whole
    for old, new in changes:
        assert old in changed, f"clust/{room}/sql/{name}.sql has no {old!r}"
        changed = changed.replace(old, new)
    run(changed)
    try:
        yield
    finally:
        run(whole)


@contextmanager
def without_constraint(table: str, name: str) -> Iterator[None]:
    """Drop a constraint, and put it back on the emptied table afterwards."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE conrelid = %s::regclass AND conname = %s",
            [table, name],
        )
        (definition,) = cursor.fetchone()
    run(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    try:
        yield
    finally:
        run(f"TRUNCATE {table} CASCADE")
        run(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")


@contextmanager
def without_index(table: str, name: str) -> Iterator[None]:
    """Drop a unique index, and put it back on the emptied table afterwards."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = %s", [name])
        (definition,) = cursor.fetchone()
    run(f"DROP INDEX {name}")
    try:
        yield
    finally:
        run(f"TRUNCATE {table} CASCADE")
        run(definition)


def key_of(table: str, column: str) -> str:
    """Return the name of the constraint that makes a column unique."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.conname FROM pg_constraint AS c JOIN pg_attribute AS a"
            " ON a.attrelid = c.conrelid AND c.conkey = ARRAY[a.attnum]"
            " WHERE c.conrelid = %s::regclass AND c.contype = 'u' AND a.attname = %s",
            [table, column],
        )
        return str(cursor.fetchone()[0])
