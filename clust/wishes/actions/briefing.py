"""Briefs: the desk puts wishes together, in its own words, to negotiate them as one."""

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction

from clust.people.models import Person
from clust.wishes.models import Brief, BriefWish, Wish, visible


class BriefRefused(Exception):
    """The wishes make no brief; the subclasses say why."""


class NoWishes(BriefRefused):
    """A brief speaks for one wish at least."""


class NoTitle(BriefRefused):
    """A brief has a title."""


class AlreadyBriefed(BriefRefused):
    """Another brief speaks for one of the wishes."""


class NotShown(BriefRefused):
    """One of the wishes is hidden, or goes on as another one."""


class MixedCurrencies(BriefRefused):
    """The wishes name their prices in different currencies."""


class AlreadyEnquired(BriefRefused):
    """Suppliers were asked about the brief: what it speaks for stays."""


@transaction.atomic
def make_brief(
    *,
    title: str,
    wishes: Iterable[Wish],
    person: Person | None,
    now: datetime,
    specification: str = "",
) -> Brief:
    """
    Put wishes together as a specification for suppliers.

    :raises BriefRefused: a subclass says why; nothing is written then
    """
    if not title.strip():
        raise NoTitle
    found = _held(wishes)
    brief = Brief.objects.create(
        title=title.strip(), specification=specification.strip(), person=person, at=now
    )
    _speak_for(brief, found)
    return brief


@transaction.atomic
def add_wish(*, brief: Brief, wish: Wish) -> BriefWish:
    """
    Let a brief speak for one more wish, as long as no supplier was asked.

    :raises BriefRefused: a subclass says why
    """
    brief = Brief.objects.select_for_update().get(pk=brief.pk)
    if brief.enquiries.exists():
        raise AlreadyEnquired
    _held([wish, *_wishes_of(brief)])
    return _speak_for(brief, [wish])[0]


@transaction.atomic
def drop_wish(*, brief: Brief, wish: Wish) -> None:
    """
    Let a brief speak for a wish no more; one wish stays, and none goes once a supplier was asked.

    :raises BriefRefused: a subclass says why
    """
    brief = Brief.objects.select_for_update().get(pk=brief.pk)
    if brief.enquiries.exists():
        raise AlreadyEnquired
    if not BriefWish.objects.filter(brief=brief).exclude(wish=wish).exists():
        raise NoWishes
    BriefWish.objects.filter(brief=brief, wish=wish).delete()


def _wishes_of(brief: Brief) -> list[Wish]:
    return list(Wish.objects.filter(brief_line__brief=brief))


def _held(wishes: Iterable[Wish]) -> list[Wish]:
    """
    Return the wishes, held against a merge until they are in the brief.

    :raises BriefRefused: if they cannot be negotiated together
    """
    keys = {wish.pk for wish in wishes}
    if not keys:
        raise NoWishes
    held = list(Wish.objects.select_for_update().filter(pk__in=keys).order_by("pk"))
    if visible().filter(pk__in=keys).count() < len(keys):
        raise NotShown
    if len({wish.currency for wish in held}) > 1:
        raise MixedCurrencies
    return held


def _speak_for(brief: Brief, wishes: list[Wish]) -> list[BriefWish]:
    try:
        with transaction.atomic():
            return BriefWish.objects.bulk_create(
                BriefWish(brief=brief, wish=wish) for wish in wishes
            )
    except IntegrityError as error:
        raise AlreadyBriefed from error
