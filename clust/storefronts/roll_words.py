"""What is wrong with a line of a staff list, in the reader's words."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

FAULTS: Mapping[str, Any] = {
    "unreadable": _("cannot be read: a quotation mark left open, or characters that are no text"),
    "too_long": _("a cell is too long"),
    "no_number": _("there is no staff number"),
    "twice": _("this staff number stands on an earlier line already"),
    "email": _("this is no e-mail address"),
    "day": _("this is no day; write it as 31/12/2026 or 2026-12-31"),
    "days": _("the last day is before the first"),
    "birth_year": _("this is no year of birth; write it as 1985"),
}
COLUMNS: Mapping[str, Any] = {
    "number": _("staff number"),
    "name": _("name"),
    "email": _("e-mail"),
    "birth_year": _("year of birth"),
    "category": _("category"),
    "household": _("household"),
    "begins_on": _("first day"),
    "ends_on": _("last day"),
}


def fault_words(fault: str, found: str) -> str:
    """Return what is wrong with a line, and what was found there."""
    words = str(FAULTS.get(fault, fault))
    return words + gettext(": ") + found if found else words
