"""Who may answer for a supplier: colleagues invited by e-mail, who join, change role and leave."""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from clust.people.models import Person
from clust.sourcing.models import ContactInvitation, Role, Supplier, SupplierContact

MOST_OPEN = 20


class AlreadyContact(Exception):
    """The person answers for a supplier already."""


class AlreadyInvited(Exception):
    """The address is invited already."""


class TooManyInvitations(Exception):
    """So many invitations wait that nobody may be invited until some are taken up or back."""


class NotForYou(Exception):
    """The invitation is for an address that the person has not confirmed."""


class LastOwner(Exception):
    """A supplier keeps one owner at least."""


def invitations_of(person: Person) -> QuerySet[ContactInvitation]:
    """Return the invitations to addresses that a person has confirmed."""
    mails = EmailAddress.objects.filter(user=person, verified=True)
    addresses = [mail.lower() for mail in mails.values_list("email", flat=True)]
    return ContactInvitation.objects.select_related("supplier").filter(email__in=addresses)


@transaction.atomic
def invite_contact(
    *, supplier: Supplier, email: str, role: str, person: Person | None, now: datetime
) -> ContactInvitation:
    """
    Let whoever reads an e-mail address answer for a supplier, in a role.

    :raises AlreadyContact: if they do already, for this supplier
    :raises AlreadyInvited: if the address is invited already
    :raises TooManyInvitations: if 20 are open
    """
    Supplier.objects.select_for_update().get(pk=supplier.pk)
    address = email.strip().lower()
    held = supplier.contacts.filter(
        person__emailaddress__email__iexact=address, person__emailaddress__verified=True
    )
    if held.exists():
        raise AlreadyContact
    if supplier.contact_invitations.filter(email__iexact=address).exists():
        raise AlreadyInvited
    if supplier.contact_invitations.count() >= MOST_OPEN:
        raise TooManyInvitations
    return ContactInvitation.objects.create(
        supplier=supplier, email=address, role=Role(role), person=person, at=now
    )


@transaction.atomic
def join_supplier(
    *, invitation: ContactInvitation, person: Person, now: datetime
) -> SupplierContact:
    """
    Take up an invitation; it is gone then.

    :raises NotForYou: if it is for an address that the person has not confirmed, or taken back
    :raises AlreadyContact: if they answer for a supplier already
    """
    found = invitations_of(person).select_for_update(of=("self",)).filter(pk=invitation.pk).first()
    if found is None:
        raise NotForYou
    try:
        with transaction.atomic():
            contact = SupplierContact.objects.create(
                supplier=found.supplier, person=person, role=found.role
            )
    except IntegrityError as error:
        raise AlreadyContact from error
    found.delete()
    return contact


def take_invitation_back(*, invitation: ContactInvitation, now: datetime) -> None:
    """Invite an address no more; nothing of it is kept."""
    invitation.delete()


@transaction.atomic
def change_role(*, contact: SupplierContact, role: str, now: datetime) -> SupplierContact:
    """
    Give a contact another role.

    :raises LastOwner: if nobody would be left to invite others
    """
    _keep_an_owner(contact, Role(role))
    contact.role = Role(role)
    contact.save(update_fields=["role"])
    return contact


@transaction.atomic
def remove_contact(*, contact: SupplierContact, now: datetime) -> None:
    """
    Let a person answer for a supplier no more; what they wrote stays.

    :raises LastOwner: if nobody would be left to invite others
    """
    _keep_an_owner(contact, None)
    contact.delete()


def _keep_an_owner(contact: SupplierContact, role: Role | None) -> None:
    Supplier.objects.select_for_update().get(pk=contact.supplier_id)
    owners = SupplierContact.objects.filter(supplier=contact.supplier_id, role=Role.OWNER)
    if role != Role.OWNER and not owners.exclude(pk=contact.pk).exists():
        raise LastOwner
