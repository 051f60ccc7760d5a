"""What a ladder picture tells: a ladder, who stands where, and the words for it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Words:
    """What the picture says, translated already; `from_units` and `dot` take a quantity."""

    title: str
    description: str
    now: str
    from_units: Callable[[int], str]
    dot: Callable[[int], str]
    missing: str = ""
    next: str = ""
    people_in: str = ""
    people_waiting: str = ""
    people_missing: str = ""


@dataclass(frozen=True, slots=True)
class LadderPicture:
    """
    A ladder and who stands where.

    `rungs` are (from_units, price for the reader), `depths` the same prices as numbers for the
    height of the steps (evenly spaced where not given). `waiting_by_level` is units by rung number
    from 1; one more than the last rung is below them all. `state` is planned, live, full, closing,
    cleared or not_reached. `key` tells pictures on one page apart. `rung` is the number of the
    rung in force where `units_in` does not say it: goods sold in whole cases, or under a cap.
    """

    rungs: Sequence[tuple[int, str]]
    units_in: int
    words: Words
    waiting_by_level: Mapping[int, int] = field(default_factory=dict)
    missing: int = 0
    cap: int | None = None
    state: str = "live"
    depths: Sequence[float] = ()
    key: str = "ladder"
    rung: int | None = None

    @property
    def standing(self) -> int:
        """Return the number of the rung we are on, 0 below the critical mass."""
        if self.rung is not None:
            return self.rung
        return sum(1 for from_units, _ in self.rungs if from_units <= self.units_in)

    @property
    def price(self) -> str:
        """Return the price now, or the opening price."""
        return self.rungs[max(0, self.standing - 1)][1]

    @property
    def still_missing(self) -> int:
        """Return the units missing to the next step, 0 where the price falls no more."""
        falls = self.state == "live" and self.standing < len(self.rungs)
        return self.missing if falls else 0
