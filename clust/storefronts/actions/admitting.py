"""Who is let in to a storefront: by invitation, by address, by number, by its own service."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction

from clust.people.models import Person
from clust.storefronts.actions.tribes import leave_tribes
from clust.storefronts.models import (
    Admission,
    AdmissionEnd,
    AdmissionInvitation,
    Door,
    Officer,
    PointOfSale,
    RollEntry,
    Storefront,
)

MOST_OPEN = 2_000
MOST_DAYS = 90


class NotLetIn(Exception):
    """The person is not let in; the subclasses say why."""


class InvitationUsed(NotLetIn):
    """Somebody came in by this invitation already."""


class InvitationExpired(NotLetIn):
    """The invitation's time is over."""


class NotYours(NotLetIn):
    """The invitation is for another address."""


class NoSuchAddress(NotLetIn):
    """The person has confirmed no address of the community's."""


class WasShownOut(NotLetIn):
    """An officer showed the person out: only an officer or an invitation lets them in again."""


class TooManyInvitations(Exception):
    """So many invitations wait that nobody may be invited until some are taken up."""


class NoDomains(Exception):
    """Whoever has an address of ours: but of which domains is not said."""


class NoRoll(Exception):
    """Whoever is on our list, by number: but nobody is on it."""


class AdmissionOver(Exception):
    """The person does not belong to the storefront any more."""


@transaction.atomic
def change_door(
    *, storefront: Storefront, admission: str, mail_domains: Sequence[str], now: datetime
) -> Storefront:
    """
    Let other people in from now on; who is in stays.

    :raises NoDomains: if it were for whoever has an address of domains that are not named
    :raises NoRoll: if it were for whoever is on a list that is empty
    """
    if admission == Door.MAIL and not mail_domains:
        raise NoDomains
    if admission == Door.ROLL and not on_roll(storefront=storefront):
        raise NoRoll
    row = Storefront.objects.select_for_update(no_key=True).get(pk=storefront.pk)
    row.admission, row.mail_domains = Door(admission), " ".join(mail_domains)
    row.save(update_fields=["admission", "mail_domains"])
    return row


def on_roll(*, storefront: Storefront) -> bool:
    """Say whether anybody stands on the list of a storefront's people."""
    return RollEntry.objects.filter(storefront=storefront, ended_at=None).exists()


def is_let_in(*, storefront: Storefront, person: Person) -> bool:
    """Say whether a person may see a storefront: as one of its people, or as who runs it."""
    if storefront.is_open or person.is_staff:
        return True
    mine = {"storefront": storefront, "person": person}
    admitted = Admission.objects.standing().filter(**mine).exists()
    return admitted or Officer.objects.standing().filter(**mine).exists()


@transaction.atomic
def admit(
    *, storefront: Storefront, person: Person, how: str, by: Person | None = None, now: datetime
) -> Admission:
    """
    Let a person in; letting them in twice is once.

    :param by: the officer who does it, if one does
    :raises WasShownOut: if an officer showed them out before, and none lets them in now
    """
    _lock(person)
    mine = Admission.objects.filter(storefront=storefront, person=person)
    if standing := mine.filter(open=True).first():
        return standing
    if by is None and mine.filter(end__cause=AdmissionEnd.Cause.SHOWN_OUT).exists():
        raise WasShownOut
    return Admission.objects.create(
        storefront=storefront, person=person, how=Admission.How(how), by=by, at=now
    )


@transaction.atomic
def admit_by_mail(*, storefront: Storefront, person: Person, now: datetime) -> Admission:
    """
    Let a person in because of a confirmed address of the community's domains.

    :raises NoSuchAddress: if they have none, or the storefront does not let people in so
    :raises WasShownOut: if an officer showed them out before
    """
    domains = storefront.mail_domains.lower().split()
    mails = EmailAddress.objects.filter(user=person, verified=True)
    held = {mail.rpartition("@")[2].lower() for mail in mails.values_list("email", flat=True)}
    if storefront.admission != Door.MAIL or not held & set(domains):
        raise NoSuchAddress
    return admit(storefront=storefront, person=person, how=Admission.How.MAIL, now=now)


