"""The fake behaves as Stripe does, asked by Stripe's own client."""

import concurrent.futures
import contextlib
import csv
import io
import json
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import httpx
import pytest
import stripe

from fakes.stripe.server import Server
from fakes.stripe.store import Store
from tests.deadline import until
from tests.fakes.talking import BACK, Shop, client_of, control, free_port, state, type_card, walk

EUR = {"currency": "eur", "allowed_payment_method_types": ["card"]}


def customer_with(client: stripe.StripeClient, token: str) -> tuple[str, str]:
    """A customer whose card is set up for later."""
    customer = client.v1.customers.create({"metadata": {"person": "1"}})
    setup = client.v1.setup_intents.create(
        {
            "customer": customer.id,
            "payment_method": token,
            "confirm": True,
            "return_url": BACK,
            "allowed_payment_method_types": ["card"],
        }
    )
    if setup.next_action:
        walk(setup.next_action.redirect_to_url.url)
    return customer.id, client.v1.setup_intents.retrieve(setup.id).payment_method


def pay(
    client: stripe.StripeClient,
    token: str = "pm_card_visa",
    cents: int = 4900,
    key: str = "",
    **words: Any,
) -> stripe.PaymentIntent:
    """Charge a card that was set up, its holder away."""
    customer, method = customer_with(client, token)
    return pay_again(client, customer, method, cents, key, **words)


def pay_again(
    client: stripe.StripeClient,
    customer: str,
    method: str,
    cents: int = 4900,
    key: str = "",
    **words: Any,
) -> stripe.PaymentIntent:
    asked = {"amount": cents, "customer": customer, "payment_method": method, "confirm": True}
    options = {"idempotency_key": key} if key else {}
    return client.v1.payment_intents.create(
        {**EUR, **asked, **(words or {"off_session": True})}, options
    )


# Saving


def session(client: stripe.StripeClient, **words: Any) -> Any:
    return client.v1.checkout.sessions.create(
        {
            "mode": "setup",
            "success_url": BACK + "?s={CHECKOUT_SESSION_ID}",
            "cancel_url": BACK,
            "customer": client.v1.customers.create().id,
            "currency": "eur",
            **words,
        }
    )


def test_a_card_is_saved_on_its_page(client: stripe.StripeClient) -> None:
    opened = session(client, client_reference_id="hold-7", locale="fr")
    page = httpx.get(opened.url)
    assert "Numéro de carte" in page.text
    assert type_card(opened.url, "4242 4242 4242 4242") == f"{BACK}?s={opened.id}"
    done = client.v1.checkout.sessions.retrieve(
        opened.id, {"expand": ["setup_intent.payment_method"]}
    )
    assert (done.status, done.client_reference_id) == ("complete", "hold-7")
    assert done.setup_intent.payment_method.card.last4 == "4242"
    assert done.setup_intent.payment_method.customer == opened.customer


@pytest.mark.parametrize(("said", "status"), [("yes", "complete"), ("no", "open")])
def test_a_bank_may_ask_when_a_card_is_saved(
    client: stripe.StripeClient, said: str, status: str
) -> None:
    opened = session(client)
    response = httpx.post(
        opened.url, data={"number": "4000002500003155", "expiry": "1234", "cvc": "123"}
    )
    bank = response.headers["Location"]
    assert "banque" in httpx.get(bank).text
    back = httpx.post(bank, data={"answer": said}).headers["Location"]
    page = httpx.get(back)
    assert page.status_code == (303 if said == "yes" else 200)
    assert client.v1.checkout.sessions.retrieve(opened.id).status == status


@pytest.mark.parametrize("number", ["4000000000000002", "4970101234567890", "x"])
def test_other_cards_stay_on_the_page(client: stripe.StripeClient, number: str) -> None:
    opened = session(client)
    assert type_card(opened.url, number) == ""
    assert client.v1.checkout.sessions.retrieve(opened.id).status == "open"


