"""What people paid less than the comparison prices."""

from django.db.models import F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce, Greatest

from clust.orders.models import Order


def saved_cents(orders: QuerySet[Order]) -> int:
    """
    Return what orders cost less than the comparison prices, where their clusts have one.

    Units that were cancelled since, or given back, saved nobody anything.
    """
    compared = Coalesce("campaign__lowest_30_days_cents", "campaign__reference_price__gross_cents")
    saving = Greatest(compared - F("unit_gross_cents"), 0)
    rows = orders.filter(
        Q(campaign__lowest_30_days_cents__isnull=False) | Q(campaign__reference_price__isnull=False)
    )
    bought = rows.aggregate(saved=Sum(F("units") * saving))["saved"] or 0
    undone = rows.aggregate(saved=Sum(F("cancellations__units") * saving))["saved"] or 0
    return int(bought - undone)
