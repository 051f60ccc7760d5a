"""What the fake answers is shaped as Stripe's example objects, what it takes as Stripe's client."""

import json
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest
import stripe
import stripe.params as params

from fakes.stripe import routes
from fakes.stripe.server import Server
from tests.fakes.talking import BACK, control, type_card
from tests.fakes.test_stripe import pay, session

TAKES = {
    "CustomerCreateParams": routes.CUSTOMER,
    "SetupIntentCreateParams": routes.SETUP,
    "SetupIntentCreateParamsPaymentMethodOptionsCardMandateOptions": routes.MANDATE,
    "PaymentIntentCreateParams": routes.PAYMENT,
    "RefundCreateParams": routes.REFUND,
    "checkout.SessionCreateParams": routes.SESSION,
}


@pytest.fixture
def examples(data: Path) -> dict[str, Any]:
    """Stripe's own example objects."""
    found: dict[str, Any] = json.loads((data / "stripe_fixtures3.json").read_text())
    return found["resources"]


@pytest.fixture
def ours(client: stripe.StripeClient, server: Server) -> dict[str, Any]:
    """One object of each kind, as the fake shows it."""
    opened = session(client)
    type_card(opened.url, "4242424242424242")
    done = client.v1.checkout.sessions.retrieve(opened.id, {"expand": ["setup_intent"]})
    intent = pay(client)
    refund = client.v1.refunds.create({"payment_intent": intent.id, "amount": 100})
    payout = control(server.url, "payouts")
    found = {
        "customer": client.v1.customers.retrieve(opened.customer),
        "payment_method": client.v1.payment_methods.retrieve(done.setup_intent.payment_method),
        "setup_intent": done.setup_intent,
        "checkout.session": client.v1.checkout.sessions.retrieve(opened.id),
        "payment_intent": intent,
        "charge": client.v1.charges.retrieve(intent.latest_charge),
        "refund": refund,
        "balance_transaction": client.v1.balance_transactions.retrieve(refund.balance_transaction),
        "payout": client.v1.payouts.retrieve(payout["id"]),
        "event": client.v1.events.list().data[0],
    }
    return {kind: one.to_dict() for kind, one in found.items()}


def differences(ours: Any, example: Any, path: str = "") -> list[str]:
    """Return the names that one has and the other lacks, and values of another type."""
    if ours is None or example is None:
        return []
    if isinstance(ours, dict) and isinstance(example, dict):
        if not ours or not example:
            return []
        found = [f"{path}.{name} is one too many" for name in ours.keys() - example.keys()]
        found += [f"{path}.{name} is missing" for name in example.keys() - ours.keys()]
        for name in ours.keys() & example.keys():
            found += differences(ours[name], example[name], f"{path}.{name}")
        return found
    return [] if type(ours) is type(example) else [f"{path} is a {type(ours).__name__}"]


OPEN = {
    "charge": {".refunds is missing"},  # only where it is asked for, since 2022-11-15
    "payment_method": set(),
}


@pytest.mark.parametrize(
    "kind",
    [
        "customer",
        "payment_method",
        "setup_intent",
        "checkout.session",
        "payment_intent",
        "charge",
        "refund",
        "balance_transaction",
        "payout",
        "event",
    ],
)
def test_objects_are_shaped_as_stripes(
    examples: dict[str, Any], ours: dict[str, Any], kind: str
) -> None:
    if kind == "event":
        examples[kind]["data"] = ours[kind]["data"]
    assert set(differences(ours[kind], examples[kind])) == OPEN.get(kind, set())


@pytest.mark.parametrize("name", TAKES)
def test_parameters_are_those_of_stripes_client(name: str) -> None:
    room, _, kind = name.rpartition(".")
    typed = getattr(getattr(params, room) if room else params, kind)
    assert set(TAKES[name]) <= set(typed.__annotations__)
    nested = [word for word, shape in TAKES[name].items() if isinstance(shape, dict)]
    for word in nested:
        part = getattr(sys.modules[typed.__module__], kind + word.title().replace("_", ""), None)
        assert part is None or set(TAKES[name][word]) <= set(part.__annotations__)


def test_the_card_page_speaks_two_languages(client: stripe.StripeClient) -> None:
    opened = session(client, custom_text={"submit": {"message": "Au plus 49 €"}}, cancel_url=BACK)
    french, english = (httpx.get(f"{opened.url}?lang={tongue}").text for tongue in ("fr", "en"))
    assert "Enregistrer la carte" in french
    assert "Au plus 49 €" in french
    assert "Save the card" in english
    assert "4000 0027 6000 3184" in english
