"""Orders that a partner's link brought: how much of them was kept, what it earned, who waits."""

from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce, TruncDate

from clust.commissions.levels import summed, with_kept
from clust.commissions.models import Clawback, Commission
from clust.invoicing.models import InvoiceLine, Kind
from clust.ledger.readings import CALENDAR
from clust.orders.models import Cancellation, Order
from clust.partners.models import Agreement, PartnerPerson, Referral
from clust.rules.commission import commission, part
from clust.rules.royalties import kept_units
from clust.rules.vat import split_gross
from clust.supply.models import Delivery, DeliveryLine, PurchaseOrder


class Brought(NamedTuple):
    """A brought order: who earns by which terms, the units kept, units and cents that earned."""

    order: Order
    referral: int
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


def brought(orders: QuerySet[Order]) -> QuerySet[Any]:
    """Return orders that earn a commission, with `referral` and `agreement`; not partners' own."""
    key = Coalesce(OuterRef("allotment__pledge__key"), OuterRef("direct__pledge__key"))
    found = Referral.objects.filter(key=key, visit__link__partner__isnull=False)
    own = PartnerPerson.objects.filter(
        person=OuterRef("person"), partner__links__visits__referrals=OuterRef("referral")
    )
    agreed = Agreement.objects.filter(
        Q(until_on=None) | Q(until_on__gte=OuterRef("on")),
        partner__links__visits__referrals=OuterRef("referral"),
        from_on__lte=OuterRef("on"),
    )
    day = TruncDate("at", tzinfo=CALENDAR)
    return (
        orders.annotate(
            referral=Subquery(found.values("pk")[:1]),
            on=Subquery(found.annotate(day=day).values("day")[:1]),
        )
        .annotate(agreement=Subquery(agreed.values("pk")[:1]))
        .filter(~Exists(own), referral__isnull=False, agreement__isnull=False)
    )


def with_earned(orders: QuerySet[Any]) -> QuerySet[Any]:
    """Add what is kept, and `earned_units` and `earned_cents` of its commissions."""
    came = Commission.objects.filter(delivery_line__order=OuterRef("pk"))
    back = Clawback.objects.filter(cancellation__order=OuterRef("pk"))
    by, by_back = "delivery_line__order", "cancellation__order"
    found: QuerySet[Any] = with_kept(orders).annotate(
        earned_units=summed(came, by) - summed(back, by_back),
        earned_cents=summed(came, by, "cents") - summed(back, by_back, "cents"),
    )
    return found


def brought_by(order: Order) -> Brought | None:
    """
    Return what an order earns its partner, and has earned; None where nobody brought it.

    Who earns by which terms stands with the first commission.
    """
    first = Commission.objects.filter(delivery_line__order=order).order_by("pk").first()
    row = with_earned(Order.objects.filter(pk=order.pk)).get()
    found: Any = brought(Order.objects.filter(pk=order.pk)).first() if first is None else None
    if first is None and found is None:
        return None
    return Brought(
        order=order,
        referral=first.referral_id if first else found.referral,
        agreement=first.agreement if first else Agreement.objects.get(pk=found.agreement),
        kept=kept_units(left=row.left, delivered=row.delivered, back=row.back),
        units=row.earned_units,
        cents=row.earned_cents,
    )


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
    """Return deliveries of brought orders that nothing was earned for yet."""
    orders = with_earned(brought(Order.objects.filter(pk=OuterRef("order"))))
    lines = DeliveryLine.objects.filter(
        Exists(orders.filter(kept__gt=F("earned_units"))),
        commission=None,
        delivery=OuterRef("pk"),
    )
    return Delivery.objects.filter(Exists(lines), at__lte=now)


def due_to_claw_back(now: datetime) -> QuerySet[Cancellation]:
    """Return parts undone of sales that earned a commission, whichever clock was ahead."""
    earned = Commission.objects.filter(delivery_line__order=OuterRef("order"))
    undone = Q(units__gt=0) | Q(goods_gross_cents__gt=0)
    return Cancellation.objects.filter(undone, Exists(earned), clawback=None, at__lte=now)
