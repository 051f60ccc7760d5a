"""What the wishes of a brief come to: sums by price, choice, region, storefront and week."""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import NamedTuple

from django.db import connection, transaction

from clust.base.sql import statement
from clust.rules.curves import DemandCurve, Firmness, Units
from clust.rules.discretion import Word, discreet
from clust.wishes.models import Brief, Wish, WishChoice

FEWEST_PEOPLE = 3
SORTING_MEMORY = "256MB"


class Cell(NamedTuple):
    """One sum of the statement; what it is not grouped by is None."""

    kind: str
    price: int | None
    week: datetime | None
    wish: int | None
    choice: int | None
    region: str | None
    firmness: int
    people: int
    units: int


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the demand: what it is (None for the rest), how many people, how many units."""

    what: str | date | None
    people: int
    units: Units


@dataclass(frozen=True)
class Demand:
    """
    The sums of a brief: never people, never one person's price.

    `choices` are "wish" or "wish: choice"; `regions` codes such as FR-69, empty where not said;
    `weeks` the Mondays of the weeks from which the backings that stand now are.
    """

    people: int
    currency: str
    words: tuple[Word, ...] = ()
    choices: tuple[Part, ...] = ()
    regions: tuple[Part, ...] = ()
    storefronts: tuple[Part, ...] = ()
    weeks: tuple[Part, ...] = ()

    @cached_property
    def curve(self) -> DemandCurve:
        """The units at each price."""
        return DemandCurve.of(
            (word.price, Units.of(word.firmness, word.units)) for word in self.words
        )

    def for_suppliers(self) -> "Demand":
        """
        Return what suppliers may see.

        Parts and prices of fewer than three people are told together, prices at the lowest of
        them; of fewer than three people in all, no prices.
        """
        return Demand(
            self.people,
            self.currency,
            tuple(self._discreet()),
            *(coarse(parts) for parts in (self.choices, self.regions)),
            *(coarse(parts) for parts in (self.storefronts, self.weeks)),
        )

    def _discreet(self) -> list[Word]:
        if self.people >= FEWEST_PEOPLE:
            return discreet(self.words, FEWEST_PEOPLE)
        return [replace(word, price=None) for word in self.words]


def demand_of(brief: Brief, *, now: datetime) -> Demand:
    """
    Return what the open backings of a brief's wishes come to, each person counted once.

    :param now: limits and cards that do not hold on its day are wishes and limits only
    """
    wishes = {w.pk: w for w in Wish.objects.filter(brief_line__brief=brief).order_by("pk")}
    cells = _cells(list(wishes), now.date())
    places = [cell for cell in cells if cell.kind == "place"]
    stores = dict(
        Wish.objects.filter(pk__in=wishes).values_list("pk", "storefront__name").order_by("pk")
    )
    names = dict(WishChoice.objects.filter(wish__in=wishes).values_list("pk", "name"))

    def choice(cell: Cell) -> str:
        wish, name = str(wishes[cell.wish or 0]), names.get(cell.choice or 0)
        return f"{wish}: {name}" if name else wish

    return Demand(
        sum(cell.people for cell in places),
        next((wish.currency for wish in wishes.values()), "EUR"),
        tuple(
            Word(cell.price, Firmness(cell.firmness), cell.people, cell.units)
            for cell in cells
            if cell.kind == "price"
        ),
        _largest_first(_parts(places, choice)),
        _largest_first(_parts(places, lambda cell: cell.region or "")),
        _largest_first(_parts(places, lambda cell: stores[cell.wish or 0])),
        tuple(sorted(_parts([c for c in cells if c.kind == "week"], _week), key=_by_what)),
    )


@transaction.atomic
def _cells(wishes: list[int], on: date) -> list[Cell]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('work_mem', %s, true)", [SORTING_MEMORY])
        cursor.execute(statement("wishes", "demand"), {"wishes": wishes, "on": on})
        return [Cell(*row) for row in cursor.fetchall()]


def _week(cell: Cell) -> date | None:
    return cell.week.date() if cell.week else None


def _parts(cells: Iterable[Cell], what: Callable[[Cell], Hashable]) -> list[Part]:
    people: dict[Hashable, int] = {}
    units: dict[Hashable, Units] = {}
    for cell in cells:
        key = what(cell)
        people[key] = people.get(key, 0) + cell.people
        units[key] = units.get(key, Units()) + Units.of(cell.firmness, cell.units)
    return [Part(key, people[key], units[key]) for key in people]  # type: ignore[arg-type]


def _largest_first(parts: Iterable[Part]) -> tuple[Part, ...]:
    return tuple(sorted(parts, key=lambda part: (-part.units.total, str(part.what))))


def _by_what(part: Part) -> str:
    return str(part.what)


def coarse(parts: tuple[Part, ...], fewest: int = FEWEST_PEOPLE) -> tuple[Part, ...]:
    """
    Return parts of so many people or more, and the others together as a last one.

    Where the others alone are fewer, the smallest part shown joins them, so that nothing can be
    found by subtraction; where all are too few, nothing is shown.
    """
    shown = [part for part in parts if part.people >= fewest]
    hidden = [part for part in parts if part.people < fewest]
    while hidden and shown and sum(part.people for part in hidden) < fewest:
        least = min(shown, key=lambda part: part.people)
        shown.remove(least)
        hidden.append(least)
    people = sum(part.people for part in hidden)
    if people < fewest:
        return tuple(shown)
    return (*shown, Part(None, people, sum((part.units for part in hidden), Units())))
