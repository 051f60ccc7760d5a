"""
Asking the provider, many at once: slots wait for answers, one connection claims and records.

Any number of workers do this side by side. What one had claimed when it was killed has no answer,
and is looked at by the others a minute later.
"""

import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.conf import settings
from django.db import connection

from clust.payments.actions import charging, collecting, refunding
from clust.payments.gateway import ProviderBusy, ProviderSilent
from clust.payments.models import Attempt, Refund

log = structlog.get_logger()

Clock = Callable[[], datetime]
Record = Callable[[Sequence[tuple[Any, Any]], datetime], None]
SLOTS = 16
AT_ONCE = 50
QUEUED = 2


@dataclass(frozen=True)
class Question:
    """
    A kind of question: how rows that wait for it are claimed, asked and written.

    `put_back` lets rows wait again that a busy provider did nothing about.
    """

    claim: Callable[..., list[Any]]
    ask: Callable[[Any], Any]
    record: Record
    put_back: Callable[[Sequence[Any]], None]


@dataclass(frozen=True)
class Asked:
    """One row and the provider's answer, or the error that came instead of one."""

    question: Question
    row: Any
    answer: Any = None
    error: Exception | None = None


def _record_charges(answered: Sequence[tuple[Attempt, Any]], now: datetime) -> None:
    charging.record_answers(answered=[charging.Answered(*pair) for pair in answered], now=now)


def _record_refunds(answered: Sequence[tuple[Refund, Any]], now: datetime) -> None:
    pairs = [refunding.RefundAnswered(*pair) for pair in answered]
    refunding.record_refund_answers(answered=pairs, now=now)


def _record_looks(answered: Sequence[tuple[Attempt, Any]], now: datetime) -> None:
    for attempt, answer in answered:
        charging.record_look(attempt=attempt, answer=answer, now=now)


def _record_refund_looks(answered: Sequence[tuple[Refund, Any]], now: datetime) -> None:
    for refund, answer in answered:
        refunding.record_refund_look(refund=refund, answer=answer, now=now)


def _put_back(attempts: Sequence[Attempt]) -> None:
    charging.put_back(attempts=attempts)


def _put_refunds_back(refunds: Sequence[Refund]) -> None:
    refunding.put_refunds_back(refunds=refunds)


def _look_later(rows: Sequence[Any]) -> None:
    """Leave a row whose look failed as it is: its next look is set already."""


QUESTIONS = (
    Question(collecting.claim_attempts, charging.charge, _record_charges, _put_back),
    Question(collecting.claim_refunds, refunding.give_back, _record_refunds, _put_refunds_back),
    Question(collecting.claim_unknown_attempts, charging.charge_state, _record_looks, _look_later),
    Question(
        collecting.claim_unknown_refunds, refunding.refund_state, _record_refund_looks, _look_later
    ),
)


def ask_all(*, now: datetime) -> int:
    """Ask whatever waits, one after the other, on this connection; returns how many."""
    asked = 0
    for question in QUESTIONS:
        while rows := question.claim(AT_ONCE, now=now):
            asked += len(rows)
            if _write([_ask(question, row) for row in rows], now):
                break
    return asked


def ask_many(*, clock: Clock, until: datetime, slots: int = SLOTS) -> int:
    """
    Ask what waits, in so many slots at once, until nothing does or the time is over.

    A slot that is free takes the next question from a short queue, so that none waits while others'
    answers are written.

    :returns: how many were asked
    """
    asked = 0
    with ThreadPoolExecutor(slots) as pool:
        queue: set[Future[Asked]] = set()
        while True:
            if len(queue) <= slots * QUEUED and clock() < until:
                for question, row, turn in _turns(slots * (QUEUED + 1) - len(queue), clock):
                    queue.add(pool.submit(_ask_in_turn, question, row, turn, clock))
            if not queue:
                return asked
            ended, queue = wait(queue, return_when=FIRST_COMPLETED)
            _write([future.result() for future in ended], clock())
            asked += len(ended)


def waits(*, now: datetime) -> bool:
    """Say whether anything waits to be asked."""
    return (
        Attempt.objects.waiting().exclude(collection__in=collecting.paused()).exists()
        or Refund.objects.filter(open=True, asked_at=None, by_bank=False).exists()
        or Attempt.objects.filter(open=True, look_at__lte=now).exists()
        or Refund.objects.filter(open=True, look_at__lte=now).exists()
    )


def _turns(free: int, clock: Clock) -> Iterator[tuple[Question, Any, datetime]]:
    """Claim rows for free slots, and yield each with the moment at which it may be asked."""
    for question in QUESTIONS:
        rows = question.claim(free, now=clock()) if free else []
        free -= len(rows)
        of_provider: dict[str, list[Any]] = defaultdict(list)
        for row in rows:
            of_provider[_provider(row)].append(row)
        for provider, its in of_provider.items():
            start = collecting.reserve(gateway=provider, requests=len(its), now=clock())
            for place, row in enumerate(its):
                yield question, row, start + timedelta(seconds=place / settings.PROVIDER_PER_SECOND)


def _provider(row: Attempt | Refund) -> str:
    if isinstance(row, Attempt):
        return row.gateway
    return row.capture.attempt.gateway if row.capture.attempt else ""


def _ask_in_turn(question: Question, row: Any, turn: datetime, clock: Clock) -> Asked:
    """Wait for the turn and ask; a connection that the provider's own rows needed goes back."""
    time.sleep(max(0.0, (turn - clock()).total_seconds()))
    try:
        return _ask(question, row)
    finally:
        connection.close()


def _ask(question: Question, row: Any) -> Asked:
    try:
        return Asked(question, row, question.ask(row))
    except Exception as error:
        return Asked(question, row, error=error)


def _write(came: Sequence[Asked], now: datetime) -> bool:
    """
    Write what came, each kind in one go; where that fails, one by one, so that others are kept.

    :returns: whether the provider was busy: then everybody comes more slowly
    """
    for question in QUESTIONS:
        mine = [asked for asked in came if asked.question is question]
        answered = [(asked.row, asked.answer) for asked in mine if asked.error is None]
        if answered:
            _record(question, answered, now)
        if busy := [asked.row for asked in mine if isinstance(asked.error, ProviderBusy)]:
            question.put_back(busy)
            collecting.slow_down(_provider(busy[0]), now=now)
        for asked in mine:
            if asked.error and not isinstance(asked.error, ProviderSilent):
                log.error("could not ask", row=repr(asked.row), exc_info=asked.error)
    return any(isinstance(asked.error, ProviderBusy) for asked in came)


def _record(question: Question, answered: Sequence[tuple[Any, Any]], now: datetime) -> None:
    try:
        question.record(answered, now)
    except Exception:
        if len(answered) == 1:
            log.exception("could not write an answer", row=repr(answered[0][0]))
            return
        for pair in answered:
            _record(question, [pair], now)
