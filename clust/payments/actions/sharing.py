"""Orders that go in one parcel share one delivery fee; where it lapses, it falls to the next."""

from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet

from clust.base.sql import statement
from clust.campaigns.models import Clearing
from clust.ledger.many import post_each
from clust.orders.cancelling import cancel, left_of
from clust.orders.models import Cancellation, Cause, Order
from clust.payments.models import Attempt, TransferDue
from clust.payments.settling import with_sums

ONE_PARCEL = timedelta(hours=24)

CANCELLATION_LINES = """
    SELECT 'cancellation:' || c.id AS key, k.currency, line.*
    FROM cancellation AS c
    JOIN "order" AS o ON o.id = c.order_id
    JOIN campaign AS k ON k.id = o.campaign_id
    CROSS JOIN LATERAL (VALUES
        ('goods_promised', NULL::bigint, c.goods_gross_cents),
        ('delivery_promised', NULL, c.delivery_gross_cents),
        ('buyers', o.person_id, -c.goods_gross_cents - c.delivery_gross_cents)
    ) AS line (account, party, cents)
    WHERE c.id = ANY(%s)
"""


@transaction.atomic
def share_deliveries(clearing: Clearing, *, now: datetime) -> int:
    """
    Free orders of a clearing of their delivery fee that travel with another one.

    :returns: how many
    """
    with connection.cursor() as cursor:
        cursor.execute(
            statement("payments", "shared_deliveries"),
            {
                "clearing": clearing.pk,
                "supplier": clearing.closing.campaign.product.supplier_id,
                "since": clearing.at - ONE_PARCEL,
                "now": now,
            },
        )
        freed = [pk for (pk,) in cursor.fetchall()]
    post_each(lines_sql=CANCELLATION_LINES, params=[freed], now=now)
    return len(freed)


@transaction.atomic
def pass_fee_on(*, undone: Cancellation, now: datetime) -> Cancellation | None:
    """
    Let the delivery fee of an order undone fall to one that was freed of its own for it.

    Only to one whose buyer was not charged, is not being charged, and was told no amount to
    transfer; the earliest. Where there is none the fee stays with us.
    """
    for order in _freed_for(undone):
        Order.objects.select_for_update(no_key=True).get(pk=order.pk)
        if not _freed_for(undone).filter(pk=order.pk).exists():
            continue
        freed = order.delivery_gross_cents - left_of(order).delivery_gross_cents
        return cancel(
            order=order,
            cause=Cause.FEE_FELL,
            key=f"fee_fell:{undone.pk}",
            delivery_gross_cents=-min(freed, undone.delivery_gross_cents),
            now=now,
        )
    return None


def _freed_for(undone: Cancellation) -> "QuerySet[Order]":
    """Return orders of the same parcel that bear no fee and whose money nobody asked for yet."""
    bearer = undone.order
    if not undone.delivery_gross_cents or bearer.allotment is None or bearer.address_id is None:
        return Order.objects.none()
    cleared, supplier = bearer.allotment.clearing.at, bearer.campaign.product.supplier_id
    same = Order.objects.filter(
        person=bearer.person_id,
        address=bearer.address_id,
        delivery_option=bearer.delivery_option_id,
        campaign__product__supplier=supplier,
        allotment__clearing__at__range=(cleared - ONE_PARCEL, cleared + ONE_PARCEL),
    ).exclude(pk=bearer.pk)
    standing = with_sums(same).filter(units_left__gt=0)
    if any(left_of(order).delivery_gross_cents for order in standing):
        return Order.objects.none()
    freed = Cancellation.objects.filter(order=OuterRef("pk"), cause=Cause.SHARED_DELIVERY)
    asked = Attempt.objects.filter(order=OuterRef("pk"), open=True)
    told = TransferDue.objects.filter(order=OuterRef("pk"))
    return standing.filter(
        Exists(freed), ~Exists(asked), ~Exists(told), captured=0, due__gt=0
    ).order_by("pk")
