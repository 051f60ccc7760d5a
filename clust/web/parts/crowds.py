"""People as dots: those who say their price are filled, those who want it are rings."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe

from clust.web.parts.ladder_picture.layout import dot_scale, dots

ENOUGH = 20
ACROSS, MOST_DOTS = 20, 40
PITCH, RADIUS = 12, 4.6


@dataclass(frozen=True, slots=True)
class Crowd:
    """How many people want a thing, and how many of them say at which price they buy it."""

    people: int
    firm: int = 0
    goal: int = ENOUGH

    @property
    def missing(self) -> int:
        """Return the people missing until we usually go and ask suppliers."""
        return max(self.goal - self.people, 0)

    @property
    def scale(self) -> int:
        """Return how many people a dot stands for."""
        return dot_scale(MOST_DOTS, self.people + self.missing)

    def kinds(self) -> Iterator[str]:
        """Yield what each dot stands for, from the left."""
        standing = dots(self.people, self.scale)
        firm = min(dots(self.firm, self.scale), standing)
        for kind, number in (("in", firm), ("waiting", standing - firm)):
            yield from [kind] * number
        yield from ["missing"] * dots(self.missing, self.scale)


def draw(crowd: Crowd) -> SafeString:
    """Return the dots as SVG, in two rows at most; decoration, so words stand beside it."""
    kinds = list(crowd.kinds())
    height = PITCH * max(1, -(-len(kinds) // ACROSS))
    people = "".join(_dot(kind, place) for place, kind in enumerate(kinds))
    size = f'viewBox="0 0 {ACROSS * PITCH} {height}"'
    return mark_safe(f'<svg class="crowd" {size} aria-hidden="true">{people}</svg>')  # noqa: S308


def _dot(kind: str, place: int) -> str:
    row, column = divmod(place, ACROSS)
    x, y = (column + 0.5) * PITCH, (row + 0.5) * PITCH
    radius = RADIUS - 0.9 if kind == "waiting" else RADIUS
    return f'<circle class="lp-{kind}" cx="{x:g}" cy="{y:g}" r="{radius:g}"/>'
