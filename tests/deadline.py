"""Waiting for a fact instead of for a time."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def until(fact: Callable[[], T], *, seconds: float = 30) -> T:
    """
    Return the fact as soon as it is true.

    :raises TimeoutError: if it is not within so many seconds
    """
    deadline = time.monotonic() + seconds
    while not (answer := fact()):
        if time.monotonic() > deadline:
            raise TimeoutError("the fact did not come true in time")
        time.sleep(0.01)
    return answer
