"""
What past forecasts teach the next one: by how much to correct it, and how sure that is.

What came of each past forecast lies off by a part that all share and a part of its own. The first
is what can be learnt. It is sought among the logarithms, so that half and double weigh the same,
and drawn towards none where the forecasts are few; the second stays as doubt about the next one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import exp, log, sqrt

USUAL, OWN, WORTH = 0.3, 0.4, 4.0
MOST = 4.0


@dataclass(frozen=True, slots=True)
class Held:
    """A past forecast: units expected before any correction, and units that were wanted."""

    expected: float
    seen: float

    @property
    def off(self) -> float:
        """Return the logarithm of what was wanted by what was expected, at most that of four."""
        return max(-log(MOST), min(log(MOST), log((self.seen + 1) / (self.expected + 1))))

    @property
    def chance(self) -> float:
        """Return the variance of it by mere chance, where people come by themselves."""
        return 1 / (self.expected + 1)


@dataclass(frozen=True)
class Level:
    """
    By which part the next forecast is corrected.

    Before anything was seen it is taken to be off by three tenths with all others and by four
    tenths of its own; the latter weighs as much as four forecasts.
    """

    held: tuple[Held, ...] = ()

    @classmethod
    def of(cls, held: Sequence[Held]) -> "Level":
        """Return what so many past forecasts teach."""
        return cls(tuple(held))

    @property
    def forecasts(self) -> int:
        """Return how many were held to what came."""
        return len(self.held)

    @property
    def came(self) -> float:
        """Return which part of what was expected came in the middle of them, 1 before any."""
        return exp(_mean(self.held, self.own)) if self.held else 1.0

    @property
    def part(self) -> float:
        """Return which part of the next forecast to count with: between 1 and what came."""
        return exp(self._shrunk(self.own))

    @property
    def spread(self) -> float:
        """Return the deviation of the logarithm of the next one, once it is corrected."""
        return sqrt(1 / (_certainty(self.held, self.own) + USUAL**-2) + self.own)

    @property
    def per_mille(self) -> int:
        """Return the part in whole thousandths."""
        return round(1000 * self.part)

    @cached_property
    def own(self) -> float:
        """Return the variance that forecasts have of their own, beside chance."""
        middle = self._shrunk(OWN**2)
        apart = sum(max(0.0, (one.off - middle) ** 2 - one.chance) for one in self.held)
        return (WORTH * OWN**2 + apart) / (WORTH + len(self.held))

    def _shrunk(self, own: float) -> float:
        certainty = _certainty(self.held, own)
        return _mean(self.held, own) * certainty / (certainty + USUAL**-2)


def _certainty(held: Sequence[Held], own: float) -> float:
    return sum(1 / (own + one.chance) for one in held)


def _mean(held: Sequence[Held], own: float) -> float:
    if not held:
        return 0.0
    return sum(one.off / (own + one.chance) for one in held) / _certainty(held, own)
