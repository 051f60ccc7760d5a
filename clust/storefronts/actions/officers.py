"""Who runs a community's shop: appointing, changing roles, stepping down."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from clust.people.models import Person
from clust.storefronts.models import Officer, OfficerEnd, OfficerInvitation, Role, Storefront
from clust.storefronts.models.officers import INVITATION_LASTS
from clust.storefronts.readings import ever_sent_to, invitations_to

MOST_WAITING = 20


class AlreadyOfficer(Exception):
    """The person runs this shop in that role already."""


class LastOwner(Exception):
    """A shop keeps one officer in charge of everything at least."""


class OfficeOver(Exception):
    """The person runs the shop no more."""


class TooManyInvitations(Exception):
    """So many invitations wait that some must be taken up or back first."""


class NotInvited(Exception):
    """Nothing invites an address that this person has confirmed."""


@transaction.atomic
def appoint_officer(
    *, storefront: Storefront, person: Person, role: str, by: Person | None, now: datetime
) -> Officer:
    """
    Let a person run a shop in a role; a role that they had before ends.

    :raises AlreadyOfficer: if they have that role
    :raises LastOwner: if nobody would be in charge then
    """
    _hold(storefront.pk)
    standing = Officer.objects.standing().filter(storefront=storefront, person=person).first()
    if standing:
        if standing.role == Role(role):
            raise AlreadyOfficer
        _end(standing, by=by, now=now)
    return Officer.objects.create(
        storefront=storefront, person=person, role=Role(role), by=by, at=now
    )


@transaction.atomic
def invite_officer(
    *, storefront: Storefront, email: str, role: str, by: Person | None, now: datetime
) -> OfficerInvitation:
    """
    Let whoever reads an e-mail address run a shop in a role, if they come within two weeks.

    Nobody is looked up: whether somebody has an account with the address is told to nobody. What
    the address was invited to before is invited no more.

    :raises TooManyInvitations: if 20 wait
    """
    _hold(storefront.pk)
    address, rows = email.strip().lower(), storefront.officer_invitations
    rows.filter(Q(email__iexact=address) | Q(at__lte=now - INVITATION_LASTS)).delete()
    if rows.count() >= MOST_WAITING:
        raise TooManyInvitations
    return OfficerInvitation.objects.create(
        storefront=storefront, email=address, role=Role(role), by=by, at=now
    )


@transaction.atomic
def take_up_office(*, invitation: OfficerInvitation, person: Person, now: datetime) -> Officer:
    """
    Run a shop, as invited; the invitation is gone then. Who has that role already keeps it.

    :raises NotInvited: if it is for an address that the person has not confirmed, taken back, or
        older than two weeks
    :raises LastOwner: if the role is another one, and nobody would be in charge then
    """
    _hold(invitation.storefront_id)
    found = invitations_to(person, now=now).filter(pk=invitation.pk).first()
    if found is None:
        raise NotInvited
    standing = Officer.objects.standing().filter(storefront=found.storefront, person=person)
    kept = standing.filter(role=found.role).first()
    found.delete()
    return kept or appoint_officer(
        storefront=found.storefront, person=person, role=found.role, by=found.by, now=now
    )


@transaction.atomic
def take_office_back(*, invitation: OfficerInvitation, now: datetime) -> None:
    """Invite an address no more; nothing of it is kept."""
    _hold(invitation.storefront_id)
    OfficerInvitation.objects.filter(pk=invitation.pk).delete()


@transaction.atomic
def end_office(*, officer: Officer, by: Person | None, now: datetime) -> OfficerEnd:
    """
    Let a person run a shop no more.

    :raises OfficeOver: if it ended before
    :raises LastOwner: if nobody would be in charge then
    """
    _hold(officer.storefront_id)
    return _end(officer, by=by, now=now)


@transaction.atomic
def erase_offices(person: Person, *, now: datetime) -> int:
    """End all offices of a person who is forgotten, and what invites them; returns how many."""
    ever_sent_to(person).delete()
    standing = list(Officer.objects.standing().filter(person=person).order_by("storefront"))
    for officer in standing:
        _hold(officer.storefront_id)
        _close(officer, by=None, now=now)
    return len(standing)


def _end(officer: Officer, *, by: Person | None, now: datetime) -> OfficerEnd:
    owners = Officer.objects.standing().filter(storefront=officer.storefront_id, role=Role.OWNER)
    if officer.role == Role.OWNER and not owners.exclude(pk=officer.pk).exists():
        raise LastOwner
    return _close(officer, by=by, now=now)


def _close(officer: Officer, *, by: Person | None, now: datetime) -> OfficerEnd:
    if not Officer.objects.standing().filter(pk=officer.pk).update(open=False):
        raise OfficeOver
    invited = OfficerInvitation.objects.filter(storefront=officer.storefront_id)
    invited.filter(by=officer.person_id).delete()
    ever_sent_to(officer.person).filter(storefront=officer.storefront_id).delete()
    return OfficerEnd.objects.create(officer=officer, by=by, at=now)


def _hold(storefront: int) -> None:
    Storefront.objects.select_for_update(no_key=True).get(pk=storefront)
