"""A shop with an open clust, somebody with a key, and their client."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import orjson
import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from clust.campaigns.models import Campaign
from clust.keys.actions import make_key
from clust.keys.models import ApiKey
from clust.keys.scopes import SCOPES
from clust.people.models import Person
from clust.web.api.paces import pace
from tests.world import World, make_campaign, make_person, make_world


@dataclass
class Machine:
    """Calls with a key."""

    key: ApiKey
    secret: str
    client: Client

    def __call__(self, method: str, path: str, said: Any = None, **headers: str) -> HttpResponse:
        body = {} if said is None else {"data": orjson.dumps(said)}
        given = {"Authorization": f"Bearer {self.secret}", "Accept-Language": "en"} | headers
        return self.client.generic(  # type: ignore[return-value]
            method,
            path if path.startswith("http") else f"/api/v1{path}",
            content_type="application/json",
            headers=given,
            **body,
        )

    def get(self, path: str, **headers: str) -> Any:
        """What a call for reading says."""
        answer = self("GET", path, **headers)
        assert answer.status_code == 200, answer.content
        return orjson.loads(answer.content)


@pytest.fixture(autouse=True)
def fresh_pace() -> Iterator[None]:
    """Every test counts its calls anew."""
    pace.forget()
    yield
    pace.forget()


@pytest.fixture
def world(db: None) -> World:
    """The rows that every story needs, as of now."""
    return make_world(timezone.now())


@pytest.fixture
def kettles(world: World) -> Campaign:
    """A clust that has just opened."""
    return make_campaign(world, now=timezone.now())


@pytest.fixture
def alice(world: World) -> Person:
    """A member."""
    return make_person(timezone.now(), language="en")


def machine_of(world: World, person: Person, *scopes: str, **facts: Any) -> Machine:
    """Somebody's machine, with all scopes where none are named."""
    key, secret = make_key(
        storefront=world.storefront,
        person=person,
        name="tests",
        scopes=scopes or SCOPES,
        now=timezone.now(),
        **facts,
    )
    return Machine(key, secret, Client())


@pytest.fixture
def machine(world: World, alice: Person) -> Machine:
    """Alice's machine."""
    return machine_of(world, alice)
