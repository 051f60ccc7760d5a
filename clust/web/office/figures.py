"""What a community's shop came to: sums of its own people, never a person's line."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, F, OuterRef, QuerySet, Sum

from clust.campaigns.actions.listing import sold_at
from clust.campaigns.models import Campaign
from clust.orders.models import Cancellation, Order
from clust.storefronts.models import Admission, PointOfSale, Storefront
from clust.web.parts.savings import saved_cents


@dataclass(frozen=True, slots=True)
class Figures:
    """Members, clusts shown, pledges with their units, orders with turnover and savings."""

    members: int
    clusts: int
    pledges: int
    units: int
    buyers: int
    orders: int
    turnover_gross_cents: int
    saved_gross_cents: int


def figures(storefront: Storefront, now: datetime) -> Figures:
    """Return the sums of a storefront, money in cents gross with what was cancelled taken off."""
    standing = sold_at(storefront).standing()  # type: ignore[attr-defined]
    pledged = standing.aggregate(units=Sum("left"))
    orders = orders_at(storefront)
    return Figures(
        members=Admission.objects.standing().filter(storefront=storefront).count(),
        clusts=Campaign.objects.live(now).filter(listings__storefront=storefront).count(),
        pledges=standing.count(),
        units=pledged["units"] or 0,
        buyers=orders.values("person").distinct().count(),
        orders=orders.count(),
        turnover_gross_cents=turnover(orders),
        saved_gross_cents=saved_cents(orders),
    )


def orders_at(storefront: Storefront) -> QuerySet[Order]:
    """Return the orders that came of pledges placed at a community's storefront."""
    point = PointOfSale.objects.filter(
        storefront=storefront, key=OuterRef("allotment__pledge__key")
    )
    direct = PointOfSale.objects.filter(storefront=storefront, key=OuterRef("direct__pledge__key"))
    return Order.objects.filter(Exists(point) | Exists(direct))


def turnover(orders: QuerySet[Order]) -> int:
    """Return what orders come to, cents gross, less what was cancelled of them."""
    undone = Cancellation.objects.filter(order__in=orders).aggregate(
        cents=Sum(F("goods_gross_cents") + F("delivery_gross_cents"))
    )
    sold = orders.aggregate(cents=Sum("total_gross_cents"))
    return int((sold["cents"] or 0) - (undone["cents"] or 0))
