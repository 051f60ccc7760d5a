"""Where everything of one picture at one size goes, before a line is drawn."""

from collections.abc import Sequence
from functools import cached_property

from clust.web.parts.ladder_picture import layout
from clust.web.parts.ladder_picture.layout import Dot, Frame, Tread
from clust.web.parts.ladder_picture.paint import text_width
from clust.web.parts.ladder_picture.told import LadderPicture

FRAMES = {
    "full": Frame(640, 380, 12.5, 80, bubble=58, lowest=58, text=13, price=18),
    "narrow": Frame(360, 390, 11.5, 60, bubble=62, lowest=60, text=14, price=16.5),
    "mail": Frame(560, 360, 12, 60, bubble=58, lowest=58, text=13, price=17),
    "share": Frame(564, 520, 16, 60, bubble=84, lowest=86, text=19, price=25),
    "card": Frame(140, 96, 6.8, 30, lowest=10, labels=False, text=10),
}
GAP = 3
LEGEND_LINE = 22.0
SCALE_LINE = 14.0
LABELS_UNDER = 38.0
HINT_GAP = 8.0
STEP_OF_LENGTH = 0.1
TIP = 16.0


class Plan:
    """One picture at one size."""

    def __init__(self, picture: LadderPicture, frame: Frame) -> None:
        self.picture = picture
        self.frame = frame
        self.standing = picture.standing
        self.scale = layout.dot_scale(
            frame.most_dots,
            picture.units_in,
            picture.still_missing,
            sum(picture.waiting_by_level.values()),
        )
        self.inside = layout.dots(picture.units_in, self.scale)
        self.missing = layout.dots(picture.still_missing, self.scale)

    # From left to right

    @cached_property
    def numbers(self) -> list[int]:
        """Return the treads there are: 0 before the first rung, one more than the last below it."""
        last = len(self.picture.rungs)
        below = self.picture.waiting_by_level.get(last + 1, 0) > 0
        return list(range(1 if self.standing else 0, last + (2 if below else 1)))

    @cached_property
    def widths(self) -> list[float]:
        """Return how wide each tread is."""
        need = (layout.columns(self.inside + self.missing) + 1.2) * self.frame.pitch
        if self.frame.labels:
            need = max(need, self.bubble_width + GAP + 2)
        return layout.widths(self.numbers, self.standing, need, self.frame.width)

    @cached_property
    def roomy(self) -> bool:
        """Say whether every label has room inside its own step."""
        widest = max(self.label_width(rung) for rung in self.picture.rungs)
        return min(self.widths) >= widest + 10

    def label_width(self, rung: tuple[int, str]) -> float:
        """Return how wide a rung's label is."""
        said = self.picture.words.from_units(rung[0])
        return max(text_width(rung[1], self.frame.price), text_width(said, self.frame.text - 1))

    @cached_property
    def bubble_width(self) -> float:
        """Return how wide the bubble with the price is."""
        said = text_width(self.picture.words.now, self.frame.text)
        return max(text_width(self.picture.price, self.frame.price + 5), said) + 26

    @cached_property
    def bubble_middle(self) -> float:
        """
        Return where the bubble is centred: over us, inside the picture.

        It makes room for the hint where no labels stand inside the steps.
        """
        half = self.bubble_width / 2
        middle = min(max(self.middle - GAP / 2, half), self.frame.width - half)
        if not self.missing or self.roomy:
            return middle
        beside_hint = self.frame.width - self.hint_width - HINT_GAP - half
        return min(max(half, self.middle - half + TIP, min(middle, beside_hint)), middle)

    @cached_property
    def middle(self) -> float:
        """Return where the middle of the tread is that we are on."""
        here = self.numbers.index(self.standing)
        return sum(self.widths[:here]) + self.widths[here] / 2

    @cached_property
    def bubble_right(self) -> float:
        """Return the right edge of the bubble."""
        return self.bubble_middle + self.bubble_width / 2

    @cached_property
    def is_hint_above(self) -> bool:
        """Say whether what is missing is told above the bubble: beside it there is no room."""
        room = self.frame.width - self.bubble_right - HINT_GAP
        return self.missing > 0 and self.hint_width > room + STEP_OF_LENGTH

    @cached_property
    def hint_height(self) -> float:
        """Return how much height the hint takes above the bubble, with the gap below it."""
        return 2 * self.frame.text + 5 + HINT_GAP if self.is_hint_above else 0.0

    @cached_property
    def hint_width(self) -> float:
        """Return how wide the two lines are that say how many are missing."""
        words, size = self.picture.words, self.frame.text
        return max(text_width(words.missing, size + 2), text_width(words.next, size))

    # From top to bottom

    @cached_property
    def legend(self) -> list[list[tuple[str, str]]]:
        """Return the lines of the legend: pairs of a kind of dot and what is said of it."""
        words = self.picture.words
        told = [
            ("in", words.people_in),
            ("waiting", words.people_waiting),
            ("missing", words.people_missing if self.missing else ""),
            ("", words.dot(self.scale) if self.scale > 1 else ""),
        ]
        return self._wrapped([item for item in told if item[1]]) if self.frame.labels else []

    def _wrapped(self, items: Sequence[tuple[str, str]]) -> list[list[tuple[str, str]]]:
        lines: list[list[tuple[str, str]]] = [[]]
        for item in items:
            if lines[-1] and sum(map(self.item_width, [*lines[-1], item])) > self.frame.width + 20:
                lines.append([])
            lines[-1].append(item)
        return [line for line in lines if line]

    def item_width(self, item: tuple[str, str]) -> float:
        """Return how much room a legend's item takes with the gap after it."""
        kind, said = item
        return (16 if kind else 0) + text_width(said, self.frame.text) + 20

    @cached_property
    def ground(self) -> float:
        """Return the height of the ground."""
        under = LABELS_UNDER if self.frame.labels and not self.roomy else 0.0
        legend = len(self.legend) * LEGEND_LINE + (12 if self.legend else 1)
        return self.frame.height - legend - under

    @cached_property
    def depths(self) -> list[float]:
        """Return how far down each tread is, 0 to 1."""
        count = len(self.picture.rungs)
        given = list(self.picture.depths) or [float(count - place) for place in range(count)]
        step = (given[0] - given[-1]) / count or 1
        prices = {0: given[0] + step, count + 1: given[-1] - step}
        prices.update(enumerate(given, start=1))
        return layout.depths([prices[number] for number in self.numbers])

    @cached_property
    def top(self) -> float:
        """Return the height of the highest tread: as high as the crowd and its bubble allow."""
        here = self.numbers.index(self.standing)
        people = self.inside + self.missing
        crowd = layout.crowd_height(self.widths[here], people, self.frame.pitch)
        sky = self.frame.bubble + self.frame.margin + crowd + 4
        sky += self.hint_height if self.frame.labels else 0.0
        low, depth = self.ground - self.frame.lowest, self.depths[here]
        scale = 0.0 if self.frame.labels or self.scale == 1 else SCALE_LINE
        return max(self.frame.margin + scale, (sky - low * depth) / (1 - depth) if depth < 1 else 0)

    @cached_property
    def treads(self) -> list[Tread]:
        """Return the treads from left to right."""
        low = self.ground - self.frame.lowest
        return layout.treads(self.numbers, self.widths, self.depths, top=self.top, low=low)

    @cached_property
    def empty_sky(self) -> float:
        """Return how much sky to leave out: only for a fixed price, whose height never changes."""
        alone = len(self.picture.rungs) == 1 and self.standing == 1
        return max(0.0, self.crowd_top - self.frame.bubble - 8) if alone else 0.0

    # Who stands where

    @cached_property
    def here(self) -> Tread:
        """Return the tread we are on."""
        return self.treads[self.numbers.index(self.standing)]

    def rung(self, tread: Tread) -> tuple[int, str] | None:
        """Return the rung of a tread, or None before the first and below the last."""
        rungs = self.picture.rungs
        return rungs[tread.number - 1] if 1 <= tread.number <= len(rungs) else None

    @cached_property
    def crowd(self) -> list[Dot]:
        """Return those who are in, and those missing beside them."""
        return layout.crowd(self.here, self.inside, self.missing, self.frame.pitch)

    @cached_property
    def rings(self) -> list[Dot]:
        """Return those who wait below."""
        below = [tread for tread in self.treads if tread.number > self.standing]
        return layout.waiting(below, self.picture.waiting_by_level, self.scale, self.frame.pitch)

    @cached_property
    def crowd_top(self) -> float:
        """Return the height just above the crowd."""
        return min((dot.y for dot in self.crowd), default=self.here.y) - self.frame.pitch * 0.6

    def people_top(self, left: float, right: float) -> float:
        """Return the height just above everybody between two edges."""
        reach = self.frame.pitch
        people = (*self.crowd, *self.rings)
        over = (dot.y - reach for dot in people if left - reach < dot.x < right + reach)
        return min(over, default=self.frame.height)
