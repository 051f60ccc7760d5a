"""Who brought buyers, and what a buyer cost: advertising beside word of mouth and partners."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clust.base.sql import statement

KINDS = {
    "advert": gettext_lazy("advertising"),
    "partner": gettext_lazy("partner"),
    "sponsor": gettext_lazy("word of mouth"),
}
SORTS = ("name", "visits", "pledges", "buyers", "turnover", "cost", "each")


@dataclass(frozen=True, slots=True)
class Source:
    """What one source brought in a period: clicks, orders, people who paid; money in cents."""

    kind: str
    number: int
    told: str
    visits: int
    pledges: int
    buyers: int
    turnover: int
    cost: int

    @property
    def name(self) -> str:
        """Return what it is called."""
        return self.told or (_("Sponsorship") if self.kind == "sponsor" else "–")

    @property
    def label(self) -> Any:
        """Return what kind it is."""
        return KINDS[self.kind]

    @property
    def each(self) -> int | None:
        """Return what a buyer cost, in cents; None without buyers."""
        return round(self.cost / self.buyers) if self.buyers else None

    @property
    def url(self) -> str:
        """Return the page about it."""
        if self.kind == "sponsor":
            return reverse("desk:sponsorships")
        return reverse(f"desk:{self.kind}", args=[self.number])

    @property
    def rows_url(self) -> str:
        """Return the page of the orders that came by it."""
        which = "source=sponsor" if self.kind == "sponsor" else f"{self.kind}={self.number}"
        return f"{reverse('desk:brought')}?{which}"


def sources(first: date, last: date) -> list[Source]:
    """Return who brought somebody, or cost something, by the days of the clicks."""
    with connection.cursor() as cursor:
        cursor.execute(statement("web/desk", "sources"), {"from": first, "until": last})
        return [Source(*row) for row in cursor.fetchall()]


def in_order(rows: list[Source], word: str) -> list[Source]:
    """Return sources sorted by a column, `-` before it for the greatest first."""
    column = word.removeprefix("-")
    column = column if column in SORTS else "turnover"
    found = sorted(rows, key=lambda row: (row.kind, row.name.casefold(), row.number))
    known = [row for row in found if getattr(row, column) is not None]
    turned = word.startswith("-") or column != word.removeprefix("-")
    known.sort(key=lambda row: getattr(row, column), reverse=turned)
    return known + [row for row in found if getattr(row, column) is None]
