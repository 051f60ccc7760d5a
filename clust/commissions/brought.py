"""Who earns by an order, by link or shop: what of it was kept, what it earned, who waits."""

from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce, TruncDate

from clust.commissions.levels import summed, with_kept
from clust.commissions.models import Clawback, Commission, Source
from clust.commissions.models.commissions import FIRST
from clust.invoicing.models import InvoiceLine, Kind
from clust.ledger.readings import CALENDAR
from clust.orders.models import Cancellation, Order
from clust.partners.models import Agreement, PartnerPerson, Referral, Tenure
from clust.rules.commission import commission, part
from clust.rules.royalties import kept_units
from clust.rules.vat import split_gross
from clust.storefronts.models import PointOfSale
from clust.supply.models import Delivery, DeliveryLine, PurchaseOrder

PLACES: tuple[tuple[str, ...], ...] = (FIRST, (Source.PORTAL,))
"""An order earns once in each: by a link or else by its shop, and by the portal besides."""


class Brought(NamedTuple):
    """Who earns by an order, and by which terms; the units kept, units and cents that earned."""

    order: Order
    source: str
    referral: int | None
    tenure: int | None
    agreement: Agreement
    kept: int
    units: int
    cents: int

    def worth(self, units: int) -> int:
        """Return what so many units of it earn in all, in cents without tax."""
        return commission(
            goods_net=goods_net(self.order, units),
            cost_net=units * unit_cost(self.order),
            kept=units,
            terms=self.agreement.terms,
        )

    @property
    def cause(self) -> dict[str, Any]:
        """Return what a commission and a clawback say of it."""
        told = {"referral_id": self.referral, "tenure_id": self.tenure}
        return {"source": self.source, "agreement": self.agreement} | told


def by_link(orders: QuerySet[Order]) -> QuerySet[Any]:
    """Return orders that a partner's link brought, with `cause`, `agreement`; not its own."""
    found = Referral.objects.filter(key=_key(), visit__link__partner__isnull=False)
    own = PartnerPerson.objects.filter(
        person=OuterRef("person"), partner__links__visits__referrals=OuterRef("cause")
    )
    placed = orders.annotate(cause=Subquery(found.values("pk")[:1]), on=_day_of(found))
    return _agreed(placed, "partner__links__visits__referrals").filter(~Exists(own))


def by_shop(orders: QuerySet[Order]) -> QuerySet[Any]:
    """Return orders of a shop that somebody keeps, with `cause`, `agreement`; none of a link."""
    linked = by_link(Order.objects.filter(pk=OuterRef("pk")))
    return _kept_by(orders, "storefront").filter(~Exists(linked))


def by_portal(orders: QuerySet[Order]) -> QuerySet[Any]:
    """Return orders of a shop under a portal's roof, but for those its keeper earns by anyway."""
    here = Order.objects.filter(pk=OuterRef("pk"))
    same = {"agreement__isnull": False, "agreement": OuterRef("agreement")}
    linked, kept = (rows.filter(**same) for rows in (by_link(here), by_shop(here)))
    return _kept_by(orders, "storefront__portal").filter(~Exists(linked), ~Exists(kept))


EARNING: dict[str, Callable[[QuerySet[Order]], QuerySet[Any]]] = {
    Source.LINK: by_link,
    Source.SHOP: by_shop,
    Source.PORTAL: by_portal,
}


def _key() -> Coalesce:
    return Coalesce(OuterRef("allotment__pledge__key"), OuterRef("direct__pledge__key"))


def _day_of(found: QuerySet[Any]) -> Subquery:
    return Subquery(found.annotate(day=TruncDate("at", tzinfo=CALENDAR)).values("day")[:1])


def _kept_by(orders: QuerySet[Order], at: str) -> QuerySet[Any]:
    """Add who kept a storefront, that of the order or its portal, on the day of the order."""
    point = PointOfSale.objects.filter(key=_key())
    placed = orders.annotate(shop=Subquery(point.values(at)[:1]), on=_day_of(point))
    kept = _holding(Tenure.objects.filter(storefront=OuterRef("shop")))
    return _agreed(placed.annotate(cause=Subquery(kept.values("pk")[:1])), "partner__tenures")


def _agreed(orders: QuerySet[Any], by: str) -> QuerySet[Any]:
    """Add the terms that the partner of a cause had on the day; keep what has both."""
    agreed = _holding(Agreement.objects.filter(**{by: OuterRef("cause")}))
    both = orders.annotate(agreement=Subquery(agreed.values("pk")[:1]))
    agreeing: QuerySet[Any] = both.filter(cause__isnull=False, agreement__isnull=False)
    return agreeing


