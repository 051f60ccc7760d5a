"""A wall of wishes for tests."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from clust.people.models import Person
from clust.wishes.actions.backing import back_wish
from clust.wishes.actions.posting import post_wish
from clust.wishes.models import Backing, Wish
from tests.world import DAY, World, make_person

TODAY = DAY.date()
IN_A_MONTH: date = TODAY + timedelta(days=30)


def post(
    world: World,
    title: str = "Une bouilloire à col de cygne",
    *,
    person: Person | None = None,
    units: int = 1,
    now: datetime = DAY,
    **facts: Any,
) -> Wish:
    """Somebody wishes for something."""
    return post_wish(
        storefront=world.storefront,
        person=person or make_person(now),
        title=title,
        units=units,
        key=facts.pop("key", None) or uuid4(),
        now=now,
        **facts,
    )


def back(
    wish: Wish,
    *,
    person: Person | None = None,
    units: int = 1,
    now: datetime = DAY,
    **facts: Any,
) -> Backing:
    """Somebody wants it too."""
    return back_wish(
        wish=wish,
        person=person or make_person(now),
        units=units,
        key=facts.pop("key", None) or uuid4(),
        now=now,
        **facts,
    )