def test_an_expired_page_takes_no_card(client: stripe.StripeClient) -> None:
    opened = session(client)
    client.v1.checkout.sessions.expire(opened.id)
    assert httpx.get(opened.url.replace("?", "")).status_code == 410


def test_a_setup_names_its_most(client: stripe.StripeClient) -> None:
    most = {
        "amount": 12345,
        "amount_type": "maximum",
        "currency": "eur",
        "interval": "sporadic",
        "reference": "hold-1",
        "start_date": 1_800_000_000,
    }
    setup = client.v1.setup_intents.create(
        {
            "customer": client.v1.customers.create().id,
            "payment_method": "pm_card_authenticationRequired",
            "confirm": True,
            "return_url": BACK,
            "payment_method_options": {"card": {"mandate_options": most}},
        }
    )
    assert setup.status == "requires_action"
    url = setup.next_action.redirect_to_url.url
    assert "€123.45" in httpx.get(f"{url}?lang=en").text
    assert "redirect_status=succeeded" in walk(url)
    assert client.v1.setup_intents.retrieve(setup.id).mandate


# Charging


def test_a_saved_card_is_charged(client: stripe.StripeClient, server: Server) -> None:
    intent = pay(client)
    assert (intent.status, intent.amount_received) == ("succeeded", 4900)
    charge = client.v1.charges.retrieve(intent.latest_charge, {"expand": ["balance_transaction"]})
    assert charge.balance_transaction.fee == 99
    assert charge.balance_transaction.net == 4801
    assert state(server.url)["charged"] == 4900


@pytest.mark.parametrize(
    ("token", "code", "decline"),
    [
        ("pm_card_chargeCustomerFail", "card_declined", "generic_decline"),
        (
            "pm_card_authenticationRequired",
            "authentication_required",
            "authentication_required",
        ),
    ],
)
def test_a_charge_is_declined(
    client: stripe.StripeClient, token: str, code: str, decline: str
) -> None:
    with pytest.raises(stripe.CardError) as refused:
        pay(client, token)
    error = refused.value.error
    assert (error.code, error.decline_code) == (code, decline)
    assert error.payment_intent.status == "requires_payment_method"


@pytest.mark.parametrize(
    ("number", "code", "decline"),
    [
        ("4000001000000059", "card_declined", "insufficient_funds"),
        ("4000001000000067", "expired_card", None),
    ],
)
def test_a_card_saved_by_number_is_declined(
    client: stripe.StripeClient, number: str, code: str, decline: str | None
) -> None:
    method = client.v1.payment_methods.create(
        {"type": "card", "card": {"number": number, "exp_month": 12, "exp_year": 2034}}
    )
    with pytest.raises(stripe.CardError) as refused:
        pay(client, method.id)
    assert (refused.value.code, refused.value.error.decline_code) == (code, decline)


def test_a_card_expires(client: stripe.StripeClient, server: Server) -> None:
    customer, method = customer_with(client, "pm_card_visa")
    control(server.url, f"cards/{method}", exp_month=1, exp_year=2020)
    with pytest.raises(stripe.CardError, match="expired"):
        pay_again(client, customer, method)


@pytest.mark.parametrize(
    ("said", "status"), [("yes", "succeeded"), ("no", "requires_payment_method")]
)
def test_a_holder_is_asked_and_recovers(
    client: stripe.StripeClient, said: str, status: str
) -> None:
    intent = pay(client, "pm_card_authenticationRequired", return_url=BACK)
    assert intent.status == "requires_action"
    back = walk(intent.next_action.redirect_to_url.url, said)
    assert f"payment_intent={intent.id}" in back
    assert client.v1.payment_intents.retrieve(intent.id).status == status


def test_a_declined_intent_is_tried_with_another_card(client: stripe.StripeClient) -> None:
    with pytest.raises(stripe.CardError) as refused:
        pay(client, "pm_card_chargeCustomerFail")
    number = refused.value.error.payment_intent.id
    tried = client.v1.payment_intents.confirm(number, {"payment_method": "pm_card_visa"})
    assert tried.status == "succeeded"


