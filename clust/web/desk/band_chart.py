"""A line with the band around it, drawn as SVG: a price over time, units over prices."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

from django.utils.safestring import SafeString, mark_safe

LEFT, RIGHT, TOP, BOTTOM = 62.0, 14.0, 16.0, 30.0
LABEL_HEIGHT = 20.0


@dataclass(frozen=True, slots=True)
class Point:
    """A place on the line, and between what it lies eight times in ten."""

    x: float
    y: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Label:
    """Words at a place of an axis."""

    at: float
    words: str


@dataclass(frozen=True, slots=True)
class BandChart:
    """A line and its band; `said` tells the picture to those who do not see it."""

    points: Sequence[Point]
    across: Sequence[Label]
    up: Sequence[Label]
    said: str
    stepped: bool = False
    width: float = 480
    height: float = 260

    def drawn(self) -> SafeString:
        """Return the chart as one `<svg>`."""
        parts = [
            f'<svg class="chart" viewBox="0 0 {self.width:g} {self.height:g}" role="img" '
            f'aria-label="{escape(self.said)}">',
            *self._grid(),
            *self._below(),
            f'<path class="chart-area" d="{self._band()}"/>',
            f'<path class="chart-line" d="{self._line([point.y for point in self.points])}"/>',
            "</svg>",
        ]
        return mark_safe("".join(parts))  # noqa: S308 - words are escaped where they go in

    def _x(self, at: float) -> float:
        first, *_, last = sorted((self.points[0].x, self.points[-1].x))
        return LEFT + (at - first) / ((last - first) or 1) * (self.width - LEFT - RIGHT)

    def _y(self, at: float) -> float:
        heights = [label.at for label in self.up]
        low = min([*heights, *(point.low for point in self.points)])
        high = max([*heights, *(point.high for point in self.points)])
        return TOP + (high - at) / ((high - low) or 1) * (self.height - TOP - BOTTOM)

    def _grid(self) -> list[str]:
        drawn, free = [], self.height
        for label in sorted(self.up, key=lambda one: one.at):
            y = self._y(label.at)
            drawn.append(
                f'<line class="chart-grid" x1="{LEFT:g}" x2="{self.width - RIGHT:g}" '
                f'y1="{y:.1f}" y2="{y:.1f}"/>'
            )
            if y <= free - LABEL_HEIGHT:
                drawn.append(
                    f'<text x="{LEFT - 8:g}" y="{y + 4:.1f}" text-anchor="end">'
                    f"{escape(label.words)}</text>"
                )
                free = y
        return drawn

    def _below(self) -> list[str]:
        last = len(self.across) - 1
        anchors = ["start" if n == 0 else "end" if n == last else "middle" for n in range(last + 1)]
        return [
            f'<text x="{self._x(label.at):.1f}" y="{self.height - 6:g}" text-anchor="{anchor}">'
            f"{escape(label.words)}</text>"
            for label, anchor in zip(self.across, anchors, strict=True)
        ]

    def _band(self) -> str:
        upper = self._line([point.high for point in self.points])
        lower = self._line([point.low for point in self.points], back=True)
        return f"{upper}L{lower[1:]}z"

    def _line(self, heights: Sequence[float], *, back: bool = False) -> str:
        places = [
            (self._x(point.x), self._y(height))
            for point, height in zip(self.points, heights, strict=True)
        ]
        corners = places[:1]
        for (_x, before), (x, y) in pairwise(places):
            corners += [(x, before), (x, y)] if self.stepped else [(x, y)]
        ordered = corners[::-1] if back else corners
        return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in ordered)
