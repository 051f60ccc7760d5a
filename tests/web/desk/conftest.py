"""A desk in the middle of its day: one clust live, one cleared and bought, one just quoted."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from clust import flow
from clust.campaigns.models import Campaign
from clust.people.models import Identity, Person
from clust.sourcing.models import Quote
from clust.supply.models import PurchaseOrder
from tests.world import (
    DAY,
    WEEK,
    World,
    make_campaign,
    make_person,
    make_product,
    make_world,
    pledge,
)

NOON = DAY + timedelta(hours=3)


@pytest.fixture
def world(db: None) -> World:
    return make_world(DAY - 2 * WEEK)


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    """It is noon of the world's day, in Paris one."""
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def worker(world: World) -> Person:
    person = make_person(DAY, is_staff=True)
    Identity.objects.create(person=person, name="Ada Bureau")
    return person


@pytest.fixture
def desk(worker: Person) -> Client:
    """A browser of somebody who works at the desk and reads English."""
    return reading("en", worker)


def reading(language: str, person: Person | None = None) -> Client:
    client = Client(headers={"accept-language": language})
    if person:
        client.force_login(person, "allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def quote(world: World) -> Quote:
    """A quote nobody has accepted yet: 10.00, 9.00 from 50, 7.00 from 200; up to 500."""
    lamp = make_product(world.supplier, name="Lampe")
    quote = Quote.objects.create(product=lamp, capacity=500, received_at=DAY)
    for from_units, net_cents in ((1, 1000), (50, 900), (200, 700)):
        quote.rungs.create(from_units=from_units, net_cents=net_cents)
    return quote


@pytest.fixture
def live(world: World) -> Campaign:
    """A clust on kettles: seven in at 45.00, five waiting at 32.00, one for less than the last."""
    campaign = make_campaign(world)
    pledge(world, campaign, 7, now=DAY)
    pledge(world, campaign, 3, 3200, now=DAY + timedelta(minutes=5))
    pledge(world, campaign, 1, 1000, now=DAY + timedelta(minutes=9))
    return campaign


@pytest.fixture
def bought(world: World) -> PurchaseOrder:
    """A clust of last week, walked to its purchase order."""
    return buy(world)


def buy(world: World, **options: Any) -> PurchaseOrder:
    vase = make_product(world.supplier, name="Vase", variants=["Rouge", "Bleu"])
    campaign = make_campaign(world, [(1, 3000)], product=vase, now=DAY - WEEK, **options)
    for variant in vase.variants.all():
        pledge(world, campaign, 2, variant=variant, now=DAY - WEEK)
    flow.walk(now=DAY)
    return PurchaseOrder.objects.get(clearing__closing__campaign=campaign)


@pytest.fixture
def said() -> Callable[[Any], str]:
    return lambda response: response.content.decode()
