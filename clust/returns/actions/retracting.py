"""Withdrawing from the contract after the close."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from clust.orders.actions import count_no_longer
from clust.orders.cancelling import cancel
from clust.orders.models import Cause, Order
from clust.returns.goods import ZONE, Goods, goods_of, standard_delivery_cents
from clust.returns.models import Retraction, Return
from clust.rules.returns import SEND_BACK_DAYS, Sale, given_back, last_day, may_withdraw


class RetractionRefused(Exception):
    """The contract cannot be withdrawn from; the subclasses say why."""


class NoRight(RetractionRefused):
    """The product is excepted from the right to withdraw."""


class TooLate(RetractionRefused):
    """The period is over."""

    def __init__(self, ended_at: datetime) -> None:
        super().__init__(ended_at)
        self.ended_at = ended_at


class TooMany(RetractionRefused):
    """More units than are left of the order."""

    def __init__(self, free: int) -> None:
        super().__init__(free)
        self.free = free


@transaction.atomic
def retract(
    *, order: Order, units: int, key: UUID, now: datetime, unsealed: bool = False
) -> Retraction:
    """
    Withdraw from a contract, wholly or in part, once per `key`; the order is locked meanwhile.

    What has not left is undone at once. For the rest a return is opened: its money flows when
    the goods are back, or shown to be sent. Of what was bought now, an open clust counts it no
    longer (mechanism 10); its gate is asked after all budgets that money flows back to.

    :param unsealed: whether the buyer has broken the seal of a product sealed for hygiene
    :raises RetractionRefused: a subclass says why
    """
    Order.objects.select_for_update(no_key=True).get(pk=order.pk)
    if done := Retraction.objects.filter(key=key, order=order).first():
        return done
    goods = goods_of(order)
    check_retraction(order, goods=goods, units=units, unsealed=unsealed, now=now)
    retraction = Retraction.objects.create(order=order, units=units, key=key, at=now)
    unsent = min(units, goods.unsent)
    if unsent:
        _undo(retraction, goods, unsent, now)
    if order.allotment_id is None:
        count_no_longer(order, units=units, now=now)
    if units > unsent:
        Return.objects.create(
            order=order,
            retraction=retraction,
            units=units - unsent,
            reason=Return.Reason.RETRACTED,
            wish=Return.REFUND,
            key=f"retraction:{retraction.pk}",
            send_by_on=send_by(now),
            at=now,
        )
    return retraction


def check_retraction(
    order: Order, *, goods: Goods, units: int, now: datetime, unsealed: bool = False
) -> None:
    """
    Look whether so many units may be withdrawn.

    :raises RetractionRefused: a subclass says why
    """
    if not may_withdraw(order.campaign.product.withdrawal_exception, unsealed=unsealed):
        raise NoRight
    if goods.withdrawal_ends and now >= goods.withdrawal_ends:
        raise TooLate(goods.withdrawal_ends)
    if not 0 < units <= goods.free:
        raise TooMany(goods.free)


def send_by(now: datetime) -> date:
    """Return the last day to send goods back."""
    return last_day(now.astimezone(ZONE).date(), SEND_BACK_DAYS)


def _undo(retraction: Retraction, goods: Goods, units: int, now: datetime) -> None:
    order = retraction.order
    back = given_back(Sale(*goods.left), units, standard_cents=standard_delivery_cents(order))
    cancel(
        order=order,
        cause=Cause.RETRACTED,
        units=units,
        goods_gross_cents=back.goods_cents,
        delivery_gross_cents=back.delivery_cents,
        key=f"retraction:{retraction.pk}",
        now=now,
    )
