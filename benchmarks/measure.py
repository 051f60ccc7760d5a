"""A figure is a ratio: ours beside a reference, run in turn, medians of three."""

import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from statistics import median

ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Row:
    """
    One line of the table.

    `bound` is the least ratio allowed, or the greatest where `at_most` is true; `note` says in
    words what was seen beside the ratio.
    """

    name: str
    value: float
    reference: float
    ratio: float
    bound: float
    holds: bool
    unit: str
    note: str = ""

    def as_json(self) -> dict[str, object]:
        """Return the six fields of the published form."""
        fields = asdict(self)
        return {
            key: fields[key] for key in ("name", "value", "reference", "ratio", "bound", "holds")
        }


def in_turn(
    ours: Callable[[], float], reference: Callable[[], float], rounds: int = ROUNDS
) -> tuple[float, float]:
    """Run ours, the reference, ours, … and return the median of each."""
    pairs = []
    for _ in range(rounds):
        pairs.append((ours(), reference()))
        sys.stderr.write(f"  {pairs[-1][0]:,.4g} beside {pairs[-1][1]:,.4g}\n")
    return median(pair[0] for pair in pairs), median(pair[1] for pair in pairs)


def row(
    name: str,
    value: float,
    reference: float,
    bound: float,
    *,
    unit: str,
    at_most: bool = False,
    also: bool = True,
    note: str = "",
) -> Row:
    """Hold a figure to its bound; `also` is a second condition that must hold with it."""
    ratio = value / reference if reference else 0.0
    holds = also and (ratio <= bound if at_most else ratio >= bound)
    return Row(
        name, round(value, 3), round(reference, 3), round(ratio, 3), bound, holds, unit, note
    )
