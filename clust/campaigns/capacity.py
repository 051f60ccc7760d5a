"""How many units of a quote are still free: all its clusts share what the supplier can deliver."""

from django.db.models import Case, F, OuterRef, Subquery, Sum, When
from django.db.models.functions import Coalesce, Least

from clust.campaigns.models import Campaign, Level
from clust.sourcing.models import Quote


class NotSoManyLeft(Exception):
    """The other clusts with this quote leave fewer units, of which it says how many."""

    def __init__(self, left: int) -> None:
        super().__init__(self.__doc__)
        self.left = left


def taken_of(quote: Quote, *, but: Campaign | None = None) -> int:
    """
    Return the units of a quote that its clusts took, or may take.

    Of one that runs its cap in whole cases, of one that is cleared what it bought; between the two
    all that was pledged, as who waited may still come in. One called off takes nothing.
    """
    levels = Level.objects.filter(campaign=OuterRef("pk")).order_by().values("campaign")
    pledged = levels.annotate(sum=Sum(F("wanted") + F("extra"))).values("sum")
    closed = Least("gate__room", Coalesce(Subquery(pledged), 0))
    units = Coalesce(
        "closing__clearing__units", Case(When(closing=None, then="gate__room"), default=closed)
    )
    rows = Campaign.objects.filter(award__quote=quote)
    rows = rows.filter(closing__clearing__cancellation=None)
    if but is not None:
        rows = rows.exclude(pk=but.pk)
    return int(rows.aggregate(sum=Sum(units, default=0))["sum"])


def left_of(quote: Quote, *, but: Campaign | None = None) -> int | None:
    """Return the units that one more may take, in whole cases; None where there is no limit."""
    if quote.capacity is None:
        return None
    return whole_cases(max(quote.capacity - taken_of(quote, but=but), 0), quote.case_size)


def whole_cases(units: int | None, case_size: int) -> int | None:
    """Return how many of these units fill whole cases; None, which is no limit, stays none."""
    return None if units is None else units // case_size * case_size


def lock_quote(quote: Quote) -> None:
    """Let no other clust take units of a quote meanwhile."""
    Quote.objects.select_for_update(no_key=True).get(pk=quote.pk)
