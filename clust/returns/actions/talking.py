"""The conversation between a buyer and after-sales."""

from collections.abc import Iterable
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from django.core.files.base import ContentFile
from django.db import transaction

from clust.orders.models import Order
from clust.people.models import Person
from clust.returns.goods import ZONE
from clust.returns.models import (
    Assignment,
    Message,
    Photo,
    Reply,
    Settlement,
    Thread,
    private_files,
)
from clust.rules.returns import ANSWER_DAYS, end_of, working_days_later

MOST_PHOTOS = 5
LONGEST_WORDS = 4_000


class NothingSaid(Exception):
    """A message without words."""


class TooLong(Exception):
    """A message of more than 4000 characters, or with more than five pictures."""


class TitleTaken(Exception):
    """Another ready answer has this title."""


@transaction.atomic
def open_thread(
    *,
    order: Order,
    subject: str,
    words: str,
    key: UUID,
    now: datetime,
    photos: tuple[bytes, ...] = (),
) -> Thread:
    """
    Begin a conversation with the buyer's first message, once per `key`.

    :raises NothingSaid: without words
    :raises TooLong: with too many
    """
    if said := Message.objects.filter(key=key, person=order.person_id).first():
        return said.thread
    thread = Thread.objects.create(order=order, subject=subject, at=now)
    say(
        thread=thread,
        author=Message.BUYER,
        person=order.person,
        words=words,
        photos=photos,
        key=key,
        now=now,
    )
    return thread


@transaction.atomic
def say(
    *,
    thread: Thread,
    author: str,
    person: Person,
    words: str,
    key: UUID,
    now: datetime,
    photos: tuple[bytes, ...] = (),
) -> Message:
    """
    Add a message, once per `key`; a buyer's is to be answered within two working days.

    :param photos: pictures written anew by `base.pictures.rewritten`
    :raises NothingSaid: without words
    :raises TooLong: with too many
    """
    words = words.replace("\x00", "").strip()
    if not words:
        raise NothingSaid
    if len(words) > LONGEST_WORDS or len(photos) > MOST_PHOTOS:
        raise TooLong
    Thread.objects.select_for_update(no_key=True).get(pk=thread.pk)
    if said := Message.objects.filter(key=key, thread=thread).first():
        return said
    message = Message.objects.create(
        thread=thread,
        author=author,
        person=person,
        words=words,
        key=key,
        answer_due_at=answer_due(now) if author == Message.BUYER else None,
        at=now,
    )
    for photo in photos:
        _keep_photo(message, photo, now)
    return message


def answer_due(now: datetime) -> datetime:
    """Return by when a message of this moment is answered: the end of the second working day."""
    return end_of(working_days_later(now.astimezone(ZONE).date(), ANSWER_DAYS), ZONE)


def _keep_photo(message: Message, content: bytes, now: datetime) -> None:
    photo = Photo(message=message, at=now)
    photo.file.save(f"{uuid4().hex}.webp", ContentFile(content), save=True)


def assign(*, thread: Thread, person: Person, now: datetime) -> Assignment:
    """Give a conversation to somebody at the desk."""
    return Assignment.objects.create(thread=thread, person=person, at=now)


def settle(*, thread: Thread, person: Person, now: datetime) -> Settlement:
    """Bring a conversation to its end, until somebody writes again."""
    return Settlement.objects.create(thread=thread, person=person, at=now)


def write_reply(*, title: str, words_fr: str, words_en: str, now: datetime) -> Reply:
    """
    Keep a ready answer for the desk.

    :raises TitleTaken: if another has its title
    """
    if Reply.objects.filter(title=title).exists():
        raise TitleTaken
    return Reply.objects.create(title=title, words_fr=words_fr, words_en=words_en)


@transaction.atomic
def change_reply(*, reply: Reply, title: str, words_fr: str, words_en: str, now: datetime) -> Reply:
    """
    Change the words of a ready answer.

    :raises TitleTaken: if another has its title
    """
    if Reply.objects.filter(title=title).exclude(pk=reply.pk).exists():
        raise TitleTaken
    reply.title, reply.words_fr, reply.words_en = title, words_fr, words_en
    reply.save(update_fields=["title", "words_fr", "words_en"])
    return reply


def retire_reply(*, reply: Reply, now: datetime) -> Reply:
    """Offer a ready answer no more."""
    reply.retired_at = reply.retired_at or now
    reply.save(update_fields=["retired_at"])
    return reply


def export_after_sales(person: Person) -> dict[str, Any]:
    """Return what a person wrote to us and sent back, ready for JSON."""
    messages = Message.objects.filter(thread__order__person=person).prefetch_related("photos")
    retractions = person_rows("retractions", person)
    return {
        "messages": [_exported(message) for message in messages],
        "withdrawals_after_the_close": [
            {"order": row.order_id, "units": row.units, "at": row.at.isoformat()}
            for row in retractions
        ],
        "returns": [
            {
                "number": row.number,
                "order": row.order_id,
                "units": row.units,
                "reason": row.reason,
                "wish": row.wish,
                "at": row.at.isoformat(),
            }
            for row in person_rows("returns", person)
        ],
        "claims": [
            {
                "number": row.number,
                "order": row.order_id,
                "units": row.units,
                "wish": row.wish,
                "at": row.at.isoformat(),
            }
            for row in person_rows("claims", person)
        ],
    }


def person_rows(name: str, person: Person) -> Iterable[Any]:
    """Return the rows of this name of all orders of a person."""
    for order in Order.objects.filter(person=person).prefetch_related(name).order_by("pk"):
        yield from getattr(order, name).all()


def _exported(message: Message) -> dict[str, Any]:
    return {
        "order": message.thread.order_id,
        "about": message.thread.subject,
        "author": message.author,
        "words": message.words,
        "photos": [photo.pk for photo in message.photos.all()],
        "at": message.at.isoformat(),
    }


@transaction.atomic
def erase_words(person: Person, *, now: datetime) -> int:
    """
    Forget what was said with a person: messages and pictures, on both sides; returns how many.

    That goods came back and why, in one word, stays as a fact of their contract.
    """
    messages = Message.objects.filter(thread__order__person=person)
    photos = Photo.objects.filter(message__in=messages)
    for name in photos.values_list("file", flat=True):
        transaction.on_commit(partial(private_files().delete, name))
    return messages.delete()[0]
