"""Goods that come back: asked for, sent, arrived, looked at, given back for."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from clust.ledger.actions import Account, Line, post
from clust.orders.cancelling import cancel
from clust.orders.models import Cancellation, Cause, Order
from clust.people.models import Person
from clust.returns.actions.retracting import send_by
from clust.returns.actions.talking import open_thread
from clust.returns.goods import goods_of, guarantee_until, standard_delivery_cents
from clust.returns.models import (
    ClaimAnswer,
    Exchange,
    Restitution,
    Return,
    ReturnArrival,
    ReturnCheck,
    ReturnDispatch,
    ReturnEnd,
    ReturnRefusal,
    Thread,
)
from clust.returns.nets import net_of
from clust.rules.returns import GivenBack, Sale, given_back
from clust.supply.actions.purchasing import order_again
from clust.supply.claims import claims_on, locked
from clust.supply.models import PurchaseReduction
from clust.supply.reducing import write_reduction

FAULTS = {
    Return.Reason.DEFECTIVE,
    Return.Reason.DAMAGED,
    Return.Reason.WRONG,
    Return.Reason.INCOMPLETE,
}


class ReturnRefused(Exception):
    """The return cannot take this step; the subclasses say why."""


class NotReceived(ReturnRefused):
    """Nothing of the order has arrived yet."""


class OutOfGuarantee(ReturnRefused):
    """The legal guarantee is over."""

    def __init__(self, ended_at: datetime) -> None:
        super().__init__(ended_at)
        self.ended_at = ended_at


class TooManyBack(ReturnRefused):
    """More units than the buyer has of the order."""

    def __init__(self, free: int) -> None:
        super().__init__(free)
        self.free = free


class NotAFault(ReturnRefused):
    """A change of mind is a withdrawal, not a fault."""


class AlreadySettled(ReturnRefused):
    """The return came to its end before."""


class NotArrived(ReturnRefused):
    """It cannot be looked at before it is here."""


class MoreThanCame(ReturnRefused):
    """More units, or more value, than there are."""


class Unexplained(ReturnRefused):
    """Whatever the buyer does not get back needs a reason."""


@transaction.atomic
def ask_return(
    *,
    order: Order,
    units: int,
    reason: str,
    wish: str,
    words: str,
    photos: tuple[bytes, ...] = (),
    key: UUID,
    now: datetime,
) -> Return:
    """
    Ask to send back what is not as it was sold, once per `key`; the order is locked meanwhile.

    :param photos: pictures written anew by `base.pictures.rewritten`
    :raises ReturnRefused: a subclass says why
    """
    Order.objects.select_for_update(no_key=True).get(pk=order.pk)
    if done := Return.objects.filter(key=f"form:{key}", order=order).first():
        return done
    if reason not in FAULTS:
        raise NotAFault
    goods = goods_of(order)
    ends = guarantee_until(order, goods)
    if ends is None:
        raise NotReceived
    if now >= ends:
        raise OutOfGuarantee(ends)
    if not 0 < units <= goods.returnable:
        raise TooManyBack(goods.returnable)
    thread = open_thread(
        order=order,
        subject=Thread.Subject.RETURN,
        words=words,
        photos=photos,
        key=key,
        now=now,
    )
    return Return.objects.create(
        order=order,
        thread=thread,
        units=units,
        reason=reason,
        wish=wish,
        key=f"form:{key}",
        send_by_on=send_by(now),
        at=now,
    )


@transaction.atomic
def note_return_sent(
    *, return_: Return, carrier: str, tracking: str, now: datetime
) -> ReturnDispatch:
    """
    Write down that the buyer sent it, with the carrier's number as proof; the first one stays.

    :raises AlreadySettled: if it came to its end before
    """
    _open(return_)
    dispatch, _ = ReturnDispatch.objects.get_or_create(
        return_of=return_, defaults={"carrier": carrier, "tracking": tracking, "at": now}
    )
    return dispatch


@transaction.atomic
def keep_it(*, return_: Return, now: datetime) -> ReturnEnd:
    """
    Keep the goods after all, where nothing was sent and the contract was not withdrawn from.

    :raises AlreadySettled: if it was sent, is withdrawn from, or came to its end before
    """
    _open(return_)
    sent = ReturnDispatch.objects.filter(return_of=return_).exists()
    here = ReturnArrival.objects.filter(return_of=return_).exists()
    if sent or here or return_.retraction_id:
        raise AlreadySettled
    return ReturnEnd.objects.create(return_of=return_, at=now)


@transaction.atomic
def note_return_arrival(
    *, return_: Return, units: int, person: Person | None, now: datetime
) -> ReturnArrival:
    """
    Write down that goods came back; the first time stays.

    :raises MoreThanCame: if these are more units than the return is of
    """
    Order.objects.select_for_update(no_key=True).get(pk=return_.order_id)
    if not 0 < units <= return_.units:
        raise MoreThanCame
    arrival, _ = ReturnArrival.objects.get_or_create(
        return_of=return_, defaults={"units": units, "person": person, "at": now}
    )
    return arrival


@transaction.atomic
def check_return(
    *,
    return_: Return,
    units: int,
    person: Person,
    now: datetime,
    lost_gross_cents: int = 0,
    reason: str = "",
) -> ReturnCheck:
    """
    Say how many of the units that came are accepted, and what value they lost through use.

    :raises NotArrived: if nothing came yet
    :raises MoreThanCame: if more units are accepted than came, or more value lost than they cost
    :raises Unexplained: if something is not given back and no reason is told
    :raises AlreadySettled: if it was looked at before
    """
    _open(return_)
    arrival = ReturnArrival.objects.filter(return_of=return_).first()
    if arrival is None:
        raise NotArrived
    if ReturnCheck.objects.filter(return_of=return_).exists():
        raise AlreadySettled
    if not 0 < units <= arrival.units:
        raise MoreThanCame
    if (lost_gross_cents or units < return_.units) and not reason.strip():
        raise Unexplained
    _given_back(return_, units, lost_gross_cents)
    return ReturnCheck.objects.create(
        return_of=return_,
        units=units,
        lost_gross_cents=lost_gross_cents,
        reason=reason,
        person=person,
        at=now,
    )


@transaction.atomic
def refuse_return(*, return_: Return, reason: str, person: Person, now: datetime) -> ReturnRefusal:
    """
    Take nothing back, and say why; the buyer is told who mediates.

    :raises Unexplained: without a reason
    :raises AlreadySettled: if it came to its end before
    """
    _open(return_)
    if not reason.strip():
        raise Unexplained
    return ReturnRefusal.objects.create(return_of=return_, reason=reason, person=person, at=now)


@transaction.atomic
def exchange_return(
    *, return_: Return, units: int, note: str, person: Person, now: datetime
) -> Exchange:
    """
    Order new units in the place of those returned; the price stays paid.

    The supplier sends them like any others; what came back is disposed of like any others.

    :raises MoreThanCame: if more units would leave than come back, or were accepted
    :raises AlreadySettled: if it came to its end before
    """
    order = _open(return_)
    check = ReturnCheck.objects.filter(return_of=return_).first()
    most = check.units if check else return_.units
    if return_.retraction_id or not 0 < units <= most:
        raise MoreThanCame
    bought = order_again(wanted={order: units}, now=now)
    return Exchange.objects.create(
        return_of=return_, purchase_order=bought, units=units, note=note, person=person, at=now
    )


@transaction.atomic
def give_up_exchange(exchange: Exchange, *, now: datetime) -> Restitution:
    """
    Give the money back where the supplier has no new units; it is owed nothing for them.

    :raises AlreadySettled: if that was done, or the new units are on their way
    """
    bought, units = exchange.purchase_order, exchange.units
    (order,) = locked([exchange.order.pk])
    claim = claims_on([order.pk])[order.pk]
    if bought is None or exchange.is_given_up or claim.units < units:
        raise AlreadySettled
    reason = PurchaseReduction.Cause.REFUSED
    write_reduction(bought, claim.variant, units, reason, f"exchange:{exchange.pk}", now)
    back = given_back(Sale(*goods_of(order).left), units)
    cancellation = cancel(
        order=order,
        cause=Cause.RETURNED,
        units=units,
        goods_gross_cents=back.goods_cents,
        delivery_gross_cents=back.delivery_cents,
        key=exchange.key,
        now=now,
    )
    return restitute(
        cancellation=cancellation,
        return_=exchange.return_of,
        claim_answer=exchange.claim_answer,
        units=units,
        now=now,
    )


@transaction.atomic
def give_back(return_: Return, *, now: datetime) -> Restitution:
    """
    Undo the part of the sale that came back, and put it into the books; the refund follows.

    The units accepted by the check; where nobody looked in time those that came, or all of them
    where they are only shown to be sent.

    :raises AlreadySettled: if it came to its end before
    """
    order = _open(return_)
    check = ReturnCheck.objects.filter(return_of=return_).first()
    came = check or ReturnArrival.objects.filter(return_of=return_).first()
    units = came.units if came else return_.units
    lost = check.lost_gross_cents if check else 0
    back = _given_back(return_, units, lost)
    cause = Cause.RETRACTED if return_.retraction_id else Cause.RETURNED
    cancellation = cancel(
        order=order,
        cause=cause,
        units=units,
        goods_gross_cents=back.goods_cents,
        delivery_gross_cents=back.delivery_cents,
        key=f"return:{return_.pk}",
        now=now,
    )
    return restitute(cancellation=cancellation, return_=return_, units=units, now=now)


@transaction.atomic
def restitute(
    *,
    cancellation: Cancellation,
    units: int,
    now: datetime,
    return_: Return | None = None,
    claim_answer: ClaimAnswer | None = None,
) -> Restitution:
    """Take back out of the sales what a cancellation undoes of goods delivered, net of tax."""
    goods, delivery = net_of(cancellation)
    restitution = Restitution.objects.create(
        cancellation=cancellation,
        return_of=return_,
        claim_answer=claim_answer,
        units=units,
        goods_net_cents=goods,
        delivery_net_cents=delivery,
        at=now,
    )
    post(
        key=f"restitution:{restitution.pk}",
        currency=cancellation.order.campaign.currency,
        lines=[
            Line(Account.SALES, goods),
            Line(Account.GOODS_PROMISED, -goods),
            Line(Account.DELIVERY_SALES, delivery),
            Line(Account.DELIVERY_PROMISED, -delivery),
        ],
        now=now,
    )
    return restitution


def _given_back(return_: Return, units: int, lost_gross_cents: int) -> GivenBack:
    order = return_.order
    standard = standard_delivery_cents(order) if return_.retraction_id else None
    left = goods_of(order).left
    try:
        return given_back(Sale(*left), units, standard_cents=standard, lost_cents=lost_gross_cents)
    except ValueError as error:
        raise MoreThanCame from error


def _open(return_: Return) -> Order:
    """Lock the order, then see that its return has not come to its end."""
    order = Order.objects.select_for_update(no_key=True).get(pk=return_.order_id)
    if not Return.objects.open().filter(pk=return_.pk).exists():
        raise AlreadySettled
    return order