def _holding(rows: QuerySet[Any]) -> QuerySet[Any]:
    last = Q(until_on=None) | Q(until_on__gte=OuterRef("on"))
    return rows.filter(last, from_on__lte=OuterRef("on"))


def with_earned(orders: QuerySet[Any], place: tuple[str, ...]) -> QuerySet[Any]:
    """Add what is kept, and `earned_units` and `earned_cents` by one of these sources."""
    came = Commission.objects.filter(delivery_line__order=OuterRef("pk"), source__in=place)
    back = Clawback.objects.filter(cancellation__order=OuterRef("pk"), source__in=place)
    by, by_back = "delivery_line__order", "cancellation__order"
    found: QuerySet[Any] = with_kept(orders).annotate(
        earned_units=summed(came, by) - summed(back, by_back),
        earned_cents=summed(came, by, "cents") - summed(back, by_back, "cents"),
    )
    return found


def brought_by(order: Order, place: tuple[str, ...]) -> Brought | None:
    """
    Return what an order earns a partner by one of these sources, and has earned; None if nobody.

    Who earns by which terms stands with the first commission.
    """
    earned = Commission.objects.filter(delivery_line__order=order, source__in=place)
    first = earned.select_related("agreement").order_by("pk").first()
    who = _as_before(first) if first else _earner(order, place)
    if who is None:
        return None
    row = with_earned(Order.objects.filter(pk=order.pk), place).get()
    return Brought(
        order,
        *who,
        kept=kept_units(left=row.left, delivered=row.delivered, back=row.back),
        units=row.earned_units,
        cents=row.earned_cents,
    )


_Who = tuple[str, int | None, int | None, Agreement]


def _as_before(first: Commission) -> _Who:
    return first.source, first.referral_id, first.tenure_id, first.agreement


def _earner(order: Order, place: tuple[str, ...]) -> _Who | None:
    for source in place:
        if found := EARNING[source](Order.objects.filter(pk=order.pk)).first():
            agreement = Agreement.objects.get(pk=found.agreement)
            linked = source == Source.LINK
            return source, *((found.cause, None) if linked else (None, found.cause)), agreement
    return None


def goods_net(order: Order, kept: int) -> int:
    """Return the goods of the units kept, in cents without tax, at the rate of their invoice."""
    gone = order.cancellations.aggregate(
        all_units=Sum("units", default=0), goods=Sum("goods_gross_cents", default=0)
    )
    left = order.units - gone["all_units"]
    goods = order.total_gross_cents - order.delivery_gross_cents - gone["goods"]
    if left <= 0 or kept <= 0:
        return 0
    line = InvoiceLine.objects.filter(invoice__order=order, kind=Kind.GOODS).first()
    rate = line.per_mille if line else order.campaign.product.vat_per_mille
    return split_gross(part(goods, kept, left), rate).net


def unit_cost(order: Order) -> int:
    """Return what a unit cost us, in cents without tax: its purchase, and the creator's royalty."""
    bought = PurchaseOrder.objects.filter(
        Q(direct_order__order=order) | Q(clearing__allotment__order=order)
    ).first()
    rights = order.campaign.rights
    return (bought.unit_net_cents if bought else 0) + (rights.royalty_cents if rights else 0)


def due_to_accrue_commissions(now: datetime) -> QuerySet[Delivery]:
    """Return deliveries of orders that somebody earns by, and that nothing was earned for yet."""
    return Delivery.objects.filter(pk__in=_unearned_lines(), at__lte=now)


@cache
def _unearned_lines() -> RawSQL:
    """Return what waits as SQL: it is the same at any moment, and takes long to be written."""
    waits = Q()
    for place in PLACES:
        done = Commission.objects.filter(delivery_line=OuterRef("pk"), source__in=place)
        for source in place:
            waits |= ~Exists(done) & Exists(_unearned(source, place))
    lines = DeliveryLine.objects.filter(waits).values("delivery")
    return RawSQL(*lines.query.sql_with_params())  # noqa: S611 - written by Django itself


def _unearned(source: str, place: tuple[str, ...]) -> QuerySet[Any]:
    orders = with_earned(EARNING[source](Order.objects.filter(pk=OuterRef("order"))), place)
    return orders.filter(kept__gt=F("earned_units"))


def due_to_claw_back(now: datetime) -> QuerySet[Cancellation]:
    """Return parts undone of sales that earned a commission, whichever clock was ahead."""
    waits = Q()
    for place in PLACES:
        earned = Commission.objects.filter(delivery_line__order=OuterRef("order"), source__in=place)
        done = Clawback.objects.filter(cancellation=OuterRef("pk"), source__in=place)
        waits |= Exists(earned) & ~Exists(done)
    undone = Q(units__gt=0) | Q(goods_gross_cents__gt=0)
    return Cancellation.objects.filter(undone, waits, at__lte=now)
