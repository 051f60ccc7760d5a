"""Providers to hold to the protocol: the sandbox, and Stripe's client before the fake."""

from collections.abc import Iterator

import pytest

from clust.integrations.stripe.gateway import StripeGateway
from fakes.stripe.server import Server
from fakes.stripe.webhooks import Webhooks

SECRET = "whsec_of_the_tests"


@pytest.fixture
def fake() -> Iterator[Server]:
    """A fake Stripe that begins empty."""
    server = Server(0, state=None, webhooks=Webhooks(secret=SECRET, pace=0.02)).start()
    yield server
    server.stop()


@pytest.fixture
def stripe_settings(fake: Server, settings) -> None:
    """Settings that name the fake as Stripe."""
    settings.STRIPE_KEY = "sk_test_of_the_tests"
    settings.STRIPE_WEBHOOK_SECRET = SECRET
    settings.STRIPE_API = fake.url
    settings.STRIPE_TIMEOUT = (2, 2)


@pytest.fixture
def stripe_gateway(stripe_settings: None) -> StripeGateway:
    return StripeGateway()
