"""
A supplier's price breaks, read from the orders it has filled.

An item is its code exactly as written: in wholesale lists 85123A and 85123a are two items.
"""

from collections.abc import Iterable
from itertools import accumulate, pairwise


def price_breaks(lines: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """
    Return `(from_units, unit_price)` rungs of one item from its `(quantity, unit_price)` lines.

    Each distinct price starts at the smallest quantity sold at that price or less, the highest
    at 1; one that starts no earlier than the next lower price is dropped. Lines whose quantity or
    price is not positive say nothing. One rung is a fixed price, no rung is no price.
    """
    smallest: dict[int, int] = {}
    for quantity, price in lines:
        if quantity > 0 and price > 0:
            smallest[price] = min(quantity, smallest.get(price, quantity))
    if not smallest:
        return []
    upward = sorted(smallest)
    starts = list(accumulate((smallest[price] for price in upward), min))
    starts[-1] = 1
    rungs = list(zip(starts, upward, strict=True))[::-1]
    return [rung for rung, lower in pairwise(rungs) if rung[0] < lower[0]] + rungs[-1:]
