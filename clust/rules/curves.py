"""A demand curve: how many units people would take at each price, and how firmly."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from itertools import accumulate
from typing import Self


class Firmness(IntEnum):
    """How firm a word is: a wish, a limit that holds, a limit with a card that can be used."""

    WISH = 0
    LIMIT = 1
    CARD = 2


@dataclass(frozen=True, slots=True)
class Units:
    """Units by how firmly they are wanted."""

    wish: int = 0
    limit: int = 0
    card: int = 0

    @classmethod
    def of(cls, firmness: int, units: int) -> Self:
        """Return units that are all equally firm."""
        return cls(**{Firmness(firmness).name.lower(): units})

    def __add__(self, other: "Units") -> "Units":
        return Units(self.wish + other.wish, self.limit + other.limit, self.card + other.card)

    @property
    def total(self) -> int:
        """All units."""
        return self.wish + self.limit + self.card

    @property
    def firm(self) -> int:
        """The units under a limit, with or without a card."""
        return self.limit + self.card


@dataclass(frozen=True, slots=True)
class Step:
    """At this price in cents gross or less: the units whose price it is, and all that buy then."""

    price: int
    own: Units
    reached: Units


@dataclass(frozen=True, slots=True)
class DemandCurve:
    """
    Units by the highest price their holders name, falling, and those for whom none is named.

    A price is a limit or, without one, a guess; whoever names none buys at any price.
    """

    named: tuple[tuple[int, Units], ...]
    any_price: Units

    @classmethod
    def of(cls, cells: Iterable[tuple[int | None, Units]]) -> Self:
        """Return the curve of `(price or None, units)` in any order; equal prices are added."""
        sums: dict[int | None, Units] = {}
        for price, units in cells:
            sums[price] = sums.get(price, Units()) + units
        unnamed = sums.pop(None, Units())
        named = [(price, units) for price, units in sums.items() if price is not None]
        return cls(tuple(sorted(named, key=_dearest_first)), unnamed)

    @property
    def steps(self) -> tuple[Step, ...]:
        """Return what each named price sells, from the highest down."""
        reached = accumulate((units for _, units in self.named), initial=self.any_price)
        next(reached)
        return tuple(
            Step(price, own, all_in)
            for (price, own), all_in in zip(self.named, reached, strict=True)
        )

    @property
    def units(self) -> Units:
        """Return all units."""
        return self.at(0)

    def at(self, price: int) -> Units:
        """Return the units that are bought at a price in cents."""
        sold = self.any_price
        for named, units in self.named:
            if named < price:
                break
            sold += units
        return sold

    def price_for(self, units: int) -> int | None:
        """Return the highest price named at which so many are bought; None if never."""
        return next((step.price for step in self.steps if step.reached.total >= units), None)

    def points(self, least: Firmness = Firmness.WISH) -> list[tuple[int, int]]:
        """Return `(price, units bought at it)`, of words at least so firm, from the highest on."""
        return [(step.price, _at_least(step.reached, least)) for step in self.steps]


def _dearest_first(cell: tuple[int, Units]) -> int:
    return -cell[0]


def _at_least(units: Units, least: Firmness) -> int:
    return sum((units.wish, units.limit, units.card)[least:])
