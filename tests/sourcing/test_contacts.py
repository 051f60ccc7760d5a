"""Who answers for a supplier."""

import pytest
from allauth.account.models import EmailAddress

from clust.people.models import Person
from clust.sourcing.actions.contacting import (
    AlreadyContact,
    AlreadyInvited,
    LastOwner,
    NotForYou,
    TooManyInvitations,
    change_role,
    invite_contact,
    join_supplier,
    remove_contact,
    take_invitation_back,
)
from clust.sourcing.models import ContactInvitation, Role, Supplier, SupplierContact
from tests.world import DAY, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def supplier() -> Supplier:
    return Supplier.objects.create(name="Bouilloires Martin")


@pytest.fixture
def owner(supplier: Supplier) -> SupplierContact:
    return SupplierContact.objects.create(supplier=supplier, person=reader("anne@martin.example"))


def reader(email: str, *, verified: bool = True) -> Person:
    person = make_person()
    EmailAddress.objects.create(user=person, email=email, verified=verified, primary=True)
    return person


def invite(supplier: Supplier, email: str, role: str = "sales") -> ContactInvitation:
    return invite_contact(supplier=supplier, email=email, role=role, person=None, now=DAY)


def test_who_reads_the_address_joins_in_the_role(
    supplier: Supplier, owner: SupplierContact
) -> None:
    invitation = invite(supplier, "Bruno@Martin.example", "logistics")
    bruno = reader("bruno@martin.example")
    contact = join_supplier(invitation=invitation, person=bruno, now=DAY)
    assert (contact.may_quote, contact.may_ship, contact.may_invite) == (False, True, False)
    assert (owner.may_quote, owner.may_ship, owner.may_invite) == (True, True, True)
    assert not ContactInvitation.objects.exists()


def test_nobody_else_joins(supplier: Supplier) -> None:
    invitation = invite(supplier, "bruno@martin.example")
    for person in (
        reader("eve@example.com"),
        reader("bruno@martin.example", verified=False),
        make_person(),
    ):
        with pytest.raises(NotForYou):
            join_supplier(invitation=invitation, person=person, now=DAY)


def test_an_invitation_taken_back_is_worth_nothing(supplier: Supplier) -> None:
    invitation = invite(supplier, "bruno@martin.example")
    bruno = reader("bruno@martin.example")
    kept = ContactInvitation.objects.get(pk=invitation.pk)
    take_invitation_back(invitation=invitation, now=DAY)
    with pytest.raises(NotForYou):
        join_supplier(invitation=kept, person=bruno, now=DAY)


def test_an_address_is_invited_once(supplier: Supplier, owner: SupplierContact) -> None:
    invite(supplier, "bruno@martin.example")
    with pytest.raises(AlreadyInvited):
        invite(supplier, "BRUNO@martin.example")
    with pytest.raises(AlreadyContact):
        invite(supplier, "anne@martin.example")


def test_a_supplier_invites_so_many_at_once(supplier: Supplier) -> None:
    for number in range(20):
        invite(supplier, f"n{number}@martin.example")
    with pytest.raises(TooManyInvitations):
        invite(supplier, "n20@martin.example")


def test_a_person_answers_for_one_supplier(supplier: Supplier, owner: SupplierContact) -> None:
    other = Supplier.objects.create(name="Vases Durand")
    invitation = invite(other, "anne@martin.example")
    with pytest.raises(AlreadyContact):
        join_supplier(invitation=invitation, person=owner.person, now=DAY)
    assert ContactInvitation.objects.get() == invitation


def test_an_owner_stays(supplier: Supplier, owner: SupplierContact) -> None:
    with pytest.raises(LastOwner):
        remove_contact(contact=owner, now=DAY)
    with pytest.raises(LastOwner):
        change_role(contact=owner, role="sales", now=DAY)
    colleague = SupplierContact.objects.create(
        supplier=supplier, person=make_person(), role=Role.SALES
    )
    change_role(contact=colleague, role="owner", now=DAY)
    remove_contact(contact=owner, now=DAY)
    assert supplier.contacts.get() == colleague
