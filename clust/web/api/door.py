"""What every call passes through: pace, kind of content, who calls, once only, and ETags."""

from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from typing import Any

import structlog
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils.cache import patch_vary_headers

from clust.web.api import paces
from clust.web.api.callers import TOKEN_PATH, ApiRequest, caller_of
from clust.web.api.once import UNSAFE, answered
from clust.web.api.problems import Problem

log = structlog.get_logger()
MOST_BYTES = 200_000


def guarded(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Return a view as it answers machines."""

    @wraps(view)
    def answer(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        told: dict[str, str] = {}
        try:
            request.caller = caller_of(request)
            told = paces.headers(request, request.caller)
            _check_content(request)
            given = answered(request, lambda: _said(view, request, *args, **kwargs))
        except Problem as problem:
            given = problem.answer()
        except RequestDataTooBig:
            given = Problem(413).answer()
        patch_vary_headers(given, ["Authorization", "Accept-Language"])
        return _tagged(request, paces.told_in(given, told))

    return answer


def _check_content(request: ApiRequest) -> None:
    if request.method not in UNSAFE or not request.body:
        return
    if len(request.body) > MOST_BYTES:
        raise Problem(413)
    wanted = "application/json"
    if request.path == TOKEN_PATH:
        wanted = "application/x-www-form-urlencoded"
    if request.content_type != wanted:
        raise Problem(415, f"Send {wanted}.")


def _said(view: Callable[..., HttpResponse], request: HttpRequest, **kwargs: Any) -> HttpResponse:
    try:
        given = view(request, **kwargs)
    except Problem as problem:
        return problem.answer()
    except Http404:
        return Problem(404).answer()
    except Exception:
        log.exception("call failed", path=request.path)
        return Problem(500).answer()
    if isinstance(given, HttpResponseNotAllowed):
        return Problem(405, headers={"Allow": given["Allow"]}).answer()
    return given


def _tagged(request: HttpRequest, given: HttpResponse) -> HttpResponse:
    if request.method not in ("GET", "HEAD") or given.status_code != 200:
        given.headers.setdefault("Cache-Control", "no-store")
        return given
    tag = f'"{sha256(given.content).hexdigest()[:32]}"'
    given.headers.setdefault("Cache-Control", "private, no-cache")
    given["ETag"] = tag
    asked = request.headers.get("If-None-Match", "")
    if tag in {one.strip().removeprefix("W/") for one in asked.split(",")}:
        told = {name: value for name, value in given.items() if name != "Content-Type"}
        return HttpResponse(status=304, headers=told)
    return given


def nowhere(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    """Answer where there is nothing."""
    raise Problem(404)
