"""Mails that tell of no fact, such as a link to confirm an address: the same dress, in HTML."""

import re

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import get_language

LINK = re.compile(r"(?P<label>.+?)\s?: (?P<url>https?://\S+)")


def dressed(title: str, text: str, *, shop: str) -> str:
    """
    Return a plain text as an HTML mail, in the language that is active.

    Paragraphs are parted by empty lines; one that reads `Label: address` becomes a button.
    """
    paragraphs = [part.strip() for part in re.split(r"\n\s*\n", text.strip())]
    lines = [(part, LINK.fullmatch(part)) for part in paragraphs]
    return render_to_string(
        "notices/plain.html",
        {
            "title": title,
            "lines": [(part, link and link.groupdict()) for part, link in lines],
            "paragraphs": paragraphs,
            "shop": shop,
            "home": settings.BASE_URL,
            "language": get_language(),
        },
    )
