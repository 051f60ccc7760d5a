"""
What people would really pay, fitted from what they said: standing limits and how they held.

A limit at 80.00 is a yes at 80.00 or less, as surely as such limits have become pledges before:
the conversion of each firmness is a Beta distribution of what was asked and what was bought. How
many say so is only one sample of how many might, and all of it may be as far off as past forecasts
were; the three are drawn many times with a seed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from clust.rules.calibration import Level
from clust.rules.valuation import Curve, NoDemand, Numbers

DRAWS = 2_000
BAND = 0.8
WISH, LIMIT, CARD = "wish", "limit", "card"
PRIORS = {WISH: (1.0, 49.0), LIMIT: (1.0, 1.0), CARD: (1.0, 1.0)}


@dataclass(frozen=True, slots=True)
class Conversion:
    """How many were asked so far, and how many of them bought."""

    asked: int = 0
    bought: int = 0

    def beta(self, prior: tuple[float, float]) -> tuple[float, float]:
        """Return the two numbers of the Beta distribution after what was seen."""
        return prior[0] + self.bought, prior[1] + self.asked - self.bought


@dataclass(frozen=True, slots=True)
class Said:
    """
    Units wanted at most at each price, all of one firmness: a wish, a limit, a limit with a card.

    Before anything was measured a wish counts as one of fifty, as the first Clust saw; of limits
    nothing is known, so that their band is wide.
    """

    firmness: str
    points: tuple[tuple[float, float], ...]
    conversion: Conversion = Conversion()

    @property
    def held(self) -> tuple[float, float]:
        """Return the Beta distribution of the part that buys."""
        return self.conversion.beta(PRIORS[self.firmness])


@dataclass(frozen=True, slots=True)
class Willingness:
    """Units that would be bought at each of the falling prices: the mean, and a band around it."""

    prices: tuple[float, ...]
    units: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]

    def curve(self) -> Curve:
        """
        Return the demand curve of the means.

        :raises InvalidCurve: if there is no demand, or only one price
        """
        return Curve.of(zip(self.prices, self.units, strict=True))


def fit(
    said: Sequence[Said], level: Level | None = None, *, seed: int = 1, draws: int = DRAWS
) -> Willingness:
    """
    Return what would be bought at each price that somebody named.

    :param level: what past forecasts teach; without it the words are taken as they are
    :raises NoDemand: if nobody named a price
    """
    prices = sorted({price for one in said for price, units in one.points if units > 0})[::-1]
    if not prices:
        raise NoDemand
    source = np.random.default_rng(seed)
    mean, drawn = np.zeros(len(prices)), np.zeros((draws, len(prices)))
    for one in said:
        at, (won, lost) = _at(one.points, prices), one.held
        mean += np.cumsum(at) * won / (won + lost)
        part = source.beta(won, lost, draws)[:, None]
        drawn += np.cumsum(source.poisson(at, (draws, len(prices))), axis=1) * part
    if level:
        mean = mean * level.part
        drawn *= level.part * np.exp(source.normal(0.0, level.spread, (draws, 1)))
    low, high = np.quantile(drawn, [(1 - BAND) / 2, (1 + BAND) / 2], axis=0)
    return Willingness(
        tuple(prices),
        tuple(mean.tolist()),
        tuple(np.minimum(low, mean).tolist()),
        tuple(np.maximum(high, mean).tolist()),
    )


def _at(points: Iterable[tuple[float, float]], prices: Sequence[float]) -> Numbers:
    places = {price: place for place, price in enumerate(prices)}
    units = np.zeros(len(prices))
    for price, wanted in points:
        if wanted > 0:
            units[places[price]] += wanted
    return units
