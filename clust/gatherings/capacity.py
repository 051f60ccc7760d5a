"""How many units of a quote private clusts may still take between them."""

from django.db.models import Exists, OuterRef, Sum
from django.db.models.functions import Coalesce

from clust.campaigns.models import Campaign
from clust.gatherings.models import Gathering, GatheringEnd
from clust.sourcing.models import Quote


def taken_of(quote: Quote, *, but: Campaign | None = None) -> int:
    """
    Return the units of a quote that private clusts took, or may take.

    Of one that runs its cap, of one that is cleared what it bought, of one called off nothing.
    """
    ended = GatheringEnd.objects.filter(gathering=OuterRef("pk"))
    rows = Gathering.objects.filter(~Exists(ended), campaign__award__quote=quote)
    units = Coalesce("campaign__closing__clearing__units", "campaign__cap")
    found = rows.exclude(campaign=but).aggregate(sum=Sum(units, default=0))
    return int(found["sum"])


def left_of(quote: Quote, *, but: Campaign | None = None) -> int | None:
    """Return the units that one more may take, in whole cases; None where there is no limit."""
    if quote.capacity is None:
        return None
    left = max(quote.capacity - taken_of(quote, but=but), 0)
    return left // quote.case_size * quote.case_size
