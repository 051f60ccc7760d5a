"""Who the desk believes will come: what a brief or past clusts say, and what it typed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.core import signing
from django.db.models import Sum

from clust.campaigns.conversions import measured_conversions
from clust.campaigns.models import Pledge
from clust.rules.forecast import Belief
from clust.rules.valuation import NoDemand
from clust.rules.willingness import CARD, LIMIT, WISH, Conversion, Said, Willingness, fit
from clust.sourcing.models import Quote
from clust.wishes.demand import demand_of

SALT = "clust.belief"
MOST_POINTS = 60


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the demand: from a brief, from past clusts of the product, or nothing."""

    source: str = ""
    willingness: Willingness | None = None

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
    for source, said in (("brief", _of_brief(quote, now)), ("past", _of_past(quote))):
        try:
            return Known(source, fit(said))
        except NoDemand:
            continue
    return Known()


def _of_brief(quote: Quote, now: datetime) -> list[Said]:
    """Return the sums of all who back the brief, by firmness and the most they would pay."""
    if quote.enquiry is None:
        return []
    named, held = demand_of(quote.enquiry.brief, now=now).curve.named, measured_conversions()
    return [
        Said(WISH, _points((price, units.wish) for price, units in named)),
        Said(LIMIT, _points((price, units.limit) for price, units in named), held[LIMIT]),
        Said(CARD, _points((price, units.card) for price, units in named), held[CARD]),
    ]


def _of_past(quote: Quote) -> list[Said]:
    """Return what was pledged at most for the product in clusts that are over: all of it firm."""
    rows = (
        Pledge.objects.standing()
        .filter(campaign__product=quote.product_id, campaign__closing__isnull=False)
        .values_list("maximum_gross_cents")
        .annotate(wanted=Sum("left"))
    )
    certain = Conversion(asked=10**6, bought=10**6)
    return [Said(CARD, _points(rows), certain)]


def _points(rows: Iterable[tuple[int, int]]) -> tuple[tuple[float, float], ...]:
    return tuple((float(price), float(units)) for price, units in rows)


def signed(belief: Belief) -> str:
    """Return a belief as text that a form may carry and nobody can change."""
    return signing.dumps([belief.people, belief.points], salt=SALT, compress=True)


def unsigned(text: str) -> Belief | None:
    """Return the belief that a form carried, or None."""
    try:
        people, points = signing.loads(text, salt=SALT)
    except signing.BadSignature:
        return None
    return Belief.of(people, points)
