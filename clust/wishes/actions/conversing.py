"""What is said about a project: news of its creator, questions and their answers."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from clust.people.models import Person
from clust.wishes.models import Project, ProjectUpdate, Question, QuestionAnswer

LONGEST = 4_000
MOST_A_DAY = 20
A_DAY = timedelta(days=1)


class SayingRefused(Exception):
    """It cannot be said so; the subclasses say why."""


class NothingSaid(SayingRefused):
    """Words are missing, or there are too many."""


class NotTheirs(SayingRefused):
    """Only the creator and the desk speak for a project."""


class TooManyQuestions(SayingRefused):
    """The person has asked 20 questions within a day."""


class AlreadyAnswered(SayingRefused):
    """The question has its answer."""


def speaks_for(project: Project, person: Person) -> bool:
    """Say whether a person may speak for a project."""
    return person.is_staff or person.pk == project.wish.person_id


@transaction.atomic
def post_update(*, project: Project, person: Person, words: str, now: datetime) -> ProjectUpdate:
    """
    Tell the news of a project.

    :raises NotTheirs: if it is another's project
    :raises NothingSaid: without words
    """
    if not speaks_for(project, person):
        raise NotTheirs
    return ProjectUpdate.objects.create(project=project, person=person, words=_said(words), at=now)


@transaction.atomic
def ask_question(
    *, project: Project, person: Person, words: str, key: UUID, now: datetime
) -> Question:
    """
    Ask about a project, once per `key`.

    :raises NothingSaid: without words
    :raises TooManyQuestions: beyond 20 within a day
    """
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    if done := Question.objects.filter(key=key, person=person).first():
        return done
    if Question.objects.filter(person=person, at__gt=now - A_DAY).count() >= MOST_A_DAY:
        raise TooManyQuestions
    return Question.objects.create(
        project=project, person=person, words=_said(words), key=key, at=now
    )


@transaction.atomic
def answer_question(
    *, question: Question, person: Person, words: str, now: datetime
) -> QuestionAnswer:
    """
    Answer a question, for everybody to read.

    :raises NotTheirs: if it is about another's project
    :raises NothingSaid: without words
    :raises AlreadyAnswered: if it was
    """
    Question.objects.select_for_update(no_key=True).get(pk=question.pk)
    if not speaks_for(question.project, person):
        raise NotTheirs
    if QuestionAnswer.objects.filter(question=question).exists():
        raise AlreadyAnswered
    return QuestionAnswer.objects.create(
        question=question, person=person, words=_said(words), at=now
    )


def _said(words: str) -> str:
    words = words.replace("\x00", "").strip()
    if not words or len(words) > LONGEST:
        raise NothingSaid
    return words
