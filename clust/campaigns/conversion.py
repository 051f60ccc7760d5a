"""How many of those who wanted something took it when it was sold, by how firmly they said so."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from math import sqrt

from django.conf import settings
from django.db import connection

from clust.base.sql import statement
from clust.wishes.models import Category

FIRMNESS = ("wish", "limit", "card")
SURE = 1.96


@dataclass(frozen=True, slots=True)
class Conversion:
    """
    Of so many people at one firmness, so many pledged; units wanted and units taken.

    A wish names no price that holds; a limit does; with a card it could be paid at once.
    """

    firmness: str
    people: int = 0
    units: int = 0
    pledged_people: int = 0
    pledged_units: int = 0

    @property
    def rate(self) -> float | None:
        """Return the share of people who pledged, None where nobody was asked yet."""
        return self.pledged_people / self.people if self.people else None

    @property
    def range(self) -> tuple[float, float]:
        """
        Return between which shares the true one lies, 19 times of 20.

        Wilson's score interval (JASA 22, 1927); all is possible where nobody was asked yet.
        """
        if not self.people:
            return 0.0, 1.0
        number, share, square = self.people, self.pledged_people / self.people, SURE**2
        middle = share + square / (2 * number)
        reach = SURE * sqrt(share * (1 - share) / number + square / (4 * number**2))
        whole = 1 + square / number
        return max((middle - reach) / whole, 0.0), min((middle + reach) / whole, 1.0)

    @property
    def units_each(self) -> float | None:
        """Return the units taken for each unit that was wanted, None where none was."""
        return self.pledged_units / self.units if self.units else None


def conversions(*, until: datetime, category: Category | None = None) -> Mapping[str, Conversion]:
    """
    Return what was measured on our own clusts closed by a moment, by firmness.

    Everybody counts once a clust, at the firmest they had said at its opening; withdrawn pledges
    do not count, nor do limits below the lowest price of the ladder.

    :param category: only clusts that came of wishes on this shelf
    """
    told = {
        "until": until,
        "category": category.pk if category else None,
        "zone": settings.TIME_ZONE,
    }
    with connection.cursor() as cursor:
        cursor.execute(statement("campaigns", "conversion"), told)
        found = {row[0]: Conversion(row[0], *map(int, row[1:])) for row in cursor.fetchall()}
    return {name: found.get(name, Conversion(name)) for name in FIRMNESS}
