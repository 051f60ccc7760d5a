"""What a ladder brings, drawn many times with a seed: the form for what no formula covers."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clust.rules.expectation import Rungs, Sale
from clust.rules.valuation import Numbers

DRAWS = 20_000

Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Simulated:
    """Means over all draws, the standard error of the profit, and the chance of no rung."""

    units: float
    revenue: float
    profit: float
    error: float
    missing: float
    chances: tuple[float, ...]


def simulate(sale: Sale, ladder: Rungs, *, seed: int, draws: int = DRAWS) -> Simulated:
    """Return what a ladder brings over so many campaigns, people coming as a Poisson stream."""
    source = np.random.default_rng(seed)
    demand = sale.demand(ladder.prices)
    more = np.diff(demand, prepend=0.0).clip(0.0)
    return settled(sale, ladder, np.cumsum(source.poisson(more, (draws, len(more))), axis=1))


def simulate_people(sale: Sale, ladder: Rungs, people: Counts, *, seed: int) -> Simulated:
    """Return what a ladder brings when so many people came, a number for each campaign."""
    source = np.random.default_rng(seed)
    pays = sale.value.survival(np.array(ladder.prices))
    return settled(sale, ladder, nested(people, pays, source))


def nested(people: Counts, pays: Numbers, source: np.random.Generator) -> Counts:
    """Draw how many of the people pay each of the falling prices: the deeper rung's, then fewer."""
    inside = np.empty((len(people), len(pays)), dtype=np.int64)
    left, part = people, 1.0
    for rung in reversed(range(len(pays))):
        left = source.binomial(left, pays[rung] / part if part else 0.0)
        inside[:, rung], part = left, pays[rung]
    return inside


def settled(sale: Sale, ladder: Rungs, inside: Counts) -> Simulated:
    """Apply the rule of the price to the people who would pay each rung, a campaign a row."""
    sold = sale.sold(inside.astype(np.float64))
    carries = sold >= np.array(ladder.starts)
    reached = carries.any(axis=1)
    rung = carries.shape[1] - 1 - np.argmax(carries[:, ::-1], axis=1)
    units = np.where(reached, sold[np.arange(len(rung)), rung], 0.0)
    revenue = units * np.array(ladder.prices)[rung]
    profit = sale.kept * revenue - units * sale.unit_cost(units)
    ends = np.bincount(rung[reached], minlength=len(ladder.prices)) / len(rung)
    return Simulated(
        units=float(units.mean()),
        revenue=float(revenue.mean()),
        profit=float(profit.mean()),
        error=float(profit.std() / np.sqrt(len(profit))),
        missing=float(1 - reached.mean()),
        chances=tuple(float(end) for end in ends),
    )
