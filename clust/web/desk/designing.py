"""A ladder designed for the desk: beside its rivals, with its pictures and what is advised."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import exp
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from clust.base import formats
from clust.campaigns.royalties import royalty_ahead
from clust.rules.designer import Constraints, Design, design
from clust.rules.expectation import Expected, Rungs, Sale, expected
from clust.rules.forecast import Belief, rungs_of, sale_of
from clust.rules.ladder import Ladder
from clust.rules.margin import Step, propose, steps
from clust.rules.price_path import price_path
from clust.sourcing.models import Quote
from clust.web.desk.band_chart import BandChart, Label, Point
from clust.web.desk.bars import Bar, Bars
from clust.web.desk.beliefs import unsigned_level
from clust.web.parts.advice import sentence
from clust.web.parts.ladder_picture import LadderPicture
from clust.web.parts.ladders import ladder_picture

LIKELY = 0.0005
NARROW = 320
EIGHT_IN_TEN = 1.2816


@dataclass(frozen=True, slots=True)
class Rival:
    """A ladder with what it is expected to bring."""

    name: str
    ladder: Rungs
    brings: Expected
    is_best: bool = False

    @property
    def units(self) -> int:
        """Return the units sold in the mean."""
        return round(self.brings.units)

    @property
    def takings(self) -> int:
        """Return what buyers pay in the mean, in cents gross."""
        return round(self.brings.revenue)

    @property
    def profit(self) -> int:
        """Return the profit in the mean, in cents net."""
        return round(self.brings.profit)

    @property
    def worst(self) -> int:
        """Return the least profit that is not next to impossible, in cents net."""
        return round(self.brings.worst)

    @property
    def missing(self) -> int:
        """Return the chance that nothing is sold, per mille."""
        return round(1000 * self.brings.missing)

    @property
    def guarantee(self) -> int:
        """Return the most a buyer pays, in cents."""
        return round(self.ladder.prices[0])

    @property
    def price(self) -> int:
        """Return the mean final price, in cents."""
        return round(self.brings.price(self.ladder))


@dataclass(frozen=True, slots=True)
class Designed:
    """A ladder in cents with everything the page shows of it."""

    quote: Quote
    sale: Sale
    ladder: Ladder
    rivals: list[Rival]
    advice: str
    steps: list[Step]
    people: int
    royalty: int
    spread: float

    @property
    def swing(self) -> tuple[int, int] | None:
        """
        Return the profit if as many fewer or more come as past forecasts were off, in cents net.

        Eight times in ten it lies between; None where nothing was fitted.
        """
        if not self.spread:
            return None
        less, more = (
            expected(replace(self.sale, mean=self.sale.mean * part), self.best.ladder).profit
            for part in (exp(-EIGHT_IN_TEN * self.spread), exp(EIGHT_IN_TEN * self.spread))
        )
        return round(min(less, more)), round(max(less, more))

    @property
    def best(self) -> Rival:
        """Return the ladder that is proposed, with what it brings."""
        return self.rivals[0]

    def money(self, cents: float) -> str:
        """Return an amount in the quote's currency."""
        return formats.money(round(cents), self.quote.currency)

    def picture(self) -> LadderPicture:
        """Return the ladder as buyers would see it."""
        return ladder_picture(
            [(rung.from_units, rung.unit_price) for rung in self.ladder.rungs],
            units_in=0,
            missing=self.ladder.critical_mass,
            state="planned",
            currency=self.quote.currency,
        )

    def charts(self) -> dict[str, list[SafeString]]:
        """Return the pictures, each for a wide and for a narrow place."""
        drawn: dict[str, BandChart | Bars] = {
            "path": self.path(),
            "profits": self.profits(),
            "ends": self.ends(),
            "margins": self.margins(),
        }
        return {
            name: [chart.drawn(), replace(chart, width=NARROW).drawn()]
            for name, chart in drawn.items()
        }

    def path(self) -> BandChart:
        """Return how the price is expected to fall while people come."""
        moments = list(price_path(self.sale, self.best.ladder))
        return BandChart(
            points=[Point(one.part, one.mean, one.low, one.high) for one in moments],
            across=[Label(part, formats.percent(part)) for part in (0.0, 0.25, 0.5, 0.75, 1.0)],
            up=[Label(price, self.money(price)) for price in self.best.ladder.prices],
            said=_("Expected price while people come: from %(first)s to %(last)s.")
            % {"first": self.money(moments[0].mean), "last": self.money(moments[-1].mean)},
        )

    def profits(self) -> Bars:
        """Return the profit of the ladder and its rivals."""
        bars = [
            Bar(
                rival.name,
                rival.brings.profit,
                self.money(rival.brings.profit),
                _tone(rival),
                rival.brings.deviation,
            )
            for rival in self.rivals
        ]
        return Bars(bars, _("Expected profit of each choice"))

    def margins(self) -> Bars:
        """Return what one unit leaves at each rung, at its first unit."""
        bars = [
            Bar(
                _("from %(units)s, at %(price)s")
                % {
                    "units": formats.units(step.first.units),
                    "price": self.money(step.first.price),
                },
                step.first.each,
                f"{self.money(step.first.each)} · {formats.percent(step.first.per_mille / 1000)}",
                "bad" if step.first.each < 0 else "good",
            )
            for step in self.steps
        ]
        return Bars(bars, _("Margin of one unit at each rung"))

    def ends(self) -> Bars:
        """Return how likely each final price is."""
        chances = zip(self.best.ladder.prices, self.best.brings.chances, strict=True)
        bars = [
            Bar(self.money(price), chance, formats.percent(chance), "now")
            for price, chance in chances
        ]
        if self.best.brings.missing > LIKELY:
            missing = self.best.brings.missing
            bars.append(
                Bar(_("not reached: nobody pays"), missing, formats.percent(missing), "bad")
            )
        return Bars(bars, _("How likely each final price is"))


