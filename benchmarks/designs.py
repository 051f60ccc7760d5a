"""The best ladder on a curve of many prices beside one evaluation of what a ladder brings."""

import time
from collections.abc import Callable
from statistics import median

import numpy as np

from benchmarks.measure import Row, in_turn, row
from clust.rules.expectation import Rungs, Sale, expected
from clust.rules.ladder_grid import Aim, Grid
from clust.rules.ladder_search import Search, best
from clust.rules.valuation import Curve

PRICES, RUNGS, PEOPLE = 200, 5, 1_000
ROUNDS, EVALUATIONS = 9, 40
BOUND = 200.0
SMALL = 6
COST = ((0.0, 80.0), (0.1, 74.0), (0.2, 68.0), (0.4, 63.0), (0.6, 58.0))


def best_ladder() -> Row:
    """Five rungs on a curve of 200 prices; on small curves the ladder of the full search."""
    sale = demand(PRICES, PEOPLE, seed=1)
    asked = sale.value.levels()
    assert asked is not None
    some = Rungs(
        tuple(start for start, _cost in sale.cost),
        tuple(float(price) for price in asked[20 : 20 + RUNGS * 30 : 30]),
    )
    best(grid(sale), RUNGS)
    value, beside = in_turn(
        lambda: timed(lambda: best(grid(sale), RUNGS)),
        lambda: median(timed(lambda: expected(sale, some)) for _ in range(EVALUATIONS)),
        ROUNDS,
    )
    same = sum(is_the_full_searchs(seed) for seed in range(SMALL))
    return row(
        "best_ladder",
        value,
        beside,
        BOUND,
        unit="ms",
        at_most=True,
        also=same == SMALL,
        note=f"{same} of {SMALL} small curves as by full search",
    )


def demand(prices: int, people: float, *, seed: int) -> Sale:
    """Return a lumpy curve, as standing limits make them, and five steps of cost."""
    source = np.random.default_rng(seed)
    asked = np.round(np.linspace(60, 120, prices), 2)
    lumps = np.where(source.random(prices) < 0.1, 8, 1) * source.exponential(1, prices)
    wanted = lumps * np.exp(-(((asked - 85) / 20) ** 2))
    units = np.cumsum((people * wanted / wanted.sum())[::-1])[::-1]
    curve = Curve.of(zip(asked.tolist(), units.tolist(), strict=True))
    cost = tuple((max(1, round(part * people)), each) for part, each in COST)
    return Sale(people, curve, cost)


def grid(sale: Sale) -> Grid:
    """Return the grid of all prices of the curve."""
    asked = sale.value.levels()
    assert asked is not None
    return Grid(sale, Aim(), asked, (0.0,) * len(sale.cost))


def is_the_full_searchs(seed: int) -> bool:
    """Say whether the ladder found on a small curve is that of a search that forgets nothing."""
    small = grid(demand(30, 40, seed=seed))
    full = Search(small, list(range(30)), list(range(RUNGS)), False).found(RUNGS)
    found = best(small, RUNGS)
    return found is not None and found.worth >= max(one.worth for one in full) * (1 - 1e-6)


def timed(work: Callable[[], object]) -> float:
    """Return the milliseconds of processor time it took; both run on one core."""
    began = time.process_time()
    work()
    return (time.process_time() - began) * 1000


ENTRIES = [best_ladder]
