"""A shop with one open clust on kettles, and ways to come in."""

from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.utils import timezone

from clust.campaigns.models import Campaign
from clust.people.models import Person
from tests.world import World, make_campaign, make_person, make_world

EMAIL, PASSWORD = "alice@example.org", "une bouilloire pour deux"


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
    """A member with a confirmed address and a password."""
    person = make_person(timezone.now(), language="en")
    person.set_password(PASSWORD)
    person.save()
    EmailAddress.objects.create(user=person, email=EMAIL, verified=True, primary=True)
    return person


@pytest.fixture
def client() -> Client:
    """A reader of English."""
    return Client(headers={"Accept-Language": "en"})


@pytest.fixture
def signed_in(client: Client, alice: Person) -> Client:
    """Alice at her browser."""
    client.force_login(alice)
    return client


@pytest.fixture
def count(django_assert_max_num_queries: object) -> Callable[[Client, str], int]:
    """Count the queries behind a page."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def queries(client: Client, path: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get(path).status_code == 200
        return len(seen)

    return queries