@transaction.atomic
def invite(
    *, storefront: Storefront, by: Person, days: int, now: datetime, email: str = ""
) -> AdmissionInvitation:
    """
    Invite somebody, for so many days; whoever confirmed the address, or anybody without one.

    :raises TooManyInvitations: if 2,000 wait
    """
    Storefront.objects.select_for_update(no_key=True).get(pk=storefront.pk)
    waiting = storefront.invitations.filter(admission=None, expires_at__gt=now)
    if waiting.count() >= MOST_OPEN:
        raise TooManyInvitations
    return AdmissionInvitation.objects.create(
        storefront=storefront,
        email=email.strip().lower(),
        by=by,
        at=now,
        expires_at=now + timedelta(days=min(max(days, 1), MOST_DAYS)),
    )


@transaction.atomic
def take_up_invitation(
    *, invitation: AdmissionInvitation, person: Person, now: datetime
) -> Admission:
    """
    Come in by an invitation; it is used up then, and the address on it forgotten.

    :raises InvitationUsed: if somebody did
    :raises InvitationExpired: if it is too late
    :raises NotYours: if it is for an address that the person has not confirmed
    """
    _lock(person)
    found = AdmissionInvitation.objects.select_for_update().get(pk=invitation.pk)
    used = Admission.objects.filter(invitation=found).first()
    if used:
        if used.person_id == person.pk and used.open:
            return used
        raise InvitationUsed
    if found.is_over(now):
        raise InvitationExpired
    if found.email and not _holds(person, found.email):
        raise NotYours
    mine = Admission.objects.standing().filter(storefront=found.storefront, person=person)
    if standing := mine.first():
        return standing
    if found.email:
        found.email = ""
        found.save(update_fields=["email"])
    return Admission.objects.create(
        storefront=found.storefront,
        person=person,
        how=Admission.How.INVITED,
        invitation=found,
        by=found.by,
        at=now,
    )


@transaction.atomic
def take_invitation_back(*, invitation: AdmissionInvitation, now: datetime) -> None:
    """
    Invite somebody no more.

    :raises InvitationUsed: if they came in already
    """
    found = AdmissionInvitation.objects.select_for_update().get(pk=invitation.pk)
    if Admission.objects.filter(invitation=found).exists():
        raise InvitationUsed
    found.delete()


@transaction.atomic
def end_admission(
    *, admission: Admission, cause: str, by: Person | None = None, now: datetime
) -> AdmissionEnd:
    """
    Let a person belong no more, nor to tribes of a storefront that they see no more; what they
    ordered stays theirs.

    :raises AdmissionOver: if it ended before
    """
    if not Admission.objects.standing().filter(pk=admission.pk).update(open=False):
        raise AdmissionOver
    if not is_let_in(storefront=admission.storefront, person=admission.person):
        leave_tribes(storefront=admission.storefront, person=admission.person, now=now)
    return AdmissionEnd.objects.create(
        admission=admission, cause=AdmissionEnd.Cause(cause), by=by, at=now
    )


@transaction.atomic
def leave_with_roll(admission: Admission, *, now: datetime) -> AdmissionEnd:
    """
    Let somebody belong no more whose number is on the roll no more; a new number lets them in.

    :raises AdmissionOver: if it ended before
    """
    return end_admission(admission=admission, cause=AdmissionEnd.Cause.LEFT, now=now)


@transaction.atomic
def erase_admissions(person: Person, *, now: datetime) -> int:
    """End all that a person was let in to; returns how many ended."""
    _lock(person)
    standing = list(Admission.objects.standing().filter(person=person).order_by("id"))
    for admission in standing:
        end_admission(admission=admission, cause=AdmissionEnd.Cause.ERASED, now=now)
    return len(standing)


@transaction.atomic
def note_point_of_sale(
    *, storefront: Storefront, person: Person, key: UUID, now: datetime
) -> PointOfSale:
    """Write down where an order is placed, before it is; the first one under a key stands."""
    try:
        with transaction.atomic():
            return PointOfSale.objects.create(key=key, storefront=storefront, person=person, at=now)
    except IntegrityError:
        return PointOfSale.objects.get(key=key)


def carry_point_of_sale(*, key: UUID, to: UUID, now: datetime) -> PointOfSale | None:
    """Let an order that takes another's place keep where that one was placed, if anywhere else."""
    was = PointOfSale.objects.select_related("storefront", "person").filter(key=key).first()
    if was is None:
        return None
    return note_point_of_sale(storefront=was.storefront, person=was.person, key=to, now=now)


def _holds(person: Person, email: str) -> bool:
    mails = EmailAddress.objects.filter(user=person, verified=True)
    return bool(mails.filter(email__iexact=email).exists())


def _lock(person: Person) -> None:
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
