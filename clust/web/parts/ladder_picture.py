"""
The ladder, drawn as SVG: steps going down, the place where we stand, people as dots.

A filled dot is in, a ring waits, a faint dot is missing. Everybody in stands on the step whose
price all of them pay. Words and prices come in ready for the reader; nothing here is translated.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape

from clust.web.parts import ladder_layout as layout
from clust.web.parts.ladder_layout import Dot, Frame, Tread

FRAMES = {
    "full": Frame(640, 380, 12.5, 80, bubble=58, lowest=58, text=13, price=18),
    "narrow": Frame(360, 372, 10.5, 60, bubble=54, lowest=54, text=12, price=14.5),
    "mail": Frame(560, 360, 12, 60, bubble=58, lowest=58, text=13, price=17),
    "card": Frame(140, 96, 6.8, 30, lowest=10, labels=False, text=10),
}
PALETTE = {
    "past": 'fill="#ECE5DA"',
    "now": 'fill="#F2592A"',
    "next": 'fill="#FBD9CC"',
    "later": 'fill="#FCEBE3"',
    "start": 'fill="none" stroke="#8B8499" stroke-width="1.5" stroke-dasharray="4 4"',
    "done": 'fill="#0E9F6E"',
    "gone": 'fill="#8B8499"',
    "in": 'fill="#1E1633"',
    "missing": 'fill="#DCD6E1"',
    "waiting": 'fill="#FCEFC2" stroke="#F5B700" stroke-width="2.5"',
    "bubble": 'fill="#1E1633"',
    "ground": 'stroke="#8B8499" stroke-width="1.5"',
    "line": 'fill="none" stroke="#B93A0E" stroke-width="1.5"',
    "text": 'fill="#1E1633" font-family="Helvetica,Arial,sans-serif"',
    "soft": 'fill="#5B5470" font-family="Helvetica,Arial,sans-serif"',
    "hint": 'fill="#B93A0E" font-family="Helvetica,Arial,sans-serif" font-weight="bold"',
    "price": 'fill="#1E1633" font-family="Helvetica,Arial,sans-serif" font-weight="bold"',
    "on-bubble": 'fill="#FBF8F3" font-family="Helvetica,Arial,sans-serif" font-weight="bold"',
    "on-done": 'fill="#07261B" font-family="Helvetica,Arial,sans-serif" font-weight="bold"',
}
CLASSES = {
    "text": "lp-text",
    "soft": "lp-text lp-soft",
    "hint": "lp-text lp-hint",
    "price": "lp-text lp-display",
    "on-now": "lp-text lp-display lp-on-now",
    "under-now": "lp-text lp-on-now",
    "under-done": "lp-text lp-on-done",
    "on-bubble": "lp-text lp-display lp-on-bubble",
    "on-done": "lp-text lp-display lp-on-done",
}
MANY = 14
GAP = 3
WIDE_LETTER = 0.56


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
    def still_falls(self) -> bool:
        """Say whether there is a next step to reach."""
        return self.state == "live" and self.missing > 0 and self.standing < len(self.rungs)


def draw(picture: LadderPicture, size: str = "full") -> str:
    """Return the picture as one `<svg>`: full, narrow, card or mail."""
    return _Drawing(picture, size).svg()


class _Drawing:
    """One picture at one size."""

    def __init__(self, picture: LadderPicture, size: str) -> None:
        self.picture = picture
        self.size = size
        self.frame = FRAMES[size]
        self.standing = picture.standing
        self.scale = self._scale()
        self.inside = layout.dots(picture.units_in, self.scale)
        self.missing = layout.dots(picture.missing, self.scale) if picture.still_falls else 0
        self.legend = self._legend()
        self.treads = self._treads()
        self.here = next(t for t in self.treads if t.number == self.standing)
        below = [tread for tread in self.treads if tread.number > self.standing]
        waiters = picture.waiting_by_level
        self.crowd = layout.crowd(self.here, self.inside, self.missing, self.frame.pitch)
        self.rings = layout.waiting(below, waiters, self.scale, self.frame.pitch)

    def svg(self) -> str:
        """Return the whole picture."""
        frame, name = self.frame, f"{self.picture.key}-{self.size}"
        top = self._sky()
        high = _n(frame.height - top)
        fixed = f' width="{frame.width:g}" height="{high}"' if self.size == "mail" else ""
        parts = [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 {_n(top)} {frame.width:g} '
            f'{high}"{fixed} role="img" aria-labelledby="{name}-t {name}-d">',
            f'<title id="{name}-t">{escape(self.picture.words.title)}</title>',
            f'<desc id="{name}-d">{escape(self.picture.words.description)}</desc>',
            *self._steps(),
            *map(self._dot, self.crowd),
            *map(self._dot, self.rings),
            *(self._words() if frame.labels else self._scale_only()),
            "</svg>",
        ]
        return "".join(parts)

    # What there is room for

    def _sky(self) -> float:
        """Return how much empty sky to leave out: only where the height never changes."""
        alone = len(self.picture.rungs) == 1 and self.standing == 1
        return max(0.0, self._crowd_top() - self.frame.bubble - 8) if alone else 0.0

    def _scale(self) -> int:
        missing = self.picture.missing if self.picture.still_falls else 0
        waiting = sum(self.picture.waiting_by_level.values())
        return layout.dot_scale(self.frame.most_dots, self.picture.units_in, missing, waiting)

    def _numbers(self) -> list[int]:
        last = len(self.picture.rungs)
        below = self.picture.waiting_by_level.get(last + 1, 0) > 0
        return list(range(1 if self.standing else 0, last + (2 if below else 1)))

    def _depths(self, numbers: Sequence[int]) -> list[float]:
        count = len(self.picture.rungs)
        given = list(self.picture.depths) or [float(count - place) for place in range(count)]
        step = (given[0] - given[-1]) / count or 1
        prices = {0: given[0] + step, count + 1: given[-1] - step}
        prices.update(enumerate(given, start=1))
        return layout.depths([prices[number] for number in numbers])

    def _treads(self) -> list[Tread]:
        frame, numbers = self.frame, self._numbers()
        people = self.inside + self.missing
        need = (layout.columns(people) + 1.2) * frame.pitch
        if frame.labels:
            need = max(need, self._bubble_width() + GAP + 2)
        wide = layout.widths(numbers, self.standing, need, frame.width)
        ours = wide[numbers.index(self.standing)]
        top = frame.bubble + frame.margin + layout.crowd_height(ours, people, frame.pitch) + 4
        return layout.treads(
            numbers, wide, self._depths(numbers), top=top, low=self._ground(wide) - frame.lowest
        )

    def _ground(self, wide: Sequence[float]) -> float:
        under = 38.0 if self.frame.labels and not self._roomy(wide) else 0.0
        return self.frame.height - len(self.legend) * 22 - (12 if self.legend else 1) - under

    def _roomy(self, wide: Sequence[float]) -> bool:
        widest = max(self._label_width(rung) for rung in self.picture.rungs)
        return min(wide) >= widest + 10

    def _label_width(self, rung: tuple[int, str]) -> float:
        said = self.picture.words.from_units(rung[0])
        return max(self._width(rung[1], self.frame.price), self._width(said, self.frame.text - 1))

    @staticmethod
    def _width(text: str, size: float) -> float:
        return len(text) * size * WIDE_LETTER

    # Steps

    @property
    def ground(self) -> float:
        """Return the height of the ground."""
        return self._ground([tread.width for tread in self.treads])

    def _kind(self, number: int) -> str:
        if number == 0:
            return "start"
        if self.picture.state == "not_reached":
            return "past"
        if number == self.standing:
            return "done" if self.picture.state == "cleared" else "now"
        if number < self.standing or self.picture.state in ("cleared", "closing", "full"):
            return "past"
        return "next" if number == self.standing + 1 else "later"

    def _steps(self) -> list[str]:
        if len(self.treads) > MANY:
            return [*self._staircase(), self._step(self.here, 0)]
        return [self._step(tread, GAP) for tread in self.treads]

    def _step(self, tread: Tread, gap: float) -> str:
        right, ground = tread.right - gap, self.ground
        soft = min(9.0, tread.width / 3, max(0.0, ground - tread.y))
        return (
            f'<path {self._paint(self._kind(tread.number))} d="M{_n(tread.x)} {_n(ground)}'
            f"V{_n(tread.y + soft)}q0 {_n(-soft)} {_n(soft)} {_n(-soft)}H{_n(right - soft)}"
            f'q{_n(soft)} 0 {_n(soft)} {_n(soft)}V{_n(ground)}z"/>'
        )

    def _staircase(self) -> list[str]:
        drawn = []
        for kind in ("past", "next", "later"):
            flight = [
                tread
                for tread in self.treads
                if tread.number != self.standing and self._kind(tread.number) == kind
            ]
            drawn += [self._flight(flight, kind)] if flight else []
        return drawn

    def _flight(self, flight: Sequence[Tread], kind: str) -> str:
        down = "".join(f"V{_n(tread.y)}H{_n(tread.right)}" for tread in flight)
        start = f"M{_n(flight[0].x)} {_n(self.ground)}"
        return f'<path {self._paint(kind)} d="{start}{down}V{_n(self.ground)}z"/>'

    # People

    def _dot(self, dot: Dot) -> str:
        radius = self.frame.pitch * (0.34 if dot.kind == "waiting" else 0.4)
        kind = "gone" if dot.kind == "in" and self.picture.state == "not_reached" else dot.kind
        return f'<circle {self._paint(kind)} cx="{_n(dot.x)}" cy="{_n(dot.y)}" r="{_n(radius)}"/>'

    # Words

    def _words(self) -> list[str]:
        roomy = self._roomy([tread.width for tread in self.treads])
        labels = self._labels_inside() if roomy else self._labels_under()
        hint = self._hint() if self.picture.still_falls else []
        return [*labels, *self._bubble(), *hint, *self._legend_drawn()]

    def _scale_only(self) -> list[str]:
        if self.scale == 1:
            return []
        said = self.picture.words.dot(self.scale)
        return [self._text("soft", said, self.frame.width, self.frame.text, self.frame.text, "end")]

    def _rung(self, tread: Tread) -> tuple[int, str] | None:
        rungs = self.picture.rungs
        return rungs[tread.number - 1] if 1 <= tread.number <= len(rungs) else None

    def _labels_inside(self) -> list[str]:
        said = []
        for tread in self.treads:
            rung = self._rung(tread)
            said += self._label_inside(tread, rung) if rung else []
        return said

    def _label_inside(self, tread: Tread, rung: tuple[int, str]) -> list[str]:
        x, frame = tread.middle - GAP / 2, self.frame
        kind = self._kind(tread.number)
        ink = {"now": "on-now", "done": "on-done"}.get(kind, "price")
        units = self.picture.words.from_units(rung[0])
        lower = {"now": "under-now", "done": "under-done"}.get(kind, "soft")
        first = tread.y + frame.price * 1.45
        return [
            self._text(ink, rung[1], x, first, frame.price, "middle"),
            self._text(lower, units, x, first + frame.text * 1.4, frame.text - 1, "middle"),
        ]

    def _labels_under(self) -> list[str]:
        labelled = [tread for tread in self.treads if self._rung(tread)]
        spans = [self._span(tread) for tread in labelled]
        said = []
        for place in layout.thinned(spans, self._order(labelled), 8):
            said += self._label_under(labelled[place], spans[place])
        return said

    def _order(self, labelled: Sequence[Tread]) -> list[int]:
        here = max(0, self.standing - 1)
        last = len(labelled) - 1
        halves = [last * part // 16 for part in (8, 4, 12, 2, 6, 10, 14)]
        return [here, last, 0, *halves, *range(len(labelled) if last < 2 * MANY else 0)]

    def _span(self, tread: Tread) -> tuple[float, float]:
        rung = self._rung(tread)
        half = self._label_width(rung) / 2 if rung else 0.0
        middle = min(max(tread.middle, half), self.frame.width - half)
        return middle - half, middle + half

    def _label_under(self, tread: Tread, span: tuple[float, float]) -> list[str]:
        rung = self._rung(tread)
        if rung is None:
            return []
        x, frame, y = sum(span) / 2, self.frame, self.ground
        ink = "hint" if tread.number == self.standing else "price"
        units = self.picture.words.from_units(rung[0])
        return [
            self._text(ink, rung[1], x, y + 18, frame.price - 2, "middle"),
            self._text("soft", units, x, y + 34, frame.text - 1, "middle"),
        ]

    def _bubble_width(self) -> float:
        said = self._width(self.picture.words.now, self.frame.text)
        return max(self._width(self.picture.price, self.frame.price + 5), said) + 26

    def _bubble_middle(self) -> float:
        half = self._bubble_width() / 2
        return min(max(self.here.middle - GAP / 2, half), self.frame.width - half)

    def _bubble_right(self) -> float:
        return self._bubble_middle() + self._bubble_width() / 2

    def _bubble(self) -> list[str]:
        frame, picture = self.frame, self.picture
        fill, ink = self._bubble_paints()
        big, wide, x = frame.price + 5, self._bubble_width(), self._bubble_middle()
        y = self._crowd_top() - frame.bubble
        tip = min(max(self.here.middle, x - wide / 2 + 16), x + wide / 2 - 16)
        high = frame.bubble - 8
        return [
            f'<rect {self._paint(fill)} x="{_n(x - wide / 2)}" y="{_n(y)}" width="{_n(wide)}" '
            f'height="{_n(high)}" rx="12"/>',
            f'<path {self._paint(fill)} d="M{_n(tip - 7)} {_n(y + high - 1)}h14l-7 7z"/>',
            self._text(ink, picture.words.now, x, y + frame.text + 5, frame.text - 1, "middle"),
            self._text(ink, picture.price, x, y + high - 10, big, "middle"),
        ]

    def _bubble_paints(self) -> tuple[str, str]:
        paints = {"cleared": ("done", "on-done"), "not_reached": ("past", "price")}
        return paints.get(self.picture.state, ("bubble", "on-bubble"))

    def _crowd_top(self) -> float:
        return min((dot.y for dot in self.crowd), default=self.here.y) - self.frame.pitch * 0.6

    def _hint(self) -> list[str]:
        words, frame = self.picture.words, self.frame
        tread = next(t for t in self.treads if t.number == self.standing + 1)
        wide = max(self._width(words.missing, frame.text + 2), self._width(words.next, frame.text))
        x = min(max(tread.x + 10, self._bubble_right() + 8), frame.width - wide)
        y = min(self.here.y - 30, self._rings_top(x, x + wide) - 30)
        foot = tread.y - 5
        down = min(max(x, tread.x) + 6, tread.right - 8)
        arrow = f"M{_n(down)} {_n(y + 24)}V{_n(foot)}m-4 -5l4 5l4 -5"
        free = self._rings_top(down - 6, down + 6) > tread.y - 1 and foot - y > 40
        return [
            self._text("hint", words.missing, x, y, frame.text + 2, "start"),
            self._text("soft", words.next, x, y + frame.text + 3, frame.text, "start"),
            *([f'<path {self._paint("line")} d="{arrow}"/>'] if free else []),
        ]

    def _rings_top(self, left: float, right: float) -> float:
        reach = self.frame.pitch
        over = (r.y - reach for r in self.rings if left - reach < r.x < right + reach)
        return min(over, default=self.frame.height)

    # Legend

    def _legend(self) -> list[list[tuple[str, str]]]:
        words = self.picture.words
        told = [
            ("in", words.people_in),
            ("waiting", words.people_waiting),
            ("missing", words.people_missing if self.picture.still_falls else ""),
            ("", words.dot(self.scale) if self.scale > 1 else ""),
        ]
        lines: list[list[tuple[str, str]]] = [[]]
        for kind, text in told if self.frame.labels else []:
            if text and self._line_width([*lines[-1], (kind, text)]) > self.frame.width:
                lines.append([])
            if text:
                lines[-1].append((kind, text))
        return [line for line in lines if line]

    def _line_width(self, line: Sequence[tuple[str, str]]) -> float:
        return sum(self._item_width(kind, text) for kind, text in line) - 20

    def _item_width(self, kind: str, text: str) -> float:
        return (16 if kind else 0) + self._width(text, self.frame.text) + 20

    def _legend_drawn(self) -> list[str]:
        drawn, y = [], self.frame.height - 22.0 * len(self.legend) + 14
        for line in self.legend:
            x = 0.0
            for kind, text in line:
                drawn += [self._dot(Dot(x + 6, y - 4.5, kind))] if kind else []
                start = x + (16 if kind else 0)
                drawn.append(self._text("soft", text, start, y, self.frame.text, "start"))
                x += self._item_width(kind, text)
            y += 22
        return drawn

    # Marks

    def _text(self, kind: str, text: str, x: float, y: float, size: float, anchor: str) -> str:
        return (
            f'<text {self._paint(kind)} x="{_n(x)}" y="{_n(y)}" font-size="{size:g}" '
            f'text-anchor="{anchor}">{escape(text)}</text>'
        )

    def _paint(self, kind: str) -> str:
        if self.size == "mail":
            return PALETTE[kind] if kind in PALETTE else PALETTE["price"]
        return f'class="{CLASSES.get(kind, "lp-" + kind)}"'


def _n(number: float) -> str:
    """Return a length without needless digits."""
    return f"{number:.1f}".removesuffix(".0")
