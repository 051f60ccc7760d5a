"""Milestones of a project: promises with a day, kept or broken for everybody to see."""

from datetime import date, datetime

from django.db import transaction

from clust.wishes.models import Milestone, MilestoneEnd, Project
from clust.wishes.voting import day_of

MOST_PROMISES = 30


class PromiseRefused(Exception):
    """It cannot be promised or ended so; the subclasses say why."""


class NoPromise(PromiseRefused):
    """Nothing is promised, or too much at once."""


class PastDay(PromiseRefused):
    """The day of the promise is over."""


class Unexplained(PromiseRefused):
    """A promise is broken with a word about why."""


class AlreadyEnded(PromiseRefused):
    """It was kept or broken before."""


@transaction.atomic
def add_milestone(*, project: Project, title: str, due_on: date, now: datetime) -> Milestone:
    """
    Promise something by a day.

    :raises NoPromise: without words, or beyond thirty of them
    :raises PastDay: if the day is over
    """
    Project.objects.select_for_update(no_key=True).get(pk=project.pk)
    title = " ".join(title.replace("\x00", "").split())
    if not title or len(title) > 120 or project.milestones.count() >= MOST_PROMISES:
        raise NoPromise
    if due_on < day_of(now):
        raise PastDay
    return Milestone.objects.create(project=project, title=title, due_on=due_on, at=now)


@transaction.atomic
def end_milestone(
    *, milestone: Milestone, kept: bool, words: str = "", now: datetime
) -> MilestoneEnd:
    """
    Say that a promise was kept, or why it was not.

    :raises Unexplained: if it was not, without a word
    :raises AlreadyEnded: if that was said before
    """
    Milestone.objects.select_for_update(no_key=True).get(pk=milestone.pk)
    words = words.replace("\x00", "").strip()
    if MilestoneEnd.objects.filter(milestone=milestone).exists():
        raise AlreadyEnded
    if not kept and not words:
        raise Unexplained
    return MilestoneEnd.objects.create(milestone=milestone, kept=kept, words=words, at=now)
