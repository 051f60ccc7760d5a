"""What a supplier's cases and a cap leave of what people ask for, in the order of the book."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass


@dataclass(slots=True)
class Claim:
    """What the pledge at a place in the book asks for, and the extra units it would take."""

    place: int
    variant: int
    wanted: int
    extra: int
    fewer: bool


def hand_out(asks: Iterable[int], units: int) -> list[int]:
    """Give units to asks in order, each as much as is left, until nothing is."""
    given = []
    for ask in asks:
        given.append(min(ask, units))
        units -= given[-1]
    return given


def admit(claims: Iterable[Claim], *, case: int, cap: int) -> Iterator[Claim]:
    """
    Pass on the claims that fit under the cap in whole cases, each case of one variant.

    A claim that does not fit is cut to the room left if fewer is fine, and passed over if not.
    """
    unopened = cap // case
    left: defaultdict[int, int] = defaultdict(int)
    for claim in claims:
        room = left[claim.variant] + unopened * case
        if claim.wanted > room:
            if not claim.fewer or not room:
                continue
            claim.wanted, claim.extra = room, 0
        lacking = max(0, claim.wanted - left[claim.variant])
        opened = -(-lacking // case)
        unopened -= opened
        left[claim.variant] += opened * case - claim.wanted
        yield claim


def fill(claims: Sequence[Claim], *, case: int) -> Iterator[tuple[int, int]]:
    """Yield place and units for the claims of one variant, which together fill whole cases."""
    kept, over = _leave_out(claims, case)
    if over <= 0:
        extras = hand_out((claim.extra for claim in kept), -over)
        for claim, extra in zip(kept, extras, strict=True):
            yield claim.place, claim.wanted + extra
    else:
        latest_first = kept[::-1]
        cuts = hand_out((claim.wanted for claim in latest_first), over)
        for claim, cut in zip(latest_first, cuts, strict=True):
            yield claim.place, claim.wanted - cut


def _leave_out(claims: Sequence[Claim], case: int) -> tuple[list[Claim], int]:
    """
    Leave out the latest claims that must be whole until those after them can bear what is over.

    Return the claims kept, in order, and the units over: below zero, so many extras are taken.
    """
    earlier, later = list(claims), []
    wanted = sum(claim.wanted for claim in claims)
    extra = sum(claim.extra for claim in claims)
    bearable = 0
    while (over := _over(wanted, extra, case)) > bearable:
        claim = earlier.pop()
        if claim.fewer:
            later.append(claim)
            bearable += claim.wanted
        else:
            wanted -= claim.wanted
            extra -= claim.extra
    return earlier + later[::-1], over


def _over(wanted: int, extra: int, case: int) -> int:
    """Return the units wanted beyond the cases that can be filled."""
    return wanted - case * min(-(-wanted // case), (wanted + extra) // case)
