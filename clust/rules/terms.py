"""Which changes to an open campaign are in the buyers' favour; all others are refused."""

from datetime import datetime

from clust.rules.ladder import Ladder


def may_replace_ladder(old: Ladder, new: Ladder) -> bool:
    """Say whether rungs are deeper or cheaper, none dearer, and the critical mass is the same."""
    if new == old or new.critical_mass != old.critical_mass:
        return False
    edges = {rung.from_units for rung in old.rungs + new.rungs}
    return all(_price(new, units) <= _price(old, units) for units in edges)


def may_change_cap(old: int | None, new: int | None) -> bool:
    """Say whether the cap becomes higher, or falls away (None)."""
    return old is not None and (new is None or new > old)


def may_close_early(*, units: int, cap: int | None, case: int = 1) -> bool:
    """Say whether the units in fill the whole cases that fit under the cap."""
    return cap is not None and units >= cap // case * case


def may_close_later(
    *, ladder: Ladder, units: int, closes_at: datetime, new_closes_at: datetime, now: datetime
) -> bool:
    """Say whether the critical mass is not reached, and the later close is decided in time."""
    return units < ladder.critical_mass and now < closes_at < new_closes_at


def _price(ladder: Ladder, units: int) -> int:
    price = ladder.price_at(units)
    return ladder.opening_price if price is None else price
