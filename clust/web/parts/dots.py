"""Votes as dots: filled ones are there, faint ones missing to the goal, green ones beyond it."""

from dataclasses import dataclass
from html import escape

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from clust.web.parts import formats

MOST, PER_ROW, PITCH, RADIUS = 120, 24, 20, 7
SCALES = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 5_000, 10_000, 100_000, 1_000_000)


@dataclass(frozen=True, slots=True)
class Dots:
    """Units there and units wanted, drawn as dots of `scale` units each."""

    units: int
    goal: int

    @property
    def scale(self) -> int:
        """Return how many units a dot stands for."""
        most = max(self.units, self.goal)
        return next((one for one in SCALES if most <= one * MOST), SCALES[-1])

    @property
    def kinds(self) -> list[str]:
        """Return the dots in order: those there, those beyond the goal, those missing."""
        there, goal = self.units // self.scale, -(-self.goal // self.scale)
        within, beyond = min(there, goal), min(max(there - goal, 0), MOST)
        return ["in"] * within + ["missing"] * (goal - within) + ["done"] * beyond

    @property
    def legend(self) -> str:
        """Return what a dot stands for, empty where it is one unit."""
        if self.scale == 1:
            return ""
        return _("A dot stands for %(units)s.") % {"units": formats.units(self.scale)}

    @property
    def words(self) -> str:
        """Return what the picture says."""
        said = {"units": formats.units(self.units), "goal": formats.units(self.goal)}
        return _("%(units)s of %(goal)s") % said

    def drawn(self) -> SafeString:
        """Return the picture as SVG."""
        kinds = self.kinds
        rows = max(1, -(-len(kinds) // PER_ROW))
        circles = "".join(
            f'<circle class="lp-{kind}" cx="{place % PER_ROW * PITCH + PITCH // 2}"'
            f' cy="{place // PER_ROW * PITCH + PITCH // 2}" r="{RADIUS}"/>'
            for place, kind in enumerate(kinds)
        )
        return mark_safe(  # noqa: S308 - numbers of ours, words escaped
            f'<svg viewBox="0 0 {PER_ROW * PITCH} {rows * PITCH}" role="img"'
            f' aria-label="{escape(self.words)}">{circles}</svg>'
        )
