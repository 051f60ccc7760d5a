"""What the people who come would pay at most for one: the part of them that pays a price."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol, Self

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

Numbers = NDArray[np.float64]

TAIL = 1e-4


class InvalidCurve(ValueError):
    """The points make no demand curve; the subclasses say why."""

    reason = "these points make no demand curve"

    def __init__(self) -> None:
        super().__init__(self.reason)


class NoDemand(InvalidCurve):
    """Nobody wants one at any price."""

    reason = "no units at any price: without demand there is nothing to design from"


class OnePrice(InvalidCurve):
    """All that is known is one price."""

    reason = "one price says nothing of what people would do at another: two or more are needed"


class DemandRises(InvalidCurve):
    """More would be bought at a higher price."""

    reason = "units must not rise with the price: who pays more would also pay less"


class Value(Protocol):
    """The most that somebody who comes would pay, as a distribution."""

    def survival(self, prices: Numbers) -> Numbers:
        """Return the part of the people who would pay each price, 0 to 1."""
        ...

    def span(self) -> tuple[float, float]:
        """Return the prices between which nearly all values lie."""
        ...

    def levels(self) -> Numbers | None:
        """Return the prices at which demand steps, falling; None where it moves everywhere."""
        ...


@dataclass(frozen=True, slots=True)
class Uniform:
    """Every value between two is as likely as another."""

    low: float
    high: float

    def survival(self, prices: Numbers) -> Numbers:
        """Return the part of the people who would pay each price."""
        return np.clip((self.high - prices) / (self.high - self.low), 0.0, 1.0)

    def span(self) -> tuple[float, float]:
        """Return the least and the greatest value."""
        return self.low, self.high

    def levels(self) -> None:
        """Demand moves with every price."""


@dataclass(frozen=True, slots=True)
class Normal:
    """Values lie around a mean."""

    mean: float
    deviation: float

    def survival(self, prices: Numbers) -> Numbers:
        """Return the part of the people who would pay each price."""
        return np.asarray(ndtr((self.mean - prices) / self.deviation), dtype=np.float64)

    def span(self) -> tuple[float, float]:
        """Return prices that all but one in ten thousand lie between, none below zero."""
        reach = float(-ndtri(TAIL)) * self.deviation
        return max(0.0, self.mean - reach), self.mean + reach

    def levels(self) -> None:
        """Demand moves with every price."""


@dataclass(frozen=True, slots=True)
class Curve:
    """
    A demand curve: at each price the units that would be bought at it, or at more.

    Between two prices as many are bought as at the higher of them; above all, none.
    """

    points: tuple[tuple[float, float], ...]

    @classmethod
    def of(cls, points: Iterable[tuple[float, float]]) -> Self:
        """
        Return the curve of `(price, units)` points in any order.

        :raises InvalidCurve: one of its kinds
        """
        falling = tuple(sorted(points, reverse=True))
        if not falling or falling[-1][1] <= 0:
            raise NoDemand
        if len({price for price, _units in falling}) < 2:
            raise OnePrice
        if any(dear > cheap for (_high, dear), (_low, cheap) in pairwise(falling)):
            raise DemandRises
        return cls(falling)

    @property
    def units(self) -> float:
        """The units at the lowest price, which is everybody known."""
        return self.points[-1][1]

    def survival(self, prices: Numbers) -> Numbers:
        """Return the part of the people who would pay each price."""
        rising = np.array([price for price, _units in reversed(self.points)])
        units = np.array([units for _price, units in reversed(self.points)] + [0.0])
        return units[np.searchsorted(rising, prices)] / self.units

    def span(self) -> tuple[float, float]:
        """Return the least and the greatest price."""
        return self.points[-1][0], self.points[0][0]

    def levels(self) -> Numbers:
        """Return the prices at which demand steps, falling."""
        return np.array([price for price, _units in self.points])
