"""
The best ladder where no formula knows how people come: chosen by draws.

Orders as at MobShop follow the steps of the ladder itself, so that they are drawn for each set of
steps. Every ladder is tried on the same campaigns, each person with the same value in all of them:
what differs is the ladder alone. What is chosen is valued afterwards on other draws, because the
best of many is also the luckiest. Rungs start at steps of the cost, as in the exact form.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from clust.rules.arrivals import mobshop
from clust.rules.designer import Constraints, Design, candidates
from clust.rules.expectation import Rungs, Sale
from clust.rules.ladder_grid import Aim
from clust.rules.simulation import Counts, Simulated, settled, simulate_people
from clust.rules.valuation import Numbers

TRIED, PRICES = 400, 48
LEAST_GAIN = 1e-9


@dataclass(frozen=True, slots=True)
class Drawn:
    """A ladder, what it brought in draws, and what that is worth for the aim."""

    ladder: Rungs
    brings: Simulated
    worth: float


@dataclass(frozen=True)
class Drawing:
    """Campaigns of so many days, the same ones for every ladder that is tried."""

    sale: Sale
    aim: Aim
    days: int
    seed: int
    people: dict[tuple[int, ...], Counts] = field(default_factory=dict)
    inside: dict[tuple[tuple[int, ...], float], Counts] = field(default_factory=dict)

    def worth(self, ladder: Rungs) -> float:
        """Return what a ladder is worth on these campaigns."""
        columns = [self._inside(ladder.starts, price) for price in ladder.prices]
        return valued(self.aim, settled(self.sale, ladder, np.stack(columns, axis=1)))

    def _came(self, starts: tuple[int, ...]) -> Counts:
        if starts not in self.people:
            ladder = Rungs(starts, (0.0,) * len(starts))
            self.people[starts] = mobshop(ladder, seed=self.seed, draws=TRIED, days=self.days)
        return self.people[starts]

    def _inside(self, starts: tuple[int, ...], price: float) -> Counts:
        """Return how many of the people pay a price, by campaign."""
        if (starts, price) not in self.inside:
            came = self._came(starts)
            pays = self._values(int(came.max())) < self.sale.value.survival(np.array([price]))[0]
            there = np.arange(pays.shape[1])[None, :] < came[:, None]
            self.inside[starts, price] = (pays & there).sum(axis=1)
        return self.inside[starts, price]

    def _values(self, most: int) -> Numbers:
        """Return where everybody stands among all, the greatest value at 0; a person a column."""
        return np.random.default_rng(self.seed).random((most, TRIED)).T


def valued(aim: Aim, brings: Simulated) -> float:
    """Return what drawn campaigns are worth for an aim."""
    saved = aim.reference * brings.units - brings.revenue
    return aim.profit * brings.profit + (1 - aim.profit) * saved


def drawn(sale: Sale, aim: Aim, ladder: Rungs, *, days: int, seed: int, draws: int) -> Drawn:
    """Return what a ladder brings over so many campaigns as at MobShop."""
    people = mobshop(ladder, seed=seed, draws=draws, days=days)
    brings = simulate_people(sale, ladder, people, seed=seed)
    return Drawn(ladder, brings, valued(aim, brings))


@dataclass(frozen=True)
class Choice:
    """The ladders that may be chosen among, and the campaigns they are tried on."""

    drawing: Drawing
    prices: NDArray[np.float64]
    lowest: tuple[float, ...]
    steps: tuple[int, ...]

    def best(self, ladder: Rungs, rungs: int, *, starts_stay: bool = False) -> Rungs:
        """Return the ladder that no single change betters, begun from one."""
        worth = self.drawing.worth(ladder)
        while True:
            tried = list(self._prices_moved(ladder))
            tried += [] if starts_stay else list(self._steps_moved(ladder, rungs))
            worths = [self.drawing.worth(one) for one in tried]
            place = int(np.argmax([*worths, -np.inf]))
            if place == len(tried) or worths[place] <= worth + LEAST_GAIN * max(1.0, abs(worth)):
                return ladder
            ladder, worth = tried[place], worths[place]

    def _prices_moved(self, ladder: Rungs) -> Iterator[Rungs]:
        for rung in range(len(ladder.prices)):
            for price in self.prices.tolist():
                changed = (*ladder.prices[:rung], price, *ladder.prices[rung + 1 :])
                if self._allows(ladder.starts, changed):
                    yield Rungs(ladder.starts, changed)

    def _steps_moved(self, ladder: Rungs, rungs: int) -> Iterator[Rungs]:
        """Yield the ladder with one rung less, or one more at any price."""
        for rung in range(len(ladder.starts) if len(ladder.starts) > 1 else 0):
            pairs = ladder.pairs()
            yield _ladder([*pairs[:rung], *pairs[rung + 1 :]])
        if len(ladder.starts) == rungs:
            return
        for step in set(self.steps) - set(ladder.starts):
            for price in self.prices.tolist():
                more = _ladder(sorted([*ladder.pairs(), (step, price)]))
                if self._allows(more.starts, more.prices):
                    yield more

    def _allows(self, starts: tuple[int, ...], prices: tuple[float, ...]) -> bool:
        floors = (self.lowest[self.steps.index(start)] for start in starts)
        return all(above > below for above, below in pairwise(prices)) and all(
            price >= floor - 1e-9 for price, floor in zip(prices, floors, strict=True)
        )


def _ladder(pairs: list[tuple[int, float]]) -> Rungs:
    return Rungs(tuple(start for start, _price in pairs), tuple(price for _start, price in pairs))


def chosen_by_draws(
    sale: Sale, constraints: Constraints, weight: float, found: Design, *, days: int, seed: int
) -> tuple[Rungs, Rungs, Rungs, Aim]:
    """
    Return the best ladder, fixed price and single price with a critical mass, and the aim.

    :param found: the exact design for as many people in the mean, from which the search begins
    """
    fixed, one, ladder = found.fixed.ladder, found.one_rung.ladder, found.ladder.ladder
    lowest = constraints.lowest(sale)
    prices = candidates(sale, constraints, lowest)
    places = np.unique(np.linspace(0, len(prices) - 1, PRICES).astype(int))
    steps = tuple(start for start, _cost in sale.cost)

    def choice(aim: Aim) -> Choice:
        return Choice(Drawing(sale, aim, days, seed), prices[places], lowest, steps)

    alone = choice(Aim())
    fixed = alone.best(fixed, 1, starts_stay=True)
    aim = Aim(weight, fixed.prices[0]) if weight < 1 else Aim()
    among = alone if weight == 1 else choice(aim)
    fixed = fixed if weight == 1 else among.best(fixed, 1, starts_stay=True)
    begun = max((ladder, one, fixed), key=among.drawing.worth)
    single = max((one, fixed), key=among.drawing.worth)
    return among.best(begun, constraints.rungs), fixed, among.best(single, 1), aim
