"""What a quote costs once the goods are here, and what could go wrong with it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from clust.rules.ladder import Ladder

MOST_VOLUMES = 9
SOON = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Offer:
    """What counts of a quote: amounts in cents net, `freight` for one purchase order."""

    cost: Ladder
    case_size: int = 1
    minimum_cases: int = 0
    capacity: int | None = None
    freight: int = 0
    eco_contribution: int = 0
    valid_until: date | None = None
    return_days: int | None = None

    @property
    def fewest(self) -> int:
        """The fewest units that can be ordered, in whole cases."""
        cases = max(self.minimum_cases, _cases(self.cost.critical_mass, self.case_size), 1)
        return cases * self.case_size

    @property
    def most(self) -> int | None:
        """The most units that can be ordered, in whole cases; None without a bound."""
        return None if self.capacity is None else self.capacity // self.case_size * self.case_size


@dataclass(frozen=True, slots=True)
class Landed:
    """So many units wanted and what is bought for them, in cents net."""

    units: int
    bought: int
    unit_cost: int
    goods: int
    freight: int
    eco_contribution: int

    @property
    def total(self) -> int:
        """What all of it costs."""
        return self.goods + self.freight + self.eco_contribution

    @property
    def each(self) -> int:
        """What one unit wanted costs, rounded up: what is left over of cases is nobody's."""
        return -(-self.total // self.units)

    @property
    def left_over(self) -> int:
        """The units bought that nobody wants."""
        return self.bought - self.units


class Risk(StrEnum):
    """What could go wrong with a quote."""

    CAPACITY_BELOW_LIKELY = "capacity_below_likely"
    MINIMUM_ABOVE_FIRM = "minimum_above_firm"
    OVER = "over"
    RUNS_OUT = "runs_out"
    NO_RETURNS = "no_returns"


def landed(offer: Offer, units: int) -> Landed | None:
    """
    Return what so many units cost, bought in whole cases and never below the smallest order.

    None where the supplier cannot deliver them, or for no units.
    """
    if units < 1:
        return None
    bought = max(_cases(units, offer.case_size) * offer.case_size, offer.fewest)
    unit_cost = offer.cost.price_at(bought)
    if unit_cost is None or (offer.most is not None and bought > offer.most):
        return None
    return Landed(
        units, bought, unit_cost, bought * unit_cost, offer.freight, bought * offer.eco_contribution
    )


def risks(offer: Offer, *, likely: int, firm: int, today: date) -> list[Risk]:
    """
    Return what could go wrong.

    :param likely: the units counted on
    :param firm: the units under a limit
    """
    found = {
        Risk.CAPACITY_BELOW_LIKELY: offer.most is not None and offer.most < likely,
        Risk.MINIMUM_ABOVE_FIRM: offer.fewest > firm,
        Risk.OVER: offer.valid_until is not None and offer.valid_until < today,
        Risk.RUNS_OUT: offer.valid_until is not None and today <= offer.valid_until < today + SOON,
        Risk.NO_RETURNS: offer.return_days is None,
    }
    return [risk for risk, is_one in found.items() if is_one]


def volumes(likely: int, offers: Iterable[Offer], most: int = MOST_VOLUMES) -> list[int]:
    """
    Return the quantities to compare at: half, once and twice the likely one, and rungs' edges.

    Where there are too many edges, those nearest to the likely quantity are taken.
    """
    always = {max(1, likely // 2), likely, likely * 2}
    edges = {rung.from_units for offer in offers for rung in offer.cost.rungs} - always
    nearest = sorted(edges, key=lambda edge: (max(edge / likely, likely / edge), edge))
    return sorted(always | set(nearest[: max(0, most - len(always))]))


def cheapest(column: Sequence[Landed | None]) -> set[int]:
    """Return the places in a column where a unit costs least."""
    costs = [line.each for line in column if line]
    return {place for place, line in enumerate(column) if line and line.each == min(costs)}


def _cases(units: int, case_size: int) -> int:
    return -(-units // case_size)
