"""What a person said of projects: ready to hand over, and forgotten when they leave."""

from datetime import datetime
from typing import Any

from django.db import transaction

from clust.people.models import Person
from clust.wishes.models import Project, Question, QuestionAnswer, RightsAssignment


def export_projects(person: Person) -> dict[str, Any]:
    """Return a person's projects, questions and contracts, ready for JSON."""
    projects = Project.objects.filter(wish__person=person).select_related("wish").order_by("pk")
    return {
        "projects": [_exported(project) for project in projects],
        "questions": [
            {"project": row.project_id, "words": row.words, "at": row.at.isoformat()}
            for row in Question.objects.filter(person=person).order_by("pk")
        ],
        "contracts": [
            {"number": row.number, "words": row.words, "at": row.at.isoformat()}
            for row in RightsAssignment.objects.filter(person=person).order_by("pk")
        ],
    }


def _exported(project: Project) -> dict[str, Any]:
    return {
        "number": project.pk,
        "title": project.wish.title,
        "signed": project.signed,
        "idea": project.pitch,
        "price_cents": project.guess_gross_cents,
        "royalty_cents": project.royalty_cents,
        "updates": [row.words for row in project.updates.filter(person=project.wish.person_id)],
        "promises": [row.title for row in project.milestones.all()],
        "at": project.at.isoformat(),
    }


@transaction.atomic
def forget_projects(person: Person, *, now: datetime) -> int:
    """
    Forget the name a creator signed with, and the questions a person asked; returns how many rows.

    The idea stays while its contract does: it is what was assigned.
    """
    signed = Project.objects.filter(wish__person=person).exclude(signed="").update(signed="")
    asked = Question.objects.filter(person=person)
    QuestionAnswer.objects.filter(question__in=asked).delete()
    return signed + asked.delete()[0]
