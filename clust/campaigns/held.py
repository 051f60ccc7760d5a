"""Past forecasts held to what was wanted: what the next fit learns from."""

from datetime import datetime

from django.db.models import Sum

from clust.campaigns.models import Forecast, Pledge
from clust.rules.calibration import Held, Level
from clust.rules.forecast import Belief, wanted_before

LAST = 12


def level(*, until: datetime) -> Level:
    """
    Return what the last forecasts of clusts closed by a moment teach the next one.

    Held against each other are units at the lowest price of the ladder: those expected, before
    the correction they had themselves, and those of pledges standing at the end. So a critical
    mass that is just missed is no forecast that failed. What had no room is on neither side.
    """
    rows = Forecast.objects.filter(campaign__closing__at__lte=until).select_related("campaign")
    last = rows.prefetch_related("campaign__rungs").order_by("-campaign__closing__at", "-pk")
    return Level.of([_held(one) for one in last[:LAST]])


def _held(forecast: Forecast) -> Held:
    campaign = forecast.campaign
    price = campaign.ladder.deepest_price
    belief = Belief.of(forecast.people, forecast.demand, forecast.level_per_mille)
    seen = (
        Pledge.objects.standing()
        .filter(campaign=campaign, maximum_gross_cents__gte=price)
        .aggregate(units=Sum("left"))["units"]
    )
    units = seen or 0
    room = units if campaign.cap is None else campaign.cap
    return Held(wanted_before(belief, price, cap=campaign.cap), min(units, room))
