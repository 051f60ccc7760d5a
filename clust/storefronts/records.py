"""Asking the domain name system what a community wrote there: the door to it."""

from functools import cache
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string


class NamesSilent(Exception):
    """No name server gave an answer: ask again later."""


class Names(Protocol):
    """What is asked of the domain name system."""

    def texts(self, name: str) -> list[str]:
        """
        Return the TXT records of a name; none where it has none, or does not exist.

        :raises NamesSilent: if there is no answer
        """


@cache
def names() -> Names:
    """Return the resolver that the settings name."""
    found: Names = import_string(settings.NAME_RESOLVER)()
    return found
