"""How often a caller may call: so many times a minute, counted in this process."""

import math
import time
from threading import Lock

from django.http import HttpRequest, HttpResponse

from clust.web.api.callers import Caller
from clust.web.api.problems import Problem
from clust.web.parts.paces import network_of

SECONDS = 60.0
A_MINUTE, STRANGERS = 600, 60
MOST_WATCHED = 50_000


class Pace:
    """Counts calls in windows of a minute for each caller."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._windows: dict[object, tuple[float, int]] = {}

    def take(self, who: object, limit: int) -> tuple[int, int]:
        """Count one more; return what is left, below zero beyond the limit, and until when (s)."""
        moment = time.monotonic()
        with self._lock:
            if len(self._windows) > MOST_WATCHED:
                self._windows.clear()
            began, count = self._windows.get(who, (moment, 0))
            if moment - began >= SECONDS:
                began, count = moment, 0
            self._windows[who] = began, count + 1
        return limit - count - 1, math.ceil(began + SECONDS - moment)

    def forget(self) -> None:
        """Begin anew."""
        self._windows.clear()


pace = Pace()


def headers(request: HttpRequest, caller: Caller | None) -> dict[str, str]:
    """
    Count a call; return the RateLimit headers.

    :raises Problem: 429 beyond the limit
    """
    who: object = caller.key.pk if caller else network_of(request)
    limit = A_MINUTE if caller else STRANGERS
    left, seconds = pace.take(who, limit)
    told = {
        "RateLimit-Limit": str(limit),
        "RateLimit-Remaining": str(max(left, 0)),
        "RateLimit-Reset": str(seconds),
    }
    if left < 0:
        raise Problem(429, "Too many calls.", headers=told | {"Retry-After": str(seconds)})
    return told


def told_in(answer: HttpResponse, told: dict[str, str]) -> HttpResponse:
    """Write headers into an answer."""
    for name, value in told.items():
        answer.headers.setdefault(name, value)
    return answer
