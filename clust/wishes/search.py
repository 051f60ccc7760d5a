"""Finding wishes: like what is being typed, and on the wall."""

from django.db import connection
from django.db.models import BooleanField, FloatField, QuerySet
from django.db.models.expressions import RawSQL

from clust.storefronts.models import Storefront
from clust.wishes.models import Wish, visible

LONGEST_QUERY = 200


def similar(text: str, *, storefront: Storefront, language: str, limit: int = 6) -> list[Wish]:
    """
    Return wishes of a storefront like what somebody types, the most alike first.

    Accents, typos and unfinished words are forgiven; of two alike the one in `language` is first.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT wish FROM wishes_like(%s, %s, %s, %s)",
            [_asked(text), storefront.pk, language, limit],
        )
        keys = [key for (key,) in cursor.fetchall()]
    found = Wish.objects.in_bulk(keys)
    return [found[key] for key in keys if key in found]


def search(text: str, *, storefront: Storefront) -> QuerySet[Wish]:
    """
    Return the visible wishes of a storefront that have all of the words, the best first.

    Without words to look for, all of them, the newest first.
    """
    wishes = visible().filter(storefront=storefront)
    if not text.strip():
        return wishes.order_by("-at", "-id")
    query = _query(_asked(text), storefront)
    if query is None:
        return wishes.none()
    matches = RawSQL("wish.search @@ %s::tsquery", [query], output_field=BooleanField())
    rank = RawSQL("ts_rank(wish.search, %s::tsquery)", [query], output_field=FloatField())
    return wishes.filter(matches).annotate(rank=rank).order_by("-rank", "-at", "-id")


def _query(text: str, storefront: Storefront) -> str | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT wish_query(%s, %s)::text", [text, storefront.pk])
        query: str | None = cursor.fetchone()[0]
    return query


def _asked(text: str) -> str:
    return text.replace("\x00", "")[:LONGEST_QUERY]
