"""Stripe's messages: doubled, old, forged, about nothing; none is believed, each is looked up."""

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from clust.integrations.stripe.gateway import StripeGateway
from clust.integrations.stripe.models import StripeEvent
from clust.orders.cancelling import cancel
from clust.orders.models import Order
from clust.payments.actions.charging import ask, begin_attempt
from clust.payments.actions.refunding import ask_refund, begin_refund
from clust.payments.cards import saved
from clust.payments.gateway import gateway
from clust.payments.models import Attempt, Capture, Refund, RefundDone, RefundFailure
from fakes.stripe.server import Server
from fakes.stripe.webhooks import signature
from tests.fakes.talking import control
from tests.integrations.cards import card_at
from tests.integrations.conftest import SECRET
from tests.payments.sales import cleared
from tests.world import World, make_world

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.integrations.urls")]


@pytest.fixture(autouse=True)
def at_stripe(stripe_settings: None) -> Iterator[None]:
    """The provider by this name is the fake of this test."""
    gateway.cache_clear()
    yield
    gateway.cache_clear()


@pytest.fixture(autouse=True)
def world(db: None) -> World:
    """The storefront at whose host messages arrive."""
    return make_world()


@pytest.fixture
def order(world: World) -> Order:
    """An order that waits for its money."""
    (order,) = cleared(world).orders
    return order


def charged(fake: Server, order: Order, number: str = "4242424242424242") -> Attempt:
    """Ask for the money of an order and write down nothing that was answered."""
    card = card_at(fake, order.person, number)
    attempt = begin_attempt(order, card=card, by_buyer=True, now=timezone.now())
    StripeGateway().charge(key=attempt.key, card=saved(card), cents=attempt.cents, currency="EUR")
    return attempt


def events(fake: Server, kind: str = "") -> list[dict[str, Any]]:
    """Return what Stripe has to tell, the oldest first."""
    found = list(fake.fake.store.all("event"))[::-1]
    return [event for event in found if event["type"].startswith(kind)]


def post(event: Any, *, secret: str = SECRET, ago: int = 0, sent: str = "") -> int:
    body = json.dumps(event)
    header = sent or signature(body, secret, int(time.time()) - ago)
    return (
        Client()
        .post(
            "/webhooks/stripe/",
            body,
            content_type="application/json",
            headers={"stripe-signature": header},
        )
        .status_code
    )


def test_a_message_brings_the_money(fake: Server, order: Order) -> None:
    charged(fake, order)
    (told,) = events(fake, "payment_intent.succeeded")
    assert post(told) == 200
    assert Capture.objects.get().cents == 5000


def test_a_message_twice_changes_nothing(fake: Server, order: Order) -> None:
    charged(fake, order)
    (told,) = events(fake, "payment_intent.succeeded")
    assert [post(told), post(told)] == [200, 200]
    assert Capture.objects.count() == 1
    assert StripeEvent.objects.count() == 1


def test_messages_may_come_in_any_order(fake: Server, order: Order) -> None:
    charged(fake, order)
    assert {post(event) for event in reversed(events(fake))} == {200}
    assert Capture.objects.count() == 1


@pytest.mark.parametrize("ago", [301, -360])
def test_an_old_message_is_not_taken(fake: Server, order: Order, ago: int) -> None:
    charged(fake, order)
    assert post(events(fake)[-1], ago=ago) == 400
    assert not Capture.objects.exists()


@pytest.mark.parametrize("header", ["nonsense", "t=1", "t=x,v1=00", "v1=00", "t=1795450000,v1=00"])
def test_a_forged_message_is_not_taken(fake: Server, order: Order, header: str) -> None:
    charged(fake, order)
    told = events(fake)[-1]
    assert post(told, sent=header) == 400
    assert post(told, secret="whsec_of_somebody") == 400
    assert not StripeEvent.objects.exists()


@pytest.mark.parametrize("body", ["", [], {}, {"id": "evt_1", "data": {"object": 1}}])
def test_what_is_no_event_is_not_taken(body: Any) -> None:
    assert post(body) == 400


def test_a_message_is_not_believed(fake: Server, order: Order) -> None:
    card = card_at(fake, order.person)
    attempt = begin_attempt(order, card=card, by_buyer=True, now=timezone.now())
    lie = {
        "id": "evt_lie",
        "object": "event",
        "type": "payment_intent.succeeded",
        "created": int(time.time()),
        "data": {
            "object": {
                "id": "pi_lie",
                "object": "payment_intent",
                "amount_received": 5000,
                "metadata": {"key": f"clust-{attempt.key}"},
            }
        },
    }
    assert post(lie) == 200
    assert not Capture.objects.exists()


@pytest.mark.parametrize(
    "label", ["clust-attempt-999999999", "clust-x-1", "other-attempt-1", "", "clust-attempt-²"]
)
def test_a_message_about_nothing_of_ours_is_taken(label: str) -> None:
    told = {
        "id": "evt_1",
        "created": int(time.time()),
        "data": {"object": {"id": "pi_1", "object": "payment_intent", "metadata": {"key": label}}},
    }
    assert post(told) == 200
    assert StripeEvent.objects.get().number == "evt_1"


def test_other_kinds_are_taken_and_noted() -> None:
    told = {
        "id": "evt_2",
        "created": int(time.time()),
        "data": {"object": {"id": "po_1", "object": "payout"}},
    }
    assert post(told) == 200
    assert StripeEvent.objects.get().about == "payout"


def test_a_message_comes_again_while_stripe_is_silent(fake: Server, order: Order) -> None:
    charged(fake, order)
    (told,) = events(fake, "payment_intent.succeeded")
    fault = {"kind": "500_before", "method": "GET"}
    control(fake.url, "faults", faults=[fault])
    assert post(told) == 503
    assert not StripeEvent.objects.exists()
    assert post(told) == 200
    assert Capture.objects.count() == 1


def test_a_refund_that_its_bank_sends_back_is_heard_of(fake: Server, order: Order) -> None:
    attempt = charged(fake, order, "4000000000005126")
    assert ask(attempt, now=timezone.now())
    cancel(
        order=order,
        cause="gesture",
        units=0,
        goods_gross_cents=1000,
        delivery_gross_cents=0,
        key="gesture-1",
        now=timezone.now(),
    )
    (refund,) = begin_refund(order, now=timezone.now())
    ask_refund(refund, now=timezone.now())
    assert not RefundDone.objects.exists()
    control(fake.url, "settle")
    (told,) = events(fake, "refund.failed")
    assert post(told) == 200
    assert RefundFailure.objects.get().code == "expired_or_canceled_card"
    assert Refund.objects.get().open is False


def test_messages_are_posted_only(fake: Server) -> None:
    assert Client().get("/webhooks/stripe/").status_code in {404, 405}
