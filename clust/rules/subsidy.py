"""What a community pays towards its people's orders: terms, ceilings, order of plans, give-back."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

from clust.rules.money import split

WHOLE = 1000


@dataclass(frozen=True, slots=True)
class Terms:
    """
    A plan's terms: so many cents, or so many per mille of the goods' price, up to a ceiling.

    The goods' price is units at the group price with their surcharges, tax included; delivery is
    never subsidised. `order_most` is the ceiling for one order, none where there is none.
    """

    fixed_cents: int | None = None
    per_mille: int | None = None
    order_most: int | None = None

    def __post_init__(self) -> None:
        if (self.fixed_cents is None) == (self.per_mille is None):
            raise ValueError("a plan has a fixed amount or a share")
        if (self.fixed_cents or 0) < 0 or not 0 <= (self.per_mille or 0) <= WHOLE:
            raise ValueError("an amount is at least 0, a share 0 to 1000 per mille")

    def towards(self, goods_cents: int) -> int:
        """Return what the plan would pay towards goods of this price, were there no budget."""
        if self.per_mille is None:
            paid = min(self.fixed_cents or 0, goods_cents)
        else:
            paid, _ = split(goods_cents, (self.per_mille, WHOLE - self.per_mille))
        return paid if self.order_most is None else min(paid, self.order_most)


def within(paid_cents: int, *rooms: int | None) -> int:
    """Return how much of an amount its budgets and ceilings carry; None is without limit."""
    return max(0, min([paid_cents, *(room for room in rooms if room is not None)]))


def in_turn(terms: Sequence[Terms], goods_cents: int, most: Sequence[int]) -> list[int]:
    """
    Return what each of several plans pays towards goods of a price, in the order of the plans.

    Each pays its terms on the whole price, at most what it has promised, and never more than those
    before it leave to pay. No plan pays more at a lower price.

    :param most: what each plan has promised
    """
    paid: list[int] = []
    for plan, bound in zip(terms, most, strict=True):
        paid.append(within(plan.towards(goods_cents), bound, goods_cents - sum(paid)))
    return paid


def kept_free(
    terms: Sequence[Terms],
    goods_most: int,
    purses: Sequence[Sequence[Hashable]],
    left: Mapping[Hashable, int],
) -> list[int]:
    """
    Return what each plan must keep free for goods that may cost up to so much, in their order.

    :param purses: the purses each plan draws from at once: its budget, a person's and a family's
        allowance; plans may share them
    :param left: what each purse has left
    """
    rest, paid = dict(left), list[int]()
    for plan, own in zip(terms, purses, strict=True):
        rooms = [rest[purse] for purse in own]
        paid.append(within(plan.towards(goods_most), *rooms, goods_most - sum(paid)))
        for purse in own:
            rest[purse] -= paid[-1]
    return paid


def given_back(
    terms: Sequence[Terms], paid: Sequence[int], goods_left: int, goods_undone: int, units: int
) -> list[int]:
    """
    Return how much of what each plan paid flows back to it when goods are undone.

    Units undone are given back in proportion to what community and buyer paid, by the largest
    remainder. A lower price leaves each plan what it pays at that price; the rest is the buyer's.

    :param paid: what still stands of each plan's payment, in cents
    :param goods_left: the goods' price that stood before, in cents
    """
    total, after = sum(paid), goods_left - goods_undone
    if not total or not goods_undone:
        return [0] * len(paid)
    if units:
        return split(split(total, (goods_undone, after))[0], paid)
    kept = in_turn(terms, after, paid)
    back = [cents - left for cents, left in zip(paid, kept, strict=True)]
    return split(min(sum(back), goods_undone), back) if any(back) else back
