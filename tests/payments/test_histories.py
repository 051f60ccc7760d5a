"""Whatever is answered, undone and told twice: the books say where every cent is."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clust.orders.cancelling import TooMuchUndone, cancel
from clust.orders.models import Cause, Order
from clust.payments.actions import charging, collecting, refunding
from clust.payments.gateway import Charged, Pending, Refunded, Refused
from clust.payments.models import Attempt, Capture, Refund
from clust.payments.settling import settlement
from tests.payments.sales import OVER, balance, books_agree, buy, clear, verified
from tests.world import World, make_campaign

EVENTS = ("begin", "charged", "refused", "pending", "undo", "refund", "refunded", "failed", "paid")
MINUTE = timedelta(minutes=1)


class Undo(Exception):
    """Takes an example back."""


def play(order: Order, event: str, number: int) -> None:
    """Let one thing happen, as it may at any moment, told twice."""
    now = OVER + number * MINUTE
    attempt = Attempt.objects.order_by("-pk").first()
    refund = Refund.objects.order_by("-pk").first()
    happens: dict[str, Callable[[], object]] = {
        "begin": lambda: charging.begin_attempt(order, now=now),
        "charged": lambda: attempt and answered(attempt, Charged(f"c-{attempt.pk}", attempt.cents)),
        "refused": lambda: attempt and answered(attempt, Refused("card_declined")),
        "pending": lambda: attempt and answered(attempt, Pending("later")),
        "undo": lambda: cancel(
            order=order,
            cause=Cause.RETURNED,
            key=f"return:{number}",
            units=1,
            goods_gross_cents=5000,
            now=now,
        ),
        "refund": lambda: refunding.begin_refund(order, now=now),
        "refunded": lambda: refund and told(refund, Refunded(f"r-{refund.pk}", refund.cents)),
        "failed": lambda: refund and told(refund, Refused("account_closed")),
        "paid": lambda: charging.receive_transfer(
            order=order, cents=700, ref=f"line-{number}", now=now
        ),
    }
    try:
        with transaction.atomic():
            happens[event]()
    except (charging.AttemptOpen, charging.NothingDue, TooMuchUndone):
        return


def answered(attempt: Attempt, answer: object) -> None:
    for _ in range(2):
        charging.record_answer(attempt=attempt, answer=answer, now=OVER)  # type: ignore[arg-type]


def told(refund: Refund, answer: object) -> None:
    if refund.by_bank:
        return
    for _ in range(2):
        refunding.record_refund_answer(refund=refund, answer=answer, now=OVER)  # type: ignore[arg-type]


def charged_twice() -> bool:
    """Say whether an attempt took money more than once."""
    taken = list(Capture.objects.exclude(attempt=None).values_list("attempt", flat=True))
    return len(taken) != len(set(taken))


@pytest.mark.django_db
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(events=st.lists(st.sampled_from(EVENTS), max_size=14))
def test_every_history_adds_up(world: World, events: list[str]) -> None:
    try:
        with transaction.atomic():
            campaign = make_campaign(world, [(1, 5000)], asks_for_card=True)
            buy(world, campaign, 3)
            order = clear(campaign).orders[0]
            collecting.open_collection(order.allotment.clearing, now=OVER)  # type: ignore[union-attr]
            for number, event in enumerate(events):
                play(order, event, number)
                books_agree()
            stands = settlement(order)
            assert not charged_twice()
            assert 0 <= stands.refunding <= stands.captured
            held = balance("provider") + balance("bank") + balance("refunds_on_way")
            assert held == stands.captured - stands.refunding
            verified()
            raise Undo
    except Undo:
        return
