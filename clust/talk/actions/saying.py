"""Saying something, answering, changing one's words, taking them back, thanking."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from clust.campaigns.models import Campaign
from clust.people.models import Person
from clust.sourcing.models import Product, SupplierContact
from clust.storefronts.models import Officer, Storefront
from clust.talk.models import Comment, CommentPhoto, Edit, Review, TakingBack, Thanks
from clust.wishes.models import Wish

LONGEST_WORDS = 4_000
MOST_A_DAY, A_DAY = 100, timedelta(days=1)
Subject = Wish | Campaign | Product


class SayingRefused(Exception):
    """It cannot be said so; the subclasses say why."""


class NothingSaid(SayingRefused):
    """Words are missing, or there are more than 4000 characters."""


class NotHere(SayingRefused):
    """The storefront does not show what is spoken of."""


class TooMuchSaid(SayingRefused):
    """The person has said a hundred things within a day."""


class NotTheirVoice(SayingRefused):
    """Only those of the desk, the supplier or the community's office speak for it."""


class NotTheirs(SayingRefused):
    """Only its author changes a comment or takes it back."""


class TooLate(SayingRefused):
    """The quarter of an hour is over, or it was taken back."""


class Hidden(SayingRefused):
    """The desk has hidden it, or its author took it back."""


@transaction.atomic
def post_comment(
    *,
    storefront: Storefront,
    about: Subject,
    person: Person,
    words: str,
    key: UUID,
    is_question: bool = False,
    photo: bytes | None = None,
    now: datetime,
) -> Comment:
    """
    Begin a thread about a wish, a clust or a product, once per `key`.

    :param photo: written anew by `base.pictures.rewritten`
    :raises SayingRefused: a subclass says why
    """
    if said := begin(person, key, now):
        return said
    if not is_shown(about, storefront):
        raise NotHere
    comment = Comment.objects.create(
        storefront=storefront,
        person=person,
        words=said_words(words),
        is_question=is_question,
        key=key,
        at=now,
        **{name_of(about): about},
    )
    show_photo(comment, photo)
    return comment


@transaction.atomic
def reply_to(
    comment: Comment,
    *,
    person: Person,
    words: str,
    key: UUID,
    voice: str = Comment.Voice.MEMBER,
    photo: bytes | None = None,
    now: datetime,
) -> Comment:
    """
    Answer in a thread, once per `key`; a reply to a reply joins the thread that it began.

    :param voice: whom the person speaks for, a value of `Comment.Voice`
    :raises SayingRefused: a subclass says why
    """
    if said := begin(person, key, now):
        return said
    first = Comment.objects.select_for_update(no_key=True).get(pk=comment.thread)
    if first.is_taken_back or first.talkhidings.in_force().exists():
        raise Hidden
    if voice not in voices(person, first):
        raise NotTheirVoice
    reply = Comment.objects.create(
        storefront_id=first.storefront_id,
        person=person,
        parent=first,
        voice=voice,
        words=said_words(words),
        key=key,
        at=now,
        **{f"{first.about}_id": first.about_id},
    )
    show_photo(reply, photo)
    return reply


@transaction.atomic
def edit_comment(comment: Comment, *, person: Person, words: str, now: datetime) -> Comment:
    """
    Change one's words within a quarter of an hour; what was said before is kept for the desk.

    :raises SayingRefused: a subclass says why
    """
    comment = _own(comment, person)
    if not comment.may_be_edited(now):
        raise TooLate
    said = said_words(words)
    if said != comment.words:
        Edit.objects.create(comment=comment, was=comment.words, at=now)
        comment.words = said
        comment.save(update_fields=["words"])
    return comment


@transaction.atomic
def take_comment_back(comment: Comment, *, person: Person, now: datetime) -> TakingBack:
    """
    Take one's own comment back, with its picture and its stars; doing it twice is once.

    :raises NotTheirs: if it is somebody else's
    """
    comment = _own(comment, person)
    gone, new = TakingBack.objects.get_or_create(comment=comment, defaults={"at": now})
    if new:
        Review.objects.filter(comment=comment).update(open=False)
        drop_photos(CommentPhoto.objects.filter(comment=comment))
    return gone


