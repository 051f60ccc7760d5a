"""A receiver, a sender that may reach it, and somebody who listens."""

from collections.abc import Callable, Iterator

import pytest
from django.core.cache import caches

from clust.hooks import door
from clust.hooks.actions.listening import listen
from clust.hooks.kinds import KINDS
from clust.hooks.models import Endpoint
from clust.integrations.hooks.client import Sender
from clust.integrations.links.addresses import is_everybodys
from clust.people.models import Person
from tests.hooks.receiver import LOOPBACK, Receiver, receiving
from tests.world import DAY, World, make_person, make_world


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A receiver that runs."""
    with receiving() as server:
        yield server


@pytest.fixture
def sender(receiver: Receiver) -> Sender:
    """Sends as in production, but that one shop's name leads to the test's own receiver."""

    def resolve(host: str, port: int) -> list[str]:
        return [LOOPBACK] if host == "shop.example" else ["10.0.0.1"]

    def may_reach(address: str, port: int) -> bool:
        return (address, port) == (LOOPBACK, receiver.server_port) or is_everybodys(address, port)

    return Sender(resolve, may_reach, seconds=0.6)


@pytest.fixture(autouse=True)
def kept(monkeypatch: pytest.MonkeyPatch, sender: Sender) -> None:
    """Nothing is known of what is listened for; the sender is the tests' own."""
    caches["pages"].clear()
    monkeypatch.setattr("clust.hooks.actions.sending.sender", lambda: sender)
    assert door.sender is not None


@pytest.fixture
def world(db: None) -> World:
    """The rows that every story needs."""
    return make_world()


@pytest.fixture
def alice(world: World) -> Person:
    """Somebody who listens."""
    return make_person()


Listens = Callable[..., Endpoint]


@pytest.fixture
def listens(world: World, alice: Person, receiver: Receiver) -> Listens:
    """Have the receiver told."""

    def made(path: str = "/ok", *kinds: str, **facts: object) -> Endpoint:
        given = {"person": alice, "storefront": world.storefront, "now": DAY} | facts
        return listen(url=receiver.url(path), kinds=kinds or KINDS, **given)  # type: ignore[arg-type]

    return made
