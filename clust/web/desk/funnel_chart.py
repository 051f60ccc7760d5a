"""The funnel as a picture: a bar for each step, as wide as its people."""

from dataclasses import dataclass
from html import escape

from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst

from clust.base import formats
from clust.web.desk.funnel import STEPS, Count, Funnel
from clust.web.desk.templatetags.desk import percent

ROW, GAP, TOP = 34.0, 10.0, 4.0
LABELS, NUMBERS = 165.0, 130.0


@dataclass(frozen=True, slots=True)
class FunnelChart:
    """One funnel, drawn; where `narrow`, words stand above their bars."""

    funnel: Funnel
    width: float = 720
    narrow: bool = False

    def drawn(self) -> SafeString:
        """Return the picture as one `<svg>`."""
        steps = self.funnel.steps
        height = TOP + len(steps) * self._pitch
        parts = [
            f'<svg class="funnel" viewBox="0 0 {self.width:g} {height:g}" role="img" '
            f'aria-label="{escape(self._said())}">',
            *(part for place, count in enumerate(steps) for part in self._step(place, count)),
            "</svg>",
        ]
        return mark_safe("".join(parts))  # noqa: S308 - words are escaped where they go in

    @property
    def _pitch(self) -> float:
        return (ROW + 22 if self.narrow else ROW) + GAP

    def _said(self) -> str:
        told = (f"{STEPS[one.step]} {formats.units(one.people)}" for one in self.funnel.steps)
        return capfirst(", ".join(told))

    def _step(self, place: int, count: Count) -> list[str]:
        y = TOP + place * self._pitch
        left = 0.0 if self.narrow else LABELS
        bar = y + 20 if self.narrow else y
        room = self.width - left - (78.0 if self.narrow else NUMBERS)
        most = max((one.people for one in self.funnel.steps), default=0) or 1
        wide = max(room * count.people / most, 2.0)
        middle = bar + (ROW - (10 if self.narrow else 0)) / 2 + 5
        label = escape(capfirst(str(STEPS[count.step])))
        share = "" if count.of_before is None else escape(percent(count.of_before))
        number = escape(formats.units(count.people))
        return [
            f'<text class="funnel-label" x="0" y="{y + 14 if self.narrow else middle:g}">'
            f"{label}</text>",
            f'<rect class="funnel-bar funnel-{count.step}" x="{left:g}" y="{bar:g}" rx="6" '
            f'width="{wide:.1f}" height="{ROW - (10 if self.narrow else 0):g}"/>',
            f'<text class="funnel-number" x="{left + wide + 8:.1f}" y="{middle:g}">{number}'
            f'<tspan class="funnel-share" dx="8">{share}</tspan></text>',
        ]
