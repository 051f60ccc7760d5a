"""The demand of a brief as it is shown: a picture of steps, a table, and its parts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from clust.base import formats
from clust.rules.curves import DemandCurve, Firmness, Step, Units
from clust.web.parts.regions import regions
from clust.wishes.demand import Demand, Part

LEFT, RIGHT, TOP, BOTTOM = 74.0, 16.0, 14.0, 48.0
MOST_STEPS = 240
MOST_ROWS = 20
LAYERS = (("wish", Firmness.WISH), ("limit", Firmness.LIMIT), ("card", Firmness.CARD))


@dataclass(frozen=True, slots=True)
class DemandPicture:
    """
    Steps going down from left to right: the lower the price, the more units are wanted.

    Three shades lie over each other: all wishes, those under a limit, those with a card too.
    """

    curve: DemandCurve
    currency: str
    width: float = 640
    height: float = 340

    def drawn(self) -> SafeString:
        """Return the picture as one `<svg>`; empty where no price is named."""
        if not self.curve.named:
            return mark_safe("")
        parts = [
            f'<svg class="chart demand" viewBox="0 0 {self.width:g} {self.height:g}" role="img" '
            f'aria-label="{escape(self.told)}">',
            *self._grid(),
            *(self._layer(name, least) for name, least in LAYERS),
            *self._axes(),
            "</svg>",
        ]
        return mark_safe("".join(parts))  # noqa: S308 - words are escaped where they go in

    @property
    def told(self) -> str:
        """Return the picture in a sentence."""
        cheapest, dearest = self.curve.named[-1][0], self.curve.named[0][0]
        everybody = self.curve.units
        return _(
            "Demand: from %(few)s units at %(dear)s to %(many)s at %(cheap)s, %(firm)s of them"
            " under a limit."
        ) % {
            "few": formats.units(self.curve.at(dearest).total),
            "dear": formats.money(dearest, self.currency),
            "many": formats.units(everybody.total),
            "cheap": formats.money(cheapest, self.currency),
            "firm": formats.units(everybody.firm),
        }

    @property
    def _highest(self) -> int:
        return self.curve.named[0][0]

    @property
    def _lowest(self) -> int:
        """Return the price at the ground: zero, or a round one below where all are near."""
        low, high = self.curve.named[-1][0], self._highest
        return 0 if low < high * 0.5 else _round_down(low - (high - low) // 4 - 1)

    @property
    def _most(self) -> int:
        return max(self.curve.units.total, 1)

    def _x(self, units: float) -> float:
        return LEFT + units / self._most * (self.width - LEFT - RIGHT)

    def _y(self, price: float) -> float:
        whole = max(self._highest - self._lowest, 1)
        part = (price - self._lowest) / whole
        return TOP + (1 - part) * (self.height - TOP - BOTTOM)

    def _layer(self, name: str, least: Firmness) -> str:
        points = thinned(self.curve.points(least), MOST_STEPS)
        ground = self._y(self._lowest)
        first = self.curve.any_price.total if least is Firmness.WISH else 0
        line = f"M{LEFT:g} {self._y(self._highest):.1f}H{self._x(first):.1f}"
        for price, units in points:
            line += f"V{self._y(price):.1f}H{self._x(units):.1f}"
        return f'<path class="demand-{name}" d="{line}V{ground:.1f}H{LEFT:g}z"/>'

    def _grid(self) -> list[str]:
        drawn = []
        for price in _ticks(self._lowest, self._highest):
            y = self._y(price)
            drawn.append(
                f'<line class="chart-grid" x1="{LEFT:g}" x2="{self.width - RIGHT:g}" '
                f'y1="{y:.1f}" y2="{y:.1f}"/>'
                f'<text x="{LEFT - 8:g}" y="{y + 4:.1f}" text-anchor="end">'
                f"{escape(formats.money(price, self.currency))}</text>"
            )
        return drawn

    def _axes(self) -> list[str]:
        y = self.height - BOTTOM + 18
        middle = (LEFT + self.width - RIGHT) / 2
        drawn = [
            f'<text x="{self._x(units):.1f}" y="{y:.1f}" '
            f'text-anchor="{"start" if not units else "middle"}">'
            f"{escape(formats.units(units))}</text>"
            for units in _ticks(0, self._most)
        ]
        words = escape(_("units wanted at this price or less"))
        said = f'<text x="{middle:.1f}" y="{self.height - 8:g}" text-anchor="middle">{words}</text>'
        return [*drawn, said]


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table: a price, and the units bought at it."""

    price: int
    units: Units


