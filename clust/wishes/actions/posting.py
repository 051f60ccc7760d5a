"""Posting a wish: its words, its choices, its pictures, and that its author wants it first."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import IO
from uuid import UUID, uuid4, uuid5

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.validators import URLValidator
from django.db import transaction

from clust.base.pictures import rewritten
from clust.people.models import Person
from clust.storefronts.models import Storefront
from clust.wishes.actions.backing import back_wish, lock_person
from clust.wishes.models import Category, Wish, WishChoice, WishPicture

A_DAY, MOST_A_DAY = timedelta(days=1), 20
LONGEST_TITLE, LONGEST_WORDS, LONGEST_LINK, LONGEST_CHOICE = 120, 4_000, 500, 80
MOST_CHOICES = 10
MOST_PICTURES = 5
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
is_link = URLValidator(schemes=["http", "https"])


class WishRefused(Exception):
    """The wish cannot be posted; the subclasses say why."""


class TooManyWishes(WishRefused):
    """The person has posted 20 wishes within a day."""


class NoTitle(WishRefused):
    """It does not say what is wished for."""


class TooLong(WishRefused):
    """More letters or choices than fit."""


class BadLink(WishRefused):
    """The link is no address of a page."""


class TooManyPictures(Exception):
    """The wish has five pictures already."""


@transaction.atomic
def post_wish(
    *,
    storefront: Storefront,
    person: Person,
    title: str,
    units: int,
    key: UUID,
    words: str = "",
    link: str = "",
    category: Category | None = None,
    choices: Sequence[str] = (),
    guess_gross_cents: int | None = None,
    region: str = "",
    language: str = "fr",
    now: datetime,
) -> Wish:
    """
    Wish for something, once per `key`; who posts it is the first who backs it.

    :param choices: what would do as well, by name; doubles and empty ones are left out
    :raises WishRefused: a subclass says why
    :raises BackingRefused: if units or price make no sense
    """
    lock_person(person)
    if said := Wish.objects.filter(key=key, person=person).first():
        return said
    if Wish.objects.filter(person=person, at__gt=now - A_DAY).count() >= MOST_A_DAY:
        raise TooManyWishes
    wish = Wish.objects.create(
        storefront=storefront,
        person=person,
        category=category,
        title=_title(title),
        words=_words(words),
        link=_link(link),
        language=language,
        currency=storefront.currency,
        key=key,
        at=now,
    )
    _write_choices(wish, choices)
    back_wish(
        wish=wish,
        person=person,
        units=units,
        key=uuid5(key, "backing"),
        guess_gross_cents=guess_gross_cents,
        region=region,
        now=now,
    )
    return wish


def clean_line(text: str) -> str:
    """Return a text in one line, without characters that cannot be seen."""
    return " ".join(CONTROLS.sub("", text).split())


def _title(text: str) -> str:
    title = clean_line(text)
    if not title:
        raise NoTitle
    if len(title) > LONGEST_TITLE:
        raise TooLong
    return title


def _words(text: str) -> str:
    words = CONTROLS.sub("", text).strip()
    if len(words) > LONGEST_WORDS:
        raise TooLong
    return words


def _link(text: str) -> str:
    link = text.strip()
    if not link:
        return ""
    try:
        is_link(link)
    except ValidationError as error:
        raise BadLink from error
    if len(link) > LONGEST_LINK:
        raise BadLink
    return link


def _write_choices(wish: Wish, names: Sequence[str]) -> None:
    kept = list({name.casefold(): name for name in map(clean_line, names) if name}.values())
    if len(kept) > MOST_CHOICES or any(len(name) > LONGEST_CHOICE for name in kept):
        raise TooLong
    WishChoice.objects.bulk_create(
        WishChoice(wish=wish, name=name, position=place) for place, name in enumerate(kept)
    )


@transaction.atomic
def add_wish_picture(*, wish: Wish, upload: IO[bytes], now: datetime) -> WishPicture:
    """
    Show what is wished for: the upload is checked and written anew without metadata.

    :raises PictureRefused: if it is too heavy, too large or no picture
    :raises TooManyPictures: if there are five already
    """
    pixels = ContentFile(rewritten(upload), name=f"{uuid4().hex}.webp")
    Wish.objects.select_for_update(no_key=True).get(pk=wish.pk)
    shown = wish.pictures.count()
    if shown >= MOST_PICTURES:
        raise TooManyPictures
    return WishPicture.objects.create(wish=wish, file=pixels, position=shown)
