"""The price of a campaign: the deepest rung that the pledges willing to pay it carry."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from clust.rules.cases import Claim, admit, fill
from clust.rules.ladder import Ladder


class InvalidBid(ValueError):
    """A bid asks for at least one unit and would take no fewer than it asks for."""


@dataclass(frozen=True, slots=True)
class Bid:
    """
    What a pledge asks: units, the most cents it pays for one, the total it would take at most.

    :raises InvalidBid: if units is below one, or up_to below units
    """

    units: int
    maximum: int | None = None
    up_to: int | None = None
    fewer: bool = False
    variant: int = 0

    def __post_init__(self) -> None:
        if self.units < 1 or (self.up_to is not None and self.up_to < self.units):
            raise InvalidBid

    @property
    def extra(self) -> int:
        """The units it would take beyond those it wants."""
        return 0 if self.up_to is None else self.up_to - self.units

    def pays(self, price: int) -> bool:
        """Say whether it would pay so many cents per unit."""
        return self.maximum is None or self.maximum >= price


@dataclass(frozen=True, slots=True)
class Clearing:
    """The rung reached (from 1), its unit price in cents, and the units of every bid in order."""

    number: int
    price: int
    units: int
    allotments: tuple[int, ...]


def clear(
    ladder: Ladder,
    bids: Sequence[Bid],
    *,
    case: int = 1,
    cap: int | None = None,
    minimum_cases: int = 0,
) -> Clearing | None:
    """Return the lowest price that the bids willing to pay it carry, or None."""
    clearing = _deepest(ladder, bids, case, cap)
    return clearing if clearing and clearing.units >= minimum_cases * case else None


def price_now(
    ladder: Ladder, bids: Sequence[Bid], *, case: int = 1, cap: int | None = None
) -> int | None:
    """Return the number of the rung whose price holds now, or None below the critical mass."""
    clearing = _deepest(ladder, bids, case, cap)
    return clearing.number if clearing else None


def carried(
    ladder: Ladder, number: int, bids: Sequence[Bid], *, case: int = 1, cap: int | None = None
) -> tuple[int, ...]:
    """Return the units of every bid if the price were that of this rung, whoever carries it."""
    price = ladder.rungs[number - 1].unit_price
    if case == 1 and cap is None:
        return tuple([bid.units if bid.pays(price) else 0 for bid in bids])
    claims: Iterator[Claim] = (
        Claim(place, bid.variant, bid.units, bid.extra, bid.fewer)
        for place, bid in enumerate(bids)
        if bid.pays(price)
    )
    variants: defaultdict[int, list[Claim]] = defaultdict(list)
    for claim in claims if cap is None else admit(claims, case=case, cap=cap):
        variants[claim.variant].append(claim)
    allotments = [0] * len(bids)
    for same in variants.values():
        for place, units in fill(same, case=case):
            allotments[place] = units
    return tuple(allotments)


def _deepest(ladder: Ladder, bids: Sequence[Bid], case: int, cap: int | None) -> Clearing | None:
    """Try every rung that the pledges might carry, deepest first: one may be skipped."""
    for number, most in reversed(_most_carried(ladder, bids, case)):
        rung = ladder.rungs[number - 1]
        if rung.from_units <= (most if cap is None else min(most, cap)):
            allotments = carried(ladder, number, bids, case=case, cap=cap)
            units = sum(allotments)
            if units >= rung.from_units:
                return Clearing(number, rung.unit_price, units, allotments)
    return None


def _most_carried(ladder: Ladder, bids: Sequence[Bid], case: int) -> list[tuple[int, int]]:
    """Return each rung's number with the most units it could carry; exact without cap and cases."""
    levels = {maximum: ladder.level(maximum) for maximum in {bid.maximum for bid in bids}}
    last_cases = (case - 1) * len({bid.variant for bid in bids})
    wanted, extra = [0] * (len(ladder.rungs) + 2), [0] * (len(ladder.rungs) + 2)
    for bid in bids:
        level = levels[bid.maximum]
        wanted[level] += bid.units
        extra[level] += bid.extra
    sums = zip(accumulate(wanted), accumulate(extra), strict=True)
    most = [units + min(spare, last_cases) for units, spare in sums]
    return [(number, most[number]) for number in range(1, len(ladder.rungs) + 1)]
