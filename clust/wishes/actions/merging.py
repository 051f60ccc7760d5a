"""Merging: two wishes are the same, and one goes on as the other with all who back it."""

from datetime import datetime
from typing import Any

from django.db import connection, transaction

from clust.base.sql import statement
from clust.people.models import Person
from clust.wishes.models import BriefWish, Merge, Project, Wish


class CannotMerge(Exception):
    """The wishes cannot become one; the subclasses say why."""


class SameWish(CannotMerge):
    """A wish cannot go on as itself."""


class AlreadyMerged(CannotMerge):
    """One of them goes on as another wish already."""


class OtherStorefront(CannotMerge):
    """They stand on the walls of different storefronts."""


class InNegotiation(CannotMerge):
    """A brief or a project speaks for the wish that would end: merge the other way round."""


@transaction.atomic
def merge_wishes(*, wish: Wish, into: Wish, person: Person, now: datetime) -> Merge:
    """
    Let a wish go on as another: who backs it backs the other now; who backs both keeps that one.

    All backings move in one statement; choices that they name are added to the other wish.

    :raises CannotMerge: a subclass says why
    """
    if wish.pk == into.pk:
        raise SameWish
    if wish.storefront_id != into.storefront_id:
        raise OtherStorefront
    lock_wishes(wish, into)
    if Merge.objects.filter(wish__in=[wish, into]).exists():
        raise AlreadyMerged
    if any(rows.objects.filter(wish=wish).exists() for rows in (BriefWish, Project)):
        raise InNegotiation
    merge = Merge.objects.create(wish=wish, into=into, person=person, at=now)
    numbers: dict[str, Any] = {"wish": wish.pk, "into": into.pk, "now": now}
    with connection.cursor() as cursor:
        cursor.execute(statement("wishes", "carry_choices"), numbers)
        cursor.execute(statement("wishes", "carry_backings"), numbers)
    return merge


def lock_wishes(*wishes: Wish) -> None:
    """Let nobody back, take back or merge these wishes meanwhile."""
    keys = [wish.pk for wish in wishes]
    list(Wish.objects.select_for_update().filter(pk__in=keys).order_by("pk").values("pk"))
