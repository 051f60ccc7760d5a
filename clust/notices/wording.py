"""The words of a kind of notice, from one text: subject, title and paragraphs."""

import re

from django.template import Context, Engine
from django.utils.translation import gettext as _

BREAKS = re.compile(r"[ \t\r\n]+")  # not those spaces that hold an amount together


def words(kind: str, says: dict[str, object]) -> list[str]:
    """Return the words of a kind: subject, title and paragraphs, each on one line."""
    template = Engine.get_default().get_template(f"notices/{kind}.txt")
    said = template.render(Context(says, autoescape=False))
    parts = re.split(r"\n\s*\n", said.strip())
    return _passed_on([BREAKS.sub(" ", part).strip() for part in parts], says)


def _passed_on(parts: list[str], says: dict[str, object]) -> list[str]:
    """Say for whom it is, where it is told to who entered a form that somebody signed."""
    whom = says.get("for_whom")
    if not whom:
        return parts
    subject, title, *paragraphs = parts
    if says["own"]:
        also = _("This is also about what was signed on paper by %(whom)s: please tell them.")
        return [subject, title, *paragraphs, also % {"whom": whom}]
    why = _("This is about what was signed on paper by %(whom)s: please tell them.")
    heads = [
        _("For %(whom)s: %(said)s") % {"whom": whom, "said": said} for said in (subject, title)
    ]
    return [*heads, why % {"whom": whom}, *paragraphs]
