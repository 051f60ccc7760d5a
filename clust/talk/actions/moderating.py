"""Moderation, as with wishes: somebody reports, the desk hides with a reason, authors object."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from clust.people.models import Person, Profile
from clust.storefronts.models import Membership, Storefront, Tribe
from clust.talk.models import Comment, TalkAppeal, TalkHiding, TalkReport, TalkRuling
from clust.wishes.actions.moderating import (
    LONGEST_WORDS,
    AlreadyAppealed,
    AlreadyHidden,
    AlreadyRuled,
    NotTheAuthor,
    reasoned,
)


class NotYoursToDecide(Exception):
    """An officer decides neither what they hid or wrote themselves, nor what the desk hid."""


Thing = Comment | Tribe | Profile


@transaction.atomic
def report_written(
    thing: Thing,
    *,
    storefront: Storefront,
    reason: str,
    key: UUID,
    words: str = "",
    person: Person | None = None,
    email: str = "",
    now: datetime,
) -> TalkReport:
    """
    Say that something should not stay, once per `key`; nobody needs an account for it.

    :param thing: a comment, a tribe or a member's page
    :param reason: a value of `Reason`
    :param email: where we answer, if they want that
    """
    report, _ = TalkReport.objects.get_or_create(
        key=key,
        defaults={
            "storefront": storefront,
            "person": person,
            "email": email,
            "reason": reason,
            "words": words.replace("\x00", "").strip()[:LONGEST_WORDS],
            "at": now,
            **_keyed(thing),
        },
    )
    return report


@transaction.atomic
def dismiss_written(thing: Thing, *, now: datetime) -> int:
    """Note that the desk has looked at what was reported, and lets it stay."""
    return TalkReport.objects.due_to_judge().filter(**_keyed(thing)).update(seen_at=now)


@transaction.atomic
def hide_written(
    thing: Thing,
    *,
    storefront: Storefront,
    person: Person,
    reason: str,
    words: str,
    now: datetime,
) -> TalkHiding:
    """
    Hide a comment, a tribe or a member's page; its author and those who reported it read why.

    :raises NoWords: if it is not said why
    :raises AlreadyHidden: if somebody else did
    """
    said = reasoned(words)
    type(thing)._default_manager.select_for_update(no_key=True).get(pk=thing.pk)
    if TalkHiding.objects.in_force().filter(**_keyed(thing)).exists():
        raise AlreadyHidden
    dismiss_written(thing, now=now)
    return TalkHiding.objects.create(
        storefront=storefront, person=person, reason=reason, words=said, at=now, **_keyed(thing)
    )


@transaction.atomic
def object_to(hiding: TalkHiding, *, person: Person, words: str, now: datetime) -> TalkAppeal:
    """
    Ask the desk to look again at what it hid.

    :raises NotTheAuthor: if it is somebody else's
    :raises NoWords: if it is not said why it may stay
    :raises AlreadyAppealed: if it was asked before
    """
    if not is_author(hiding.written, person):
        raise NotTheAuthor
    said = reasoned(words)
    try:
        with transaction.atomic():
            return TalkAppeal.objects.create(hiding=hiding, words=said, at=now)
    except IntegrityError as error:
        raise AlreadyAppealed from error


@transaction.atomic
def rule_on(
    appeal: TalkAppeal, *, person: Person, upheld: bool, words: str, now: datetime
) -> TalkRuling:
    """
    Decide an objection: it stays hidden, or is shown again.

    :raises NotYoursToDecide: if an officer hid or wrote it themselves, or if the desk hid it
    :raises NoWords: if it is not said why
    :raises AlreadyRuled: if somebody else did
    """
    if not may_decide(appeal.hiding, person):
        raise NotYoursToDecide
    said = reasoned(words)
    try:
        with transaction.atomic():
            return TalkRuling.objects.create(
                appeal=appeal, person=person, upheld=upheld, words=said, at=now
            )
    except IntegrityError as error:
        raise AlreadyRuled from error


def may_decide(hiding: TalkHiding, person: Person) -> bool:
    """
    Say whether a person may look again at what was hidden.

    The desk may always; an officer where another officer hid what a third person wrote.
    """
    if person.is_staff:
        return True
    by_officer = not hiding.person.is_staff and hiding.person_id != person.pk
    return by_officer and not is_author(hiding.written, person)


def is_author(thing: Thing, person: Person) -> bool:
    """Say whether something is a person's to stand up for: a tribe is its organisers'."""
    if isinstance(thing, Tribe):
        mine = Membership.objects.standing().filter(tribe=thing, person=person, organises=True)
        return mine.exists()
    return thing.person_id == person.pk


def kind_of(thing: Thing) -> str:
    """Return the name of a kind of thing: comment, tribe or profile."""
    return type(thing)._meta.model_name or ""


def _keyed(thing: Thing) -> dict[str, Any]:
    return {kind_of(thing): thing}
