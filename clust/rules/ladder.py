"""A price ladder: from how many units on which unit price holds for everybody."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple, Self

MOST_RUNGS = 500


class Rung(NamedTuple):
    """From this many units on, this price per unit in cents."""

    from_units: int
    unit_price: int


class InvalidLadder(ValueError):
    """The rungs make no ladder; `number` is the first wrong rung, counted from 1."""

    reason = "these rungs make no ladder"

    def __init__(self, number: int | None = None) -> None:
        super().__init__(self.reason if number is None else f"rung {number}: {self.reason}")
        self.number = number


class NoRungs(InvalidLadder):
    """A ladder has at least one rung."""

    reason = "a ladder has at least one rung"


class TooManyRungs(InvalidLadder):
    """A ladder has at most 500 rungs."""

    reason = f"a ladder has at most {MOST_RUNGS} rungs"


class NotPositive(InvalidLadder):
    """A rung starts below one unit or costs less than a cent."""

    reason = "a rung starts at one unit or more and costs a cent or more"


class NotRising(InvalidLadder):
    """A rung starts at no more units than the one before."""

    reason = "each rung starts at more units than the one before"


class NotFalling(InvalidLadder):
    """A rung costs no less than the one before."""

    reason = "each rung costs less than the one before"


@dataclass(frozen=True, slots=True)
class Ladder:
    """
    Rungs of rising quantity and falling price.

    :raises InvalidLadder: one of its kinds, naming the rung
    """

    rungs: tuple[Rung, ...]

    def __post_init__(self) -> None:
        if not self.rungs:
            raise NoRungs
        if len(self.rungs) > MOST_RUNGS:
            raise TooManyRungs
        for number, rung in enumerate(self.rungs, 1):
            if min(rung) < 1:
                raise NotPositive(number)
        for number, (above, below) in enumerate(pairwise(self.rungs), 2):
            if below.from_units <= above.from_units:
                raise NotRising(number)
            if below.unit_price >= above.unit_price:
                raise NotFalling(number)

    @classmethod
    def of(cls, pairs: Iterable[tuple[int, int]]) -> Self:
        """Return the ladder of `(from_units, unit_price)` pairs."""
        return cls(tuple(Rung(*pair) for pair in pairs))

    @property
    def critical_mass(self) -> int:
        """The fewest units that are ordered at all."""
        return self.rungs[0].from_units

    @property
    def opening_price(self) -> int:
        return self.rungs[0].unit_price

    @property
    def deepest_price(self) -> int:
        return self.rungs[-1].unit_price

    def rung_at(self, units: int) -> Rung | None:
        """Return the deepest rung that the units reach, or None below the critical mass."""
        reached = self._reached(units)
        return self.rungs[reached - 1] if reached else None

    def price_at(self, units: int) -> int | None:
        """Return the unit price at so many units, or None below the critical mass."""
        rung = self.rung_at(units)
        return rung.unit_price if rung else None

    def next_rung(self, units: int) -> Rung | None:
        """Return the first rung not reached yet, or None on the deepest."""
        return next(iter(self.rungs[self._reached(units) :]), None)

    def missing(self, units: int) -> int | None:
        """Return how many more units reach the next rung, or None on the deepest."""
        rung = self.next_rung(units)
        return rung.from_units - units if rung else None

    def dearer(self, cents: int) -> "Ladder":
        """Return the ladder with so much more on every rung."""
        return Ladder(tuple(Rung(rung.from_units, rung.unit_price + cents) for rung in self.rungs))

    def level(self, maximum: int | None) -> int:
        """Return the number of the first rung at most this dear, or one past the last."""
        if maximum is None:
            return 1
        return 1 + bisect_left(self.rungs, -maximum, key=lambda rung: -rung.unit_price)

    def _reached(self, units: int) -> int:
        return bisect_right(self.rungs, units, key=lambda rung: rung.from_units)
