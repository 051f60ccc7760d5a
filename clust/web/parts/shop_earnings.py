"""What a storefront earned its keeper, by the month."""

from datetime import date
from typing import Any, NamedTuple

from django.db.models import Count, Sum
from django.db.models.functions import TruncMonth

from clust.commissions.models import Clawback, Commission, MonthFee
from clust.commissions.owed import ORDER
from clust.ledger.readings import CALENDAR
from clust.storefronts.models import Storefront


class EarnedMonth(NamedTuple):
    """A month of a shop: orders that earned, cents without tax earned, taken back, and the fee."""

    month: date
    orders: int
    earned: int
    back: int
    fee: int

    @property
    def sum(self) -> int:
        """Return what is left of it, below zero where more is paid than earned."""
        return self.earned - self.back + self.fee


def earned_at(shop: Storefront) -> list[EarnedMonth]:
    """Return what a shop, and those under its roof, earned its keeper; the last month first."""
    came, back = (_months(table, shop) for table in (Commission, Clawback))
    fees = dict(MonthFee.objects.filter(storefront=shop).values_list("month", "cents"))
    months = sorted({*came, *back, *fees}, reverse=True)
    return [
        EarnedMonth(
            month,
            came.get(month, (0, 0))[0],
            came.get(month, (0, 0))[1],
            back.get(month, (0, 0))[1],
            fees.get(month, 0),
        )
        for month in months
    ]


def _months(table: Any, shop: Storefront) -> dict[date, tuple[int, int]]:
    rows = (
        table.objects.filter(tenure__storefront=shop)
        .annotate(on=TruncMonth("at", tzinfo=CALENDAR))
        .values("on")
        .annotate(orders=Count(ORDER[table], distinct=True), cents=Sum("cents"))
    )
    return {row["on"].date(): (row["orders"], row["cents"]) for row in rows.order_by("on")}