@dataclass(frozen=True, slots=True)
class PartRow:
    """A part of the demand with its name and its share of the units in the reader's words."""

    label: str
    people: int
    units: Units
    share: str


@dataclass(frozen=True, slots=True)
class ShownDemand:
    """All that a page says of a demand; suppliers are given `demand.for_suppliers()`."""

    demand: Demand

    @property
    def picture(self) -> SafeString:
        """Return the picture, wide."""
        return DemandPicture(self.demand.curve, self.demand.currency).drawn()

    @property
    def narrow(self) -> SafeString:
        """Return the picture for a phone."""
        return DemandPicture(self.demand.curve, self.demand.currency, 380, 330).drawn()

    @property
    def rows(self) -> list[Row]:
        """Return the table: every price where there are few, else prices spread over the units."""
        steps: Sequence[Step] = self.demand.curve.steps
        return [Row(step.price, step.reached) for step in spread(steps, MOST_ROWS)]

    @property
    def parts(self) -> list[tuple[str, list[PartRow]]]:
        """Return the parts by choice, region, storefront and week that say anything."""
        demand = self.demand
        names = dict(regions())
        told = [
            (_("By choice"), self._named(demand.choices, str)),
            (_("By region"), self._named(demand.regions, lambda code: names.get(code, code))),
            (_("By storefront"), self._named(demand.storefronts, str)),
            (_("By week"), self._named(demand.weeks, _week)),
        ]
        return [(title, rows) for title, rows in told if rows]

    def _named(self, parts: Iterable[Part], name: Any) -> list[PartRow]:
        whole = max(self.demand.curve.units.total, 1)
        return [
            PartRow(
                pgettext("parts", "all others") if part.what is None else name(part.what),
                part.people,
                part.units,
                formats.percent(part.units.total / whole),
            )
            for part in parts
        ]


def _week(monday: date) -> str:
    return _("week of %(day)s") % {"day": formats.short_day(monday)}


def thinned(points: Sequence[tuple[int, int]], most: int) -> Sequence[tuple[int, int]]:
    """Return at most so many points, evenly taken, the last included."""
    if len(points) <= most:
        return points
    stride = len(points) / most
    kept = {round(n * stride) for n in range(most)} | {len(points) - 1}
    return [point for place, point in enumerate(points) if place in kept]


def spread(steps: Sequence[Step], most: int) -> list[Step]:
    """Return at most so many steps, one in each equal share of the units."""
    if len(steps) <= most:
        return list(steps)
    whole = steps[-1].reached.total or 1
    kept: dict[int, Step] = {}
    for step in steps:
        kept[min(step.reached.total * most // whole, most - 1)] = step
    return list(kept.values())


def _ticks(low: int, high: int, most: int = 5) -> list[int]:
    """Return round numbers from low to high, about so many: steps of 1, 2, 5, 10, 20, …"""
    step = next(
        head * 10**power
        for power in range(12)
        for head in (1, 2, 5)
        if (high - low) <= most * head * 10**power
    )
    return list(range(-(-low // step) * step, high + 1, step))


def _round_down(number: int) -> int:
    if number <= 0:
        return 0
    scale: int = 10 ** max(len(str(number)) - 2, 0)
    return number // scale * scale
