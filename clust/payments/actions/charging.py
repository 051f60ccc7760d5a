"""
Charging an order: an attempt is written, the provider asked outside any transaction, the answer
written.

The return page, the provider's message, the reconciler and the worker all end in
`record_answers`, which does what it does once.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

import structlog
from django.conf import settings
from django.db import transaction

from clust.campaigns.models import Mandate
from clust.ledger.actions import Account, Line
from clust.ledger.many import Movement, post_all
from clust.orders.models import Order
from clust.payments.actions.crediting import use_credits
from clust.payments.cards import saved
from clust.payments.gateway import (
    Ask,
    ChargeAnswer,
    Charged,
    Pending,
    ProviderBusy,
    ProviderSilent,
    Refused,
    gateway,
)
from clust.payments.models import (
    Attempt,
    CampaignCancellation,
    Capture,
    Collection,
    Refusal,
)
from clust.payments.settling import PAY_AGAIN, settlement, with_sums
from clust.wallet.models import Card

log = structlog.get_logger()

FIRST_LOOK = timedelta(minutes=1)
LONGEST_LOOK = timedelta(hours=1)
ON_ITS_WAY = timedelta(minutes=10)
ASKED_IN_VAIN = timedelta(hours=1)


class NothingDue(Exception):
    """The order owes nothing."""


class AttemptOpen(Exception):
    """A charge of this order is under way; its answer comes first."""


class NoCard(Exception):
    """The order has no card to charge."""


class Answered(NamedTuple):
    """An attempt, and what the provider said."""

    attempt: Attempt
    answer: ChargeAnswer


@transaction.atomic
def begin_attempt(
    order: Order, *, now: datetime, by_buyer: bool = False, card: Card | None = None
) -> Attempt:
    """
    Write down that an order is to be charged: what is due, with credits used before.

    Never more than the pledge's mandate allows. A buyer who comes again with the same card while
    the bank still asks them goes on with the attempt that is open.

    :param by_buyer: the buyer is there, and asks at once; else it waits for a worker
    :param card: the mandate's if not given
    :raises NothingDue: if nothing is due, or the campaign was called off
    :raises AttemptOpen: if one is under way
    :raises NoCard: if a buyer who is there has no card, or the order is to be paid by transfer
    """
    order = Order.objects.select_for_update(no_key=True).get(pk=order.pk)
    mandate = Mandate.objects.filter(pledge=order.pledge).select_related("card").first()
    card = card or (mandate.card if mandate else None)
    if card is None and (by_buyer or (mandate and mandate.by_transfer)):
        raise NoCard
    if under_way := order.attempts.filter(open=True).first():
        if by_buyer and under_way.by_buyer and under_way.card == card:
            return under_way
        raise AttemptOpen
    if _called_off(order):
        raise NothingDue
    use_credits(order, now=now)
    cents = settlement(order).to_charge
    if not cents:
        raise NothingDue
    return Attempt.objects.create(
        order=order,
        collection=_collection(order),
        card=card,
        gateway=card.gateway if card else settings.PAYMENT_GATEWAY,
        cents=min(cents, mandate.most_gross_cents) if mandate else cents,
        currency=order.campaign.currency,
        by_buyer=by_buyer,
        asked_at=now if by_buyer else None,
        look_at=now + FIRST_LOOK if by_buyer else None,
        at=now,
    )


def _called_off(order: Order) -> bool:
    """Say whether the sale is about to be undone: nobody pays for it any more."""
    fact = CampaignCancellation.objects.filter(clearing__allotment=order.allotment_id)
    return order.allotment_id is not None and fact.exists()


def _collection(order: Order) -> Collection | None:
    """Return the collection that an order belongs to."""
    if order.allotment_id is None:
        return None
    return Collection.objects.filter(clearing__allotment=order.allotment_id).first()


def ask(attempt: Attempt, *, now: datetime, return_url: str = "") -> ChargeAnswer | None:
    """
    Ask the provider for the money and write its answer; outside any transaction.

    :param return_url: given if the holder is there to be asked
    :returns: None if the provider was silent: what happened is unknown until it is asked again
    """
    try:
        answer = charge(attempt, return_url=return_url)
    except ProviderBusy:
        put_back(attempts=[attempt])
        return None
    except ProviderSilent:
        return None
    record_answer(attempt=attempt, answer=answer, now=now)
    return answer


def charge(attempt: Attempt, *, return_url: str = "") -> ChargeAnswer:
    """
    Ask the provider for the money of an attempt, and write nothing.

    :raises ProviderSilent: if what happened is unknown
    """
    if attempt.card is None or attempt.card.removed_at:
        return Refused("no_card")
    return gateway(attempt.gateway).charge(
        key=attempt.key,
        card=saved(attempt.card),
        cents=attempt.cents,
        currency=attempt.currency,
        return_url=return_url,
    )


def put_back(*, attempts: Sequence[Attempt]) -> None:
    """Let attempts wait again: the provider was busy and did nothing."""
    keys = [attempt.pk for attempt in attempts]
    Attempt.objects.filter(pk__in=keys, open=True).update(asked_at=None, look_at=None)


def look_at_attempt(attempt: Attempt, *, now: datetime) -> ChargeAnswer | None:
    """
    Ask the provider what became of an attempt, and write what it says.

    :returns: None if it was silent again, or never heard of the charge
    """
    try:
        answer = charge_state(attempt)
    except ProviderSilent:
        return None
    record_look(attempt=attempt, answer=answer, now=now)
    return answer


def charge_state(attempt: Attempt) -> ChargeAnswer | None:
    """
    Ask the provider what became of an attempt, and write nothing.

    :raises ProviderSilent: if it does not say
    """
    if attempt.card is None:
        return None
    return gateway(attempt.gateway).charge_state(
        key=attempt.key, ref=attempt.ref, card=saved(attempt.card), since=attempt.at
    )


@transaction.atomic
def record_look(*, attempt: Attempt, answer: ChargeAnswer | None, now: datetime) -> None:
    """
    Write what the provider says of an attempt without answer.

    Where it never heard of the charge, the request was lost or is still on its way. A process of
    ours gives up long before ten minutes; until then we wait. After that nothing is on its way:
    a charge that is still wanted is sent again **under the same key**, so that the provider would
    take even a request that came after all for the same one, and every other attempt is closed.
    Should its money come in spite of that, it is recorded as what it is and flows back by itself.
    A bank that asked its holder in vain for an hour is not waited for any longer.
    """
    asked = attempt.asked_at or attempt.at
    if answer is None:
        if now - asked < ON_ITS_WAY:
            return
        if still_wanted(attempt, now):
            put_back(attempts=[attempt])
            return
        answer = Refused("not_received")
    elif isinstance(answer, Ask) and now - asked >= ASKED_IN_VAIN:
        answer = Refused("not_confirmed", answer.ref, wants_holder=True)
    record_answer(attempt=attempt, answer=answer, now=now)


def still_wanted(attempt: Attempt, now: datetime) -> bool:
    """Say whether a charge that the provider never received is sent again."""
    fresh = attempt.at > now - PAY_AGAIN
    return fresh and not attempt.by_buyer and settlement(attempt.order).to_charge == attempt.cents


def record_answer(
    *, attempt: Attempt, answer: ChargeAnswer, now: datetime
) -> Capture | Refusal | None:
    """
    Write what the provider said of an attempt; said twice, it is written once.

    :returns: the capture or the refusal that stands, None while the answer is open
    """
    record_answers(answered=[Answered(attempt, answer)], now=now)
    return (
        Capture.objects.filter(attempt=attempt).first()
        or Refusal.objects.filter(attempt=attempt).first()
    )


@transaction.atomic
def record_answers(*, answered: Sequence[Answered], now: datetime) -> None:
    """
    Write what the provider said of many attempts, in a few statements.

    Money that came is written whatever was said before: a capture after a refusal is late money. A
    refusal after a capture is an old message, and nothing.
    """
    locked = Attempt.objects.select_for_update(no_key=True, of=("self", "order")).order_by("pk")
    rows = locked.filter(pk__in={attempt.pk for attempt, _ in answered})
    attempts = {row.pk: row for row in rows.select_related("order")}
    captured = set(Capture.objects.filter(attempt__in=attempts).values_list("attempt", flat=True))
    refused = set(Refusal.objects.filter(attempt__in=attempts).values_list("attempt", flat=True))
    captures, refusals = {}, {}
    for attempt, answer in answered:
        if isinstance(answer, Charged) and attempt.pk not in captured:
            captures[attempt.pk] = answer
        elif isinstance(answer, Refused) and attempt.pk not in captured | refused:
            refusals[attempt.pk] = answer
        elif isinstance(answer, Ask | Pending):
            _note(attempts[attempt.pk], answer)
    _write_captures([(attempts[pk], answer) for pk, answer in captures.items()], now)
    _write_refusals(
        [(attempts[pk], answer) for pk, answer in refusals.items() if pk not in captures], now
    )
    Attempt.objects.filter(pk__in=[*captures, *refusals]).update(open=False, look_at=None)


def _note(attempt: Attempt, answer: Ask | Pending) -> None:
    """Keep the provider's reference while the answer is open."""
    Attempt.objects.filter(pk=attempt.pk, open=True).update(
        ref=answer.ref or attempt.ref, wants_holder=isinstance(answer, Ask)
    )


