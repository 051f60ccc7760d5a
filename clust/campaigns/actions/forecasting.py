"""Keeping what was expected of a clust when it was opened."""

from datetime import datetime

from django.db import transaction

from clust.campaigns.models import Campaign, Forecast
from clust.rules.forecast import Belief, forecast, sale_of


@transaction.atomic
def keep_forecast(*, campaign: Campaign, belief: Belief, now: datetime) -> Forecast:
    """
    Write what the designer expects of a clust just opened, of the ladder it has.

    :raises InvalidCurve: if the belief has no demand curve
    """
    quote = campaign.award.quote
    sale = sale_of(
        belief,
        quote.cost_ladder().dearer(campaign.royalty_cents),
        campaign.product.vat_per_mille,
        cap=campaign.cap,
        case=campaign.case_size,
    )
    expects = forecast(sale, campaign.ladder)
    return Forecast.objects.create(
        campaign=campaign,
        people=belief.people,
        demand=[list(point) for point in belief.points],
        units=expects.units,
        gross_cents=expects.gross_cents,
        takings_gross_cents=expects.takings_gross_cents,
        profit_net_cents=expects.profit_net_cents,
        deviation_net_cents=expects.deviation_net_cents,
        missing_per_mille=expects.missing_per_mille,
        level_per_mille=belief.level_per_mille,
        at=now,
    )
