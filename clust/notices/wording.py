"""The words of a kind of notice, from one text: subject, title and paragraphs."""

import re

from django.template import Context, Engine

BREAKS = re.compile(r"[ \t\r\n]+")  # not those spaces that hold an amount together


def words(kind: str, says: dict[str, object]) -> list[str]:
    """Return the words of a kind: subject, title and paragraphs, each on one line."""
    template = Engine.get_default().get_template(f"notices/{kind}.txt")
    said = template.render(Context(says, autoescape=False))
    parts = re.split(r"\n\s*\n", said.strip())
    return [BREAKS.sub(" ", part).strip() for part in parts]
