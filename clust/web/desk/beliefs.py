"""Who the desk believes will come: what a brief or past clusts say, and what it typed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.core import signing
from django.db.models import Sum

from clust.campaigns import held
from clust.campaigns.conversion import Conversion, conversions
from clust.campaigns.models import Campaign, Pledge
from clust.rules import willingness
from clust.rules.calibration import Level
from clust.rules.forecast import Belief
from clust.rules.valuation import NoDemand
from clust.rules.willingness import CARD, LIMIT, WISH, Said, Willingness, fit
from clust.sourcing.models import Quote
from clust.wishes.demand import demand_of

SALT, LEVEL_SALT = "clust.belief", "clust.level"
MOST_POINTS = 60


@dataclass(frozen=True, slots=True)
class Known:
    """
    What is known of the demand: from a brief, from past clusts of the product, or nothing.

    `level` is what past forecasts teach, `held` how each firmness came to pledges before.
    """

    source: str = ""
    willingness: Willingness | None = None
    level: Level = field(default_factory=Level)
    held: Mapping[str, Conversion] = field(default_factory=dict)

    @property
    def points(self) -> list[tuple[int, int]]:
        """Return the prices in cents and the units expected at each, whole and at most some."""
        if self.willingness is None:
            return []
        drawn = zip(self.willingness.prices, self.willingness.units, strict=True)
        whole = [(round(price), round(units)) for price, units in drawn if round(units)]
        step = -(-len(whole) // MOST_POINTS) or 1
        return whole[::-step][::-1] if step > 1 else whole


def known_demand(quote: Quote, now: datetime) -> Known:
    """Return what is known of the demand for what a quote offers."""
    level, measured = held.level(until=now), conversions(until=now)
    try:
        return Known("brief", fit(_of_brief(quote, measured, now), level), level, measured)
    except NoDemand:
        pass
    try:
        return Known("past", fit(_of_past(quote), level), level)
    except NoDemand:
        return Known(level=level)


def _of_brief(quote: Quote, measured: Mapping[str, Conversion], now: datetime) -> list[Said]:
    """Return the sums of all who back the brief, by firmness and the most they would pay."""
    if quote.enquiry is None:
        return []
    named = demand_of(quote.enquiry.brief, now=now).curve.named
    points = {
        WISH: _points((price, units.wish) for price, units in named),
        LIMIT: _points((price, units.limit) for price, units in named),
        CARD: _points((price, units.card) for price, units in named),
    }
    return [Said(firmness, points[firmness], _asked(measured[firmness])) for firmness in points]


def _asked(measured: Conversion) -> willingness.Conversion:
    return willingness.Conversion(asked=measured.people, bought=measured.pledged_people)


def _of_past(quote: Quote) -> list[Said]:
    """Return what was pledged at most for the product in a clust in the mean: all of it firm."""
    over = Campaign.objects.filter(product=quote.product_id, closing__isnull=False)
    rows = (
        Pledge.objects.standing()
        .filter(campaign__in=over)
        .values_list("maximum_gross_cents")
        .annotate(wanted=Sum("left"))
    )
    certain = willingness.Conversion(asked=10**6, bought=10**6)
    each = max(1, over.count())
    return [Said(CARD, _points((price, units / each) for price, units in rows), certain)]


def _points(rows: Iterable[tuple[int, float]]) -> tuple[tuple[float, float], ...]:
    return tuple((float(price), float(units)) for price, units in rows)


def signed(belief: Belief) -> str:
    """Return a belief as text that a form may carry and nobody can change."""
    said = [belief.people, belief.points, belief.level_per_mille]
    return signing.dumps(said, salt=SALT, compress=True)


def unsigned(text: str) -> Belief | None:
    """Return the belief that a form carried, or None."""
    try:
        return Belief.of(*signing.loads(text, salt=SALT))
    except signing.BadSignature:
        return None


def signed_level(level: Level) -> str:
    """Return by which part past forecasts corrected a proposal, and how sure, as such text."""
    return signing.dumps([level.per_mille, round(level.spread, 4)], salt=LEVEL_SALT)


def unsigned_level(text: str) -> tuple[int, float]:
    """Return the part per mille and the doubt that a form carried; no correction without them."""
    try:
        per_mille, spread = signing.loads(text, salt=LEVEL_SALT)
    except signing.BadSignature:
        return 1000, 0.0
    return per_mille, spread
