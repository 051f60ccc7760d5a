"""How many units of an order earn a royalty, beside those it was written for; who waits."""

from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import (
    BigIntegerField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    QuerySet,
    Subquery,
    Sum,
)
from django.db.models.functions import Coalesce, Greatest, Least

from clust.commissions.models import Royalty, RoyaltyReversal, RoyaltyStatement
from clust.ledger.readings import CALENDAR
from clust.orders.models import Cancellation, Order
from clust.people.models import Person
from clust.returns.models import Restitution
from clust.rules.royalties import HELD_DAYS, Account, kept_units
from clust.supply.models import Delivery, DeliveryLine


class Level(NamedTuple):
    """The units of an order that came and were kept, and those that were earned for."""

    kept: int
    earned: int


def level_of(order: Order) -> Level:
    """Return what an order's royalties should be for, and what they are for."""
    row = with_levels(Order.objects.filter(pk=order.pk)).get()
    kept = kept_units(left=row.left, delivered=row.delivered, back=row.back)
    return Level(kept, row.earned)


def with_levels(orders: QuerySet[Order]) -> QuerySet[Any]:
    """Add `left`, `delivered`, `back`, `kept`, and `earned`: units with a royalty."""
    came = Royalty.objects.filter(delivery_line__order=OuterRef("pk"))
    back = RoyaltyReversal.objects.filter(cancellation__order=OuterRef("pk"))
    earned = summed(came, "delivery_line__order") - summed(back, "cancellation__order")
    found: QuerySet[Any] = with_kept(orders).annotate(earned=earned)
    return found


def with_kept(orders: QuerySet[Any]) -> QuerySet[Any]:
    """Add `left`, `delivered`, `back` and, as `rules.royalties` has it, `kept`."""
    counted = orders.annotate(
        left=F("units") - summed(Cancellation.objects.filter(order=OuterRef("pk")), "order"),
        delivered=summed(DeliveryLine.objects.filter(order=OuterRef("pk")), "order"),
        back=summed(
            Restitution.objects.filter(cancellation__order=OuterRef("pk")), "cancellation__order"
        ),
    )
    kept = Greatest(Least(F("delivered") - F("back"), F("left")), 0)
    whole = ExpressionWrapper(kept, output_field=BigIntegerField())
    found: QuerySet[Any] = counted.annotate(kept=whole)
    return found


def summed(rows: QuerySet[Any], by: str, of: str = "units") -> Coalesce:
    """Return the sum of a column over rows of an outer one, 0 where there are none."""
    sums = rows.order_by().values(by).annotate(sum=Sum(of)).values("sum")
    return Coalesce(Subquery(sums, output_field=BigIntegerField()), 0)


def _projects_orders() -> QuerySet[Any]:
    return with_levels(Order.objects.filter(campaign__rights__isnull=False))


def due_to_accrue(now: datetime) -> QuerySet[Delivery]:
    """Return deliveries of projects' units that nothing was earned for yet."""
    orders = _projects_orders().filter(kept__gt=F("earned"), pk=OuterRef("order"))
    lines = DeliveryLine.objects.filter(Exists(orders), royalty=None, delivery=OuterRef("pk"))
    return Delivery.objects.filter(
        Exists(lines),
        parcel__lines__order__campaign__rights__isnull=False,
        at__lte=now,
    ).distinct()


def due_to_reverse(now: datetime) -> QuerySet[Cancellation]:
    """Return what undid units that were earned for: the last such of each order."""
    orders = _projects_orders().filter(earned__gt=F("kept"), pk=OuterRef("order"))
    later = Cancellation.objects.filter(order=OuterRef("order"), units__gt=0, pk__gt=OuterRef("pk"))
    return Cancellation.objects.filter(
        Exists(orders),
        ~Exists(later),
        order__campaign__rights__isnull=False,
        royalty_reversal=None,
        units__gt=0,
        at__lte=now,
    )


def month_start(now: datetime) -> datetime:
    """Return when the month of a moment began, in the calendar of the books."""
    local = now.astimezone(CALENDAR)
    return local.replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def last_month(now: datetime) -> date:
    """Return the first day of the month before."""
    return (month_start(now) - timedelta(days=1)).date().replace(day=1)


def due_to_state(now: datetime) -> QuerySet[Person]:
    """Return creators with royalties until the last month that no statement has settled."""
    until = month_start(now)
    earned = Royalty.objects.filter(rights__person=OuterRef("pk"), at__lt=until)
    back = RoyaltyReversal.objects.filter(rights__person=OuterRef("pk"), at__lt=until)
    stated = RoyaltyStatement.objects.filter(creator=OuterRef("pk"))
    return (
        Person.objects.filter(Exists(earned), ~Exists(stated.filter(month__gte=last_month(now))))
        .annotate(
            owed=summed(earned, "rights__person", "cents")
            - summed(back, "rights__person", "cents")
            - summed(stated, "creator", "payable_cents")
        )
        .exclude(owed=0)
    )


def account_of(creator: Person, currency: str, until: datetime) -> Account:
    """Return a creator's royalties before a moment, in cents of a currency."""
    fields = {"rights__person": creator, "rights__project__wish__currency": currency}
    earned = Royalty.objects.filter(at__lt=until, **fields)
    back = RoyaltyReversal.objects.filter(at__lt=until, **fields)
    held = earned.filter(at__gte=until - timedelta(days=HELD_DAYS))
    stated = RoyaltyStatement.objects.filter(creator=creator, currency=currency)
    return Account(_total(earned), _total(back), _total(held), _total(stated, "payable_cents"))


def _total(rows: QuerySet[Any], of: str = "cents") -> int:
    return int(rows.aggregate(sum=Sum(of, default=0))["sum"])
