"""The fitted demand as a picture and a table, and what past clusts have taught, in words."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clust.base import formats
from clust.campaigns.conversion import Conversion
from clust.rules.calibration import Level
from clust.rules.willingness import Willingness
from clust.web.desk.band_chart import BandChart, Label, Point
from clust.web.desk.beliefs import Known

SAME, NARROW, LINES, ROWS, TAIL = 0.005, 320, 4, 40, 0.03


@dataclass(frozen=True, slots=True)
class Row:
    """Units that would be bought at a price in cents, and between what, eight times in ten."""

    price: int
    units: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Fit:
    """What is shown of a fit: its pictures, its table, what forecasts and words came to."""

    pictures: list[SafeString]
    rows: list[Row]
    learnt: str
    held: list[str]


def shown_fit(known: Known, currency: str) -> Fit | None:
    """Return what is shown of what is known, None where nothing is fitted."""
    fitted = known.willingness
    if fitted is None:
        return None
    chart = willingness_chart(fitted, currency)
    pictures = [chart.drawn(), replace(chart, width=NARROW).drawn()]
    held = list(_held(known.held.values()))
    return Fit(pictures, _rows(fitted), learnt(known.level), held)


def willingness_chart(fitted: Willingness, currency: str) -> BandChart:
    """Return the units that would be bought at each price, with their band."""
    points = [
        Point(*of) for of in zip(fitted.prices, fitted.units, fitted.low, fitted.high, strict=True)
    ]
    high, low = points[0], points[-1]
    words = {
        "units": formats.units(round(low.y)),
        "low": formats.units(round(low.low)),
        "high": formats.units(round(low.high)),
        "cheap": formats.money(round(low.x), currency),
        "few": formats.units(round(high.y)),
        "dear": formats.money(round(high.x), currency),
    }
    below = replace(low, x=low.x - TAIL * ((high.x - low.x) or low.x))
    return BandChart(
        points=[*points, below],
        across=[Label(x, formats.money(round(x), currency)) for x in _ends(low.x, high.x)],
        up=[Label(units, formats.units(round(units))) for units in _round_numbers(low.high)],
        said=_(
            "Units that would be bought at each price: %(units)s at %(cheap)s, between %(low)s and "
            "%(high)s; %(few)s at %(dear)s."
        )
        % words,
        stepped=True,
    )


def _ends(low: float, high: float) -> list[float]:
    return [low, (low + high) / 2, high] if high > low else [low]


def _round_numbers(most: float) -> list[float]:
    """Return up to five round numbers from nothing to the most."""
    each = 1.0
    for step in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 10**5, 10**6, 10**8):
        each = float(step)
        if most / each <= LINES:
            break
    return [each * line for line in range(int(most / each) + 1)]


def _rows(fitted: Willingness) -> list[Row]:
    """Return the table, dearest first; of many prices some, the last among them."""
    columns = zip(fitted.prices, fitted.units, fitted.low, fitted.high, strict=True)
    rows = [Row(*(round(number) for number in column)) for column in columns]
    step = -(-len(rows) // ROWS)
    return rows[::-step][::-1]


def learnt(level: Level) -> str:
    """Return in one sentence what past forecasts have taught this one."""
    number = level.forecasts
    if not number:
        return _(
            "No forecast of ours has been held to what came yet: this one is taken as it is, and "
            "its band is wide."
        )
    words = {"number": number, "off": formats.percent(abs(1 - level.came))}
    words["by"] = formats.percent(abs(1 - level.part))
    if abs(1 - level.came) < SAME:
        return (
            ngettext(
                "Our last forecast came out right: this one is left as it is.",
                "Our last %(number)s forecasts came out right: this one is left as it is.",
                number,
            )
            % words
        )
    return (_fewer(number) if level.came < 1 else _more(number)) % words


def _fewer(number: int) -> str:
    return ngettext(
        "Our last forecast was too high, %(off)s fewer came: this one is lowered by %(by)s.",
        "Our last %(number)s forecasts were too high, %(off)s fewer came: this one is lowered by "
        "%(by)s.",
        number,
    )


def _more(number: int) -> str:
    return ngettext(
        "Our last forecast was too low, %(off)s more came: this one is raised by %(by)s.",
        "Our last %(number)s forecasts were too low, %(off)s more came: this one is raised by "
        "%(by)s.",
        number,
    )


def _held(measured: Iterable[Conversion]) -> Iterator[str]:
    """Yield how each firmness came to pledges before, the firmest first."""
    names = {
        "card": _("limits with a card"),
        "limit": _("limits without a card"),
        "wish": _("wishes without a limit"),
    }
    found = {one.firmness: one for one in measured}
    yield from (_came(name, found[key]) for key, name in names.items() if key in found)


def _came(name: str, measured: Conversion) -> str:
    if not measured.people:
        return _("%(what)s: not measured yet") % {"what": name}
    low, high = measured.range
    return _("%(what)s: %(bought)s of %(asked)s pledged, so %(low)s to %(high)s") % {
        "what": name,
        "bought": formats.units(measured.pledged_people),
        "asked": formats.units(measured.people),
        "low": formats.percent(low),
        "high": formats.percent(high),
    }
