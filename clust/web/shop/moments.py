"""Values kept for a moment in this process: made once, read by everybody who asks meanwhile."""

import time
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

from django.conf import settings

Value = TypeVar("Value")

MOST_KEPT = 2_000


class Moments(Generic[Value]):
    """A value for each key, at most so many seconds old; where it is made, others wait for it."""

    def __init__(self, seconds: Callable[[], float]) -> None:
        self._seconds = seconds
        self._kept: dict[Hashable, tuple[float, Value]] = {}
        self._locks: dict[Hashable, Lock] = {}

    def get(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """Return the value kept under a key, making it anew where it is too old."""
        fresh = self._fresh(key)
        if fresh is not None:
            return fresh
        if len(self._locks) > MOST_KEPT:
            self._locks.clear()
        with self._locks.setdefault(key, Lock()):
            fresh = self._fresh(key)
            return self.keep(key, make()) if fresh is None else fresh

    def keep(self, key: Hashable, value: Value) -> Value:
        """Keep a value that was made elsewhere, and return it."""
        if len(self._kept) >= MOST_KEPT:
            self._kept.clear()
        self._kept[key] = (time.monotonic(), value)
        return value

    def _fresh(self, key: Hashable) -> Value | None:
        at, value = self._kept.get(key, (float("-inf"), None))
        return value if time.monotonic() - at < self._seconds() else None


def page_seconds() -> float:
    """Return how old what a page shows may be."""
    return float(settings.PAGES_KEPT_SECONDS)


def minute() -> float:
    """Return how old what hardly changes may be: a minute, or nothing where pages are not kept."""
    return 60.0 if settings.PAGES_KEPT_SECONDS else 0.0
