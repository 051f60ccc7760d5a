"""Buyers are told once of a parcel, of what they can collect, and that we are late."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail

from clust import flow
from clust.notices.models import Notice
from clust.orders.models import Order
from clust.supply.actions.shipping import note_arrival, ship_in_bulk
from clust.supply.codes import code_of
from clust.supply.models import Delay, Delivery
from tests.supply.goods import SENT, bought, send
from tests.world import World, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def readers(orders: list[Order]) -> None:
    for order in orders:
        EmailAddress.objects.create(
            user=order.person, email=f"p{order.pk}@example.com", verified=True, primary=True
        )


def told(kind: str) -> list[int]:
    return sorted(Notice.objects.filter(kind=kind).values_list("fact", flat=True))


def test_of_a_parcel(world: World) -> None:
    _, orders = bought(world, 2)
    readers(orders)
    parcel = send(orders[0], tracking="6A1")
    for _ in range(2):
        flow.walk(now=SENT)
    assert told("parcel") == [parcel.pk]
    flow.send(now=SENT)
    (letter,) = [one for one in mail.outbox if "6A1" in one.body]
    assert f"/orders/{orders[0].pk}/" in letter.body


def test_of_what_can_be_collected(world: World) -> None:
    order, orders = bought(world, 2, 1, collects=True)
    readers(orders)
    shipment = ship_in_bulk(purchase_order=order, option=world.pickup, dispatched_at=SENT, now=SENT)
    flow.walk(now=SENT)
    assert told("ready") == []
    note_arrival(shipment=shipment, now=SENT)
    flow.walk(now=SENT)
    assert len(told("ready")) == 2
    flow.send(now=SENT)
    code = code_of(shipment.parcels.order_by("pk")[0])
    assert len([one for one in mail.outbox if code in one.body]) == 1


def test_that_we_are_late(world: World) -> None:
    order, (one, other) = bought(world, 2, 1)
    readers([one, other])
    send(other)
    term = order.campaign.delivery_on - SENT.date() + timedelta(days=7)
    flow.walk(now=SENT + term)
    assert not Delay.objects.exists()
    for _ in range(2):
        flow.walk(now=SENT + term + timedelta(days=1))
    assert told("late") == [one.pk]
    assert Delivery.objects.get().how == "assumed"
    flow.send(now=SENT + term + timedelta(days=1))
    (letter,) = [one for one in mail.outbox if "money-back" in one.body]
    assert letter.to == [f"p{one.pk}@example.com"]
