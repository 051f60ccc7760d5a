"""
A thousand orders are charged and refunded over a bad line: nothing twice, nothing lost.

The real client speaks to the fake Stripe through a proxy that cuts, tears, delays and repeats,
while the fake itself errs after charging. At the end the cents are the same at the provider, in
the captures and refunds, and in the books.
"""

import time
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.db.models import Sum

from clust.campaigns.actions.holding import confirm_hold
from clust.campaigns.models import Clearing
from clust.orders.cancelling import cancel
from clust.orders.models import Cause, Order
from clust.payments import asking
from clust.payments.actions.collecting import open_collection
from clust.payments.actions.deciding import call_off, undo_campaign
from clust.payments.actions.refunding import begin_refund
from clust.payments.gateway import gateway
from clust.payments.models import Attempt, Capture, Refund, RefundDone
from fakes.proxy import Line, Proxy
from fakes.stripe.server import Server
from tests.fakes.talking import control, state
from tests.integrations.cards import card_at
from tests.payments.sales import OVER, balance, clear, verified
from tests.world import DAY, hold, make_campaign, make_person, make_world

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.load]
ORDERS = 1000
SOME = ORDERS // 5
EACH = 5000
BAD = Line(
    cut_before=0.02, cut_after=0.03, torn=0.02, repeated=0.03, delayed=0.05, seconds=0.02, seed=11
)
ERRORS = [
    {"kind": "500_after", "path": "/v1/payment_intents", "times": 20, "share": 0.02},
    {"kind": "500_after", "path": "/v1/refunds", "times": 20, "share": 0.02},
    {"kind": "429", "times": 20, "share": 0.02},
    {"kind": "cut_after", "path": "/v1/payment_intents", "times": 20, "share": 0.02},
]


@pytest.fixture
def line(fake: Server, stripe_settings: None, settings) -> Iterator[Proxy]:
    """The bad line, with Stripe's client at its end."""
    proxy = Proxy(fake.url, BAD).start()
    settings.STRIPE_API = proxy.url
    settings.PROVIDER_PER_SECOND = 10_000
    gateway.cache_clear()
    yield proxy
    gateway.cache_clear()
    proxy.stop()


def sold(fake: Server) -> Clearing:
    """A clust that closed with a thousand orders, each with a card at Stripe."""
    world = make_world()
    campaign = make_campaign(world, [(1, EACH)], asks_for_card=True)
    for _ in range(ORDERS):
        person = make_person()
        held = hold(world, campaign, person=person)
        confirm_hold(hold=held, card=card_at(fake, person), now=DAY)
    return clear(campaign).clearing


def ask_until_quiet(now: datetime) -> datetime:
    """Ask, and look again at what has no answer, until everything has one."""
    for _ in range(40):
        asking.ask_many(clock=running_from(now), until=now + timedelta(hours=1), slots=8)
        waiting = Attempt.objects.filter(open=True), Refund.objects.filter(open=True)
        if not any(rows.exists() for rows in waiting):
            return now
        now += timedelta(minutes=15)
    raise AssertionError("something never has an answer")


def running_from(moment: datetime) -> asking.Clock:
    """A clock that shows this moment and goes on: who was told to wait a second waits only once."""
    began = time.monotonic()
    return lambda: moment + timedelta(seconds=time.monotonic() - began)


def test_cents_agree_after_a_thousand_orders(fake: Server, line: Proxy) -> None:
    clearing = sold(fake)
    control(fake.url, "faults", faults=ERRORS, seed=5)
    open_collection(clearing, now=OVER)
    now = ask_until_quiet(OVER)
    agree(fake)
    captured = Capture.objects.count()
    assert captured > ORDERS * 0.9

    for order in Order.objects.filter(captures__isnull=False)[:SOME]:
        words = {"goods_gross_cents": 700, "key": f"gesture:{order.pk}"}
        cancel(order=order, cause=Cause.GESTURE, now=now, **words)
        begin_refund(order, now=now)
    now = ask_until_quiet(now)
    agree(fake)
    assert state(fake.url)["refunded"] == SOME * 700

    condition = "the supplier does not deliver"
    undo_campaign(call_off(clearing, person=None, condition=condition, now=now), now=now)
    ask_until_quiet(now)
    agree(fake)
    assert state(fake.url)["refunded"] == state(fake.url)["charged"] == captured * EACH
    assert line.met.total() > ORDERS // 10
    verified()


def agree(fake: Server) -> None:
    """See that the provider, the facts and the books say the same."""
    told = state(fake.url)
    captured = Capture.objects.aggregate(sum=Sum("cents"))["sum"] or 0
    refunded = RefundDone.objects.aggregate(sum=Sum("refund__cents"))["sum"] or 0
    assert told["charges"] == Capture.objects.count()
    assert told["charged"] == captured
    assert told["refunded"] == refunded
    assert balance("provider") == captured - refunded
    assert balance("refunds_on_way") == 0
