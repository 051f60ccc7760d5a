"""Every provider keeps the protocol: the sandbox, and Stripe's client before the fake Stripe."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from clust.integrations.sandbox.gateway import SandboxGateway
from clust.payments.gateway import (
    Ask,
    BadWebhook,
    Charged,
    Confirmed,
    Pending,
    ProviderSilent,
    Refunded,
    Refused,
    SavedCard,
)
from tests.integrations.providers import BACK, Provider, SandboxVisitor, StripeVisitor
from tests.world import make_world

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["sandbox", "stripe"])
def provider(request: pytest.FixtureRequest, db: None) -> Provider:
    make_world()
    if request.param == "sandbox":
        return Provider(SandboxGateway(), SandboxVisitor())
    gateway = request.getfixturevalue("stripe_gateway")
    return Provider(gateway, StripeVisitor(request.getfixturevalue("fake").url))


def charge(
    provider: Provider,
    card: SavedCard,
    cents: int = 4900,
    *,
    key: str = "attempt-1",
    there: bool = False,
) -> Any:
    return provider.gateway.charge(
        key=key, card=card, cents=cents, currency="EUR", return_url=BACK if there else ""
    )


def state(provider: Provider, card: SavedCard, key: str = "attempt-1", ref: str = "") -> Any:
    since = datetime.now(UTC) - timedelta(minutes=5)
    return provider.gateway.charge_state(key=key, ref=ref, card=card, since=since)


# Saving


def test_a_card_is_saved(provider: Provider) -> None:
    asked = provider.ask()
    assert provider.state(asked) == asked
    assert provider.types(asked, "ok") == BACK
    answer = provider.state(asked)
    assert isinstance(answer, Confirmed)
    assert answer.card.last4 == "4242"
    assert answer.card.brand == "visa"
    assert answer.card.fingerprint
    assert answer.card.expires_on > datetime.now(UTC).date()


def test_a_card_is_asked_for_once(provider: Provider) -> None:
    assert provider.ask() == provider.ask()


def test_a_declined_card_stays_on_the_page(provider: Provider) -> None:
    asked = provider.ask()
    assert provider.types(asked, "declined") == ""
    assert isinstance(provider.state(asked), Ask)


def test_a_bank_agrees_to_a_new_card(provider: Provider) -> None:
    asked = provider.ask()
    assert provider.types(asked, "asks", "yes") == BACK
    assert isinstance(provider.state(asked), Confirmed)


def test_a_card_page_unheard_of_says_nothing(provider: Provider) -> None:
    assert provider.gateway.card_state(key="card-9", ref="") is None
    assert provider.gateway.card_state(key="card-9", ref="cs_test_nothing") is None


@pytest.mark.parametrize("cents", [10_000, 0])
def test_a_saved_card_is_confirmed(provider: Provider, cents: int) -> None:
    card = provider.card()
    answer = provider.gateway.confirm_card(
        key="card-2", card=card, cents=cents, currency="EUR", return_url=BACK
    )
    assert isinstance(answer, Confirmed)
    assert answer.card == card


@pytest.mark.parametrize(("said", "kind"), [("yes", Confirmed), ("no", Refused)])
def test_a_bank_asks_about_a_saved_card(provider: Provider, said: str, kind: type) -> None:
    card = provider.card("asks")
    words = {"key": "card-2", "card": card, "currency": "EUR", "return_url": BACK}
    asked = provider.gateway.confirm_card(cents=9_000, **words)
    assert isinstance(asked, Ask)
    assert asked == provider.gateway.confirm_card(cents=9_000, **words)
    assert provider.visitor.answers(asked.url, said) == BACK
    assert isinstance(provider.state(asked, "card-2"), kind)


# Charging


def test_a_card_is_charged_once(provider: Provider) -> None:
    card = provider.card()
    first = charge(provider, card)
    assert isinstance(first, Charged)
    assert first.cents == 4900
    assert charge(provider, card) == first
    assert state(provider, card) == state(provider, card, ref=first.ref) == first


@pytest.mark.parametrize(
    ("kind", "code", "wants_holder"),
    [
        ("refused", "card_declined", False),
        ("expired", "expired_card", False),
        ("asks", "authentication_required", True),
    ],
)
def test_a_card_is_refused(provider: Provider, kind: str, code: str, wants_holder: bool) -> None:
    card = provider.card(kind)
    answer = charge(provider, card)
    assert isinstance(answer, Refused)
    assert (answer.code, answer.wants_holder) == (code, wants_holder)
    assert state(provider, card) == answer


@pytest.mark.parametrize(("said", "kind"), [("yes", Charged), ("no", Refused)])
def test_a_holder_who_is_there_is_asked(provider: Provider, said: str, kind: type) -> None:
    card = provider.card("asks")
    asked = charge(provider, card, there=True)
    assert isinstance(asked, Ask)
    assert state(provider, card) == asked
    assert provider.visitor.answers(asked.url, said) == BACK
    assert isinstance(state(provider, card), kind)


def test_a_late_answer_comes(provider: Provider) -> None:
    card = provider.card("late")
    assert isinstance(charge(provider, card), Pending)
    provider.visitor.waits()
    assert isinstance(state(provider, card), Charged)


def test_silence_hides_a_charge(provider: Provider) -> None:
    card = provider.card("silent")
    with pytest.raises(ProviderSilent):
        charge(provider, card)
    found = state(provider, card)
    assert isinstance(found, Charged)
    assert charge(provider, card) == found


def test_silence_hides_nothing(provider: Provider) -> None:
    card = provider.card("lost")
    with pytest.raises(ProviderSilent):
        charge(provider, card)
    assert state(provider, card) is None


def test_charges_of_one_holder_are_told_apart(provider: Provider) -> None:
    card = provider.card()
    made = [charge(provider, card, 1000 + n, key=f"attempt-{n}") for n in range(3)]
    assert [state(provider, card, f"attempt-{n}") for n in range(3)] == made


# Refunding


def test_refunds_are_bounded_by_what_was_charged(provider: Provider) -> None:
    made = charge(provider, provider.card())
    give = provider.gateway.refund
    first = give(key="refund-1", charge_ref=made.ref, cents=3000)
    assert isinstance(first, Refunded)
    assert give(key="refund-1", charge_ref=made.ref, cents=3000) == first
    assert isinstance(give(key="refund-2", charge_ref=made.ref, cents=1901), Refused)
    assert isinstance(give(key="refund-3", charge_ref=made.ref, cents=1900), Refunded)
    assert isinstance(give(key="refund-4", charge_ref=made.ref, cents=1), Refused)
    found = provider.gateway.refund_state(key="refund-1", ref="", charge_ref=made.ref)
    assert found == first
    assert provider.gateway.refund_state(key="refund-9", ref="", charge_ref=made.ref) is None


# Forgetting, messages


def test_a_card_is_forgotten_twice(provider: Provider) -> None:
    card = provider.card()
    provider.gateway.forget_card(card=card)
    provider.gateway.forget_card(card=card)


def test_nobody_else_is_believed(provider: Provider) -> None:
    now = datetime.now(UTC)
    with pytest.raises(BadWebhook):
        provider.gateway.read_event(body=b"{}", signature="t=1,v1=00", now=now)
