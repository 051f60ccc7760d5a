"""Moderation: somebody reports a wish, the desk hides it with a reason, its author appeals."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from clust.people.models import Person
from clust.wishes.models import Appeal, Hiding, Report, Ruling, Wish

LONGEST_WORDS = 4_000


class NoWords(Exception):
    """Why is not said, or at more than 4000 characters."""


class AlreadyHidden(Exception):
    """The wish is hidden already."""


class NotTheAuthor(Exception):
    """Only the author of a wish may appeal."""


class AlreadyAppealed(Exception):
    """The author has appealed before."""


class AlreadyRuled(Exception):
    """The appeal is decided."""


@transaction.atomic
def report_wish(
    *,
    wish: Wish,
    reason: str,
    key: UUID,
    words: str = "",
    person: Person | None = None,
    email: str = "",
    now: datetime,
) -> Report:
    """
    Say that a wish should not stay, once per `key`; nobody needs an account for it.

    :param reason: a value of `Reason`
    :param email: where we answer, if they want that
    """
    report, _ = Report.objects.get_or_create(
        key=key,
        defaults={
            "wish": wish,
            "person": person,
            "email": email,
            "reason": reason,
            "words": words.replace("\x00", "").strip()[:LONGEST_WORDS],
            "at": now,
        },
    )
    return report


@transaction.atomic
def dismiss_reports(*, wish: Wish, now: datetime) -> int:
    """Note that the desk has looked at what was reported, and lets the wish stay."""
    return Report.objects.due_to_judge().filter(wish=wish).update(seen_at=now)


@transaction.atomic
def hide_wish(*, wish: Wish, person: Person, reason: str, words: str, now: datetime) -> Hiding:
    """
    Hide a wish from everybody but its author, who reads why; its reports are answered by it.

    :raises NoWords: if it is not said why
    :raises AlreadyHidden: if somebody else did
    """
    said = reasoned(words)
    Wish.objects.select_for_update(no_key=True).get(pk=wish.pk)
    if Hiding.objects.in_force().filter(wish=wish).exists():
        raise AlreadyHidden
    Report.objects.due_to_judge().filter(wish=wish).update(seen_at=now)
    return Hiding.objects.create(wish=wish, person=person, reason=reason, words=said, at=now)


@transaction.atomic
def appeal(*, hiding: Hiding, person: Person, words: str, now: datetime) -> Appeal:
    """
    Ask the desk to look again.

    :raises NotTheAuthor: if the wish is somebody else's
    :raises NoWords: if it is not said why it may stay
    :raises AlreadyAppealed: if it was asked before
    """
    if hiding.wish.person_id != person.pk:
        raise NotTheAuthor
    said = reasoned(words)
    try:
        with transaction.atomic():
            return Appeal.objects.create(hiding=hiding, words=said, at=now)
    except IntegrityError as error:
        raise AlreadyAppealed from error


@transaction.atomic
def rule(*, appeal: Appeal, person: Person, upheld: bool, words: str, now: datetime) -> Ruling:
    """
    Decide an appeal: the hiding is upheld, or the wish is shown again.

    :raises NoWords: if it is not said why
    :raises AlreadyRuled: if somebody else did
    """
    said = reasoned(words)
    try:
        with transaction.atomic():
            return Ruling.objects.create(
                appeal=appeal, person=person, upheld=upheld, words=said, at=now
            )
    except IntegrityError as error:
        raise AlreadyRuled from error


def reasoned(text: str) -> str:
    """
    Return the words that give a reason.

    :raises NoWords: if there are none, or too many
    """
    said = text.replace("\x00", "").strip()
    if not said or len(said) > LONGEST_WORDS:
        raise NoWords
    return said
