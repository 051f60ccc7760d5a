"""The sandbox behaves as the cards say, does a thing once, and never gives back more."""

from datetime import timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from clust.integrations.sandbox.gateway import KeyReused, SandboxGateway
from clust.integrations.sandbox.models import SandboxCharge, SandboxSession
from clust.payments.gateway import (
    Ask,
    BadWebhook,
    Buyer,
    Charged,
    Confirmed,
    Gateway,
    Pending,
    ProviderSilent,
    Refunded,
    Refused,
    SavedCard,
)
from tests.world import DAY, make_world

pytestmark = pytest.mark.django_db
BACK = "http://testserver/back/"


@pytest.fixture
def sandbox() -> Gateway:
    return SandboxGateway()


def card(method_ref: str = "ok-1") -> SavedCard:
    return SavedCard("customer-1", method_ref, "print", "visa", "4242", DAY.date())


def charge(
    sandbox: Gateway, method_ref: str, cents: int = 4900, there: bool = False, key: str = "a"
):
    return sandbox.charge(
        key=key,
        card=card(method_ref),
        cents=cents,
        currency="EUR",
        return_url=BACK if there else "",
    )


def state(sandbox: Gateway, method_ref: str, key: str = "a"):
    since = DAY - timedelta(days=1)
    return sandbox.charge_state(key=key, ref="", card=card(method_ref), since=since)


def ask_for_card(sandbox: Gateway) -> Ask:
    return sandbox.save_card(
        key="hold-1",
        buyer=Buyer(1, None, "a@b.example", "fr"),
        cents=10000,
        currency="EUR",
        return_url=BACK,
        cancel_url=BACK,
    )


def enter(asked: Ask, number: str) -> str:
    """Type a number on the card page and return where it leads."""
    make_world()
    response = Client().post(asked.url, {"number": number})
    return response.headers.get("Location", "")


def test_a_card_is_entered_on_its_page(sandbox: Gateway) -> None:
    asked = ask_for_card(sandbox)
    assert enter(asked, "4242 4242 4242 4242") == BACK
    answer = sandbox.card_state(key="hold-1", ref=asked.ref)
    assert isinstance(answer, Confirmed)
    assert answer.card.last4 == "4242"
    assert answer.card.method_ref.startswith("ok-")


def test_the_card_page_lists_its_cards(sandbox: Gateway) -> None:
    make_world()
    page = Client().get(ask_for_card(sandbox).url)
    assert "4242424242424242" in page.content.decode()


@pytest.mark.parametrize("number", ["4000000000000002", "4970101234567890", "nonsense"])
def test_other_numbers_are_not_taken(sandbox: Gateway, number: str) -> None:
    asked = ask_for_card(sandbox)
    assert enter(asked, number) == ""
    assert isinstance(sandbox.card_state(key="hold-1", ref=asked.ref), Ask)


@pytest.mark.parametrize(("said", "answer"), [("yes", Confirmed), ("no", Refused)])
def test_a_bank_asks_the_holder_to_save(sandbox: Gateway, said: str, answer: type) -> None:
    asked = ask_for_card(sandbox)
    bank = enter(asked, "4000002760003184")
    client = Client()
    assert client.get(bank).status_code == 200
    assert client.post(bank, {"answer": said}).headers["Location"] == BACK
    assert isinstance(sandbox.card_state(key="hold-1", ref=asked.ref), answer)


def test_asking_for_a_card_twice_asks_once(sandbox: Gateway) -> None:
    assert ask_for_card(sandbox) == ask_for_card(sandbox)
    assert SandboxSession.objects.count() == 1


def test_a_card_unheard_of_has_no_state(sandbox: Gateway) -> None:
    assert sandbox.card_state(key="hold-9", ref="") is None


def test_a_charge_is_made_once(sandbox: Gateway) -> None:
    first = charge(sandbox, "ok-1")
    assert first == charge(sandbox, "ok-1")
    assert isinstance(first, Charged)
    assert first.cents == 4900
    assert SandboxCharge.objects.count() == 1


def test_a_key_stands_for_one_amount(sandbox: Gateway) -> None:
    charge(sandbox, "ok-1", 4900)
    with pytest.raises(KeyReused):
        charge(sandbox, "ok-1", 5000)


@pytest.mark.parametrize(
    ("method", "code", "wants_holder"),
    [
        ("refused-1", "card_declined", False),
        ("expired-1", "expired_card", False),
        ("asks-1", "authentication_required", True),
    ],
)
def test_a_card_is_refused(sandbox: Gateway, method: str, code: str, wants_holder: bool) -> None:
    answer = charge(sandbox, method)
    assert isinstance(answer, Refused)
    assert (answer.code, answer.wants_holder) == (code, wants_holder)


@pytest.mark.parametrize(("said", "answer"), [("yes", Charged), ("no", Refused)])
def test_a_holder_who_is_there_is_asked(sandbox: Gateway, said: str, answer: type) -> None:
    make_world()
    asked = charge(sandbox, "asks-1", there=True)
    assert isinstance(asked, Ask)
    Client().post(asked.url, {"answer": said})
    assert isinstance(state(sandbox, "asks-1"), answer)


def test_a_late_answer_comes_when_asked_for(sandbox: Gateway) -> None:
    assert isinstance(charge(sandbox, "late-1"), Pending)
    assert isinstance(state(sandbox, "late-1"), Charged)


def test_silence_after_a_charge_is_cleared_up(sandbox: Gateway) -> None:
    with pytest.raises(ProviderSilent):
        charge(sandbox, "silent-1")
    assert isinstance(state(sandbox, "silent-1"), Charged)


def test_silence_before_a_charge_is_cleared_up(sandbox: Gateway) -> None:
    with pytest.raises(ProviderSilent):
        charge(sandbox, "lost-1")
    assert state(sandbox, "lost-1") is None


def test_no_more_comes_back_than_went(sandbox: Gateway) -> None:
    made = charge(sandbox, "ok-1", 4900)
    given = sandbox.refund(key="r1", charge_ref=made.ref, cents=3000)
    assert given == sandbox.refund(key="r1", charge_ref=made.ref, cents=3000)
    assert isinstance(given, Refunded)
    assert sandbox.refund_state(key="r1", ref="", charge_ref=made.ref) == given
    too_much = sandbox.refund(key="r2", charge_ref=made.ref, cents=2000)
    assert isinstance(too_much, Refused)
    assert isinstance(sandbox.refund(key="r3", charge_ref=made.ref, cents=1900), Refunded)


def test_a_card_may_take_nothing_back(sandbox: Gateway) -> None:
    made = charge(sandbox, "keeps-1")
    assert isinstance(sandbox.refund(key="r1", charge_ref=made.ref, cents=100), Refused)


def test_the_sandbox_sends_no_messages(sandbox: Gateway) -> None:
    with pytest.raises(BadWebhook):
        sandbox.read_event(body=b"{}", signature="", now=DAY)


def test_the_sandbox_keeps_out_of_real_shops(settings) -> None:
    settings.SANDBOX_ANSWERS = False
    with pytest.raises(ImproperlyConfigured):
        SandboxGateway()
