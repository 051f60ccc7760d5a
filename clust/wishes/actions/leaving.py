"""What a person wished for: shown to themselves, and forgotten."""

from collections.abc import Iterable
from datetime import datetime
from functools import partial
from typing import Any

from django.core.files.storage import default_storage
from django.db import connection, transaction

from clust.base.sql import statement
from clust.people.models import Person
from clust.rules.money import plain
from clust.wishes.actions.backing import end_backing, lock_person, lock_wish
from clust.wishes.models import Appeal, Backing, BackingEnd, Look, Report, Wish, WishPicture

FORGOTTEN = "…"


def export_wishes(person: Person) -> dict[str, Any]:
    """Return what a person wished for, backed and reported, ready for JSON; money as text."""
    posted = Wish.objects.filter(person=person).prefetch_related("choices", "pictures")
    wanted = Backing.objects.filter(person=person).select_related("choice", "end", "wish")
    return {
        "posted": [_wish(row) for row in posted.order_by("id")],
        "wanted": [_backing(row) for row in wanted.order_by("id")],
        "reported": [
            {"wish": row.wish_id, "reason": row.reason, "words": row.words, **_at(row)}
            for row in Report.objects.filter(person=person).order_by("id")
        ],
        "appeals": [
            {"wish": row.hiding.wish_id, "words": row.words, **_at(row)}
            for row in _appeals(person).select_related("hiding").order_by("id")
        ],
    }


def _at(row: Any) -> dict[str, str]:
    return {"at": row.at.isoformat()}


def _appeals(person: Person) -> Any:
    return Appeal.objects.filter(hiding__wish__person=person)


def _wish(row: Wish) -> dict[str, Any]:
    return {
        "number": row.pk,
        "title": row.title,
        "words": row.words,
        "link": row.link,
        "choices": [choice.name for choice in row.choices.all()],
        "pictures": [picture.pk for picture in row.pictures.all()],
        **_at(row),
    }


def _backing(row: Backing) -> dict[str, Any]:
    end = getattr(row, "end", None)
    return {
        "wish": row.wish_id,
        "title": row.wish.title,
        "units": row.units,
        "choice": row.choice.name if row.choice else None,
        "guess": _money(row.guess_gross_cents),
        "limit": _money(row.limit_gross_cents),
        "until": row.limit_until.isoformat() if row.limit_until else None,
        "region": row.region,
        **_at(row),
        "ended": {"cause": end.cause, **_at(end)} if end else None,
    }


def _money(cents: int | None) -> str | None:
    return None if cents is None else plain(cents)


@transaction.atomic
def erase_wishes(person: Person, *, now: datetime) -> int:
    """
    End what a person wants, and forget what they wrote and showed; returns how many backings end.

    The title of a wish stays while somebody else wants it or it is negotiated, for it is theirs
    too; words, link, pictures, region and card go. That so many were wanted, at most at so much,
    stays as a fact of a number without a name.
    """
    lock_person(person)
    ended = _end_all(person, now)
    Backing.objects.filter(person=person).update(region="", card=None)
    with connection.cursor() as cursor:
        cursor.execute(statement("wishes", "forget_words"), {"person": person.pk})
    _drop_files(WishPicture.objects.filter(wish__person=person))
    _drop_files(Look.objects.filter(wish__person=person))
    _appeals(person).update(words=FORGOTTEN)
    Report.objects.filter(person=person).update(words="", email="", person=None)
    return ended


def _end_all(person: Person, now: datetime) -> int:
    """End all open backings; a merge meanwhile may have carried one on, so look again."""
    ended = 0
    while standing := list(Backing.objects.standing().filter(person=person).order_by("wish")):
        for backing in standing:
            lock_wish(backing.wish)
            if Backing.objects.standing().select_for_update().filter(pk=backing.pk).exists():
                end_backing(backing, BackingEnd.Cause.ERASED, now)
                ended += 1
    return ended


def _drop_files(rows: Any) -> None:
    names: Iterable[str] = [name for name in rows.values_list("file", flat=True) if name]
    rows.delete()
    for name in names:
        transaction.on_commit(partial(default_storage.delete, name))
