"""Owners invite colleagues by e-mail; who reads the address joins with the usual sign-in."""

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client

from clust.people.models import Person
from clust.sourcing.models import ContactInvitation, Role, Supplier, SupplierContact
from tests.web.desk.conftest import reading
from tests.world import World, make_person, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def owner(world: World) -> Client:
    person = make_person()
    SupplierContact.objects.create(supplier=world.supplier, person=person)
    return reading("en", person)


def reader(email: str) -> Person:
    person = make_person()
    EmailAddress.objects.create(user=person, email=email, verified=True, primary=True)
    return person


def said(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_colleague_is_invited_and_joins(language: str, world: World, owner: Client) -> None:
    world.supplier.language = language
    world.supplier.save()
    told = {"email": "Bruno@martin.example", "role": "logistics"}
    assert owner.post("/supplier/people/", told).status_code == 302
    assert mail.outbox[0].to == ["bruno@martin.example"]
    assert "/supplier/joining/" in str(mail.outbox[0].body)
    assert "bruno@martin.example" in said(owner.get("/supplier/people/"))
    bruno = reading(language, reader("bruno@martin.example"))
    assert bruno.get("/supplier/")["Location"] == "/supplier/joining/"
    invitation = ContactInvitation.objects.get()
    assert world.supplier.name in said(bruno.get("/supplier/joining/"))
    assert bruno.post("/supplier/joining/", {"invitation": invitation.pk}).status_code == 302
    assert bruno.get("/supplier/").status_code == 200
    assert world.supplier.contacts.get(role=Role.LOGISTICS)


def test_nobody_else_takes_it_up(world: World, owner: Client) -> None:
    owner.post("/supplier/people/", {"email": "bruno@martin.example", "role": "sales"})
    eve = reading("en", reader("eve@example.com"))
    assert eve.get("/supplier/").status_code == 404
    assert world.supplier.name not in said(eve.get("/supplier/joining/"))
    for number in (ContactInvitation.objects.get().pk, "x", ""):
        assert eve.post("/supplier/joining/", {"invitation": number}).status_code == 404
    assert Client().get("/supplier/joining/").status_code == 302


def test_bad_invitations_are_said_at_the_field(world: World, owner: Client) -> None:
    told = {"email": "bruno@martin.example", "role": "sales"}
    assert owner.post("/supplier/people/", told).status_code == 302
    for wrong in (told, told | {"email": "x"}, told | {"role": "king"}):
        assert owner.post("/supplier/people/", wrong).status_code == 422
    pk = ContactInvitation.objects.get().pk
    assert owner.post(f"/supplier/people/invitations/{pk}/removal/").status_code == 302
    assert not ContactInvitation.objects.exists()


def test_roles_change_and_an_owner_stays(world: World, owner: Client) -> None:
    first = SupplierContact.objects.get()
    other = SupplierContact.objects.create(
        supplier=world.supplier, person=make_person(), role=Role.SALES
    )
    assert owner.post(f"/supplier/people/{first.pk}/", {"remove": "1"}).status_code == 422
    assert owner.post(f"/supplier/people/{other.pk}/", {"role": "owner"}).status_code == 302
    assert owner.post(f"/supplier/people/{first.pk}/", {"remove": "1"}).status_code == 302
    assert owner.get("/supplier/").status_code == 404
    assert world.supplier.contacts.get().role == Role.OWNER


def test_anothers_people_are_not_found(world: World, owner: Client) -> None:
    durand = Supplier.objects.create(name="Vases Durand")
    contact = SupplierContact.objects.create(supplier=durand, person=make_person())
    invited = ContactInvitation.objects.create(
        supplier=durand, email="a@b.example", role=Role.SALES, at=world.kettle.added_at
    )
    assert owner.post(f"/supplier/people/{contact.pk}/", {"remove": "1"}).status_code == 404
    assert owner.post(f"/supplier/people/invitations/{invited.pk}/removal/").status_code == 404
    assert "a@b.example" not in said(owner.get("/supplier/people/"))


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_desk_invites_the_first(language: str, world: World) -> None:
    desk = reading(language, make_person(is_staff=True))
    page = f"/desk/suppliers/{world.supplier.pk}/"
    told = {"email": "anne@martin.example", "role": "owner"}
    assert desk.post(f"{page}contacts/", told).status_code == 302
    assert "anne@martin.example" in said(desk.get(page))
    assert desk.post(f"{page}contacts/", told).status_code == 422
    pk = ContactInvitation.objects.get().pk
    assert desk.post(f"/desk/suppliers/invitations/{pk}/removal/").status_code == 302
    contact = SupplierContact.objects.create(supplier=world.supplier, person=make_person())
    assert desk.post(f"/desk/suppliers/contacts/{contact.pk}/", {"remove": 1}).status_code == 422
    assert desk.post(f"/desk/suppliers/contacts/{contact.pk}/", {"role": "owner"}).status_code
