"""Requests with an Idempotency-Key: answered once, the answer replayed."""

import re
from collections.abc import Callable
from hashlib import sha256
from uuid import UUID, uuid4, uuid5

from django.http import HttpResponse
from django.utils import timezone

from clust.keys.actions import InFlight, OtherRequest, keep_answer, take_request
from clust.web.api.callers import ApiRequest
from clust.web.api.problems import Problem

SPACE = UUID("7c0a1c68-6b3e-4a66-9a44-0d3a1f0c5b21")
UNSAFE = ("POST", "PUT", "PATCH", "DELETE")
KEY = re.compile(r"[!-~]{1,120}")


def answered(request: ApiRequest, answer: Callable[[], HttpResponse]) -> HttpResponse:
    """
    Return the answer to a request: the one given before, where its key was seen.

    :raises Problem: 409 while it is being answered, 422 where the key came with another body
    """
    key, caller = request.headers.get("Idempotency-Key"), request.caller
    request.once = uuid4()
    if key is None or caller is None or request.method not in UNSAFE:
        return answer()
    if not KEY.fullmatch(key):
        raise Problem(422, "An Idempotency-Key has 1 to 120 characters of ASCII.", code="bad-key")
    route = f"{request.method} {request.path}"[:200]
    request.once = uuid5(SPACE, f"{caller.key.pk} {route} {key}")
    try:
        kept, is_new = take_request(
            api_key=caller.key,
            route=route,
            idempotency_key=key,
            asked=_digest(request),
            now=timezone.now(),
        )
    except OtherRequest as error:
        raise Problem(422, str(OtherRequest.__doc__), code="idempotency-key-reused") from error
    except InFlight as error:
        raise Problem(409, str(InFlight.__doc__), code="in-flight") from error
    if not is_new:
        return _replayed(kept.status or 200, kept.content, kept.kind)
    given = answer()
    keep_answer(
        kept=kept,
        status=given.status_code,
        content=given.content.decode(),
        kind=given.headers.get("Content-Type", ""),
        now=timezone.now(),
    )
    return given


def _digest(request: ApiRequest) -> str:
    query = request.META.get("QUERY_STRING", "")
    return sha256(query.encode() + b"\n" + request.body).hexdigest()


def _replayed(status: int, content: str, kind: str) -> HttpResponse:
    answer = HttpResponse(content, status=status, content_type=kind)
    answer["Idempotent-Replayed"] = "true"
    return answer
