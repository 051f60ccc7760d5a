"""Bars beside each other, drawn as SVG: what each choice brings, how likely each end is."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from django.utils.safestring import SafeString, mark_safe

ROW, BAR, EDGE = 46.0, 14.0, 4.0
TONES = {"": "chart-bar", "now": "chart-bar-now", "good": "chart-bar-good", "bad": "chart-bar-bad"}


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its name, its length, the words for it, and how far it may come out otherwise."""

    name: str
    value: float
    words: str
    tone: str = ""
    spread: float = 0.0


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars from one zero; a line through the end of one shows how far it may come out otherwise."""

    bars: Sequence[Bar]
    said: str
    width: float = 480

    def drawn(self) -> SafeString:
        """Return the picture as one `<svg>`."""
        high = ROW * len(self.bars)
        parts = [
            f'<svg class="chart" viewBox="0 0 {self.width:g} {high:g}" role="img" '
            f'aria-label="{escape(self.said)}">',
            *(self._bar(bar, ROW * place) for place, bar in enumerate(self.bars)),
            "</svg>",
        ]
        return mark_safe("".join(parts))  # noqa: S308 - words are escaped where they go in

    def _x(self, value: float) -> float:
        ends = [(bar.value - bar.spread, bar.value + bar.spread) for bar in self.bars]
        low = min(0.0, *(min(end) for end in ends))
        high = max(0.0, *(max(end) for end in ends))
        return EDGE + (value - low) / ((high - low) or 1) * (self.width - 2 * EDGE)

    def _bar(self, bar: Bar, y: float) -> str:
        left, right = sorted((self._x(0), self._x(bar.value)))
        middle = y + 22 + BAR / 2
        spread = (
            f'<line class="chart-spread" x1="{self._x(bar.value - bar.spread):.1f}" '
            f'x2="{self._x(bar.value + bar.spread):.1f}" y1="{middle:g}" y2="{middle:g}"/>'
            if bar.spread
            else ""
        )
        return (
            f'<text x="{EDGE:g}" y="{y + 15:g}">{escape(bar.name)}</text>'
            f'<text class="chart-figure" x="{self.width - EDGE:g}" y="{y + 15:g}" '
            f'text-anchor="end">{escape(bar.words)}</text>'
            f'<rect class="{TONES[bar.tone]}" x="{left:.1f}" y="{y + 22:g}" rx="3" '
            f'width="{max(right - left, 1):.1f}" height="{BAR:g}"/>{spread}'
        )
