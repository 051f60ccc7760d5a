"""What the designer expected of a clust, beside what came of it."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from clust.base import formats
from clust.campaigns.models import Campaign, Forecast
from clust.rules.margin import margin_at


@dataclass(frozen=True, slots=True)
class Compared:
    """One line: what was expected, and what happened, in words; empty while it has not."""

    name: str
    expected: str
    happened: str = ""


def held_to_forecast(campaign: Campaign) -> list[Compared]:
    """Return what was expected beside what happened; nothing where nothing was forecast."""
    forecast: Forecast | None = getattr(campaign, "forecast", None)
    if forecast is None:
        return []
    happened = _happened(campaign)
    missing = _("%(part)s not to be reached") % {
        "part": formats.percent(forecast.missing_per_mille / 1000)
    }
    expected = {
        _("Units"): formats.units(forecast.units),
        _("Final price"): formats.money(forecast.gross_cents, campaign.currency),
        _("Takings"): formats.money(forecast.takings_gross_cents, campaign.currency),
        _("Profit"): _("%(profit)s, give or take %(deviation)s")
        % {
            "profit": formats.money(forecast.profit_net_cents, campaign.currency),
            "deviation": formats.money(forecast.deviation_net_cents, campaign.currency),
        },
        _("Critical mass"): missing,
    }
    words = happened or [""] * len(expected)
    told = zip(expected.items(), words, strict=True)
    return [Compared(name, said, came) for (name, said), came in told]


def _happened(campaign: Campaign) -> list[str]:
    clearing: Any = getattr(getattr(campaign, "closing", None), "clearing", None)
    if clearing is None:
        return []
    if clearing.gross_cents is None:
        nothing = formats.money(0, campaign.currency)
        return [formats.units(0), "–", nothing, nothing, _("not reached")]
    cost = campaign.award.quote.cost_ladder()
    vat = campaign.product.vat_per_mille
    came = margin_at(
        clearing.units, clearing.gross_cents, cost, vat, royalty=campaign.royalty_cents
    )
    amounts = (came.price, came.paid, came.total)
    return [
        formats.units(came.units),
        *(formats.money(cents, campaign.currency) for cents in amounts),
        _("reached"),
    ]
