"""
The ladder as mails can show it: a table of steps and a line of dots.

Few mail readers draw SVG, so here the picture is made of words, cells and the letters ● and ○.
"""

from collections.abc import Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clust.base.formats import money, units
from clust.rules.ladder import Ladder

MOST_STAIRS = 6
MOST_DOTS = 24
DEEPEST_INDENT = 54


class Stair(NamedTuple):
    """One rung: its price, from how many, what there is to say; a gap has no price."""

    place: str
    price: str
    words: str
    indent: int


class Stairs(NamedTuple):
    """A ladder ready for a mail: stairs, dots of those in, missing and waiting, and the legend."""

    stairs: list[Stair]
    dots_in: str
    dots_missing: str
    dots_waiting: str
    legend: str


class Standing(NamedTuple):
    """Where a campaign stands: number of its rung, 0 for none, and units."""

    rung: int
    units: int
    missing: int
    waiting: int
    final: bool = False


def draw(ladder: Ladder, standing: Standing, currency: str) -> Stairs:
    """Return the picture of a ladder, in the reader's language."""
    last = len(ladder.rungs) - 1
    shown = chosen(len(ladder.rungs), standing.rung)
    stairs: list[Stair] = []
    for number in shown:
        if stairs and number - 1 not in shown:
            stairs.append(Stair("gap", "", "", stairs[-1].indent))
        rung = ladder.rungs[number - 1]
        indent = DEEPEST_INDENT * shown.index(number) // max(1, len(shown) - 1) if last else 0
        price = money(rung.unit_price, currency)
        words = _("from %(n)s") % {"n": units(rung.from_units)}
        said = _said(number, standing)
        stairs.append(
            Stair(_place(number, standing), price, " · ".join(filter(None, (words, said))), indent)
        )
    return Stairs(stairs, *_dots(standing))


def chosen(rungs: int, standing: int) -> Sequence[int]:
    """Return the numbers of the rungs to show: the first, the last and those around us."""
    if rungs <= MOST_STAIRS:
        return range(1, rungs + 1)
    here = max(standing, 1)
    around = range(max(1, here - 1), min(rungs, here + 2) + 1)
    return sorted({1, *around, rungs})


def _place(number: int, standing: Standing) -> str:
    if number == standing.rung:
        return "final" if standing.final else "now"
    if number < standing.rung:
        return "past"
    return "next" if number == standing.rung + 1 and not standing.final else "later"


def _said(number: int, standing: Standing) -> str:
    place = _place(number, standing)
    if place == "final":
        return _("final price")
    if place == "now":
        return _("price now")
    if place == "next" and standing.missing > 0:
        missing = {"n": units(standing.missing)}
        return ngettext("%(n)s more", "%(n)s more", standing.missing) % missing
    return ""


def _dots(standing: Standing) -> tuple[str, str, str, str]:
    missing = 0 if standing.final else max(standing.missing, 0)
    scale = 1
    while -(-(standing.units + missing + standing.waiting) // scale) > MOST_DOTS:
        scale *= 10
    counts = (standing.units, missing, standing.waiting)
    said = (_("%(n)s in"), _("%(n)s missing"), _("%(n)s waiting"))
    legend = [word % {"n": units(count)} for word, count in zip(said, counts, strict=True) if count]
    if scale > 1:
        legend.append(_("one dot = %(n)s") % {"n": units(scale)})
    full, missed, waits = (
        dot * -(-count // scale) for dot, count in zip("●●○", counts, strict=True)
    )
    return full, missed, waits, " · ".join(legend)
