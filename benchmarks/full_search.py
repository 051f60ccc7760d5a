"""
The quick ladder search beside a full one, on curves of other shapes than the bench's.

By hand: `python -m benchmarks.full_search [prices] [people]`, some minutes. The full search looks
at every price from every step. It forgets a beginning only where another one's running sums lie
nowhere more than `SLACK` of the worth below: what follows weighs them with a falling chance between
one and none, so that each rung loses at most that much, and the whole at most `BEHIND`.
"""

import sys
import time
from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np

from clust.rules.expectation import Sale
from clust.rules.ladder_grid import Aim, Grid
from clust.rules.ladder_search import Search, best
from clust.rules.valuation import Curve, Numbers

RUNGS, SLACK = 5, 2e-5
BEHIND = (RUNGS - 1) * SLACK
LOW, HIGH = 60.0, 120.0

Shape = Callable[[Numbers, np.random.Generator], Numbers]


def normal(asked: Numbers, _source: np.random.Generator) -> Numbers:
    """Return who wants one at most at each price: most around one price."""
    return np.exp(-(((asked - 88) / 14) ** 2) / 2)


def bimodal(asked: Numbers, _source: np.random.Generator) -> Numbers:
    """Return who wants one at most at each price: few at a high one, more at a low one."""
    high, low = np.exp(-(((asked - 108) / 4) ** 2) / 2), np.exp(-(((asked - 72) / 5) ** 2) / 2)
    return np.asarray(0.4 * high + low, dtype=np.float64)


def flat(asked: Numbers, _source: np.random.Generator) -> Numbers:
    """Return who wants one at most at each price: as many at each."""
    return np.ones_like(asked)


def long_tail(asked: Numbers, _source: np.random.Generator) -> Numbers:
    """Return who wants one at most at each price: fewer and fewer, some at any price."""
    return np.exp(-(asked - LOW) / 9) + 0.01


def limits(asked: Numbers, source: np.random.Generator) -> Numbers:
    """Return who wants one at most at each price as limits are set: most at 5, 10 and 9.90."""
    whole, cents = np.round(asked), np.round(asked * 10) % 100
    wanted = 0.02 + (whole % 5 == 0) * 1.0 + (whole % 10 == 0) * 2.0 + (cents == 99) * 1.5
    return np.asarray(
        wanted * source.gamma(2.0, 0.5, len(asked)) * np.exp(-(((asked - 80) / 18) ** 2)),
        dtype=np.float64,
    )


def few_lumps(asked: Numbers, source: np.random.Generator) -> Numbers:
    """Return who wants one at most at each price: seven groups, and hardly anybody between."""
    wanted = np.full(len(asked), 1e-3)
    wanted[source.choice(len(asked), 7, replace=False)] = source.exponential(1.0, 7) + 0.2
    return wanted


SHAPES: tuple[Shape, ...] = (normal, bimodal, flat, long_tail, limits, few_lumps)
COSTS = {
    "gentle": ((0.0, 80.0), (0.1, 76.0), (0.2, 73.0), (0.35, 70.0), (0.5, 68.0)),
    "steep": ((0.0, 85.0), (0.08, 74.0), (0.2, 64.0), (0.4, 56.0), (0.65, 50.0)),
    "late": ((0.0, 82.0), (0.5, 70.0), (0.6, 66.0), (0.7, 62.0), (0.8, 58.0)),
    "mass": ((0.12, 75.0), (0.18, 72.0), (0.3, 66.0), (0.45, 61.0), (0.55, 60.0)),
}


class Compared(NamedTuple):
    """What the quick search and the full one found on one curve, and how long they took."""

    quick: float
    full: float
    quick_seconds: float
    full_seconds: float

    @property
    def gap(self) -> float:
        """Return by which part of it the quick one is below the full one."""
        return (self.full - self.quick) / abs(self.full)


def sale(shape: Shape, cost: str, *, prices: int, people: int, seed: int) -> Sale:
    """Return a curve of a shape with the steps of a cost."""
    asked = np.round(np.linspace(LOW, HIGH, prices), 2)
    wanted = shape(asked, np.random.default_rng(seed))
    units = np.cumsum((people * wanted / wanted.sum())[::-1])[::-1]
    curve = Curve.of(zip(asked.tolist(), units.tolist(), strict=True))
    steps = tuple((max(1, round(part * people)), each) for part, each in COSTS[cost])
    return Sale(people, curve, steps)


def compared(sold: Sale, rungs: int = RUNGS, slack: float = SLACK) -> Compared:
    """Search one curve quickly and fully."""
    asked = sold.value.levels()
    assert asked is not None
    grid = Grid(sold, Aim(), asked, (0.0,) * len(sold.cost))
    began = time.process_time()
    quick = best(grid, rungs)
    between = time.process_time()
    assert quick is not None
    full = Search(
        grid, list(range(len(asked))), list(range(len(sold.cost))), False, slack * quick.worth
    ).found(rungs)
    ended = time.process_time()
    top = max(one.worth for one in full)
    return Compared(quick.worth, top, between - began, ended - between)


def every(prices: int, people: int) -> Iterator[tuple[str, Compared]]:
    """Yield every shape with every cost, compared."""
    for shape in SHAPES:
        for cost in COSTS:
            sold = sale(shape, cost, prices=prices, people=people, seed=1)
            yield f"{shape.__name__} {cost}", compared(sold)


def main(prices: int = 200, people: int = 200) -> None:
    """Print every comparison and the worst gap."""
    worst = 0.0
    for name, found in every(prices, people):
        worst = max(worst, found.gap)
        print(
            f"{name:<20} {found.quick:>12.4f} {found.full:>12.4f} gap {found.gap:>+.2e} "
            f"{found.quick_seconds:>6.2f} s {found.full_seconds:>7.1f} s",
            flush=True,
        )
    print(f"worst gap {worst:.2e}, of which the full search may be {BEHIND:.0e} short")


if __name__ == "__main__":
    main(*(int(text) for text in sys.argv[1:3]))
