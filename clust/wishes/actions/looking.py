"""What a worker found behind a wish's link."""

from datetime import datetime
from uuid import uuid4

from django.core.files.base import ContentFile
from django.db import transaction

from clust.wishes.actions.posting import clean_line
from clust.wishes.links import viewer
from clust.wishes.models import Look, Wish

LONGEST_TITLE, LONGEST_REFUSAL = 160, 40


@transaction.atomic
def record_look(
    *, wish: Wish, title: str, picture: bytes | None, refusal: str = "", now: datetime
) -> Look:
    """
    Keep what a link says of itself, once per wish.

    :param picture: written anew by `base.pictures.rewritten`, None where it shows none
    :param refusal: why it could not be looked at; empty if it could
    """
    look, _ = Look.objects.get_or_create(
        wish=wish,
        defaults={
            "title": clean_line(title)[:LONGEST_TITLE],
            "file": ContentFile(picture, name=f"{uuid4().hex}.webp") if picture else "",
            "refusal": refusal[:LONGEST_REFUSAL],
            "at": now,
        },
    )
    return look


def look_at(wish: Wish, *, now: datetime) -> Look:
    """Look at a wish's link, outside of any transaction, and write down what was seen."""
    seen = viewer().look(wish.link)
    return record_look(
        wish=wish, title=seen.title, picture=seen.picture, refusal=seen.refusal, now=now
    )
