"""What is expected of a clust at its opening, in whole cents, from a demand curve in cents."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from clust.rules.expectation import Rungs, Sale, counts, expected, poisson
from clust.rules.ladder import Ladder
from clust.rules.valuation import Curve

Points = Sequence[Sequence[int]]


@dataclass(frozen=True, slots=True)
class Belief:
    """
    Who is believed to come: people in the mean, and the units bought at each price in cents.

    `level_per_mille` is by which part past forecasts have corrected it.
    """

    people: int
    points: tuple[tuple[int, int], ...]
    level_per_mille: int = 1000

    @classmethod
    def of(cls, people: int, points: Points, level_per_mille: int = 1000) -> "Belief":
        """Return the belief of points as they are kept."""
        return cls(people, tuple((price, units) for price, units in points), level_per_mille)

    def curve(self) -> Curve:
        """
        Return the demand curve, in cents.

        :raises InvalidCurve: if the points make none
        """
        return Curve.of((float(price), float(units)) for price, units in self.points)


def wanted_before(belief: Belief, price: int, *, cap: int | None) -> float:
    """Return the units wanted at a price as believed before it was corrected, within a cap."""
    people = belief.people * 1000 / belief.level_per_mille
    mean = people * float(belief.curve().survival(np.array([float(price)]))[0])
    if cap is None or mean > 2 * cap + 100:
        return mean if cap is None else float(cap)
    size = counts(mean)
    return float(poisson(np.array([mean]), size)[0] @ np.minimum(np.arange(size), cap))


@dataclass(frozen=True, slots=True)
class Forecasted:
    """Means in whole units and cents, and the chance of missing the critical mass per mille."""

    units: int
    gross_cents: int
    takings_gross_cents: int
    profit_net_cents: int
    deviation_net_cents: int
    missing_per_mille: int


def sale_of(
    belief: Belief, cost: Ladder, vat_per_mille: int, *, cap: int | None, case: int
) -> Sale:
    """
    Return what is sold to whom, in cents: prices gross, costs net.

    :param cost: what a unit costs by quantity, its creator's royalty included
    """
    steps = tuple((rung.from_units, float(rung.unit_price)) for rung in cost.rungs)
    kept = 1000 / (1000 + vat_per_mille)
    return Sale(float(belief.people), belief.curve(), steps, kept=kept, cap=cap, case=case)


def forecast(sale: Sale, ladder: Ladder) -> Forecasted:
    """Return what a ladder in cents gross is expected to bring."""
    rungs = rungs_of(ladder)
    brings = expected(sale, rungs)
    return Forecasted(
        units=round(brings.units),
        gross_cents=round(brings.price(rungs)),
        takings_gross_cents=round(brings.revenue),
        profit_net_cents=round(brings.profit),
        deviation_net_cents=round(brings.deviation),
        missing_per_mille=min(1000, round(1000 * brings.missing)),
    )


def rungs_of(ladder: Ladder) -> Rungs:
    """Return the ladder as the designer counts."""
    return Rungs(
        tuple(rung.from_units for rung in ladder.rungs),
        tuple(float(rung.unit_price) for rung in ladder.rungs),
    )
