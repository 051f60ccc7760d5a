"""The door to the makers of browsers, who bring pushes to screens."""

from datetime import datetime
from functools import cache
from typing import NamedTuple, Protocol

from django.conf import settings
from django.utils.module_loading import import_string


class Screen(NamedTuple):
    """Where a browser takes pushes, and the keys that only it can read with."""

    endpoint: str
    p256dh: str
    auth: str


class Gone(Exception):
    """The browser takes no more: its subscription has ended."""


class NeverTaken(Exception):
    """The service will not take this push, however often it is tried; the word says why."""


class NotNow(Exception):
    """The service did not answer, or asks to wait."""


class Pusher(Protocol):
    """What is asked of somebody who brings pushes."""

    def push(self, screen: Screen, payload: bytes, *, now: datetime) -> None:
        """
        Bring a payload to a screen.

        :raises Gone: if the browser is gone
        :raises NeverTaken: if it is refused
        :raises NotNow: if it may be tried again
        """


@cache
def pusher() -> Pusher:
    """Return the pusher that the settings name."""
    found: Pusher = import_string(settings.PUSHER)()
    return found
