"""
What a ladder leaves above its cost: at each rung, at each edge, and a first proposal.

A creator's royalty is a cost of each unit, but no part of its purchase price: the margin is after
it, and selling below cost is judged without it (French commercial code L442-5).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from clust.rules.ladder import Ladder, Rung
from clust.rules.price_points import rounded_up


@dataclass(frozen=True, slots=True)
class Margin:
    """What so many units bring at one price: unit amounts in cents, price gross, the others net."""

    units: int
    price: int
    price_net: int
    cost: int
    royalty: int = 0

    @property
    def each(self) -> int:
        """What one unit leaves, in cents net."""
        return self.price_net - self.cost - self.royalty

    @property
    def below_cost(self) -> bool:
        """Say whether it sells under the purchase price."""
        return self.price_net < self.cost

    @property
    def total(self) -> int:
        """What all units leave, in cents net."""
        return self.units * self.each

    @property
    def paid(self) -> int:
        """What all buyers together pay, in cents gross."""
        return self.units * self.price

    @property
    def bought(self) -> int:
        """What the supplier is paid for all units, in cents net."""
        return self.units * self.cost

    @property
    def per_mille(self) -> int:
        """The margin as a part of the price without tax."""
        return 1000 * self.each // self.price_net if self.price_net else -1000


@dataclass(frozen=True, slots=True)
class Step:
    """A rung at both its edges: its first unit, and its last before the next (None where open)."""

    number: int
    first: Margin
    last: Margin | None
    less_than_before: int

    @property
    def below_cost(self) -> bool:
        """Say whether it sells under the purchase price."""
        return self.first.below_cost


def without_tax(gross: int, vat_per_mille: int) -> int:
    """Return a price without tax, rounded to the nearest cent."""
    return (2000 * gross + 1000 + vat_per_mille) // (2 * (1000 + vat_per_mille))


def margin_at(
    units: int, price: int, cost: Ladder, vat_per_mille: int, *, royalty: int = 0
) -> Margin:
    """Return what so many units bring at a price, bought at the cost of their quantity."""
    unit_cost = cost.price_at(units)
    return Margin(
        units,
        price,
        without_tax(price, vat_per_mille),
        cost.opening_price if unit_cost is None else unit_cost,
        royalty,
    )


def steps(
    ladder: Ladder,
    cost: Ladder,
    vat_per_mille: int,
    *,
    cap: int | None = None,
    royalty: int = 0,
) -> Iterator[Step]:
    """
    Yield every rung at its edges.

    `less_than_before` is by how many cents gross the takings fall where the step is reached
    (19 x 90.00 is 10.00 more than 20 x 85.00); 0 where they do not.
    """
    before: Margin | None = None
    ends = [rung.from_units - 1 for rung in ladder.rungs[1:]] + [cap]
    for number, (rung, end) in enumerate(zip(ladder.rungs, ends, strict=True), 1):
        first = margin_at(rung.from_units, rung.unit_price, cost, vat_per_mille, royalty=royalty)
        last = None
        if end is not None and end >= rung.from_units:
            last = margin_at(end, rung.unit_price, cost, vat_per_mille, royalty=royalty)
        yield Step(number, first, last, max(0, before.paid - first.paid) if before else 0)
        before = last


def plan(
    ladder: Ladder,
    cost: Ladder,
    vat_per_mille: int,
    *,
    case: int,
    most: int | None,
    royalty: int = 0,
) -> Margin:
    """
    Return what is planned at opening: the middle rung of the ladder is reached, in whole cases.

    :param most: the cap, which a plan never exceeds
    """
    middle = ladder.rungs[len(ladder.rungs) // 2]
    units = -(-middle.from_units // case) * case
    if most is not None:
        units = min(units, most // case * case)
    price = ladder.price_at(units) or ladder.opening_price
    return margin_at(units, price, cost, vat_per_mille, royalty=royalty)


def propose(cost: Ladder, vat_per_mille: int, *, margin_per_mille: int = 250) -> Ladder:
    """
    Return a ladder so much over cost, tax included, at prices that look like prices.

    Its rungs are those of the cost; one whose price would not fall is left out.
    """
    rungs: list[Rung] = []
    for rung in cost.rungs:
        raised = rung.unit_price * (1000 + margin_per_mille) * (1000 + vat_per_mille)
        price = rounded_up(-(-raised // 1_000_000))
        if not rungs or price < rungs[-1].unit_price:
            rungs.append(Rung(rung.from_units, price))
    return Ladder(tuple(rungs))


def from_smallest(ladder: Ladder, smallest: int) -> Ladder:
    """
    Return a ladder that begins at the supplier's smallest order, its critical mass.

    Of the rungs up to there the cheapest is the first; those beyond stay.
    """
    if smallest <= ladder.critical_mass:
        return ladder
    price = ladder.price_at(smallest) or ladder.opening_price
    later = (rung for rung in ladder.rungs if rung.from_units > smallest)
    return Ladder((Rung(smallest, price), *later))
