"""How the price is expected to fall while people come: its mean, and the band it stays in."""

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from clust.rules.expectation import Rungs, Sale, outcomes
from clust.rules.valuation import Numbers

MOMENTS = 24
LOW, HIGH = 0.1, 0.9


class Moment(NamedTuple):
    """Once so much of the people came: the mean price shown, and that of eight cases in ten."""

    part: float
    mean: float
    low: float
    high: float


def price_path(sale: Sale, ladder: Rungs, moments: int = MOMENTS) -> Iterator[Moment]:
    """Yield the price at moments spread evenly; below the critical mass the first is shown."""
    for part in np.linspace(0.0, 1.0, moments + 1):
        chances = _chances(sale, ladder, float(part))
        prices = np.array(ladder.prices)
        falling = np.cumsum(chances[::-1])
        cheap = prices[::-1]
        low, high = cheap[np.searchsorted(falling, (LOW, HIGH)).clip(max=len(cheap) - 1)]
        yield Moment(float(part), float(chances @ prices), float(low), float(high))


def _chances(sale: Sale, ladder: Rungs, part: float) -> Numbers:
    """Return the chance that each rung's price is shown."""
    chances = outcomes(replace(sale, mean=max(sale.mean * part, 1e-9)), ladder).sum(axis=1)
    chances[0] += max(0.0, 1.0 - float(chances.sum()))
    return np.asarray(chances, dtype=np.float64)