def designed(quote: Quote, asked: dict[str, Any]) -> Designed:
    """
    Return the ladder that is best for what was asked.

    :raises CannotDesign: a subclass says why
    """
    belief = Belief.of(asked["people"], asked["demand"])
    cost, vat, royalty = quote.cost_ladder(), quote.product.vat_per_mille, royalty_ahead(quote)
    costs = cost.dearer(royalty)
    sale = sale_of(belief, costs, vat, cap=quote.capacity, case=quote.case_size)
    constraints = Constraints(
        rungs=asked["rungs"],
        floor=asked["floor"] / 100,
        ceiling=float(asked["ceiling"]),
        rounded=asked["rounded"],
        cents=1,
    )
    found = design(sale, constraints, asked["weight"] / 100)
    ladder = in_cents(found.ladder.ladder)
    return Designed(
        quote=quote,
        sale=sale,
        ladder=ladder,
        rivals=list(_rivals(sale, found, propose(costs, vat))),
        advice=sentence(found.advice, lambda cents: formats.money(round(cents), quote.currency)),
        steps=list(steps(ladder, cost, vat, cap=quote.capacity, royalty=royalty)),
        people=belief.people,
        royalty=royalty,
        spread=unsigned_level(asked["level"])[1],
    )


def in_cents(ladder: Rungs) -> Ladder:
    """Return a ladder in whole cents; rungs that would cost the same are one."""
    rungs: list[tuple[int, int]] = []
    for start, price in ladder.pairs():
        if not rungs or round(price) < rungs[-1][1]:
            rungs.append((start, round(price)))
    return Ladder.of(rungs)


def _rivals(sale: Sale, found: Design, proposed: Ladder) -> Iterator[Rival]:
    yield Rival(_("The best ladder"), found.ladder.ladder, found.ladder.expected, True)
    if found.one_rung.ladder.starts != found.fixed.ladder.starts:
        one = found.one_rung
        yield Rival(_("One price with a critical mass"), one.ladder, one.expected)
    yield Rival(_("The best fixed price"), found.fixed.ladder, found.fixed.expected)
    usual = rungs_of(proposed)
    yield Rival(_("A quarter over cost, as usual"), usual, expected(sale, usual))


def _tone(rival: Rival) -> str:
    if rival.brings.profit < 0:
        return "bad"
    return "now" if rival.is_best else ""
