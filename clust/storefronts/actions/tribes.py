"""Tribes: founding one, joining, leaving, and being forgotten."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from clust.people.models import Person
from clust.storefronts.models import Membership, MembershipEnd, Storefront, Tribe

MOST_FOUNDED = 10


class NameTaken(Exception):
    """A tribe of this storefront has that name."""


class TooManyTribes(Exception):
    """This person has founded as many tribes as anybody may."""


class NotInvited(Exception):
    """Only those who are invited may join this tribe."""


class AlreadyEnded(Exception):
    """The person does not belong to the tribe any more."""


@transaction.atomic
def found_tribe(
    *, storefront: Storefront, person: Person, name: str, words: str, is_open: bool, now: datetime
) -> Tribe:
    """
    Begin a tribe, organised by whoever begins it.

    :raises NameTaken: if there is one of this name here
    :raises TooManyTribes: beyond ten
    """
    _lock(person)
    if Tribe.objects.filter(founder=person).count() >= MOST_FOUNDED:
        raise TooManyTribes
    tribe = Tribe(
        storefront=storefront, founder=person, name=name, words=words, is_open=is_open, at=now
    )
    try:
        with transaction.atomic():
            tribe.save()
    except IntegrityError as error:
        raise NameTaken(name) from error
    Membership.objects.create(tribe=tribe, person=person, organises=True, at=now)
    return tribe


@transaction.atomic
def join_tribe(*, tribe: Tribe, person: Person, invited: bool, now: datetime) -> Membership:
    """
    Belong to a tribe; joining twice is once. Whoever comes into one that all left organises it.

    :param invited: whether the person came by its invitation
    :raises NotInvited: if only the invited may join
    """
    _lock(person)
    if standing := Membership.objects.standing().filter(tribe=tribe, person=person).first():
        return standing
    if not (tribe.is_open or invited):
        raise NotInvited
    _hold(tribe.pk)
    organised = Membership.objects.standing().filter(tribe=tribe, organises=True).exists()
    return Membership.objects.create(tribe=tribe, person=person, organises=not organised, at=now)


@transaction.atomic
def end_membership(*, membership: Membership, cause: str, now: datetime) -> MembershipEnd:
    """
    Leave a tribe; where no organiser is left, the oldest member becomes one.

    :raises AlreadyEnded: if they left before
    """
    _hold(membership.tribe_id)
    if not Membership.objects.standing().filter(pk=membership.pk).update(open=False):
        raise AlreadyEnded
    ended = MembershipEnd.objects.create(membership=membership, cause=cause, at=now)
    left = Membership.objects.standing().filter(tribe=membership.tribe_id)
    oldest = left.order_by("at", "id").first()
    if oldest and not left.filter(organises=True).exists():
        Membership.objects.filter(pk=oldest.pk).update(organises=True)
    return ended


def export_tribes(person: Person) -> list[dict[str, Any]]:
    """Return the tribes a person belongs or belonged to, ready for JSON."""
    rows = Membership.objects.filter(person=person).select_related("tribe", "end").order_by("id")
    return [
        {
            "tribe": row.tribe.name,
            "organises": row.organises,
            "at": row.at.isoformat(),
            "left": row.end.at.isoformat() if not row.open else None,
        }
        for row in rows
    ]


@transaction.atomic
def erase_tribes(person: Person, *, now: datetime) -> int:
    """End all that a person belongs to; returns how many memberships ended."""
    _lock(person)
    standing = list(Membership.objects.standing().filter(person=person).order_by("tribe"))
    for membership in standing:
        end_membership(membership=membership, cause=MembershipEnd.Cause.ERASED, now=now)
    return len(standing)


def _lock(person: Person) -> None:
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)


def _hold(tribe: int) -> None:
    Tribe.objects.select_for_update(no_key=True).get(pk=tribe)
