"""Making orders from what was allotted."""

from contextlib import suppress
from datetime import datetime

from django.db import connection, transaction

from clust.campaigns.actions.pledging import PledgeRefused, withdraw_pledge
from clust.campaigns.models import Clearing, Gate, Pledge, Withdrawal
from clust.ledger.actions import Account, AlreadyPosted, Line, post, post_set
from clust.orders.cancelling import cancel, left_of
from clust.orders.models import Cancellation, Cause, DirectOrder, Order
from clust.orders.subsidising import lock_purses, pay_subsidies, promised_for, promised_of
from clust.subsidies.models import PromiseKey


class AlreadyOrdered(Exception):
    """The orders of this clearing exist."""


class TakenBack(Exception):
    """Units of this pledge were taken back before it was ordered."""


# What was counted while a million allotments were being written calls their table empty.
_NO_LOOPS = """
    SELECT set_config('enable_nestloop', 'off', true)
    WHERE EXISTS (SELECT FROM allotment WHERE clearing_id = %s OFFSET 1000)
"""

_ORDERS = """
    INSERT INTO "order" (
        allotment_id, campaign_id, person_id, variant_id, delivery_option_id, address_id, units,
        unit_gross_cents, surcharge_gross_cents, delivery_gross_cents, total_gross_cents, at
    )
    SELECT a.id, p.campaign_id, p.person_id, p.variant_id, p.delivery_option_id, p.address_id,
           a.units, %(price)s, p.surcharge_gross_cents, d.gross_cents,
           a.units::bigint * (%(price)s + p.surcharge_gross_cents) + d.gross_cents, %(now)s
    FROM allotment AS a
    JOIN pledge AS p ON p.id = a.pledge_id
    JOIN delivery_option AS d ON d.id = p.delivery_option_id
    WHERE a.clearing_id = %(clearing)s
      AND NOT EXISTS (SELECT FROM direct_order AS x WHERE x.pledge_id = p.id)
"""

_LINES = """
    WITH made AS (
        SELECT o.* FROM "order" AS o JOIN allotment AS a ON a.id = o.allotment_id
        WHERE a.clearing_id = %s
    )
    SELECT 'buyers' AS account, person_id AS party, sum(total_gross_cents) AS cents
    FROM made GROUP BY person_id
    UNION ALL
    SELECT 'goods_promised', NULL, -sum(total_gross_cents - delivery_gross_cents) FROM made
    UNION ALL SELECT 'delivery_promised', NULL, -sum(delivery_gross_cents) FROM made
"""


@transaction.atomic
def order_allotments(clearing: Clearing, *, now: datetime) -> int:
    """
    Make one order per allotment at the final price, and put what buyers owe into the books.

    Who bought now has an order already.

    :returns: how many orders were made
    :raises AlreadyOrdered: if someone else did
    """
    campaign = clearing.closing.campaign
    with connection.cursor() as cursor:
        cursor.execute("SELECT FROM clearing WHERE id = %s FOR NO KEY UPDATE", [clearing.pk])
        cursor.execute(
            'SELECT FROM "order" WHERE allotment_id IN'
            " (SELECT id FROM allotment WHERE clearing_id = %s LIMIT 1)",
            [clearing.pk],
        )
        if cursor.rowcount:
            raise AlreadyOrdered
        cursor.execute(_NO_LOOPS, [clearing.pk])
        cursor.execute(
            _ORDERS, {"price": clearing.gross_cents, "now": now, "clearing": clearing.pk}
        )
        made = int(cursor.rowcount)
    try:
        post_set(
            key=f"orders:{clearing.pk}",
            currency=campaign.currency,
            lines_sql=_LINES,
            params=[clearing.pk],
            now=now,
        )
    except AlreadyPosted as error:
        raise AlreadyOrdered from error
    _pay_subsidies(clearing, now)
    return made


def _pay_subsidies(clearing: Clearing, now: datetime) -> None:
    pledges = Pledge.objects.filter(allotment__clearing=clearing)
    promises = promised_of(clearing.closing.campaign, pledges)
    if not promises:
        return
    orders = Order.objects.of_clearing(clearing).select_related("allotment__pledge")
    keys = PromiseKey.objects.filter(promise__campaign=clearing.closing.campaign).values("key")
    found = orders.filter(allotment__pledge__key__in=keys).order_by("pk")
    pay_subsidies(found, promises, now=now)


@transaction.atomic
def order_direct(pledge: Pledge, *, now: datetime) -> DirectOrder:
    """
    Make the order of a pledge that buys now, at the price shown when it was placed.

    :raises AlreadyOrdered: if someone else did
    :raises TakenBack: if its holder withdrew in the meantime; the gate is held to see it
    """
    promises = promised_for([pledge.key])
    lock_purses(promises.values())
    Gate.objects.select_for_update(no_key=True).get(campaign=pledge.campaign_id)
    pledge = Pledge.objects.select_for_update(no_key=True).get(pk=pledge.pk)
    if DirectOrder.objects.filter(pledge=pledge).exists():
        raise AlreadyOrdered
    if Withdrawal.objects.filter(pledge=pledge).exists():
        raise TakenBack
    unit = min(pledge.shown_gross_cents, pledge.maximum_gross_cents)
    delivery = pledge.delivery_option.gross_cents
    goods = pledge.units * (unit + pledge.surcharge_gross_cents)
    order = Order.objects.create(
        campaign=pledge.campaign,
        person=pledge.person,
        variant=pledge.variant,
        delivery_option=pledge.delivery_option,
        address=pledge.address,
        units=pledge.units,
        unit_gross_cents=unit,
        surcharge_gross_cents=pledge.surcharge_gross_cents,
        delivery_gross_cents=delivery,
        total_gross_cents=goods + delivery,
        at=now,
    )
    post(
        key=f"order:{order.pk}",
        currency=pledge.campaign.currency,
        lines=[
            Line(Account.BUYERS, order.total_gross_cents, party=order.person_id),
            Line(Account.GOODS_PROMISED, -goods),
            Line(Account.DELIVERY_PROMISED, -delivery),
        ],
        now=now,
    )
    direct = DirectOrder.objects.create(order=order, pledge=pledge)
    pay_subsidies([order], promises, now=now)
    return direct


@transaction.atomic
def give_difference(direct: DirectOrder, *, now: datetime) -> Cancellation:
    """
    Give back what was paid above the final price, for the units kept, once (mechanism 10).

    It is due only where the final price is lower.
    """
    order = Order.objects.select_for_update(no_key=True).get(pk=direct.order_id)
    final = order.campaign.closing.clearing.gross_cents
    each = order.unit_gross_cents - min(order.unit_gross_cents, final or order.unit_gross_cents)
    return cancel(
        order=order,
        cause=Cause.DIFFERENCE,
        key=f"difference:{order.pk}",
        goods_gross_cents=each * left_of(order).units,
        now=now,
    )


def count_no_longer(order: Order, *, units: int, now: datetime) -> None:
    """Let a campaign that is open count units no more that were bought now and undone since."""
    with suppress(PledgeRefused), transaction.atomic():
        withdraw_pledge(pledge=order.pledge, units=units, cause=Withdrawal.UNDONE, now=now)
