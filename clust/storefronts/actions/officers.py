"""Who runs a community's shop: appointing, changing roles, stepping down."""

from datetime import datetime

from django.db import transaction

from clust.people.models import Person
from clust.storefronts.models import Officer, OfficerEnd, Role, Storefront


class AlreadyOfficer(Exception):
    """The person runs this shop in that role already."""


class LastOwner(Exception):
    """A shop keeps one officer in charge of everything at least."""


class OfficeOver(Exception):
    """The person runs the shop no more."""


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
    """End all offices of a person who is forgotten; returns how many."""
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
    return OfficerEnd.objects.create(officer=officer, by=by, at=now)


def _hold(storefront: int) -> None:
    Storefront.objects.select_for_update(no_key=True).get(pk=storefront)
