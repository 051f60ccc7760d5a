"""What machines are told of campaigns: one statement for as many as a page holds."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from django.db import connection

from clust.base.sql import statement


class Told(NamedTuple):
    """A campaign at one moment; money in cents gross a unit, `ladder` pairs of units and price."""

    campaign: int
    product: int
    name_fr: str
    name_en: str
    currency: str
    opens_at: datetime
    closes_at: datetime
    stage: str
    price: int
    units: int
    waiting: int
    missing: int | None
    next_price: int | None
    comparison: int | None
    cap: int | None
    per_person: int | None
    case_size: int
    delivery_on: date
    version: int
    picture: str
    ladder: list[list[int]]


def told(campaigns: Sequence[int], *, now: datetime) -> list[Told]:
    """Return what is told of these campaigns, the newest first."""
    if not campaigns:
        return []
    with connection.cursor() as cursor:
        cursor.execute(statement("campaigns", "told"), {"campaigns": list(campaigns), "now": now})
        return [Told(*row) for row in cursor.fetchall()]
