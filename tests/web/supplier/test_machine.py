"""A supplier's own software notes parcels."""

import re
from typing import Any

import pytest
from django.test import Client

from clust.people.models import Person
from clust.sourcing.models import Role, Supplier, SupplierContact
from clust.supply.models import Parcel
from clust.web.supplier.machine import key_of
from tests.supply.goods import bought
from tests.web.desk.conftest import reading
from tests.world import World, make_person, make_world

pytestmark = pytest.mark.django_db
HEAD = b"order,carrier,tracking\n"


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def contact(world: World) -> SupplierContact:
    return SupplierContact.objects.create(supplier=world.supplier, person=make_person())


def send(key: str, lines: bytes) -> Any:
    return Client(enforce_csrf_checks=True).post(
        "/supplier/api/parcels/",
        HEAD + lines,
        content_type="text/csv",
        headers={"Authorization": f"Bearer {key}"},
    )


def test_parcels_are_noted_with_a_key(world: World, contact: SupplierContact) -> None:
    _, (one, two) = bought(world, 2, 1)
    lines = f"{one.pk},DPD,1Z\n{two.pk},DPD,2Z\n".encode()
    answer = send(key_of(contact), lines)
    assert (answer.status_code, answer.json()) == (201, {"noted": 2})
    assert Parcel.objects.count() == 2


def test_where_a_line_is_wrong_nothing_is_noted(world: World, contact: SupplierContact) -> None:
    _, (one,) = bought(world, 2)
    answer = send(key_of(contact), f"{one.pk},DPD,1Z\n99999,DPD,3Z\n".encode())
    assert answer.status_code == 422
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert [line["line"] for line in answer.json()["lines"]] == [3]
    assert not Parcel.objects.exists()


def test_what_is_sent_twice_is_noted_once(world: World, contact: SupplierContact) -> None:
    _, (one,) = bought(world, 2)
    lines = f"{one.pk},DPD,1Z\n".encode()
    answers = [send(key_of(contact), lines).status_code for _ in range(2)]
    assert answers == [201, 422]
    assert Parcel.objects.count() == 1


def test_another_suppliers_key_sends_nothing(world: World) -> None:
    _, (one,) = bought(world, 2)
    rival = Supplier.objects.create(name="Vases Durand")
    contact = SupplierContact.objects.create(supplier=rival, person=make_person())
    assert send(key_of(contact), f"{one.pk},DPD,1Z\n".encode()).status_code == 422


def test_a_key_needs_the_right_and_ends_with_the_password(
    world: World, contact: SupplierContact
) -> None:
    key = key_of(contact)
    contact.person.set_password("a-new-one-1234")
    contact.person.save()
    assert send(key, b"").status_code == 401
    SupplierContact.objects.filter(pk=contact.pk).update(role=Role.SALES)
    fresh = SupplierContact.objects.get(pk=contact.pk)
    assert [send(it, b"").status_code for it in (key_of(fresh), "made-up", "")] == [401] * 3


def test_the_page_shows_the_address_and_the_key(world: World, contact: SupplierContact) -> None:
    person: Person = contact.person
    page = reading("en", person).get("/supplier/parcels/").content.decode()
    shown = re.search(r"[\w-]{20,}:[\w-]+:[\w-]{20,}", page)
    assert shown
    assert send(shown[0], b"").status_code != 401
    assert "/supplier/api/parcels/" in page
