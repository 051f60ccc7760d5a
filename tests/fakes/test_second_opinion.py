"""
The fake and localstripe, another stand-in for Stripe, say the same where both can.

localstripe knows neither idempotency keys nor off-session charges, gives back more than was
taken, and lacks most parameters: it is asked for what is left.
"""

import importlib.util
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import stripe

from fakes.stripe.server import Server
from tests.deadline import until
from tests.fakes.talking import client_of, free_port

# It listens on every address of the machine; here only on the loopback.
ON_LOOPBACK = """
import socket, sys
bind = socket.socket.bind
socket.socket.bind = lambda self, place: bind(self, ("::1", place[1]))
from localstripe.server import start
start()
"""


@pytest.fixture
def localstripe(tmp_path: Path) -> Iterator[str]:
    if not importlib.util.find_spec("localstripe"):
        pytest.skip("localstripe is not installed: its opinion is not asked")
    port = free_port()
    command = [sys.executable, "-c", ON_LOOPBACK, "--port", str(port), "--from-scratch"]
    program = subprocess.Popen(
        command,
        cwd=tmp_path,
        env={**os.environ, "HOME": str(tmp_path), "TMPDIR": str(tmp_path)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    url = f"http://[::1]:{port}"

    def answers() -> bool:
        try:
            return httpx.get(f"{url}/v1/customers", auth=("sk_test_x", "")).status_code < 500
        except httpx.HTTPError:
            return False

    until(answers, seconds=30)
    yield url
    program.terminate()
    program.wait(10)


def told(url: str, number: str) -> list[object]:
    """Return what is said of a card that is saved, charged, and given a part back."""
    client = client_of(url)
    customer = client.v1.customers.create({"email": "a@b.example"})
    card = {"number": number, "exp_month": 12, "exp_year": 2034, "cvc": "123"}
    method = client.v1.payment_methods.create({"type": "card", "card": card})
    said: list[object] = [method.card.brand, method.card.last4]
    try:
        client.v1.payment_methods.attach(method.id, {"customer": customer.id})
        intent = client.v1.payment_intents.create(
            {
                "amount": 4900,
                "currency": "eur",
                "customer": customer.id,
                "payment_method": method.id,
            }
        )
        said.append(intent.status)
        paid = client.v1.payment_intents.confirm(intent.id)
        refund = client.v1.refunds.create({"payment_intent": intent.id, "amount": 1000})
    except stripe.CardError as refused:
        return [*said, refused.http_status, refused.code]
    return [*said, paid.status, paid.amount, refund.status, refund.amount]


@pytest.mark.parametrize("number", ["4242424242424242", "4000000000000341", "4000000000000002"])
def test_two_stand_ins_agree(server: Server, localstripe: str, number: str) -> None:
    assert told(server.url, number) == told(localstripe, number)
