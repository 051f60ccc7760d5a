"""Writing thousands of rows at once, through PostgreSQL's COPY."""

from collections.abc import Iterable, Sequence

from django.db import connection


def copy_rows(table: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """
    Write rows into a table in one statement; its triggers fire as for any other.

    :raises psycopg.Error: the driver's own, as COPY does not go through Django
    """
    named = ", ".join(columns)
    with connection.cursor() as cursor, cursor.copy(f'COPY "{table}" ({named}) FROM STDIN') as out:
        for row in rows:
            out.write_row(row)


def next_ids(table: str, count: int) -> list[int]:
    """Return numbers for rows that are about to be written."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [table, count],
        )
        return [number for (number,) in cursor.fetchall()]