def test_an_intent_is_given_up(client: stripe.StripeClient) -> None:
    intent = pay(client, "pm_card_authenticationRequired", return_url=BACK)
    assert client.v1.payment_intents.cancel(intent.id).status == "canceled"
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.payment_intents.cancel(intent.id)
    assert refused.value.code == "payment_intent_unexpected_state"


def test_a_late_card_is_answered_later(client: stripe.StripeClient, server: Server) -> None:
    method = client.v1.payment_methods.create(
        {"type": "card", "card": {"number": "4000001000000018"}}
    )
    intent = pay(client, method.id)
    assert intent.status == "processing"
    assert control(server.url, "settle") == {"settled": 1}
    assert client.v1.payment_intents.retrieve(intent.id).status == "succeeded"


@pytest.mark.parametrize(("number", "found"), [("4000001000000026", 1), ("4000001000000034", 0)])
def test_a_silent_card_leaves_us_in_the_dark(
    client: stripe.StripeClient, number: str, found: int
) -> None:
    method = client.v1.payment_methods.create({"type": "card", "card": {"number": number}})
    customer, saved = customer_with(client, method.id)
    with pytest.raises(stripe.APIConnectionError):
        pay_again(client, customer, saved, metadata={"key": "a-1"}, off_session=True)
    listed = client.v1.payment_intents.list({"customer": customer}).data
    assert [one.metadata["key"] for one in listed] == ["a-1"] * found


def test_a_removed_card_is_not_charged(client: stripe.StripeClient) -> None:
    customer, method = customer_with(client, "pm_card_visa")
    client.v1.payment_methods.detach(method)
    with pytest.raises(stripe.InvalidRequestError):
        pay_again(client, customer, method)


@pytest.mark.parametrize(("cents", "code"), [(49, "amount_too_small"), (10**8, "amount_too_large")])
def test_amounts_have_bounds(client: stripe.StripeClient, cents: int, code: str) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        pay(client, cents=cents)
    assert refused.value.code == code


# Keys


def test_a_key_is_answered_once(client: stripe.StripeClient, server: Server) -> None:
    customer, method = customer_with(client, "pm_card_visa")
    first = pay_again(client, customer, method, key="k")
    again = pay_again(client, customer, method, key="k")
    assert first.id == again.id
    assert again.last_response.headers["Idempotent-Replayed"] == "true"
    assert state(server.url)["charges"] == 1


def test_a_refusal_is_kept_under_its_key(client: stripe.StripeClient) -> None:
    customer, method = customer_with(client, "pm_card_chargeCustomerFail")
    numbers = set()
    for _ in range(2):
        with pytest.raises(stripe.CardError) as refused:
            pay_again(client, customer, method, key="k")
        numbers.add(refused.value.error.payment_intent.id)
    assert len(numbers) == 1


def test_a_key_stands_for_one_request(client: stripe.StripeClient) -> None:
    customer, method = customer_with(client, "pm_card_visa")
    pay_again(client, customer, method, key="k")
    with pytest.raises(stripe.IdempotencyError):
        pay_again(client, customer, method, 5000, key="k")


def test_a_wrong_request_takes_no_key(client: stripe.StripeClient) -> None:
    customer, method = customer_with(client, "pm_card_visa")
    with pytest.raises(stripe.InvalidRequestError):
        pay_again(client, customer, method, 1, key="k")
    assert pay_again(client, customer, method, 4900, key="k").status == "succeeded"


def test_a_key_under_way_is_not_answered(client: stripe.StripeClient, server: Server) -> None:
    customer, method = customer_with(client, "pm_card_visa")
    fault = {"kind": "slow", "path": "/v1/payment_intents", "seconds": 0.5}
    control(server.url, "faults", faults=[fault])
    with concurrent.futures.ThreadPoolExecutor(1) as other:
        first = other.submit(pay_again, client, customer, method, key="k")
        until(lambda: "k" in server.fake.store.answers)
        with pytest.raises(stripe.StripeError) as refused:
            pay_again(client_of(server.url), customer, method, key="k")
        assert refused.value.http_status == 409
        assert first.result().status == "succeeded"


