"""A fake Stripe of one's own, and Stripe's own client to talk to it."""

from collections.abc import Iterator

import pytest
import stripe

from fakes.stripe.server import Server
from fakes.stripe.webhooks import Webhooks
from tests.fakes.talking import client_of


@pytest.fixture
def server() -> Iterator[Server]:
    """A fake that begins empty."""
    server = Server(0, state=None, webhooks=Webhooks(secret="whsec_test", pace=0.02)).start()
    yield server
    server.stop()


@pytest.fixture
def client(server: Server) -> stripe.StripeClient:
    return client_of(server.url)
