"""The opening season: a shop that has no clusts yet gathers wishes, and counts the real days."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Sum
from django.utils import timezone

from clust.campaigns.models import Campaign
from clust.storefronts.models import Storefront
from clust.web.shop import wall
from clust.wishes.models import Backing


@dataclass(frozen=True, slots=True)
class Season:
    """What the front page shows until the shop opens; `opens_at` is None while no day is named."""

    opens_at: datetime | None
    days: int
    wishes: int
    people: int
    units: int


def season(storefront: Storefront, now: datetime) -> Season | None:
    """Return the season of a shop that opens later or never had a clust, None for any other."""
    day = storefront.opens_at
    ahead = day if day and day > now else None
    if ahead is None and Campaign.objects.filter(listings__storefront=storefront).exists():
        return None
    rows = wall.on_wall(storefront)
    backings = Backing.objects.standing().filter(wish__in=rows)
    return Season(
        opens_at=ahead,
        days=_days(ahead, now) if ahead else 0,
        wishes=rows.count(),
        people=backings.values("person").distinct().count(),
        units=backings.aggregate(units=Sum("units"))["units"] or 0,
    )


def _days(day: datetime, now: datetime) -> int:
    """Return how many nights there are until a day, in the reader's time zone."""
    return (timezone.localdate(day) - timezone.localdate(now)).days