def _write_captures(charged: Sequence[tuple[Attempt, Charged]], now: datetime) -> None:
    owing = _owing(attempt.order_id for attempt, _ in charged)
    captures = Capture.objects.bulk_create(
        Capture(
            order=attempt.order,
            attempt=attempt,
            cents=answer.cents,
            surplus=answer.cents > owing[attempt.order_id],
            ref=answer.ref,
            at=now,
        )
        for attempt, answer in charged
    )
    post_all(
        movements=[
            _movement(capture, attempt.currency, Account.PROVIDER)
            for capture, (attempt, _) in zip(captures, charged, strict=True)
        ],
        now=now,
    )


def _owing(orders: Iterable[int]) -> dict[int, int]:
    """Return what orders owe, in cents; below zero what they were paid too much."""
    rows = with_sums(Order.objects.filter(pk__in=set(orders))).values_list("pk", "due", "kept")
    return {pk: due - kept for pk, due, kept in rows}


def _movement(capture: Capture, currency: str, whence: Account) -> Movement:
    """Return that money came, and its buyer owes so much less."""
    return Movement(
        f"capture:{capture.pk}",
        currency,
        [
            Line(whence, capture.cents),
            Line(Account.BUYERS, -capture.cents, party=capture.order.person_id),
        ],
    )


