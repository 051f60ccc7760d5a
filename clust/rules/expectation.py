"""
What a ladder brings when people come as a Poisson stream, exactly.

Those who would pay rung k's price are N(k), and the deeper rung's people are these and more, so
that N(k+1) - N(k) is Poisson by itself. The price is that of the deepest rung whose people carry
it: the chance of every outcome follows from the deepest rung up, one convolution a rung.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from scipy.special import gammaln

from clust.rules.valuation import Numbers, Value

NEVER = 2**40
REACH = 9.0


@dataclass(frozen=True)
class Sale:
    """
    What is sold to whom: people who come in the mean, their values, unit cost by quantity.

    Costs are without tax; `kept` is the part of a price that is left without its tax. No more
    than `cap` units are sold, in whole cases.
    """

    mean: float
    value: Value
    cost: tuple[tuple[int, float], ...]
    kept: float = 1.0
    cap: int | None = None
    case: int = 1

    def demand(self, prices: Sequence[float] | Numbers) -> Numbers:
        """Return how many people in the mean would pay each price."""
        return self.mean * self.value.survival(np.asarray(prices, dtype=np.float64))

    @cached_property
    def room(self) -> int:
        """Return the most units sold, in whole cases."""
        return NEVER if self.cap is None else self.cap // self.case * self.case

    def start(self, from_units: int) -> int:
        """Return how many people it takes to sell so many units, or NEVER."""
        people = -(-from_units // self.case) * self.case
        return people if people <= self.room else NEVER

    def sold(self, people: Numbers) -> Numbers:
        """Return the units that so many people buy."""
        return np.minimum(people // self.case * self.case, self.room)

    def unit_cost(self, units: Numbers) -> Numbers:
        """Return the unit cost at each quantity; below the first step, that of the first."""
        starts = np.array([start for start, _cost in self.cost])
        place = np.searchsorted(starts, units, side="right") - 1
        return np.array([cost for _start, cost in self.cost])[np.maximum(place, 0)]


@dataclass(frozen=True, slots=True)
class Rungs:
    """A ladder in numbers that need not be cents: from how many units on, which price."""

    starts: tuple[int, ...]
    prices: tuple[float, ...]

    def pairs(self) -> list[tuple[int, float]]:
        """Return `(from_units, price)` of each rung."""
        return list(zip(self.starts, self.prices, strict=True))


@dataclass(frozen=True, slots=True)
class Expected:
    """
    What a ladder brings in the mean.

    `chances` is the chance of ending on each rung and `missing` that of none; money is per
    campaign, `worst` the least profit of any end that is not next to impossible.
    """

    units: float
    revenue: float
    profit: float
    deviation: float
    worst: float
    missing: float
    chances: tuple[float, ...]

    def price(self, ladder: Rungs) -> float:
        """Return the mean final price, once one is reached."""
        reached = sum(self.chances)
        paid = sum(
            chance * price for chance, price in zip(self.chances, ladder.prices, strict=True)
        )
        return paid / reached if reached else ladder.prices[0]


def counts(most: float) -> int:
    """Return up to how many people must be counted when at most so many come in the mean."""
    return int(most + REACH * np.sqrt(most) + 20)


def poisson(means: Numbers, size: int) -> Numbers:
    """Return the chances of 0 to size - 1 in rows, one for each mean."""
    means = np.asarray(means, dtype=np.float64)[..., None]
    logs = np.arange(size) * np.log(np.maximum(means, 1e-300)) - means - log_factorials(size)
    return np.asarray(np.exp(logs, out=logs), dtype=np.float64)


@lru_cache(maxsize=16)
def log_factorials(size: int) -> Numbers:
    """Return the logarithms of 0! to (size - 1)!."""
    return np.asarray(gammaln(np.arange(1.0, size + 1)), dtype=np.float64)


def outcomes(sale: Sale, ladder: Rungs) -> Numbers:
    """Return the chance that the campaign ends on rung k with q people in, as [k, q]."""
    demand = sale.demand(ladder.prices)
    size = counts(demand[-1])
    starts = [min(sale.start(start), size) for start in ladder.starts]
    chances = poisson(demand, size)
    unreached = np.ones(size)
    for k in reversed(range(len(starts))):
        chances[k] *= unreached
        if k:
            unreached = _unreached(unreached, starts[k], demand[k] - demand[k - 1], size)
        chances[k, : starts[k]] = 0.0
    return chances


def _unreached(deeper: Numbers, start: int, more: float, size: int) -> Numbers:
    """Return by people at a price the chance that no deeper rung is reached by those who follow."""
    still = np.zeros(size)
    if start:
        arriving = poisson(np.array([more]), start)[0]
        still[:start] = np.convolve(deeper[:start][::-1], arriving)[:start][::-1]
    return still


def expected(sale: Sale, ladder: Rungs) -> Expected:
    """Return what a ladder brings, exactly."""
    chances = outcomes(sale, ladder)
    prices = np.array(ladder.prices)[:, None]
    units = sale.sold(np.arange(chances.shape[1], dtype=np.float64))
    revenue = prices * units
    profit = sale.kept * revenue - units * sale.unit_cost(units)
    reached = chances.sum(axis=1)
    missing = max(0.0, 1.0 - float(reached.sum()))
    mean = float((chances * profit).sum())
    likely = profit[chances > 1e-9]
    return Expected(
        units=float((chances * units).sum()),
        revenue=float((chances * revenue).sum()),
        profit=mean,
        deviation=float(np.sqrt(max(0.0, (chances * profit**2).sum() - mean**2))),
        worst=float(min(likely.min(initial=np.inf), 0.0 if missing > 1e-9 else np.inf)),
        missing=missing,
        chances=tuple(float(chance) for chance in reached),
    )
