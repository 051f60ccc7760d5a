"""The words of a ladder picture: prices on the steps, the bubble, the hint, the legend."""

from collections.abc import Sequence

from clust.web.parts.ladder_picture import layout
from clust.web.parts.ladder_picture.layout import Tread
from clust.web.parts.ladder_picture.paint import Paint, n
from clust.web.parts.ladder_picture.plan import GAP, HINT_GAP, LEGEND_LINE, TIP, Plan

SPREAD = (8, 4, 12, 2, 6, 10, 14)
FEW = 28
BUBBLES = {"cleared": ("done", "on-done"), "not_reached": ("past", "price")}


class Lettering:
    """All that is written into one picture."""

    def __init__(self, plan: Plan, paint: Paint) -> None:
        self.plan = plan
        self.paint = paint
        self.frame = plan.frame
        self.words = plan.picture.words

    def drawn(self) -> list[str]:
        """Return the marks; a card only says how many a dot stands for."""
        if not self.frame.labels:
            return self._scale_only()
        labels = self._labels_inside() if self.plan.roomy else self._labels_under()
        hint = self._hint() if self.plan.missing else []
        return [*labels, *self._bubble(), *hint, *self._legend()]

    def _scale_only(self) -> list[str]:
        if self.plan.scale == 1:
            return []
        size, said = self.frame.text, self.words.dot(self.plan.scale)
        return [self.paint.text("soft", said, (self.frame.width, size), size, "end")]

    # Labels

    def _labels_inside(self) -> list[str]:
        said = []
        for tread in self.plan.treads:
            rung = self.plan.rung(tread)
            said += self._label_inside(tread, rung) if rung else []
        return said

    def _label_inside(self, tread: Tread, rung: tuple[int, str]) -> list[str]:
        x, y, frame = tread.middle - GAP / 2, tread.y + self.frame.price * 1.45, self.frame
        price, units = self._inks(tread)
        said = self.words.from_units(rung[0])
        return [
            self.paint.text(price, rung[1], (x, y), frame.price, "middle"),
            self.paint.text(units, said, (x, y + frame.text * 1.4), frame.text - 1, "middle"),
        ]

    def _inks(self, tread: Tread) -> tuple[str, str]:
        if tread.number != self.plan.standing or self.plan.picture.state == "not_reached":
            return "price", "soft"
        done = self.plan.picture.state == "cleared"
        return ("on-done", "under-done") if done else ("on-now", "under-now")

    def _labels_under(self) -> list[str]:
        labelled = [tread for tread in self.plan.treads if self.plan.rung(tread)]
        spans = [self._span(tread) for tread in labelled]
        said = []
        for place in layout.thinned(spans, self._order(len(labelled)), 8):
            said += self._label_under(labelled[place], spans[place])
        return said

    def _order(self, count: int) -> list[int]:
        """Return which labels matter most: ours, the next, the ends, then evenly between."""
        here, last = max(0, self.plan.standing - 1), count - 1
        following = min(self.plan.standing, last)
        between = [last * part // 16 for part in SPREAD]
        return [here, following, last, 0, *between, *range(count if count < FEW else 0)]

    def _span(self, tread: Tread) -> tuple[float, float]:
        rung = self.plan.rung(tread)
        half = self.plan.label_width(rung) / 2 if rung else 0.0
        middle = min(max(tread.middle, half), self.frame.width - half)
        return middle - half, middle + half

    def _label_under(self, tread: Tread, span: tuple[float, float]) -> list[str]:
        rung = self.plan.rung(tread)
        if rung is None:
            return []
        x, y, frame = sum(span) / 2, self.plan.ground, self.frame
        ink = "hint" if tread.number == self.plan.standing else "price"
        said = self.words.from_units(rung[0])
        return [
            self.paint.text(ink, rung[1], (x, y + 18), frame.price - 2, "middle"),
            self.paint.text("soft", said, (x, y + 34), frame.text - 1, "middle"),
        ]

    # Where we stand

    def _bubble(self) -> list[str]:
        frame, plan, x = self.frame, self.plan, self.plan.bubble_middle
        fill, ink = BUBBLES.get(plan.picture.state, ("bubble", "on-bubble"))
        wide, high, y = plan.bubble_width, frame.bubble - 8, plan.crowd_top - frame.bubble
        tip = min(max(plan.here.middle, x - wide / 2 + TIP), x + wide / 2 - TIP)
        small, big = frame.text - 1, frame.price + 5
        return [
            f'<rect {self.paint.fill(fill)} x="{n(x - wide / 2)}" y="{n(y)}" width="{n(wide)}" '
            f'height="{n(high)}" rx="12"/>',
            self.paint.path(fill, f"M{n(tip - 7)} {n(y + high - 1)}h14l-7 7z"),
            self.paint.text(ink, self.words.now, (x, y + small + 6), small, "middle"),
            self.paint.text(ink, plan.picture.price, (x, y + high - 10), big, "middle"),
        ]

    def _hint(self) -> list[str]:
        words, frame, size = self.words, self.frame, self.frame.text
        x, y = self._hint_at()
        return [
            self.paint.text("hint", words.missing, (x, y), size + 2, "start"),
            self.paint.text("soft", words.next, (x, y + frame.text + 3), size, "start"),
            *self._arrow(x, y),
        ]

    def _hint_at(self) -> tuple[float, float]:
        plan, wide = self.plan, self.plan.hint_width
        beside = max(plan.here.right + 10, plan.bubble_right + HINT_GAP)
        x = min(beside, self.frame.width - wide)
        clear = min(plan.here.y, plan.people_top(x, x + wide))
        if plan.is_hint_above:
            bubble_top = plan.crowd_top - self.frame.bubble
            return x, min(bubble_top, clear) - self.frame.text - 3 - HINT_GAP
        return x, max(self.frame.text + 2, clear - 30)

    def _arrow(self, x: float, y: float) -> list[str]:
        """Return an arrow from the hint down to the next step, where nobody is in its way."""
        plan = self.plan
        step = next(tread for tread in plan.treads if tread.number == plan.standing + 1)
        down, foot = min(max(x, step.x) + 6, step.right - 8), step.y - 5
        taken = plan.people_top(down - 6, down + 6) < step.y or plan.is_hint_above
        if taken or foot - y <= 40 or step.width < 16:
            return []
        return [self.paint.path("line", f"M{n(down)} {n(y + 24)}V{n(foot)}m-4 -5l4 5l4 -5")]

    # Legend

    def _legend(self) -> list[str]:
        y = self.frame.height - LEGEND_LINE * len(self.plan.legend) + 14
        drawn = []
        for place, line in enumerate(self.plan.legend):
            drawn += self._legend_line(line, y + place * LEGEND_LINE)
        return drawn

    def _legend_line(self, line: Sequence[tuple[str, str]], y: float) -> list[str]:
        drawn, x, pitch = [], 0.0, self.frame.pitch
        for kind, said in line:
            radius = pitch * (0.34 if kind == "waiting" else 0.4)
            drawn += [self.paint.circle(kind, (x + 6, y - 4.5), radius)] if kind else []
            start = x + (16 if kind else 0)
            drawn.append(self.paint.text("soft", said, (start, y), self.frame.text, "start"))
            x += self.plan.item_width((kind, said))
        return drawn
