"""From wish to sale: how many people and how much money each step leads on to the next."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext_lazy as _

from clust.base.sql import statement

STEPS = {
    "wish": _("wished"),
    "backing": _("want it"),
    "limit": _("gave a limit"),
    "pledge": _("pledged"),
    "paid": _("have paid"),
    "delivered": _("received it"),
    "kept": _("kept it"),
}
BREAKDOWNS = {
    "month": _("by month"),
    "wish": _("by wish"),
    "campaign": _("by clust"),
    "storefront": _("by storefront"),
}
CROWD = 3
SORTS = {"at": _("latest first"), "units": _("most units first"), "cents": _("most money first")}


@dataclass(frozen=True, slots=True)
class Scope:
    """What a funnel is about; nothing of it: everything. A month is written 202603."""

    wish: int | None = None
    campaign: int | None = None
    storefront: int | None = None
    month: int | None = None
    currency: str = "EUR"

    def narrowed(self, by: str, key: int | None) -> "Scope":
        """Return the scope of one line of a breakdown; with no key, what it was before."""
        told: dict[str, Any] = {by: key}
        return replace(self, **told)

    @property
    def words(self) -> dict[str, str]:
        """Return what the address of a page says of it."""
        told = {"wish": self.wish, "campaign": self.campaign}
        told |= {"storefront": self.storefront, "month": self.month}
        words = {name: str(value) for name, value in told.items() if value is not None}
        return words if self.currency == "EUR" else {**words, "currency": self.currency}

    @property
    def values(self) -> dict[str, Any]:
        """Return what the statements ask for."""
        return {
            "wish": self.wish,
            "campaign": self.campaign,
            "storefront": self.storefront,
            "month": self.month,
            "currency": self.currency,
            "zone": settings.TIME_ZONE,
        }


class Count(NamedTuple):
    """
    A step: people, each counted once, and money in cents gross (none for bare wishes).

    Of how many before it came how many in a thousand; whoever posts a wish is one of many that
    want it, so that shares begin there.
    """

    step: str
    people: int
    cents: int
    of_before: int | None
    of_all: int | None

    @property
    def shown_cents(self) -> int | None:
        """Return the money to show: none for bare wishes, nor for limits of one or two people."""
        private = self.step in ("backing", "limit") and 0 < self.people < CROWD
        return None if private or self.step == "wish" else self.cents


@dataclass(frozen=True, slots=True)
class Funnel:
    """The steps of one line; `key` is what it was broken down by."""

    key: int
    steps: tuple[Count, ...]

    @property
    def by_name(self) -> dict[str, Count]:
        """Return the steps by their names."""
        return {count.step: count for count in self.steps}

    @property
    def sold_per_mille(self) -> int | None:
        """Return how many in a thousand of those who want something have paid for it."""
        return self.by_name["paid"].of_all


class Lines(Sequence[Any]):
    """Rows of a statement, read in slices, with their number."""

    def __init__(self, name: str, values: dict[str, Any]) -> None:
        self.sql = statement("web/desk", "funnel") + statement("web/desk", name)
        self.values = values
        self._number: int | None = None

    def __len__(self) -> int:
        if self._number is None:
            rows = self._rows(0, 1)
            self._number = int(rows[0][-1]) if rows else 0
        return self._number

    def __getitem__(self, wanted: Any) -> Any:
        stop = None if wanted.stop is None else wanted.stop - (wanted.start or 0)
        return [self.read(row) for row in self._rows(wanted.start or 0, stop)]

    def __iter__(self) -> Iterator[Any]:
        return iter(self[0:None])

    def read(self, row: tuple[Any, ...]) -> Any:
        """Return a row as the page shows it."""
        raise NotImplementedError

    def _rows(self, start: int, most: int | None) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(self.sql, {**self.values, "from": start, "most": most})
            rows = list(cursor.fetchall())
        if rows:
            self._number = int(rows[0][-1])
        return rows


class Breakdown(Lines):
    """Funnels, one for each wish, clust, storefront or month; months newest first."""

    def __init__(self, scope: Scope, by: str) -> None:
        super().__init__("funnel_sums", {**scope.values, "by": by})

    def read(self, row: tuple[Any, ...]) -> Funnel:
        """Return a line as a funnel."""
        return Funnel(int(row[0]), tuple(_counts([int(value) for value in row[1:15]])))


def funnel(scope: Scope) -> Funnel:
    """Return the one funnel of a scope."""
    lines = Breakdown(scope, "all")[0:1]
    return lines[0] if lines else Funnel(0, tuple(_counts([0] * 14)))


def _counts(values: list[int]) -> Iterator[Count]:
    want = values[2]
    before: int | None = None
    for place, step in enumerate(STEPS):
        people, cents = values[2 * place], values[2 * place + 1]
        of_all = _per_mille(people, want) if place else None
        yield Count(step, people, cents, _per_mille(people, before), of_all)
        before = people if place else None


def _per_mille(part: int, whole: int | None) -> int | None:
    return 1000 * part // whole if whole else None


class Row(NamedTuple):
    """A person at a step; what single people would pay at most stays theirs."""

    person: int
    wish: int
    title: str
    campaign: int | None
    units: int | None
    cents: int | None
    at: datetime


class StepRows(Lines):
    """Everybody whom a number of the funnel counts, a row for each wish or sale."""

    def __init__(self, scope: Scope, step: str, *, words: str = "", sort: str = "at") -> None:
        found = words.replace("\x00", "").strip()[:80]
        like = "%" + found.replace("\\", "").replace("%", "\\%").replace("_", "\\_") + "%"
        told = {"step": step, "words": found, "like": like, "sort": sort, "by": "all"}
        super().__init__("funnel_rows", {**scope.values, **told})

    def read(self, row: tuple[Any, ...]) -> Row:
        """Return a row by its names."""
        return Row(*row[:-1])
