"""How many units of a quote are still free: all its clusts share what the supplier can deliver."""

from django.db.models import Case, F, Sum, When
from django.db.models.functions import Coalesce

from clust.campaigns.models import Campaign
from clust.sourcing.models import Quote


class NotSoManyLeft(Exception):
    """The other clusts with this quote leave fewer units, of which it says how many."""

    def __init__(self, left: int) -> None:
        super().__init__(self.__doc__)
        self.left = left


def taken_of(quote: Quote, *, but: Campaign | None = None) -> int:
    """
    Return the units of a quote that its clusts took, or may take.

    Of one that runs its cap, of one that is cleared what it bought; between the two, and of one
    called off, what its gate counts.
    """
    running = Case(When(closing=None, then="cap"), default=F("gate__units"))
    units = Coalesce("closing__clearing__units", running)
    rows = Campaign.objects.filter(award__quote=quote)
    if but is not None:
        rows = rows.exclude(pk=but.pk)
    return int(rows.aggregate(sum=Sum(units, default=0))["sum"])


def left_of(quote: Quote, *, but: Campaign | None = None) -> int | None:
    """Return the units that one more may take, in whole cases; None where there is no limit."""
    if quote.capacity is None:
        return None
    left = max(quote.capacity - taken_of(quote, but=but), 0)
    return left // quote.case_size * quote.case_size


def lock_quote(quote: Quote) -> None:
    """Let no other clust take units of a quote meanwhile."""
    Quote.objects.select_for_update(no_key=True).get(pk=quote.pk)
