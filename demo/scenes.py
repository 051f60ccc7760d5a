"""What is going on in the demo's shop when one comes in: a clust in every state."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from clust.rules.ladder import Ladder


@dataclass(frozen=True, slots=True)
class Own:
    """What the demo's member did in a clust: took units, perhaps to wait, perhaps not to stay."""

    units: int = 1
    waits_on: int | None = None
    takes_back: bool = False


@dataclass(frozen=True, slots=True)
class Scene:
    """
    A clust of the demo, opened `ago` and lasting `lasts`.

    :param ladder: pairs of (from units, unit price in cents with tax)
    :param units: units in by the time one comes in
    :param waiting: pairs of (number of the rung waited for, units)
    """

    picture: str
    ladder: tuple[tuple[int, int], ...]
    lasts: timedelta
    ago: timedelta
    units: int = 0
    waiting: tuple[tuple[int, int], ...] = ()
    cap: int | None = None
    per_person: int | None = None
    own: Own | None = None
    takes_transfers: bool = False
    ships_singles: bool = False

    @property
    def is_over(self) -> bool:
        """Say whether it closed before one comes in: such a clust is not opened again."""
        return self.ago > self.lasts

    @property
    def goal(self) -> int:
        """Return at how many units the crowd has had its fill."""
        return self.cap or max(30, Ladder.of(self.ladder).rungs[-1].from_units)


def falling(
    *, first: int, step: int, count: int, opening: int, last: int
) -> Iterator[tuple[int, int]]:
    """Yield `count` rungs of `step` units each, prices in cents evenly from opening to last."""
    for n in range(count):
        yield first + n * step, opening - (opening - last) * n // (count - 1)


MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

SCENES = (
    Scene(  # long closed, received by everybody: what a partner's link brought is due by now
        "game", ((1, 2_900),), lasts=4 * DAY, ago=76 * DAY, units=14
    ),
    Scene(  # sixty steps
        "bicycle",
        tuple(falling(first=1, step=5, count=60, opening=64_900, last=50_150)),
        lasts=30 * MINUTE,
        ago=8 * MINUTE,
        units=73,
        waiting=((24, 3), (40, 2), (60, 4)),
    ),
    Scene(  # three hundred steps
        "speaker",
        tuple(falling(first=1, step=2, count=300, opening=24_900, last=18_920)),
        lasts=3 * HOUR,
        ago=40 * MINUTE,
        units=150,
        waiting=((120, 6), (200, 4), (300, 5)),
    ),
    Scene(  # closes within minutes
        "blanket",
        ((1, 8_900), (10, 8_200), (20, 7_500), (35, 6_900), (50, 6_200)),
        lasts=30 * MINUTE,
        ago=25 * MINUTE,
        units=31,
        waiting=((5, 4),),
        own=Own(units=1),
    ),
    Scene(  # one unit from a step
        "kettle",
        ((1, 4_900), (10, 4_500), (25, 4_100), (50, 3_700), (100, 3_200)),
        lasts=45 * MINUTE,
        ago=12 * MINUTE,
        units=22,
        own=Own(units=2),
    ),
    Scene(  # many wait
        "headphones",
        ((5, 15_900), (20, 14_400), (40, 12_900), (80, 10_900)),
        lasts=2 * HOUR,
        ago=35 * MINUTE,
        units=22,
        waiting=((3, 14), (4, 23)),
        own=Own(units=1, waits_on=4),
    ),
    Scene(  # just opened
        "tent",
        ((5, 19_900), (15, 18_500), (30, 16_900), (60, 14_900)),
        lasts=3 * DAY,
        ago=2 * MINUTE,
        units=2,
    ),
    Scene(  # critical mass not reached yet
        "telescope",
        ((30, 28_900), (60, 25_900), (100, 22_900)),
        lasts=2 * DAY,
        ago=3 * HOUR,
        units=9,
        waiting=((2, 5),),
    ),
    Scene(  # nearly full, two a person
        "jacket",
        ((1, 12_900), (15, 11_900), (30, 10_900), (50, 9_900)),
        lasts=DAY,
        ago=5 * HOUR,
        units=51,
        cap=60,
        per_person=2,
    ),
    Scene(  # in cases of six
        "coffee",
        ((12, 1_690), (36, 1_490), (72, 1_290)),
        lasts=90 * MINUTE,
        ago=30 * MINUTE,
        units=32,
        takes_transfers=True,
    ),
    Scene(  # a fixed price
        "game", ((1, 2_900),), lasts=4 * DAY, ago=DAY, units=17
    ),
    Scene(
        "backpack",
        ((1, 9_900), (10, 9_200), (25, 8_500), (45, 7_800), (70, 6_900)),
        lasts=75 * MINUTE,
        ago=20 * MINUTE,
        units=19,
        waiting=((4, 4), (5, 7)),
        own=Own(units=2, takes_back=True),
        ships_singles=True,
    ),
    Scene(  # planned
        "lamp",
        ((1, 7_900), (15, 7_200), (30, 6_600), (60, 5_700)),
        lasts=40 * MINUTE,
        ago=-4 * MINUTE,
    ),
    Scene(  # closed and cleared, paid, sent by the supplier, received
        "pan",
        ((10, 14_900), (30, 12_900), (60, 10_900)),
        lasts=5 * DAY,
        ago=12 * DAY,
        units=67,
        waiting=((3, 6),),
        own=Own(units=1),
    ),
    Scene(  # closed, critical mass not reached
        "planter",
        ((30, 9_900), (60, 8_500)),
        lasts=6 * DAY,
        ago=9 * DAY,
        units=11,
        own=Own(units=1),
    ),
)
