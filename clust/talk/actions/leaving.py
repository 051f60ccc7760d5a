"""What a person said here: shown to themselves, and forgotten."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from clust.people.models import Person
from clust.talk.actions.saying import drop_photos
from clust.talk.models import (
    Comment,
    CommentPhoto,
    Edit,
    Review,
    TakingBack,
    TalkAppeal,
    TalkReport,
    Thanks,
)

FORGOTTEN = "…"


def export_talk(person: Person) -> dict[str, Any]:
    """Return what a person said, thanked for, reported and objected to, ready for JSON."""
    said = Comment.objects.filter(person=person)
    rows = said.select_related("taking_back", "review", "photo").prefetch_related("edits")
    return {
        "comments": [_comment(row) for row in rows.order_by("id")],
        "thanks": [
            {"comment": row.comment_id, **_at(row)}
            for row in Thanks.objects.filter(person=person).order_by("id")
        ],
        "reported": [
            {"about": row.about, "reason": row.reason, "words": row.words, **_at(row)}
            for row in TalkReport.objects.filter(person=person).order_by("id")
        ],
        "appeals": [
            {"about": row.hiding.about, "words": row.words, **_at(row)}
            for row in _appeals(person).select_related("hiding").order_by("id")
        ],
    }


def _comment(row: Comment) -> dict[str, Any]:
    return {
        "number": row.pk,
        row.about: row.about_id,
        "answers": row.parent_id,
        "question": row.is_question,
        "words": row.words,
        "words_before": [edit.was for edit in row.edits.all()],
        "stars": row.review.stars if hasattr(row, "review") else None,
        "picture": row.photo.pk if hasattr(row, "photo") else None,
        "taken_back_at": row.taking_back.at.isoformat() if row.is_taken_back else None,
        **_at(row),
    }


def _at(row: Any) -> dict[str, str]:
    return {"at": row.at.isoformat()}


def _appeals(person: Person) -> QuerySet[TalkAppeal]:
    return TalkAppeal.objects.filter(hiding__comment__person=person) | (
        TalkAppeal.objects.filter(hiding__profile__person=person)
    )


@transaction.atomic
def erase_talk(person: Person, *, now: datetime) -> int:
    """
    Take back all that a person said as a member, and forget the words; returns how many.

    What they answered for the desk or a supplier stays: it was not theirs alone.
    """
    said = Comment.objects.filter(person=person, voice=Comment.Voice.MEMBER)
    standing = said.standing().select_for_update(no_key=True, of=("self",))
    TakingBack.objects.bulk_create(TakingBack(comment=row, at=now) for row in standing)
    drop_photos(CommentPhoto.objects.filter(comment__in=said))
    Edit.objects.filter(comment__in=said).update(was=FORGOTTEN)
    Review.objects.filter(person=person).update(open=False)
    _appeals(person).update(words=FORGOTTEN)
    TalkReport.objects.filter(person=person).update(words="", email="", person=None)
    Thanks.objects.filter(person=person).delete()
    return said.update(words=FORGOTTEN)
