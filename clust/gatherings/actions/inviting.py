"""Inviting by link and by letter, refusing letters, and taking an invitation up."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.crypto import salted_hmac

from clust.gatherings.actions.starting import check_host, lock_gathering
from clust.gatherings.models import (
    Acceptance,
    Gathering,
    Invitation,
    InvitationEnd,
    Letter,
    LetterRefusal,
)
from clust.orders.models import Order
from clust.people.models import Person

LETTERS_LIVE = timedelta(days=14)
MOST_AT_ONCE = 20
MOST_LETTERS = 200
MOST_A_DAY = 100
FEW_A_DAY = 20
KNOWN_AFTER = timedelta(days=14)
SALT = "clust.letter"


class CannotInvite(Exception):
    """Nobody can be invited so; the subclasses say why."""


class Over(CannotInvite):
    """The clust takes nobody any more."""


class TooManyLetters(CannotInvite):
    """More letters than may be written, in all or in a day."""


class InvitationGone(Exception):
    """The invitation lets nobody in any more; the subclasses say why."""


class RunOut(InvitationGone):
    """Its time is over."""


class Revoked(InvitationGone):
    """It was revoked or replaced."""


class AlreadyTaken(InvitationGone):
    """Somebody has taken this letter up, and it is for one person."""


@transaction.atomic
def invite_by_link(*, gathering: Gathering, person: Person, now: datetime) -> Invitation:
    """
    Make a link that lets people in until the close; an earlier one lets nobody in any more.

    :raises NotHost: if the person does not organise it
    :raises Over: if the clust is closed
    """
    lock_gathering(gathering)
    check_host(gathering, person)
    _check_open(gathering, now)
    _end_link(gathering, person, now)
    closes_at = gathering.campaign.gate.closes_at
    return Invitation.objects.create(
        gathering=gathering, person=person, expires_at=closes_at, at=now
    )


@transaction.atomic
def revoke_link(*, gathering: Gathering, person: Person, now: datetime) -> InvitationEnd | None:
    """
    Let nobody in by the link any more; None where there is none.

    :raises NotHost: if the person does not organise it
    """
    lock_gathering(gathering)
    check_host(gathering, person)
    return _end_link(gathering, person, now)


def _end_link(gathering: Gathering, person: Person, now: datetime) -> InvitationEnd | None:
    old = Invitation.objects.filter(gathering=gathering, open=True).first()
    if old is None:
        return None
    Invitation.objects.filter(pk=old.pk).update(open=False)
    return InvitationEnd.objects.create(invitation=old, person=person, at=now)


def _check_open(gathering: Gathering, now: datetime) -> None:
    gate = gathering.campaign.gate
    if not gate.open or gate.closes_at <= now:
        raise Over


@transaction.atomic
def write_letters(
    *, gathering: Gathering, person: Person, emails: Iterable[str], language: str, now: datetime
) -> list[Letter]:
    """
    Write an invitation to each address, once; who refused letters or has one gets none.

    They are still to be mailed.

    :raises NotHost: if the person does not organise it
    :raises Over: if the clust is closed
    :raises TooManyLetters: beyond 20 at once, 200 for a clust, 100 of a person in a day or 20
        of one who has kept no order yet
    """
    lock_gathering(gathering)
    check_host(gathering, person)
    _check_open(gathering, now)
    wanted = {seal_of(email): email for email in emails}
    _check_number(gathering, person, len(wanted), now)
    until = min(gathering.campaign.gate.closes_at, now + LETTERS_LIVE)
    gone = set(LetterRefusal.objects.filter(seal__in=wanted).values_list("seal", flat=True))
    known = Letter.objects.filter(gathering=gathering, seal__in=wanted)
    gone |= set(known.values_list("seal", flat=True))
    return Letter.objects.bulk_create(
        Letter(
            gathering=gathering,
            person=person,
            email=email,
            seal=seal,
            language=language,
            expires_at=until,
            at=now,
        )
        for seal, email in wanted.items()
        if seal not in gone
    )


def _check_number(gathering: Gathering, person: Person, more: int, now: datetime) -> None:
    today = Letter.objects.filter(person=person, at__gt=now - timedelta(days=1)).count()
    written = gathering.letters.count()
    a_day = MOST_A_DAY if _has_kept_an_order(person, now) else FEW_A_DAY
    if more > MOST_AT_ONCE or written + more > MOST_LETTERS or today + more > a_day:
        raise TooManyLetters


def _has_kept_an_order(person: Person, now: datetime) -> bool:
    kept = Order.objects.filter(person=person, at__lte=now - KNOWN_AFTER, cancellations=None)
    return kept.exists()


def note_sent(letter: Letter, *, now: datetime) -> None:
    """Note that a letter was mailed."""
    Letter.objects.filter(pk=letter.pk, sent_at=None).update(sent_at=now)


def forget_letter(letter: Letter, *, now: datetime) -> Letter:
    """Let go of the address of a letter whose time is over."""
    letter.email = ""
    letter.save(update_fields=["email"])
    return letter


def refuse_letters(*, seal: str, now: datetime) -> LetterRefusal:
    """Write no invitation to an address ever again; twice is once."""
    refusal, _new = LetterRefusal.objects.get_or_create(seal=seal, defaults={"at": now})
    return refusal


def seal_of(email: str) -> str:
    """Return what tells an address again without telling what it is."""
    word = email.strip().lower()
    return salted_hmac(SALT, word, secret=settings.SECRET_KEY, algorithm="sha256").hexdigest()


@transaction.atomic
def take_link(*, invitation: Invitation, person: Person | None, now: datetime) -> Acceptance:
    """
    Come in by a link; a person who came in before is in already.

    :param person: None where they have not signed in yet
    :raises InvitationGone: a subclass says why
    """
    if came := _came(invitation.gathering, person):
        return came
    fresh = Invitation.objects.select_for_update(no_key=True).get(pk=invitation.pk)
    if not fresh.open:
        raise Revoked
    if fresh.expires_at <= now:
        raise RunOut
    return _accept(fresh.gathering, person, now, invitation=fresh)


@transaction.atomic
def take_letter(*, letter: Letter, person: Person | None, now: datetime) -> Acceptance:
    """
    Come in by a letter, which is for one person and once.

    :param person: None where they have not signed in yet
    :raises InvitationGone: a subclass says why
    """
    if came := _came(letter.gathering, person):
        return came
    if Acceptance.objects.filter(letter=letter).exists():
        raise AlreadyTaken
    if letter.expires_at <= now:
        raise RunOut
    return _accept(letter.gathering, person, now, letter=letter)


def _came(gathering: Gathering, person: Person | None) -> Acceptance | None:
    if person is None:
        return None
    return Acceptance.objects.filter(gathering=gathering, person=person).first()


def _accept(
    gathering: Gathering,
    person: Person | None,
    now: datetime,
    *,
    invitation: Invitation | None = None,
    letter: Letter | None = None,
) -> Acceptance:
    try:
        with transaction.atomic():
            return Acceptance.objects.create(
                gathering=gathering, invitation=invitation, letter=letter, person=person, at=now
            )
    except IntegrityError as error:
        if came := _came(gathering, person):
            return came
        raise AlreadyTaken from error


@transaction.atomic
def recognise(acceptance: Acceptance, *, person: Person, now: datetime) -> Acceptance:
    """
    Write who took an invitation up, once they have signed in.

    Where they had come in before, or somebody else is written there, it stays as it is.
    """
    if came := _came(acceptance.gathering, person):
        return came
    fresh = Acceptance.objects.select_for_update(no_key=True).get(pk=acceptance.pk)
    if fresh.person_id is None:
        fresh.person = person
        fresh.save(update_fields=["person"])
    return fresh


def show_name(acceptance: Acceptance, *, shows: bool, now: datetime) -> Acceptance:
    """Let the others who are invited see one's name, or not."""
    acceptance.shows_name = shows
    acceptance.save(update_fields=["shows_name"])
    return acceptance