def test_equal_calls_at_once_are_done_once(client: stripe.StripeClient, server: Server) -> None:
    customer, method = customer_with(client, "pm_card_visa")
    start = threading.Barrier(8)

    def ask(_: int) -> None:
        start.wait()
        with contextlib.suppress(stripe.StripeError):
            pay_again(client_of(server.url), customer, method, key="k")

    with concurrent.futures.ThreadPoolExecutor(8) as crowd:
        list(crowd.map(ask, range(8)))
    assert state(server.url)["charges"] == 1


# Refunds


def test_refunds_are_bounded(client: stripe.StripeClient, server: Server) -> None:
    intent = pay(client)
    client.v1.refunds.create({"payment_intent": intent.id, "amount": 3000})
    with pytest.raises(stripe.InvalidRequestError, match="greater than unrefunded"):
        client.v1.refunds.create({"payment_intent": intent.id, "amount": 1901})
    client.v1.refunds.create({"payment_intent": intent.id, "amount": 1900})
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.refunds.create({"payment_intent": intent.id})
    assert refused.value.code == "charge_already_refunded"
    assert state(server.url)["refunded"] == 4900


@pytest.mark.parametrize(
    ("token", "status"),
    [("pm_card_pendingRefund", "succeeded"), ("pm_card_refundFail", "failed")],
)
def test_a_refund_may_take_its_time(
    client: stripe.StripeClient, server: Server, token: str, status: str
) -> None:
    refund = client.v1.refunds.create({"payment_intent": pay(client, token).id})
    assert refund.status == "pending"
    control(server.url, "settle")
    assert client.v1.refunds.retrieve(refund.id).status == status


# Reading


def test_lists_come_in_pages(client: stripe.StripeClient) -> None:
    customer, method = customer_with(client, "pm_card_visa")
    made = [pay_again(client, customer, method, cents).id for cents in range(100, 107)]
    listed = client.v1.payment_intents.list({"customer": customer, "limit": 3})
    assert [one.id for one in listed.auto_paging_iter()] == made[::-1]
    soon = {"gte": int(time.time()) + 60}
    assert client.v1.payment_intents.list({"created": soon}).data == []


def test_searches_look_into_metadata(client: stripe.StripeClient) -> None:
    intent = pay(client, off_session=True, metadata={"key": "a-9"})
    found = client.v1.payment_intents.search({"query": "metadata['key']:'a-9'"}).data
    assert [one.id for one in found] == [intent.id]


@pytest.mark.parametrize(
    "words", [{"colour": "red"}, {"amount": "many"}, {"payment_method_types": ["card"]}]
)
def test_unknown_words_are_refused(client: stripe.StripeClient, words: dict[str, Any]) -> None:
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.payment_intents.create({"amount": 100, "currency": "eur", **words})


def test_without_a_key_nobody_is_told_anything(server: Server) -> None:
    assert httpx.get(f"{server.url}/v1/customers").status_code == 401


# Payouts


def test_a_payout_says_what_is_in_it(client: stripe.StripeClient, server: Server) -> None:
    intent = pay(client, cents=10_000)
    client.v1.refunds.create({"payment_intent": intent.id, "amount": 2500})
    payout = control(server.url, "payouts")
    assert payout["amount"] == 10_000 - 175 - 2500
    paper = httpx.get(f"{server.url}/_fake/payouts/{payout['id']}.csv").text
    lines = list(csv.DictReader(io.StringIO(paper)))
    assert [(line["gross"], line["fee"], line["net"]) for line in lines] == [
        ("100.00", "1.75", "98.25"),
        ("-25.00", "0.00", "-25.00"),
    ]
    listed = client.v1.balance_transactions.list({"payout": payout["id"]}).data
    assert sum(one.net for one in listed) == 0


# Faults


