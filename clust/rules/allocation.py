"""Who gets what when the supplier delivers less than was ordered."""

from collections.abc import Sequence

from clust.rules.cases import hand_out
from clust.rules.clearing import Bid


def share_delivery(bids: Sequence[Bid], arrived: int) -> list[int]:
    """
    Share arrived units of one variant in order: what everybody wanted first, then the extras.

    A part is always given; what is missing is refunded.

    :raises ValueError: if arrived is below zero
    """
    if arrived < 0:
        raise ValueError("no less than nothing arrives")
    wanted = hand_out((bid.units for bid in bids), arrived)
    extras = hand_out((bid.extra for bid in bids), arrived - sum(wanted))
    return [units + extra for units, extra in zip(wanted, extras, strict=True)]
