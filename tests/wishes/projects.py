"""A project in a test: an idea of a lamp, and people who vote for it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from clust.people.models import Person
from clust.wishes.actions.projecting import propose_project, review_project, vote_for
from clust.wishes.models import Backing, Project, Vote
from tests.world import DAY, World, make_person

PRICE, GOAL = 4900, 10
END = DAY + timedelta(days=30)


def proposed(
    world: World, *, person: Person | None = None, now: datetime = DAY, **other: Any
) -> Project:
    """Somebody proposes a lamp at 49 €, for 2 € each."""
    fields: dict[str, Any] = {
        "title": "Lampe en liège",
        "pitch": "Une lampe qui flotte.",
        "guess_gross_cents": PRICE,
        "royalty_cents": 200,
        "goal_units": GOAL,
        "key": uuid4(),
    }
    return propose_project(
        storefront=world.storefront,
        person=person or make_person(now),
        now=now,
        **(fields | other),
    )


def to_vote(world: World, *, goal: int = GOAL, until: datetime = END, **other: Any) -> Vote:
    """The desk lets it go to the vote; its creator is the first vote."""
    project = proposed(world, **other)
    review_project(
        project=project,
        person=make_person(is_staff=True),
        accepted=True,
        goal_units=goal,
        until=until,
        now=project.at,
    )
    return project.vote


def votes(
    vote: Vote, units: Sequence[int] | int, *, now: datetime = DAY, **other: Any
) -> list[Backing]:
    """So many people vote, each for so many units."""
    each = [1] * units if isinstance(units, int) else units
    return [
        vote_for(vote=vote, person=make_person(now), units=n, key=uuid4(), now=now, **other)
        for n in each
    ]
