"""The quotes of an enquiry side by side: landed cost, terms, and what could go wrong."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from clust.rules.ladder import Ladder
from clust.rules.landed import Landed, Offer, Risk, cheapest, landed, risks, volumes
from clust.sourcing.models import Enquiry, Quote

RISKS = {
    Risk.CAPACITY_BELOW_LIKELY: _("capacity below the likely units"),
    Risk.MINIMUM_ABOVE_FIRM: _("smallest order above the firm demand"),
    Risk.OVER: _("valid no more"),
    Risk.RUNS_OUT: _("validity runs out within 30 days"),
    Risk.NO_RETURNS: _("takes nothing back"),
}
LIVE = ("open", "accepted", "countered", "expired")


def offer_of(quote: Quote) -> Offer:
    """Return what counts of a quote, amounts in cents net."""
    return Offer(
        Ladder.of((rung.from_units, rung.net_cents) for rung in quote.rungs.all()),
        quote.case_size,
        quote.minimum_cases,
        quote.capacity,
        quote.freight_net_cents,
        quote.product.eco_contribution_cents,
        quote.valid_until,
        quote.return_days,
    )


def compared_quotes(enquiry: Enquiry, now: datetime) -> QuerySet[Quote]:
    """Return suppliers' quotes that stand, or that the desk has answered, with their `state`."""
    quotes: Any = Quote.objects.filter(enquiry=enquiry, side="supplier")
    found: QuerySet[Quote] = quotes.with_state(now).filter(state__in=LIVE)
    found = found.select_related("product__supplier").prefetch_related("rungs")
    return found.order_by("product__supplier__name", "pk")


@dataclass(frozen=True, slots=True)
class Cell:
    """What a quote costs at a quantity; `is_best` where none costs less there."""

    landed: Landed | None
    is_best: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A quote with its cells and its risks in words."""

    quote: Any
    offer: Offer
    cells: list[Cell]
    risks: list[Any]
    is_soonest: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """All quotes at the same quantities."""

    volumes: list[tuple[int, str]]
    lines: list[Line]


def compared(enquiry: Enquiry, quotes: list[Quote], *, firm: int, now: datetime) -> Comparison:
    """
    Return the quotes side by side.

    :param firm: the units under a limit in the enquiry's brief
    """
    offers = [offer_of(quote) for quote in quotes]
    likely = enquiry.likely_units
    asked = volumes(likely, offers)
    columns = [[landed(offer, units) for offer in offers] for units in asked]
    best = [cheapest(column) for column in columns]
    soonest = min((quote.lead_days for quote in quotes), default=0)
    lines = [
        Line(
            quote,
            offer,
            [Cell(column[n], n in marked) for column, marked in zip(columns, best, strict=True)],
            [RISKS[risk] for risk in risks(offer, likely=likely, firm=firm, today=now.date())],
            quote.lead_days == soonest,
        )
        for n, (quote, offer) in enumerate(zip(quotes, offers, strict=True))
    ]
    return Comparison([(units, _factor(units, likely)) for units in asked], lines)


def _factor(units: int, likely: int) -> str:
    known = {max(1, likely // 2): "½", likely: "1 ×", likely * 2: "2 ×"}
    return known.get(units, "")
