"""Where everything of a ladder picture stands: treads, dots, the scale of a dot; lengths in px."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

ROWS = ((6, 1), (14, 2), (33, 3), (56, 4))
MOST_ROWS = 5
WIDEST_CROWD = 0.5
ROOM_FOR_HINT = 104.0
STEP = 0.5


@dataclass(frozen=True, slots=True)
class Frame:
    """A size of the picture: what there is room for."""

    width: float
    height: float
    pitch: float
    most_dots: int
    bubble: float = 0
    margin: float = 2
    lowest: float = 12
    labels: bool = True
    text: float = 0
    price: float = 0


class Tread(NamedTuple):
    """A place to stand: rung `number` from 1, 0 before the first, one more below the last."""

    number: int
    x: float
    width: float
    y: float

    @property
    def right(self) -> float:
        """Return the edge where the next tread begins."""
        return self.x + self.width

    @property
    def middle(self) -> float:
        """Return the centre from left to right."""
        return self.x + self.width / 2


class Dot(NamedTuple):
    """One dot and what it stands for: in, missing or waiting."""

    x: float
    y: float
    kind: str


def dot_scale(most: int, *counts: int) -> int:
    """Return how many units a dot stands for: the least power of ten that keeps to `most` dots."""
    scale = 1
    while any(dots(count, scale) > most for count in counts):
        scale *= 10
    return scale


def dots(units: int, scale: int) -> int:
    """Return how many dots stand for so many units; a dot begun is a dot."""
    return -(-units // scale)


def columns(count: int) -> int:
    """Return how many columns a crowd of so many dots makes when there is room."""
    rows = next((rows for most, rows in ROWS if count <= most), MOST_ROWS)
    return max(1, dots(count, rows))


def widths(numbers: Sequence[int], standing: int, crowd: float, room: float) -> list[float]:
    """Share out the width: as much as the crowd needs where we stand, the rest evenly."""
    others = len(numbers) - 1
    if not others:
        return [room]
    widest = min(room * WIDEST_CROWD, room - ROOM_FOR_HINT) if room > 300 else room * WIDEST_CROWD
    ours = max(min(crowd, widest), room / len(numbers))
    return [ours if number == standing else (room - ours) / others for number in numbers]


def depths(prices: Sequence[float]) -> list[float]:
    """Return how far down each step is, 0 to 1: half by its price, half by its place."""
    if len(prices) == 1:
        return [0.75]
    fall = (prices[0] - prices[-1]) or 1
    last = len(prices) - 1
    return [
        STEP * (prices[0] - price) / fall + (1 - STEP) * place / last
        for place, price in enumerate(prices)
    ]


def treads(
    numbers: Sequence[int], wide: Sequence[float], deep: Sequence[float], *, top: float, low: float
) -> list[Tread]:
    """Return the steps from left to right, the highest at `top`, the deepest at `low`."""
    placed, x = [], 0.0
    for number, width, depth in zip(numbers, wide, deep, strict=True):
        placed.append(Tread(number, x, width, top + (low - top) * depth))
        x += width
    return placed


def crowd(tread: Tread, inside: int, missing: int, pitch: float) -> list[Dot]:
    """Put dots on a tread, column by column from the left: those in, then those missing."""
    count = inside + missing
    across = min(columns(count), max(1, int((tread.width - pitch / 2) / pitch)))
    rows = dots(count, across)
    left = tread.middle - (dots(count, max(1, rows)) - 1) * pitch / 2
    return [
        Dot(
            left + place // rows * pitch,
            tread.y - (place % rows + 0.55) * pitch,
            "in" if place < inside else "missing",
        )
        for place in range(count)
    ]


def crowd_height(tread_width: float, count: int, pitch: float) -> float:
    """Return how high a crowd stands on a tread of that width."""
    across = min(columns(count), max(1, int((tread_width - pitch / 2) / pitch)))
    return dots(count, across) * pitch


def queue(stand: Tread, count: int, pitch: float, edge: float) -> list[Dot]:
    """Put waiting dots on a stand, row by row from the ground; too many spill to the right."""
    room = int((stand.width - pitch / 4) / pitch)
    across = max(1, min(count, room), dots(count, MOST_ROWS + 1))
    left = max(stand.x, stand.middle - across * pitch / 2)
    left = min(left, edge - across * pitch) + pitch / 2
    return [
        Dot(
            left + place % across * pitch,
            stand.y - (place // across + 0.55) * pitch,
            "waiting",
        )
        for place in range(count)
    ]


def stands(below: Sequence[Tread], least: float) -> Iterator[tuple[Tread, range]]:
    """Join treads too narrow to wait on into stands, each with the rungs it takes in."""
    joined: list[list[Tread]] = []
    for tread in below:
        if joined and joined[-1][-1].right - joined[-1][0].x < least:
            joined[-1].append(tread)
        else:
            joined.append([tread])
    if len(joined) > 1 and joined[-1][-1].right - joined[-1][0].x < least:
        rest = joined.pop()
        joined[-1] += rest
    for first, *_, last in ([*stand, stand[-1]] for stand in joined):
        yield first._replace(width=last.right - first.x), range(first.number, last.number + 1)


def waiting(
    below: Sequence[Tread], units: Mapping[int, int], scale: int, pitch: float
) -> list[Dot]:
    """Return the rings of all who wait on the treads below us."""
    rings: list[Dot] = []
    for stand, rungs in stands(below, pitch * 1.5):
        count = dots(sum(units.get(rung, 0) for rung in rungs), scale)
        rings += queue(stand, count, pitch, below[-1].right)
    return rings


def thinned(spans: Sequence[tuple[float, float]], order: Sequence[int], gap: float) -> list[int]:
    """Choose labels, most important first, so that none comes closer than `gap` to another."""
    chosen: list[int] = []
    for place in order:
        left, right = spans[place]
        if all(right + gap <= spans[c][0] or spans[c][1] + gap <= left for c in chosen):
            chosen.append(place)
    return sorted(chosen)
