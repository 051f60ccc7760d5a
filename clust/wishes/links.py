"""What a link says of itself: the door to pages outside."""

from dataclasses import dataclass
from functools import cache
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string


@dataclass(frozen=True, slots=True)
class Seen:
    """
    Title and picture of a page.

    `picture` is written anew by `base.pictures.rewritten`; `refusal` says in a word why the page
    was not looked at, and is empty where it was.
    """

    title: str = ""
    picture: bytes | None = None
    refusal: str = ""


class Viewer(Protocol):
    """What is asked of somebody who looks at pages."""

    def look(self, link: str) -> Seen:
        """Look at a page that anybody may have named; never fails, and never takes long."""


@cache
def viewer() -> Viewer:
    """Return the viewer that the settings name."""
    found: Viewer = import_string(settings.LINK_VIEWER)()
    return found