@transaction.atomic
def thank(comment: Comment, *, person: Person, now: datetime) -> Thanks:
    """
    Thank for a comment of somebody else; twice is once.

    :raises NotTheirs: if it is one's own
    :raises Hidden: if it is no longer to be read
    """
    if comment.person_id == person.pk:
        raise NotTheirs
    if comment.is_taken_back or comment.talkhidings.in_force().exists():
        raise Hidden
    thanks, _new = Thanks.objects.get_or_create(
        comment=comment, person=person, defaults={"at": now}
    )
    return thanks


def unthank(comment: Comment, *, person: Person) -> int:
    """Take thanks back; returns how many there were, at most one."""
    return Thanks.objects.filter(comment=comment, person=person).delete()[0]


def begin(person: Person, key: UUID, now: datetime) -> Comment | None:
    """
    Return what was said with this key before; otherwise see that the person may say more today.

    :raises TooMuchSaid: beyond a hundred things within a day
    """
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    if said := Comment.objects.filter(key=key, person=person).first():
        return said
    if Comment.objects.filter(person=person, at__gt=now - A_DAY).count() >= MOST_A_DAY:
        raise TooMuchSaid
    return None


def said_words(text: str) -> str:
    """
    Return words as they are kept.

    :raises NothingSaid: if there are none, or too many
    """
    words = text.replace("\x00", "").strip()
    if not words or len(words) > LONGEST_WORDS:
        raise NothingSaid
    return words


def name_of(about: Subject) -> str:
    """Return the name of what is spoken of: wish, campaign or product."""
    return type(about)._meta.model_name or ""


def is_shown(about: Subject, storefront: Storefront) -> bool:
    """
    Say whether a storefront shows a wish, a clust or a product of one of its clusts.

    A private clust is listed nowhere, and shown to the invited where it was opened.
    """
    if isinstance(about, Wish):
        return about.storefront_id == storefront.pk
    if isinstance(about, Campaign):
        where = set(about.listings.values_list("storefront", flat=True))
        return storefront.pk in (where or {about.storefront_id})
    return Campaign.objects.filter(product=about, listings__storefront=storefront).exists()


def supplier_of(comment: Comment) -> int | None:
    """Return the number of the supplier of what a comment speaks of; wishes have none yet."""
    if comment.about == "campaign":
        return Product.objects.values_list("supplier", flat=True).get(campaigns=comment.campaign_id)
    return comment.product.supplier_id if comment.product else None


def voices(person: Person, comment: Comment) -> set[str]:
    """Return whom a person may speak for in the thread of a comment."""
    found: set[str] = {Comment.Voice.MEMBER}
    if person.is_staff:
        found.add(Comment.Voice.DESK)
    supplier = supplier_of(comment)
    if supplier and SupplierContact.objects.filter(person=person, supplier=supplier).exists():
        found.add(Comment.Voice.SUPPLIER)
    if hosts(person, comment.storefront_id):
        found.add(Comment.Voice.OFFICE)
    return found


def hosts(person: Person, storefront: int) -> bool:
    """Say whether a person cares for the conversation of a storefront, by its number."""
    mine = Officer.objects.standing().filter(person=person, storefront=storefront).first()
    return mine is not None and mine.may_host


def show_photo(comment: Comment, photo: bytes | None) -> None:
    """Keep the picture of a comment, where there is one."""
    if photo:
        pixels = ContentFile(photo, name=f"{uuid4().hex}.webp")
        CommentPhoto.objects.create(comment=comment, file=pixels)


def drop_photos(rows: Any) -> None:
    """Delete pictures, and their files once that is sure."""
    names: Iterable[str] = list(rows.values_list("file", flat=True))
    rows.delete()
    for name in names:
        transaction.on_commit(partial(default_storage.delete, name))


def _own(comment: Comment, person: Person) -> Comment:
    if comment.person_id != person.pk:
        raise NotTheirs
    return Comment.objects.select_for_update(no_key=True).get(pk=comment.pk)
