"""Checks that `manage.py verify` runs: a sentence, the rows it is about, those that differ."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from django.db import connection

MOST_NAMED = 10


@dataclass(frozen=True, slots=True)
class Found:
    """The rows a check looked at, how many differ, and the first of these by name."""

    rows: int
    differing: int
    named: Sequence[str]


class Checking(Protocol):
    """What `verify` asks of a check."""

    @property
    def says(self) -> str: ...

    def find(self, campaigns: Sequence[int] | None) -> Found: ...


@dataclass(frozen=True, slots=True)
class Check:
    """
    A sentence that holds for all rows, as two queries.

    `rows` counts what it is about; `differing` gives a line of text for each row it is wrong for.
    Both may ask `%(campaigns)s`, an array of campaigns looked at or null for all: see `within`.
    """

    says: str
    rows: str
    differing: str

    def find(self, campaigns: Sequence[int] | None) -> Found:
        """Run the check over these campaigns, or over everything."""
        asked = {"campaigns": None if campaigns is None else list(campaigns)}
        with connection.cursor() as cursor:
            cursor.execute(self.rows, asked)
            rows = int(cursor.fetchone()[0])
            cursor.execute(
                f"SELECT what, count(*) OVER () FROM ({self.differing}) AS differing (what)"
                f" LIMIT {MOST_NAMED}",
                asked,
            )
            found = cursor.fetchall()
        return Found(rows, found[0][1] if found else 0, [what for what, _ in found])


def within(campaign: str) -> str:
    """Return the condition that a column's campaign is one of those looked at."""
    return f"(%(campaigns)s::bigint[] IS NULL OR {campaign} = ANY(%(campaigns)s::bigint[]))"
