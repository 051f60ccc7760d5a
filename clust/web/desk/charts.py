"""The crowd of a clust over time, drawn as SVG with the steps of its price."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape

from babel.dates import format_time
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from clust.base import formats

LEFT, RIGHT, TOP, BOTTOM = 52.0, 14.0, 34.0, 30.0
NARROWEST_LABEL = 80.0
SHORT = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happened at a moment, with a few words."""

    at: datetime
    words: str


@dataclass(frozen=True, slots=True)
class CrowdChart:
    """Units pledged over time; `marks` are the steps of the price."""

    points: Sequence[tuple[datetime, int]]
    marks: Sequence[Mark]
    start: datetime
    now: datetime
    end: datetime
    width: float = 480
    height: float = 340

    def drawn(self) -> SafeString:
        """Return the chart as one `<svg>`."""
        parts = [
            f'<svg class="chart" viewBox="0 0 {self.width:g} {self.height:g}" role="img" '
            f'aria-label="{escape(self._said())}">',
            *self._grid(),
            *self._days(),
            *self._crowd(),
            *self._marks(),
            "</svg>",
        ]
        return mark_safe("".join(parts))  # noqa: S308 - words are escaped where they go in

    @property
    def last(self) -> int:
        """Return the units pledged at the end."""
        return self.points[-1][1] if self.points else 0

    def _said(self) -> str:
        words = {"units": formats.units(self.last), "steps": len(self.marks)}
        return _("Units pledged over time: %(units)s now; changes of the price: %(steps)s.") % words

    @property
    def _top(self) -> int:
        return nice_top(max((units for _at, units in self.points), default=0))

    def _x(self, at: datetime) -> float:
        whole = (self.end - self.start) or timedelta(seconds=1)
        part = min(max((at - self.start) / whole, 0), 1)
        return LEFT + part * (self.width - LEFT - RIGHT)

    def _y(self, units: float) -> float:
        return TOP + (1 - units / self._top) * (self.height - TOP - BOTTOM)

    def _grid(self) -> list[str]:
        drawn = []
        for part in range(5):
            units = self._top * part // 4
            y = self._y(units)
            drawn.append(
                f'<line class="chart-grid" x1="{LEFT:g}" x2="{self.width - RIGHT:g}" '
                f'y1="{y:.1f}" y2="{y:.1f}"/>'
                f'<text x="{LEFT - 8:g}" y="{y + 4:.1f}" text-anchor="end">'
                f"{escape(formats.units(units))}</text>"
            )
        return drawn

    def _days(self) -> list[str]:
        moments = [self.start + (self.end - self.start) * part / 4 for part in range(5)]
        anchors = ["start", "middle", "middle", "middle", "end"]
        said = [self._moment(at) for at in moments]
        return [
            f'<text x="{self._x(at):.1f}" y="{self.height - 6:g}" text-anchor="{anchor}">'
            f"{escape(words)}</text>"
            for at, anchor, words, before in zip(moments, anchors, said, ["", *said], strict=False)
            if words != before
        ]

    def _moment(self, at: datetime) -> str:
        if self.end - self.start > SHORT:
            return formats.short_day(at)
        return format_time(timezone.localtime(at), "short", locale=formats.calendar())

    def _crowd(self) -> list[str]:
        if not self.points:
            return []
        ground, x_now = self._y(0), self._x(min(self.now, self.end))
        line = f"M{LEFT:g} {ground:.1f}" + "".join(
            f"L{min(self._x(at), x_now):.1f} {self._y(units):.1f}" for at, units in self.points
        )
        line += f"H{x_now:.1f}"
        return [
            f'<path class="chart-area" d="{line}V{ground:.1f}z"/>',
            f'<path class="chart-line" d="{line}"/>',
        ]

    def _marks(self) -> list[str]:
        drawn, free_from = [], 0.0
        for mark in self.marks:
            x = self._x(mark.at)
            drawn.append(
                f'<line class="chart-mark" x1="{x:.1f}" x2="{x:.1f}" y1="{TOP - 6:g}" '
                f'y2="{self.height - BOTTOM:g}"/>'
            )
            if x >= free_from:
                at = min(x, self.width - RIGHT - NARROWEST_LABEL / 2)
                drawn.append(f'<text x="{at:.1f}" y="14">{escape(mark.words)}</text>')
                free_from = x + NARROWEST_LABEL
        return drawn


def nice_top(highest: int) -> int:
    """Return the next of 4, 8, 12, 20, 40, 80, 120, … that is no less."""
    scale = 1
    while True:
        for step in (4, 8, 12, 20):
            if highest <= step * scale:
                return step * scale
        scale *= 10