def _write_refusals(refused: Sequence[tuple[Attempt, Refused]], now: datetime) -> None:
    Refusal.objects.bulk_create(
        Refusal(attempt=attempt, code=answer.code[:60], wants_holder=answer.wants_holder, at=now)
        for attempt, answer in refused
    )


def hear_of_charge(*, key: str, now: datetime) -> ChargeAnswer | None:
    """
    Look at the attempt that a message of the provider is about; its words are not believed.

    :returns: None if no attempt of ours has this key, or the provider never heard of it
    :raises ProviderSilent: if the provider does not say: the message is to come again
    """
    name, _, number = key.partition("-")
    known = name == "attempt" and number.isascii() and number.isdigit() and len(number) < 19
    attempt = Attempt.objects.filter(pk=int(number)).first() if known else None
    if attempt is None:
        return None
    answer = charge_state(attempt)
    record_look(attempt=attempt, answer=answer, now=now)
    return answer


@transaction.atomic
def receive_transfer(
    *, order: Order, cents: int, ref: str, now: datetime, was_unmatched: bool = False
) -> Capture:
    """
    Write that money for an order came by bank transfer, once per line of the bank.

    :param ref: the bank's line
    :param was_unmatched: the books have had it as a transfer without an order until now
    """
    Order.objects.select_for_update(no_key=True).get(pk=order.pk)
    if known := Capture.objects.filter(ref=ref, order=order).first():
        return known
    capture = Capture.objects.create(
        order=order, cents=cents, surplus=cents > _owing([order.pk])[order.pk], ref=ref, at=now
    )
    whence = Account.UNMATCHED if was_unmatched else Account.BANK
    post_all(movements=[_movement(capture, order.campaign.currency, whence)], now=now)
    return capture
