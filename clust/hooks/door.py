"""The door to receivers outside."""

from dataclasses import dataclass
from functools import cache
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string


@dataclass(frozen=True, slots=True)
class Answer:
    """What a receiver answered: its status, or in a word why there is none."""

    status: int | None = None
    refusal: str = ""
    took_ms: int = 0


class Sender(Protocol):
    """What is asked of somebody who tells receivers."""

    def refusal(self, url: str) -> str:
        """Return in a word why nothing is ever sent to an address, empty where it may be."""

    def post(self, url: str, headers: dict[str, str], body: bytes) -> Answer:
        """Tell an address that anybody may have named; never fails, and never takes long."""


@cache
def sender() -> Sender:
    """Return the sender that the settings name."""
    found: Sender = import_string(settings.HOOK_SENDER)()
    return found
