"""What a works council may give somebody in a year before the URSSAF looks closer."""

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path

_TABLE = Path(__file__).parent / "data" / "gift_limits.csv"


@cache
def gift_limits() -> Mapping[int, int]:
    """
    Return the limit of each year in cents: 5 % of the monthly social security ceiling.

    Up to it, for a person, an occasion and a year, gifts of a works council are presumed free of
    contributions (administrative tolerance; the sources stand in the table).
    """
    with _TABLE.open(newline="") as file:
        return {int(row["year"]): int(row["limit_cents"]) for row in csv.DictReader(file)}


def gift_limit(year: int) -> int | None:
    """Return the limit of a year in cents, None where the table does not know it yet."""
    return gift_limits().get(year)
