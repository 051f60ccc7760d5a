"""
The best ladder on a grid of prices: dynamic programming over nested price levels.

A beginning of a ladder is known by its front: by the people at its last price, the chance of that
many times what it brings if no deeper rung is reached. What follows weighs a front with the chance
that no deeper rung is reached, which falls with the people: a front whose running sums lie nowhere
above another's can be forgotten. On small grids this forgets nothing that could be best. On large
ones it keeps a few fronts at each place of a coarser grid, and then moves each price over the
whole grid for as long as one move gains.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from clust.rules.expectation import poisson
from clust.rules.ladder_grid import (
    LEAST_GAIN,
    Found,
    Grid,
    Path,
    Places,
    Spectra,
    returned,
    transformed,
    wide_enough,
)
from clust.rules.ladder_moves import improved, moved
from clust.rules.valuation import Numbers

COARSE, FEW = 24, 14
PROMISING = 2
SHORTER = 0.8

Fronts = dict[tuple[int, int], list[tuple[Numbers, Path]]]
Beginning = tuple[int, Numbers, Path]


def best(grid: Grid, rungs: int, steps: Sequence[int] | None = None) -> Found | None:
    """
    Return the best ladder of at most so many rungs, or None where no price is allowed.

    :param steps: the steps of the cost that may start a rung; all if not given
    """
    every = range(len(grid.prices))
    coarse = len(grid.prices) > COARSE
    places = chosen(grid) if coarse else list(every)
    reached = [step for step in steps or range(len(grid.starts)) if _within_reach(grid, step)]
    found = Search(grid, places, reached, coarse).found(rungs)
    if coarse:
        promising = sorted(found, key=lambda one: -one.worth)[:PROMISING]
        found = [moved(grid, one, nearby=True) for one in promising]
    best = _best(found)
    return improved(grid, best, rungs, reached) if best and coarse else best


def _best(found: Sequence[Found]) -> Found | None:
    """Return the best; a longer one must be better to be taken."""
    best = None
    for one in sorted(found, key=lambda one: len(one.path)):
        if best is None or one.worth > best.worth + LEAST_GAIN * max(1.0, abs(best.worth)):
            best = one
    return best


def _within_reach(grid: Grid, step: int) -> bool:
    return step == 0 or grid.starts[step] < grid.size


def chosen(grid: Grid) -> list[int]:
    """Return some places of those best at one cost or another, evenly spread."""
    hull = best_at_some_cost(grid.demand, grid.demand * grid.worth(grid.prices))
    return sorted({hull[round(one)] for one in np.linspace(0, len(hull) - 1, FEW)})


def best_at_some_cost(demand: Numbers, takings: Numbers) -> list[int]:
    """Return the places of the prices that would be the best fixed price at some unit cost."""
    hull: list[int] = []
    for place in range(len(demand)):
        while len(hull) > 1 and _below(demand, takings, hull[-2], hull[-1], place):
            hull.pop()
        hull.append(place)
    return hull


def _below(demand: Numbers, takings: Numbers, first: int, middle: int, last: int) -> bool:
    """Say whether the middle place lies on or below the line between the others."""
    over, across = takings[middle] - takings[first], demand[middle] - demand[first]
    whole, width = takings[last] - takings[first], demand[last] - demand[first]
    return bool(over * width <= whole * across)


@dataclass(frozen=True)
class Search:
    """
    A grid cut down to some places and steps, with who comes between two places counted once.

    Without `coarse` nothing is forgotten that could be better by more than `slack` a rung.
    """

    grid: Grid
    places: list[int]
    steps: list[int]
    coarse: bool
    slack: float = 0.0

    @cached_property
    def longest(self) -> int:
        """Return the most people that a step takes."""
        return max(1, *(self.grid.starts[step] for step in self.steps))

    @cached_property
    def rewards(self) -> Numbers:
        """Return what each place brings by people, all beyond the longest start in one."""
        rewards = self.grid.rewards(self.places)
        beyond = rewards[:, self.longest :].sum(axis=1, keepdims=True)
        return np.hstack([rewards[:, : self.longest], beyond])

    @cached_property
    def width(self) -> int:
        """Return the width of a transform in which nothing wraps round."""
        return wide_enough(self.longest)

    @cached_property
    def arriving(self) -> Numbers:
        """Return the chances of who comes between two places, as [above, below, people]."""
        demand = self.grid.demand[self.places]
        return poisson(np.maximum(demand[None, :] - demand[:, None], 0.0), self.longest)

    @cached_property
    def spectra(self) -> Spectra:
        """Return the transforms of who comes."""
        return transformed(self.arriving, self.width)

    @cached_property
    def within(self) -> Numbers:
        """Return the chances that no more than so many come."""
        return np.cumsum(self.arriving, axis=2)

    @cached_property
    def sloping(self) -> Numbers:
        """Return the running sums of the chances that no more than so many come."""
        return np.cumsum(self.within, axis=2)

    def found(self, rungs: int) -> list[Found]:
        """Build ladders rung by rung, and return the best of each length."""
        fronts: Fronts = {
            (step, at): [(self.top(step, at), ((step, place),))]
            for step in self.steps
            for at, place in enumerate(self.places)
            if self.grid.allowed[step, place]
        }
        found = _best_of(fronts)
        for _rung in range(1, min(rungs, len(self.steps))):
            fronts = self.longer(fronts)
            found += _best_of(fronts)
        return found

    def top(self, step: int, at: int) -> Numbers:
        """Return what a price brings from a step on, as a front."""
        front: Numbers = self.rewards[at].copy()
        front[: self.grid.starts[step]] = 0.0
        return front

    def longer(self, fronts: Fronts) -> Fronts:
        """Return every beginning with one more rung."""
        longer: Fronts = {}
        for step in self.steps:
            before = [
                (at, front, path)
                for (last, at), kept in fronts.items()
                if last < step
                for front, path in kept
            ]
            if before and self.grid.starts[step]:
                self.add_rung(step, before, longer)
        return longer

    def add_rung(self, step: int, before: list[Beginning], longer: Fronts) -> None:
        """Put a rung from this step on below every beginning, at every lower price."""
        start = self.grid.starts[step]
        levels = np.array([at for at, _front, _path in before])
        fronts = np.array([front[:start] for _at, front, _path in before])
        spectra = transformed(fronts, self.width)
        for at, place in enumerate(self.places):
            rows = np.flatnonzero(levels < at)
            if not len(rows) or not self.grid.allowed[step, place]:
                continue
            if self.coarse:
                rows = rows[self.few(fronts[rows], levels[rows], at)]
            carried = returned(spectra[rows] * self.spectra[levels[rows], at], self.width, start)
            for row in range(len(rows)) if self.coarse else _undominated(carried, self.slack):
                front = self.top(step, at)
                front[:start] = carried[row]
                path = (*before[rows[row]][2], (step, place))
                longer.setdefault((step, at), []).append((front, path))

    def few(self, fronts: Numbers, levels: Places, at: int) -> Places:
        """Return the fronts that are best under a few ways in which deeper rungs may be missed."""
        start = fronts.shape[1]
        most = max(1, round(SHORTER * start))
        ways = (
            np.vecdot(fronts, self.within[levels, at, start - 1 :: -1]),
            np.vecdot(fronts, self.sloping[levels, at, start - 1 :: -1]),
            np.vecdot(fronts[:, :most], self.within[levels, at, most - 1 :: -1]),
        )
        return np.unique([np.argmax(way) for way in ways])


def _best_of(fronts: Fronts) -> list[Found]:
    """Return the best of ladders of one length, if there are any."""
    found = [Found(path, float(front.sum())) for kept in fronts.values() for front, path in kept]
    return [max(found, key=lambda one: one.worth)] if found else []


def _undominated(carried: Numbers, slack: float) -> Iterator[int]:
    """Yield the rows whose running sums are not all at or below those of another."""
    sums = np.cumsum(carried, axis=1)
    slack = max(slack, 1e-13 * max(1e-300, float(np.abs(sums).max(initial=0.0))))
    left = np.argsort(-sums.sum(axis=1), kind="stable")
    while len(left):
        yield int(left[0])
        above = (sums[left] > sums[left[0]] + slack).any(axis=1)
        above[0] = False
        left = left[above]
