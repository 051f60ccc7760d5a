"""Tribes: founding one, joining, leaving, what organisers decide, and being forgotten."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from clust.people.models import Person
from clust.storefronts.models import (
    HandOver,
    LettingIn,
    Membership,
    MembershipEnd,
    Storefront,
    Tribe,
)

MOST_FOUNDED = 10
LONGEST_REASON = 1_000
FORGOTTEN = "…"


class NameTaken(Exception):
    """A tribe of this storefront has that name."""


class TooManyTribes(Exception):
    """This person has founded as many tribes as anybody may."""


class NotInvited(Exception):
    """Only those who are invited may join this tribe."""


class ShownOut(Exception):
    """An organiser showed this person out, and none has let them in again."""


class NotOrganiser(Exception):
    """Only organisers of the tribe decide this."""


class OrganiserStays(Exception):
    """Nobody shows an organiser out."""


class NoReason(Exception):
    """Why is not said, or at more than a thousand characters."""


class OtherTribe(Exception):
    """The two do not both belong to the tribe, or are one person."""


class AlreadyEnded(Exception):
    """The person does not belong to the tribe any more."""


@transaction.atomic
def found_tribe(
    *,
    storefront: Storefront,
    person: Person,
    name: str,
    words: str,
    is_open: bool,
    kind: str = Tribe.Kind.INTEREST,
    rules: str = "",
    now: datetime,
) -> Tribe:
    """
    Begin a tribe, organised by whoever begins it.

    :param kind: a value of `Tribe.Kind`
    :raises NameTaken: if there is one of this name here
    :raises TooManyTribes: beyond ten
    """
    _lock(person)
    if Tribe.objects.filter(founder=person).count() >= MOST_FOUNDED:
        raise TooManyTribes
    tribe = Tribe(
        storefront=storefront,
        founder=person,
        name=name,
        words=words,
        is_open=is_open,
        kind=kind,
        rules=rules,
        at=now,
    )
    try:
        with transaction.atomic():
            tribe.save()
    except IntegrityError as error:
        raise NameTaken(name) from error
    Membership.objects.create(tribe=tribe, person=person, organises=True, at=now)
    return tribe


@transaction.atomic
def change_tribe(
    *, tribe: Tribe, person: Person, kind: str, words: str, rules: str, is_open: bool
) -> Tribe:
    """
    Say anew what a tribe is, by which rules, and whether anybody may join; its name stays.

    :raises NotOrganiser: if the person does not organise it
    """
    _hold(tribe.pk)
    _see_organiser(tribe.pk, person)
    tribe.kind, tribe.words, tribe.rules, tribe.is_open = kind, words, rules, is_open
    tribe.save(update_fields=["kind", "words", "rules", "is_open"])
    return tribe


@transaction.atomic
def renew_invitation(*, tribe: Tribe, person: Person) -> Tribe:
    """
    Have a new link let people in: those handed out before let nobody in any more.

    :raises NotOrganiser: if the person does not organise it
    """
    _hold(tribe.pk)
    _see_organiser(tribe.pk, person)
    Tribe.objects.filter(pk=tribe.pk).update(invitation=F("invitation") + 1)
    tribe.refresh_from_db(fields=["invitation"])
    return tribe


@transaction.atomic
def join_tribe(*, tribe: Tribe, person: Person, invited: bool, now: datetime) -> Membership:
    """
    Belong to a tribe; joining twice is once. Whoever comes into one that all left organises it.

    :param invited: whether the person came by its invitation
    :raises NotInvited: if only the invited may join
    :raises ShownOut: if an organiser showed them out, and none let them in again
    """
    _lock(person)
    if standing := Membership.objects.standing().filter(tribe=tribe, person=person).first():
        return standing
    if not (tribe.is_open or invited):
        raise NotInvited
    _hold(tribe.pk)
    if is_shown_out(tribe, person):
        raise ShownOut
    organised = _is_organised(tribe.pk)
    return Membership.objects.create(tribe=tribe, person=person, organises=not organised, at=now)


@transaction.atomic
def end_membership(*, membership: Membership, cause: str, now: datetime) -> MembershipEnd:
    """
    Leave a tribe; where no organiser is left, the oldest member becomes one.

    :raises AlreadyEnded: if they left before
    """
    _hold(membership.tribe_id)
    _close(membership)
    ended = MembershipEnd.objects.create(membership=membership, cause=cause, at=now)
    _name_successor(membership.tribe_id)
    return ended


@transaction.atomic
def leave_tribes(*, storefront: Storefront, person: Person, now: datetime) -> int:
    """Leave all tribes of a storefront that lets the person in no more; returns how many."""
    _lock(person)
    mine = Membership.objects.standing().filter(tribe__storefront=storefront, person=person)
    rows = list(mine.order_by("tribe_id"))
    for row in rows:
        end_membership(membership=row, cause=MembershipEnd.Cause.LEFT, now=now)
    return len(rows)


@transaction.atomic
def show_out(*, membership: Membership, person: Person, words: str, now: datetime) -> MembershipEnd:
    """
    End another's membership, with the reason that they read; they cannot come back by themselves.

    :param person: an organiser of the tribe
    :raises NotOrganiser: if the person does not organise it
    :raises OrganiserStays: if the member does
    :raises NoReason: if it is not said why
    :raises AlreadyEnded: if they left before
    """
    _hold(membership.tribe_id)
    _see_organiser(membership.tribe_id, person)
    said = words.replace("\x00", "").strip()
    if not said or len(said) > LONGEST_REASON:
        raise NoReason
    if Membership.objects.filter(pk=membership.pk, organises=True).exists():
        raise OrganiserStays
    _close(membership)
    return MembershipEnd.objects.create(
        membership=membership,
        cause=MembershipEnd.Cause.SHOWN_OUT,
        person=person,
        words=said,
        at=now,
    )


@transaction.atomic
def let_in(*, end: MembershipEnd, person: Person, now: datetime) -> LettingIn:
    """
    Let somebody come back who was shown out; twice is once.

    :raises NotOrganiser: if the person does not organise the tribe
    """
    _hold(end.membership.tribe_id)
    _see_organiser(end.membership.tribe_id, person)
    letting, _new = LettingIn.objects.get_or_create(end=end, defaults={"person": person, "at": now})
    return letting


@transaction.atomic
def hand_over(*, given: Membership, taken: Membership, stays: bool, now: datetime) -> HandOver:
    """
    Make another member an organiser.

    :param given: the membership of who organises the tribe now
    :param stays: whether they go on organising it, too
    :raises NotOrganiser: if they do not organise it, or left
    :raises OtherTribe: if the other is no member of it
    """
    _hold(given.tribe_id)
    if not Membership.objects.standing().filter(pk=given.pk, organises=True).exists():
        raise NotOrganiser
    others = Membership.objects.standing().filter(tribe=given.tribe_id, pk=taken.pk)
    if not others.exclude(pk=given.pk).update(organises=True):
        raise OtherTribe
    if not stays:
        Membership.objects.filter(pk=given.pk).update(organises=False)
    return HandOver.objects.create(given=given, taken=taken, stays=stays, at=now)


def is_shown_out(tribe: Tribe, person: Person) -> bool:
    """Say whether somebody was shown out of a tribe, and not let in again."""
    ends = MembershipEnd.objects.filter(
        membership__tribe=tribe, membership__person=person, cause=MembershipEnd.Cause.SHOWN_OUT
    )
    return ends.filter(letting_in=None).exists()


def _close(membership: Membership) -> None:
    if not Membership.objects.standing().filter(pk=membership.pk).update(open=False):
        raise AlreadyEnded


def _name_successor(tribe: int) -> None:
    left = Membership.objects.standing().filter(tribe=tribe)
    oldest = left.order_by("at", "id").first()
    if oldest and not left.filter(organises=True).exists():
        Membership.objects.filter(pk=oldest.pk).update(organises=True)


def _is_organised(tribe: int) -> bool:
    return Membership.objects.standing().filter(tribe=tribe, organises=True).exists()


def _see_organiser(tribe: int, person: Person) -> None:
    mine = Membership.objects.standing().filter(tribe=tribe, person=person, organises=True)
    if not mine.exists():
        raise NotOrganiser


def export_tribes(person: Person) -> list[dict[str, Any]]:
    """Return the tribes a person belongs or belonged to, ready for JSON."""
    rows = Membership.objects.filter(person=person).select_related("tribe", "end").order_by("id")
    return [
        {
            "tribe": row.tribe.name,
            "organises": row.organises,
            "at": row.at.isoformat(),
            "left": row.end.at.isoformat() if not row.open else None,
            "shown_out_because": row.end.words if not row.open else "",
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
    ends = MembershipEnd.objects.filter(membership__person=person)
    ends.exclude(words="").update(words=FORGOTTEN)
    return len(standing)


def _lock(person: Person) -> None:
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)


def _hold(tribe: int) -> None:
    Tribe.objects.select_for_update(no_key=True).get(pk=tribe)