@pytest.mark.parametrize(
    ("kind", "error", "charged"),
    [
        ("500_before", stripe.APIError, 0),
        ("500_after", stripe.APIError, 4900),
        ("cut_before", stripe.APIConnectionError, 0),
        ("cut_after", stripe.APIConnectionError, 4900),
        ("timeout_after", stripe.APIConnectionError, 4900),
        ("429", stripe.RateLimitError, 0),
        ("lock_timeout", stripe.RateLimitError, 0),
    ],
)
def test_things_go_wrong_on_demand(
    client: stripe.StripeClient, server: Server, kind: str, error: type, charged: int
) -> None:
    customer, method = customer_with(client, "pm_card_visa")
    hasty = client_of(server.url, timeout=0.3)
    fault = {"kind": kind, "path": "/v1/payment_intents", "seconds": 0.6}
    control(server.url, "faults", faults=[fault])
    with pytest.raises(error):
        pay_again(hasty, customer, method, key="k")
    assert state(server.url)["charged"] == charged


def test_an_error_is_kept_under_its_key_too(client: stripe.StripeClient, server: Server) -> None:
    customer, method = customer_with(client, "pm_card_visa")
    control(server.url, "faults", faults=[{"kind": "500_after"}])
    for _ in range(2):
        with pytest.raises(stripe.APIError):
            pay_again(client, customer, method, key="k")
    assert state(server.url)["charges"] == 1


# Messages


@pytest.fixture
def shop(server: Server) -> Any:
    shop = Shop()
    control(server.url, "webhooks", url=shop.url)
    yield shop
    shop.stop()


def names(shop: Shop) -> list[str]:
    return [json.loads(body)["type"] for _, body in shop.messages]


def test_messages_are_signed(client: stripe.StripeClient, shop: Shop) -> None:
    pay(client)
    until(lambda: "payment_intent.succeeded" in names(shop))
    for signature, body in shop.messages:
        assert stripe.Webhook.construct_event(body, signature, "whsec_test").id
    with pytest.raises(stripe.SignatureVerificationError):
        stripe.Webhook.construct_event(body + b" ", signature, "whsec_test")


def test_messages_are_tried_again(client: stripe.StripeClient, shop: Shop) -> None:
    shop.answers = [500, 503]
    client.v1.customers.create()
    until(lambda: len(shop.messages) == 3)
    assert len({body for _, body in shop.messages}) == 1


def test_messages_are_doubled_and_disordered(
    client: stripe.StripeClient, server: Server, shop: Shop
) -> None:
    control(server.url, "webhooks", double=True, shuffle=0.2, seed=3)
    made = [client.v1.customers.create().id for _ in range(5)]
    until(lambda: len(shop.messages) == 10)
    told = [json.loads(body)["data"]["object"]["id"] for _, body in shop.messages]
    assert sorted(told) == sorted(made * 2)
    assert told != [one for one in made for _ in range(2)]


def test_a_message_is_sent_once_more(
    client: stripe.StripeClient, server: Server, shop: Shop
) -> None:
    client.v1.customers.create()
    until(lambda: len(shop.messages) == 1)
    control(server.url, f"events/{client.v1.events.list().data[0].id}")
    until(lambda: len(shop.messages) == 2)


# The program


def test_the_program_remembers_what_it_did(tmp_path: Path) -> None:
    kept, port = tmp_path / "stripe.jsonl", free_port()
    command = [sys.executable, "-m", "fakes.stripe", "--port", str(port), "--state", str(kept)]
    client = client_of(f"http://127.0.0.1:{port}")
    numbers = []
    for _ in range(2):
        program = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert "fake Stripe at" in program.stdout.readline()
        if not numbers:
            customer, method = customer_with(client, "pm_card_visa")
        numbers.append(pay_again(client, customer, method, key="k").id)
        program.send_signal(signal.SIGTERM)
        assert program.wait(10) == 0
    assert numbers[0] == numbers[1]


def test_a_torn_line_is_let_go(tmp_path: Path) -> None:
    kept = tmp_path / "stripe.jsonl"
    kept.write_text('{"key": "k", "answer": {"status": 200}}\n{"object": {"id"')
    assert Store(kept).answers == {"k": {"status": 200}}
