"""
Giving money back: a refund is written, the provider asked outside any transaction, the answer
written.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.db.models import F

from clust.ledger.actions import Account, Line
from clust.ledger.many import Movement, post_all
from clust.orders.models import Order
from clust.payments.actions.charging import FIRST_LOOK
from clust.payments.gateway import (
    Gateway,
    Pending,
    ProviderBusy,
    ProviderSilent,
    RefundAnswer,
    Refunded,
    Refused,
    gateway,
)
from clust.payments.models import (
    MADE_AFTER_ALL,
    Capture,
    Refund,
    RefundAfterAll,
    RefundDone,
    RefundFailure,
    Regain,
)
from clust.payments.settling import settlement
from clust.people.models import Person


class RefundAnswered(NamedTuple):
    """A refund, and what the provider said."""

    refund: Refund
    answer: RefundAnswer


class NotFromProvider(Exception):
    """This money came by transfer, and flows back from the bank."""


class NothingTwice(Exception):
    """Nothing went back twice, or what did was settled before."""


class NotFromBank(Exception):
    """The provider gives this money back; the bank does not."""


@transaction.atomic
def begin_refund(order: Order, *, now: datetime, by_bank: bool = False) -> list[Refund]:
    """
    Write down what flows back of an order: what was paid above what is due, the last payment first.

    What came by transfer flows back from the bank, and everything where `by_bank` says so.
    """
    order = Order.objects.select_for_update(no_key=True).get(pk=order.pk)
    wanted = settlement(order).to_refund
    refunds = []
    for capture in order.captures.select_for_update(no_key=True).order_by("-pk"):
        if cents := min(wanted, capture.cents - capture.refunded_cents):
            Capture.objects.filter(pk=capture.pk).update(refunded_cents=F("refunded_cents") + cents)
            by_transfer = capture.attempt_id is None
            refunds.append(
                Refund(capture=capture, cents=cents, by_bank=by_bank or by_transfer, at=now)
            )
            wanted -= cents
    return _written(order, refunds, now)


def _written(order: Order, refunds: list[Refund], now: datetime) -> list[Refund]:
    Refund.objects.bulk_create(refunds)
    post_all(
        movements=[
            _movement(f"refund:{refund.pk}", order, refund.cents, Account.REFUNDS_ON_WAY)
            for refund in refunds
        ],
        now=now,
    )
    return refunds


def _movement(key: str, order: Order, cents: int, account: Account) -> Movement:
    """Return that a buyer is owed so much less, and the account so much more."""
    lines = [Line(Account.BUYERS, cents, party=order.person_id), Line(account, -cents)]
    return Movement(key, order.campaign.currency, lines)


def ask_refund(refund: Refund, *, now: datetime) -> RefundAnswer | None:
    """
    Ask the provider to give the money back and write its answer; outside any transaction.

    :returns: None if the provider was silent: what happened is unknown until it is asked again
    """
    Refund.objects.filter(pk=refund.pk).update(asked_at=now, look_at=now + FIRST_LOOK)
    try:
        answer = give_back(refund)
    except ProviderBusy:
        put_refunds_back(refunds=[refund])
        return None
    except ProviderSilent:
        return None
    record_refund_answer(refund=refund, answer=answer, now=now)
    return answer


def give_back(refund: Refund) -> RefundAnswer:
    """
    Ask the provider to give the money of a refund back, and write nothing.

    :raises ProviderSilent: if what happened is unknown
    """
    capture = refund.capture
    return _provider(capture).refund(key=refund.key, charge_ref=capture.ref, cents=refund.cents)


def _provider(capture: Capture) -> Gateway:
    """Return who took the money of a capture."""
    if capture.attempt is None:
        raise NotFromProvider
    return gateway(capture.attempt.gateway)


def put_refunds_back(*, refunds: Sequence[Refund]) -> None:
    """Let refunds wait again: the provider was busy, or never heard of them."""
    keys = [refund.pk for refund in refunds]
    Refund.objects.filter(pk__in=keys, open=True).update(asked_at=None, look_at=None)


def refund_state(refund: Refund) -> RefundAnswer | None:
    """
    Ask the provider what became of a refund, and write nothing.

    :raises ProviderSilent: if it does not say
    """
    capture = refund.capture
    return _provider(capture).refund_state(key=refund.key, ref=refund.ref, charge_ref=capture.ref)


def record_refund_look(*, refund: Refund, answer: RefundAnswer | None, now: datetime) -> None:
    """
    Write what the provider says of a refund without answer.

    One that it never heard of is sent again under its key: it is owed in any case, and the same
    key cannot give it back twice.
    """
    if answer is None:
        put_refunds_back(refunds=[refund])
    else:
        record_refund_answer(refund=refund, answer=answer, now=now)


def record_refund_answer(
    *, refund: Refund, answer: RefundAnswer, now: datetime
) -> RefundDone | RefundFailure | None:
    """Write what the provider said of a refund; said twice, it is written once."""
    record_refund_answers(answered=[RefundAnswered(refund, answer)], now=now)
    return (
        RefundFailure.objects.filter(refund=refund).first()
        or RefundDone.objects.filter(refund=refund).first()
    )


@transaction.atomic
def record_refund_answers(*, answered: Sequence[RefundAnswered], now: datetime) -> None:
    """
    Write what the provider said of many refunds.

    A bank may send money back that the provider had called done: then the failure stands. And the
    provider may prove to have made what it had called failed from the first.
    """
    for refund, answer in sorted(answered, key=lambda pair: pair.refund.pk):
        locked = Refund.objects.select_for_update(no_key=True, of=("self",))
        row = locked.select_related("capture__order__campaign").get(pk=refund.pk)
        if isinstance(answer, Pending):
            Refund.objects.filter(pk=row.pk).update(ref=answer.ref or row.ref)
        elif RefundFailure.objects.filter(refund=row).exists():
            bounced = RefundDone.objects.filter(refund=row).exists()
            if isinstance(answer, Refunded) and not bounced:
                made_after_all(refund=row, ref=answer.ref, now=now)
        elif isinstance(answer, Refused):
            _fail(row, answer, now)
        else:
            _finish(row, answer.ref, Account.PROVIDER, now)


@transaction.atomic
def made_after_all(*, refund: Refund, ref: str, now: datetime) -> RefundAfterAll:
    """
    Write that the provider made a refund it had called failed; once.

    What the desk put down to send from the bank instead, and did not send yet, is taken back. What
    the buyer had back in another way by now went back twice, and is owed to us.
    """
    order = Order.objects.select_for_update(no_key=True).get(pk=refund.capture.order_id)
    if known := RefundAfterAll.objects.filter(refund=refund).first():
        return known
    instead = Refund.objects.select_for_update(no_key=True, of=("self",)).filter(
        capture__order=order, by_bank=True, open=True
    )
    for other in instead.select_related("capture__order__campaign").order_by("pk"):
        _fail(other, Refused(MADE_AFTER_ALL), now)
    free = Capture.objects.filter(pk=refund.capture_id).annotate(
        free=F("cents") - F("refunded_cents")
    )
    once = min(refund.cents, settlement(order).to_refund, free.values_list("free", flat=True).get())
    Capture.objects.filter(pk=refund.capture_id).update(refunded_cents=F("refunded_cents") + once)
    made = RefundAfterAll.objects.create(
        refund=refund, ref=ref[:120], twice_cents=refund.cents - once, at=now
    )
    key = f"refund_after_all:{made.pk}"
    post_all(movements=[_movement(key, order, refund.cents, Account.PROVIDER)], now=now)
    return made


@transaction.atomic
def note_regain(
    *,
    after_all: RefundAfterAll,
    note: str,
    now: datetime,
    let_go: bool = False,
    person: Person | None = None,
) -> Regain:
    """
    Write that what went back twice came to our bank again, or that the desk lets it go.

    :param note: how it came, or why not
    :raises NothingTwice: if nothing went back twice, or it was settled before
    """
    locked = RefundAfterAll.objects.select_for_update(no_key=True, of=("self",))
    row = locked.select_related("refund__capture__order__campaign").get(pk=after_all.pk)
    if not row.twice_cents or Regain.objects.filter(after_all=row).exists():
        raise NothingTwice
    regain = Regain.objects.create(
        after_all=row, let_go=let_go, note=note.strip(), person=person, at=now
    )
    order, account = row.refund.capture.order, Account.LOSSES if let_go else Account.BANK
    post_all(
        movements=[_movement(f"regain:{regain.pk}", order, -row.twice_cents, account)], now=now
    )
    return regain


def _finish(refund: Refund, ref: str, account: Account, now: datetime) -> None:
    _, new = RefundDone.objects.get_or_create(refund=refund, defaults={"ref": ref, "at": now})
    if not new:
        return
    Refund.objects.filter(pk=refund.pk).update(open=False, look_at=None)
    lines = [Line(Account.REFUNDS_ON_WAY, refund.cents), Line(account, -refund.cents)]
    currency = refund.capture.order.campaign.currency
    post_all(movements=[Movement(f"refund_done:{refund.pk}", currency, lines)], now=now)


def _fail(refund: Refund, answer: Refused, now: datetime) -> None:
    was_done = RefundDone.objects.filter(refund=refund).exists()
    RefundFailure.objects.create(refund=refund, code=answer.code[:60], at=now)
    Refund.objects.filter(pk=refund.pk).update(open=False, look_at=None)
    Capture.objects.filter(pk=refund.capture_id).update(
        refunded_cents=F("refunded_cents") - refund.cents
    )
    account = Account.PROVIDER if was_done else Account.REFUNDS_ON_WAY
    order = refund.capture.order
    post_all(
        movements=[_movement(f"refund_failure:{refund.pk}", order, -refund.cents, account)],
        now=now,
    )


@transaction.atomic
def note_paid_back(refund: Refund, *, ref: str, now: datetime) -> RefundDone:
    """
    Write that the desk sent a refund from the bank; noted twice, it is written once.

    :param ref: the order to the bank
    :raises NotFromBank: if the provider gives it back, or gave it back meanwhile
    """
    refund = Refund.objects.select_for_update(no_key=True).get(pk=refund.pk)
    if not refund.by_bank or RefundFailure.objects.filter(refund=refund).exists():
        raise NotFromBank
    _finish(refund, ref, Account.BANK, now)
    return RefundDone.objects.get(refund=refund)


def hear_of_refund(*, key: str, now: datetime) -> RefundAnswer | None:
    """
    Look at the refund that a message of the provider is about; its words are not believed.

    :returns: None if no refund of ours has this key, or the provider never heard of it
    :raises ProviderSilent: if the provider does not say: the message is to come again
    """
    name, _, number = key.partition("-")
    known = name == "refund" and number.isascii() and number.isdigit() and len(number) < 19
    refund = Refund.objects.filter(pk=int(number), by_bank=False).first() if known else None
    if refund is None:
        return None
    answer = refund_state(refund)
    record_refund_look(refund=refund, answer=answer, now=now)
    return answer
