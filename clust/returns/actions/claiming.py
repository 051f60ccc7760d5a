"""The legal guarantee: something is not as it was sold, and what is done about it."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from clust.orders.cancelling import cancel
from clust.orders.models import Cause, Order
from clust.people.models import Person
from clust.returns.actions.retracting import send_by
from clust.returns.actions.returning import (
    AlreadySettled,
    MoreThanCame,
    NotReceived,
    OutOfGuarantee,
    ReturnRefused,
    TooManyBack,
    Unexplained,
    restitute,
)
from clust.returns.actions.talking import open_thread
from clust.returns.goods import claimable, goods_of, guarantee_until
from clust.returns.models import Claim, ClaimAnswer, Exchange, Return, Thread
from clust.rules.returns import REMEDY_DAYS
from clust.supply.actions.purchasing import order_again

REMEDY = ClaimAnswer.Remedy
COSTLY = {REMEDY.REDUCED, REMEDY.REFUNDED, REMEDY.REPLACED}


class SentBack(ReturnRefused):
    """The units of the claim are on their way back, given back for, or replaced."""


@transaction.atomic
def claim_guarantee(
    *,
    order: Order,
    units: int,
    wish: str,
    words: str,
    photos: tuple[bytes, ...] = (),
    key: UUID,
    now: datetime,
) -> Claim:
    """
    Ask for a remedy under the legal guarantee, once per `key`; it is owed within 30 days.

    :param photos: pictures written anew by `base.pictures.rewritten`
    :raises ReturnRefused: a subclass says why
    """
    Order.objects.select_for_update(no_key=True).get(pk=order.pk)
    if done := Claim.objects.filter(key=key, order=order).first():
        return done
    ends = guarantee_until(order, goods_of(order))
    if ends is None:
        raise NotReceived
    if now >= ends:
        raise OutOfGuarantee(ends)
    free = claimable(order)
    if not 0 < units <= free:
        raise TooManyBack(free)
    thread = open_thread(
        order=order, subject=Thread.Subject.CLAIM, words=words, photos=photos, key=key, now=now
    )
    return Claim.objects.create(
        order=order,
        thread=thread,
        units=units,
        wish=wish,
        due_at=now + timedelta(days=REMEDY_DAYS),
        key=key,
        at=now,
    )


@transaction.atomic
def answer_claim(
    *,
    claim: Claim,
    remedy: str,
    reason: str,
    person: Person,
    now: datetime,
    gross_cents: int = 0,
) -> ClaimAnswer:
    """
    Settle a claim: repaired, replaced, money back against the goods, a lower price, or refused.

    Money back opens a return at our cost; a lower price is undone at once. A replacement is
    ordered from the supplier, and `reason` says when it comes.

    :param gross_cents: by how much the price is reduced, for all the units of the claim
    :raises AlreadySettled: if it was answered before
    :raises Unexplained: without a reason
    :raises MoreThanCame: if the price would fall by more than it is
    :raises SentBack: if the buyer has the units no longer, and the remedy costs money or goods
    """
    order = Order.objects.select_for_update(no_key=True).get(pk=claim.order_id)
    if ClaimAnswer.objects.filter(claim=claim).exists():
        raise AlreadySettled
    if not reason.strip():
        raise Unexplained
    reduced, goods = remedy == REMEDY.REDUCED, goods_of(order)
    if remedy in COSTLY and claim.units > goods.returnable:
        raise SentBack
    if reduced and not 0 < gross_cents <= goods.left.goods_gross_cents:
        raise MoreThanCame
    answer = ClaimAnswer.objects.create(
        claim=claim,
        remedy=remedy,
        gross_cents=gross_cents if reduced else 0,
        reason=reason,
        person=person,
        at=now,
    )
    _follow(answer, order, now)
    return answer


def _follow(answer: ClaimAnswer, order: Order, now: datetime) -> None:
    if answer.remedy == REMEDY.REDUCED:
        _reduce(answer, order, now)
    elif answer.remedy == REMEDY.REFUNDED:
        _take_back(answer.claim, now)
    elif answer.remedy == REMEDY.REPLACED:
        Exchange.objects.create(
            claim_answer=answer,
            purchase_order=order_again(wanted={order: answer.claim.units}, now=now),
            units=answer.claim.units,
            note=answer.reason[:240],
            person=answer.person,
            at=now,
        )


def _reduce(answer: ClaimAnswer, order: Order, now: datetime) -> None:
    cancellation = cancel(
        order=order,
        cause=Cause.GESTURE,
        goods_gross_cents=answer.gross_cents,
        key=f"claim:{answer.claim_id}",
        now=now,
    )
    restitute(cancellation=cancellation, claim_answer=answer, units=0, now=now)


def _take_back(claim: Claim, now: datetime) -> None:
    Return.objects.create(
        order=claim.order,
        claim=claim,
        thread=claim.thread,
        units=claim.units,
        reason=Return.Reason.CLAIM,
        wish=Return.REFUND,
        key=f"claim:{claim.pk}",
        send_by_on=send_by(now),
        at=now,
    )
