"""Everything that a search for the best ladder asks again and again, counted once as arrays."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import fft

from clust.rules.expectation import Rungs, Sale, counts, poisson
from clust.rules.valuation import Numbers

LEAST_GAIN = 1e-7

Spectra = NDArray[np.complex128]
Places = NDArray[np.intp]
Place = tuple[int, int]
Path = tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Aim:
    """
    What a ladder is designed for: our profit, the members' saving, or a weight between.

    `profit` is the weight of profit, 0 to 1; the rest is that of what members save against the
    reference price.
    """

    profit: float = 1.0
    reference: float = 0.0


@dataclass(frozen=True)
class Grid:
    """
    Where a ladder may step: at the steps of the cost, to one of the falling prices.

    No other start does better: between two steps a unit leaves the same at each quantity, while
    what the rungs above would bring for it only rises with the quantity.
    """

    sale: Sale
    aim: Aim
    prices: Numbers
    lowest: tuple[float, ...]

    @cached_property
    def demand(self) -> Numbers:
        """Return the people who would pay each price, in the mean."""
        return self.sale.demand(self.prices)

    @cached_property
    def size(self) -> int:
        """Return how many counts of people are told apart."""
        return counts(float(self.demand[-1]))

    @cached_property
    def starts(self) -> list[int]:
        """Return how many people each step of the cost takes; `size` where it is out of reach."""
        return [min(self.sale.start(start), self.size) for start, _cost in self.sale.cost]

    @cached_property
    def allowed(self) -> NDArray[np.bool_]:
        """Return which prices may hold from each step on, as [step, price]."""
        return self.prices[None, :] >= np.array(self.lowest)[:, None] - 1e-9

    @cached_property
    def reward(self) -> Numbers:
        """Return what each price brings by the number of people, times the chance of it."""
        return self.rewards(list(range(len(self.prices))))

    def rewards(self, places: list[int]) -> Numbers:
        """Return what the prices at some places bring, times the chance of it."""
        units = self.sale.sold(np.arange(self.size, dtype=np.float64))
        each = self.worth(self.prices[places])[:, None]
        each = each - self.aim.profit * self.sale.unit_cost(units)
        return poisson(self.demand[places], self.size) * (units * each)

    def worth(self, prices: Numbers) -> Numbers:
        """Return what one unit is worth at each price, before its cost."""
        saved = self.aim.reference - prices
        return self.aim.profit * self.sale.kept * prices + (1 - self.aim.profit) * saved

    def arriving(self, more: Numbers, size: int) -> Numbers:
        """Return the chances that 0 to size - 1 more come, in rows."""
        return poisson(np.maximum(more, 0.0), size)

    def ladder(self, path: Sequence[Place]) -> Rungs:
        """Return the ladder of `(step, price)` places."""
        return Rungs(
            tuple(self.sale.cost[step][0] for step, _place in path),
            tuple(float(self.prices[place]) for _step, place in path),
        )


@dataclass(frozen=True, slots=True)
class Found:
    """The places of the best ladder with so many rungs, and what it is worth."""

    path: Path
    worth: float


def wide_enough(size: int) -> int:
    """Return a fast width in which two rows of that size can be convolved."""
    return int(fft.next_fast_len(2 * size, real=True))


def transformed(rows: Numbers, width: int) -> Spectra:
    """Return the transforms of rows."""
    return np.asarray(fft.rfft(rows, width), dtype=np.complex128)


def returned(spectra: Spectra, width: int, size: int) -> Numbers:
    """Return the rows of transforms, cut to a size."""
    return np.asarray(fft.irfft(spectra, width)[..., :size], dtype=np.float64)


def followed(fronts: Numbers, arriving: Numbers) -> Numbers:
    """Return rows convolved, each cut to its length: so many, and then so many more."""
    size = fronts.shape[-1]
    width = wide_enough(size)
    return returned(transformed(fronts, width) * transformed(arriving, width), width, size)


def preceded(backs: Numbers, arriving: Numbers) -> Numbers:
    """Return by what was there before so many more came the mean of what they lead to."""
    return followed(backs[..., ::-1], arriving)[..., ::-1]
