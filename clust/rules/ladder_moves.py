"""Bettering a ladder on a grid: one price after the other is moved, rungs are put in between."""

from collections.abc import Iterator

import numpy as np

from clust.rules.ladder_grid import (
    LEAST_GAIN,
    Found,
    Grid,
    Path,
    Place,
    Places,
    followed,
    preceded,
)
from clust.rules.valuation import Numbers

NEARBY = 8


def improved(grid: Grid, found: Found, rungs: int, steps: list[int]) -> Found:
    """Move the prices, and change or add steps, for as long as any of it gains."""
    found = moved(grid, found)
    while True:
        tried = [
            _tried(grid, found, path, rung)
            for path, rung in _variations(found.path, steps)
            if len(path) <= rungs
        ]
        more = max(tried, key=lambda one: one.worth, default=found)
        if not more.worth > found.worth + LEAST_GAIN * max(1.0, abs(found.worth)):
            return found
        found = moved(grid, more)


def _variations(path: Path, steps: list[int]) -> Iterator[tuple[list[Place], int]]:
    """Yield the ladder with one step more or another, and which of its rungs is to be placed."""
    for step in sorted(set(steps) - {step for step, _place in path}):
        at = sum(one < step for one, _place in path)
        new = (step, -1)
        yield [*path[:at], new, *path[at:]], at
        if at:
            above, place = path[at - 1]
            yield [*path[: at - 1], (above, -1), (step, place), *path[at:]], at - 1
            yield [*path[: at - 1], (step, place), *path[at:]], at - 1
        if at < len(path):
            below, place = path[at]
            yield [*path[:at], (step, place), (below, -1), *path[at + 1 :]], at + 1
            yield [*path[:at], (step, place), *path[at + 1 :]], at


def _tried(grid: Grid, found: Found, path: list[Place], rung: int) -> Found:
    """Return the ladder with one rung at its best price, or as it was where there is none."""
    kept = (grid.allowed[step, place] for step, place in path if place >= 0)
    if not all(kept) or not len(free(grid, path, rung)):
        return found
    path[rung], worth = best_place(grid, path, rung)
    return Found(tuple(path), worth)


def moved(grid: Grid, found: Found, *, nearby: bool = False) -> Found:
    """Move one price after the other to where it is best, nearby or anywhere, while one gains."""
    path, worth = list(found.path), found.worth
    reach = len(grid.prices) // NEARBY if nearby else None
    still = 0
    while still < len(path):
        for rung in range(len(path)):
            before, (path[rung], worth) = worth, best_place(grid, path, rung, reach)
            still = 0 if worth > before + LEAST_GAIN * max(1.0, abs(before)) else still + 1
            if still == len(path):
                break
    return Found(tuple(path), worth)


def best_place(
    grid: Grid, path: list[Place], rung: int, reach: int | None = None
) -> tuple[tuple[int, int], float]:
    """Return the best place of one rung while the others stay, with the worth of the whole."""
    step, now = path[rung]
    places = free(grid, path, rung)
    places = places if reach is None else places[np.abs(places - now) <= reach]
    backs, after = _behind(grid, path, rung, places)
    totals = (_fronts(grid, path, rung, places) * backs).sum(axis=1) + after
    place = int(np.argmax(totals))
    return (step, int(places[place])), float(totals[place])


def free(grid: Grid, path: list[Place], rung: int) -> Places:
    """Return the places where a rung may be, the others where they are."""
    first = path[rung - 1][1] + 1 if rung else 0
    end = path[rung + 1][1] if rung + 1 < len(path) else len(grid.prices)
    return first + np.flatnonzero(grid.allowed[path[rung][0], first:end])


def _fronts(grid: Grid, path: list[Place], rung: int, places: Places) -> Numbers:
    """Return the fronts of a ladder's beginning, its last rung at each of the places."""
    start = grid.starts[path[rung][0]]
    fronts = grid.reward[places].copy()
    fronts[:, :start] = 0.0
    if rung and start:
        (front,) = _fronts(grid, path, rung - 1, np.array([path[rung - 1][1]]))
        more = grid.demand[places] - grid.demand[path[rung - 1][1]]
        fronts[:, :start] = followed(front[None, :start], grid.arriving(more, start))
    return fronts


def _behind(grid: Grid, path: list[Place], rung: int, places: Places) -> tuple[Numbers, float]:
    """Return the chance that no deeper rung is reached, by people, and what the deeper bring."""
    if rung + 1 == len(path):
        return np.ones((1, grid.size)), 0.0
    step, below = path[rung + 1]
    start = grid.starts[step]
    deeper, after = _behind(grid, path, rung + 1, np.array([below]))
    more = grid.demand[below] - grid.demand[places]
    backs = np.zeros((len(places), grid.size))
    if start:
        backs[:, :start] = preceded(deeper[:, :start], grid.arriving(more, start))
    return backs, after + float((grid.reward[below, start:] * deeper[0, start:]).sum())
