"""Undoing a sale, in part or whole."""

from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.db.models import Sum

from clust.ledger.actions import Account, Line, post
from clust.orders.models import Cancellation, Cause, Order
from clust.orders.subsidising import return_subsidies


class TooMuchUndone(Exception):
    """More would be undone than the order holds."""


class Left(NamedTuple):
    """What is left of an order: units, and cents gross of goods and of delivery."""

    units: int
    goods_gross_cents: int
    delivery_gross_cents: int

    @property
    def total_gross_cents(self) -> int:
        """Return goods and delivery together."""
        return self.goods_gross_cents + self.delivery_gross_cents


def left_of(order: Order) -> Left:
    """Return what is left of an order after everything undone."""
    gone = order.cancellations.aggregate(
        units=Sum("units", default=0),
        goods=Sum("goods_gross_cents", default=0),
        delivery=Sum("delivery_gross_cents", default=0),
    )
    goods = order.total_gross_cents - order.delivery_gross_cents
    return Left(
        order.units - gone["units"],
        goods - gone["goods"],
        order.delivery_gross_cents - gone["delivery"],
    )


@transaction.atomic
def cancel(
    *,
    order: Order,
    cause: Cause,
    key: str,
    now: datetime,
    units: int = 0,
    goods_gross_cents: int = 0,
    delivery_gross_cents: int = 0,
) -> Cancellation:
    """
    Undo a part of a sale, once per `key`; the order's row is locked meanwhile.

    :param key: the fact that causes it, such as `return:7`; sent twice it gives the same row
    :raises TooMuchUndone: if the order does not hold so much any more
    """
    Order.objects.select_for_update(no_key=True).get(pk=order.pk)
    if done := Cancellation.objects.filter(key=key).first():
        return done
    left = left_of(order)
    asked = Left(units, goods_gross_cents, delivery_gross_cents)
    if any(want > have for want, have in zip(asked, left, strict=True)):
        raise TooMuchUndone
    cancellation = Cancellation.objects.create(
        order=order,
        cause=cause,
        units=units,
        goods_gross_cents=goods_gross_cents,
        delivery_gross_cents=delivery_gross_cents,
        key=key,
        at=now,
    )
    post(
        key=f"cancellation:{cancellation.pk}",
        currency=order.campaign.currency,
        lines=[
            Line(Account.GOODS_PROMISED, goods_gross_cents),
            Line(Account.DELIVERY_PROMISED, delivery_gross_cents),
            Line(Account.BUYERS, -cancellation.total_gross_cents, party=order.person_id),
        ],
        now=now,
    )
    return_subsidies([cancellation], now=now)
    return cancellation


def cancel_all(*, order: Order, cause: Cause, key: str, now: datetime) -> Cancellation:
    """Undo all that is left of an order: units, goods and delivery."""
    left = left_of(order)
    return cancel(order=order, cause=cause, key=key, now=now, **left._asdict())
