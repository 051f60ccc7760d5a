"""Lists in pages: a cursor says where the next one begins, whatever is added meanwhile."""

import base64
import binascii
from typing import Annotated, Any, TypeVar

import orjson
from django.db.models import Model, QuerySet
from django.http import HttpResponse
from ninja import Query

from clust.web.api.problems import Problem

Row = TypeVar("Row", bound=Model)

Limit = Annotated[int, Query(ge=1, le=100, description="How many at the most.")]
Cursor = Annotated[
    str, Query(max_length=40, description="`next` of the page before; empty for the first one.")
]


def answer(said: Any, status: int = 200) -> HttpResponse:
    """Return what is said as JSON."""
    return HttpResponse(orjson.dumps(said), status=status, content_type="application/json")


def page(rows: "QuerySet[Row]", limit: int, cursor: str) -> "tuple[list[Row], str | None]":
    """Return a page of rows, the newest first, and the cursor of the next one."""
    if cursor:
        rows = rows.filter(pk__lt=_number(cursor))
    found = list(rows.order_by("-pk")[: limit + 1])
    more = len(found) > limit
    return found[:limit], _cursor(found[limit - 1].pk) if more else None


def keys(rows: "QuerySet[Any]", limit: int, cursor: str) -> tuple[list[int], str | None]:
    """Return a page of the numbers of rows, the newest first, and the cursor of the next one."""
    if cursor:
        rows = rows.filter(pk__lt=_number(cursor))
    found = list(rows.order_by("-pk").values_list("pk", flat=True)[: limit + 1])
    return found[:limit], _cursor(found[limit - 1]) if len(found) > limit else None


def _cursor(number: int) -> str:
    return base64.urlsafe_b64encode(str(number).encode()).decode().rstrip("=")


def _number(cursor: str) -> int:
    try:
        told = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
    except (binascii.Error, ValueError) as error:
        raise Problem(422, "Not a cursor of ours.", code="bad-cursor") from error
    if not (told.isdecimal() and len(told) < 19):
        raise Problem(422, "Not a cursor of ours.", code="bad-cursor")
    return int(told)
