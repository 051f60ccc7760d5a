"""A club's shop beside the public one, with its officers and members."""

from dataclasses import dataclass
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.utils import timezone

from clust.people.models import Identity, Person
from clust.storefronts.actions.officers import appoint_officer
from clust.storefronts.models import Domain, Role, Storefront
from tests.world import World, make_person, make_world


@pytest.fixture
def world(db: None) -> World:
    """The rows that every story needs, as of now."""
    return make_world(timezone.now())


@dataclass
class Shop:
    """A storefront with who runs it, and how to read it."""

    storefront: Storefront
    owner: Person
    host: str

    def reading(self, person: Person | None = None, language: str = "en") -> Client:
        """Return a browser at this shop's own host."""
        return reading(self.host, person, language)


def reading(host: str, person: Person | None = None, language: str = "en") -> Client:
    client = Client(headers={"accept-language": language, "host": host})
    if person:
        client.force_login(person, "allauth.account.auth_backends.AuthenticationBackend")
    return client


def make_shop(world: World, slug: str, **fields: Any) -> Shop:
    """Write a storefront of a community, with somebody in charge of it."""
    seller = world.storefront.seller
    storefront = Storefront.objects.create(slug=slug, name=f"Club {slug}", seller=seller, **fields)
    host = f"{slug}.example.org"
    Domain.objects.create(storefront=storefront, host=host)
    owner = make_member(f"{slug}@example.org", name=f"Owner of {slug}")
    appoint_officer(
        storefront=storefront, person=owner, role=Role.OWNER, by=None, now=timezone.now()
    )
    return Shop(storefront, owner, host)


def make_member(email: str, *, name: str = "") -> Person:
    """Write a person with a confirmed address."""
    person = make_person(timezone.now(), language="en")
    EmailAddress.objects.create(user=person, email=email, verified=True, primary=True)
    if name:
        Identity.objects.create(person=person, name=name)
    return person


@pytest.fixture
def club(world: World) -> Shop:
    """A go club's shop."""
    return make_shop(world, "go")


@pytest.fixture
def council(world: World) -> Shop:
    """A works council's shop."""
    return make_shop(world, "council")


@pytest.fixture
def office(club: Shop) -> Client:
    """The browser of somebody in charge of the club's shop."""
    return club.reading(club.owner)
