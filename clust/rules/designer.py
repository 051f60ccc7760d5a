"""
The ladder designer: the best ladder, the best fixed price beside it, and what is advised.

A ladder pays through the supplier's discount alone: without one it never beats the best fixed
price, and it needs no more rungs than the cost has steps (`mechanism.md` 11).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple, Protocol

import numpy as np
from scipy.optimize import minimize

from clust.rules.expectation import Expected, Rungs, Sale, expected
from clust.rules.ladder_grid import Aim, Found, Grid
from clust.rules.ladder_search import best
from clust.rules.price_points import rounded_down, rounded_up
from clust.rules.valuation import Numbers

FINE, MOST_PRICES = 96, 400
WORTHWHILE = 0.001
MOST_PEOPLE = 100_000


class CannotDesign(ValueError):
    """No ladder can be designed; the subclasses say why."""


class NoPrice(CannotDesign):
    """Every price is either above the ceiling or leaves less than the floor margin."""

    def __init__(self, lowest: float, ceiling: float | None) -> None:
        most = "anybody would pay" if ceiling is None else f"the ceiling, {ceiling:.2f}"
        super().__init__(
            f"no price is possible: cost and floor margin ask for {lowest:.2f} at least, "
            f"which is more than {most}"
        )
        self.lowest = lowest
        self.ceiling = ceiling


class NoRungs(CannotDesign):
    """A ladder of no rungs is asked for."""

    def __init__(self) -> None:
        super().__init__("no ladder is possible: a ladder has at least one rung")


class NothingPays(CannotDesign):
    """No price that somebody would pay is above the cost."""

    def __init__(self) -> None:
        super().__init__("nothing pays: nobody would pay more than a unit costs")


class OutOfCapacity(CannotDesign):
    """The cap is below one case or below the smallest order."""

    def __init__(self) -> None:
        super().__init__("nothing can be sold: the cap is below one case or the smallest order")


class TooManyPeople(CannotDesign):
    """More people than are counted exactly."""

    def __init__(self) -> None:
        super().__init__(f"more than {MOST_PEOPLE} people in the mean cannot be counted exactly")


@dataclass(frozen=True, slots=True)
class Constraints:
    """
    What a ladder must keep to.

    `floor` is the least part of the price without tax that each rung leaves above its cost (None:
    a rung may sell below cost), `ceiling` the most that is asked, `rounded` that prices look like
    prices (79.90), `rungs` how many there may be; prices are counted in so many cents.
    """

    rungs: int = 5
    floor: float | None = None
    ceiling: float | None = None
    rounded: bool = False
    cents: int = 100

    def lowest(self, sale: Sale) -> tuple[float, ...]:
        """Return the lowest price allowed from each step of the cost on."""
        if self.floor is None:
            return (0.0,) * len(sale.cost)
        part = sale.kept * (1 - self.floor)
        return tuple(self._shown_up(cost / part) for _start, cost in sale.cost)

    def _shown_up(self, price: float) -> float:
        if not self.rounded:
            return price
        return rounded_up(int(np.ceil(price * self.cents - 1e-6))) / self.cents

    def shown_down(self, price: float) -> float:
        """Return the price, or the last below it that looks like one."""
        if not self.rounded:
            return price
        return rounded_down(int(price * self.cents + 1e-6)) / self.cents


class Verdict(StrEnum):
    """What is advised."""

    LADDER = "ladder"
    CRITICAL_MASS = "critical_mass"
    FIXED = "fixed"


class Because(StrEnum):
    """Why a ladder gains nothing, or what it gains by."""

    DISCOUNT = "discount"
    NO_DISCOUNT = "no_discount"
    OUT_OF_REACH = "out_of_reach"
    REACHED_ANYWAY = "reached_anyway"
    ONE_RUNG = "one_rung"
    NO_FIXED_PAYS = "no_fixed_pays"


@dataclass(frozen=True, slots=True)
class Advice:
    """
    One sentence in numbers.

    `gain` is by which part the ladder's worth is above that of the best fixed price (0 where that
    is worth nothing), `amount` by how much; `reached` the chance that its deepest rung, or the
    critical mass of the one price, is reached, and `from_units` where that is.
    """

    verdict: Verdict
    because: Because
    gain: float
    amount: float
    from_units: int
    reached: float


class Worth(Protocol):
    """A ladder and what it is worth."""

    @property
    def ladder(self) -> Rungs:
        """Return the ladder."""
        ...

    @property
    def worth(self) -> float:
        """Return what it is worth for the aim."""
        ...


class Printed(NamedTuple):
    """A ladder and its printed profit."""

    ladder: Rungs
    worth: float


class Offer(NamedTuple):
    """A ladder, what it brings, and what that is worth for the aim."""

    ladder: Rungs
    expected: Expected
    worth: float


@dataclass(frozen=True, slots=True)
class Design:
    """The best ladder, the best fixed price, the best single price with a critical mass."""

    ladder: Offer
    fixed: Offer
    one_rung: Offer
    advice: Advice


def design(sale: Sale, constraints: Constraints, weight: float = 1.0) -> Design:
    """
    Return the best ladder and the best fixed price for a weight of profit, 0 to 1.

    What is left of the weight is that of the members' saving, counted against the fixed price
    that is best for profit.

    :raises CannotDesign: a subclass says why
    """
    _check(sale)
    if constraints.rungs < 1:
        raise NoRungs
    if weight < 1 and constraints.floor is None:
        constraints = replace(constraints, floor=0.0)
    fixed = _fixed(_grid(sale, constraints, Aim()), constraints)
    aim = Aim(weight, fixed.ladder.prices[0]) if weight < 1 else Aim()
    grid = _grid(sale, constraints, aim)
    fixed = fixed if weight == 1 else _fixed(grid, constraints)
    one = _better(fixed, _solved(grid, constraints, 1, None))
    ladder = one
    if constraints.rungs > 1:
        ladder = _better(one, _solved(grid, constraints, constraints.rungs, None))
    if weight == 1 and ladder.expected.profit <= 0:
        raise NothingPays
    advice = advise(sale, ladder, fixed, one)
    return Design(ladder, fixed, one, advice)


def _fixed(grid: Grid, constraints: Constraints) -> Offer:
    """Return the best single price from the first unit, or from the first step that allows one."""
    step = int(np.argmax(grid.allowed.any(axis=1)))
    return _solved(grid, constraints, 1, [step])


def offer(sale: Sale, aim: Aim, ladder: Rungs) -> Offer:
    """Return a ladder with what it brings and is worth, exactly."""
    brings = expected(sale, ladder)
    saved = aim.reference * brings.units - brings.revenue
    return Offer(ladder, brings, aim.profit * brings.profit + (1 - aim.profit) * saved)


def advise(sale: Sale, ladder: Worth, fixed: Worth, one_rung: Worth) -> Advice:
    """
    Return whether a ladder gains anything here, and why.

    :param one_rung: the best single price with a critical mass, and what it is worth
    """
    amount = ladder.worth - fixed.worth
    told, verdict, because = ladder.ladder, Verdict.LADDER, Because.DISCOUNT
    if amount <= WORTHWHILE * abs(fixed.worth):
        verdict, because = Verdict.FIXED, _why_not(sale, fixed.ladder)
    elif one_rung.worth >= ladder.worth - WORTHWHILE * abs(ladder.worth):
        told, verdict, because = one_rung.ladder, Verdict.CRITICAL_MASS, Because.ONE_RUNG
    elif fixed.worth <= 0:
        because = Because.NO_FIXED_PAYS
    gain = amount / fixed.worth if fixed.worth > 0 else 0.0
    reached = expected(sale, told).chances[-1]
    return Advice(verdict, because, gain, amount, told.starts[-1], reached)


def _why_not(sale: Sale, fixed: Rungs) -> Because:
    if len({cost for _start, cost in sale.cost}) < 2:
        return Because.NO_DISCOUNT
    at_fixed = expected(sale, Rungs((sale.cost[1][0],), fixed.prices))
    return Because.REACHED_ANYWAY if at_fixed.missing < 0.5 else Because.OUT_OF_REACH


def _check(sale: Sale) -> None:
    if sale.mean > MOST_PEOPLE:
        raise TooManyPeople
    if sale.room < max(sale.case, sale.cost[0][0]):
        raise OutOfCapacity


def _better(one: Offer, other: Offer) -> Offer:
    return other if other.worth > one.worth else one


def _grid(sale: Sale, constraints: Constraints, aim: Aim) -> Grid:
    lowest = constraints.lowest(sale)
    prices = candidates(sale, constraints, lowest)
    if not len(prices):
        raise NoPrice(min(lowest), constraints.ceiling)
    return Grid(sale, aim, prices, lowest)


def candidates(sale: Sale, constraints: Constraints, lowest: Sequence[float]) -> Numbers:
    """Return the falling prices among which the best are: where demand steps, and the bounds."""
    levels = sale.value.levels()
    if levels is None:
        levels = _spread(sale, constraints)
    ceiling = np.inf if constraints.ceiling is None else constraints.ceiling
    asked = [*np.minimum(levels, ceiling), *(price for price in lowest if price <= ceiling)]
    shown = [constraints.shown_down(float(price)) for price in asked]
    prices = np.unique(np.round(shown, 9))[::-1]
    usable = prices[(prices >= min(lowest) - 1e-9) & (prices > 0)]
    return _thinned(usable[sale.value.survival(usable) > 0])


def _spread(sale: Sale, constraints: Constraints) -> Numbers:
    """Return prices over all values, finer where they are rounded afterwards."""
    low, high = sale.value.span()
    return np.linspace(high, low, MOST_PRICES if constraints.rounded else FINE)


def _thinned(prices: Numbers) -> Numbers:
    if len(prices) <= MOST_PRICES:
        return prices
    places = np.linspace(0, len(prices) - 1, MOST_PRICES).astype(int)
    return np.asarray(prices[places], dtype=np.float64)


def _solved(grid: Grid, constraints: Constraints, rungs: int, steps: Sequence[int] | None) -> Offer:
    found = best(grid, rungs, steps)
    if found is None:
        raise NoPrice(grid.lowest[0], constraints.ceiling)
    ladder = grid.ladder(found.path)
    smooth = grid.sale.value.levels() is None and not constraints.rounded
    return offer(grid.sale, grid.aim, _polished(grid, constraints, found) if smooth else ladder)


def _polished(grid: Grid, constraints: Constraints, found: Found) -> Rungs:
    """Move the prices off the grid to where they are best."""
    ladder = grid.ladder(found.path)
    bounds = [_bounds(grid, constraints, step) for step, _place in found.path]

    def loss(prices: Numbers) -> float:
        if (np.diff(prices) > 0).any():
            return float("inf")
        return -offer(grid.sale, grid.aim, replace(ladder, prices=tuple(prices.tolist()))).worth

    simplex = _simplex(grid, ladder, bounds)
    options = {"xatol": 1e-7, "fatol": 1e-10, "initial_simplex": simplex, "maxiter": 4000}
    result = minimize(loss, simplex[0], method="Nelder-Mead", bounds=bounds, options=options)
    return replace(ladder, prices=tuple(float(price) for price in result.x))


def _bounds(grid: Grid, constraints: Constraints, step: int) -> tuple[float, float]:
    low, high = grid.sale.value.span()
    most = high if constraints.ceiling is None else min(high, constraints.ceiling)
    return min(most, max(low, grid.lowest[step])), most


def _simplex(grid: Grid, ladder: Rungs, bounds: list[tuple[float, float]]) -> Numbers:
    """Return the ladder's prices and one neighbour for each, moved by half a place of the grid."""
    low, high = grid.sale.value.span()
    here = np.array(ladder.prices)
    corners = np.tile(here, (len(here) + 1, 1))
    for rung in range(len(here)):
        by = (high - low) / FINE / 2
        corners[rung + 1, rung] += -by if here[rung] - by >= bounds[rung][0] else by
    lows, highs = np.array(bounds).T
    return np.asarray(np.clip(corners, lows, highs), dtype=np.float64)
