"""A notice as a mail: the words of its kind, dressed as HTML and as plain text."""

import re
from datetime import datetime
from email.utils import formataddr, parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template import Context, Engine
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from clust.notices.models import Notice
from clust.notices.readers import Reader
from clust.notices.stories import Voice, story_of, voice_of
from clust.notices.stories.parts import Story
from clust.storefronts.models import Storefront

BREAKS = re.compile(r"[ \t\r\n]+")  # not those spaces that hold an amount together
Kind = Notice.Kind
ORDERED = {Kind.RECEIPT, Kind.WITHDRAWN, Kind.RELEASED, Kind.RESULT, Kind.NOT_IN, Kind.NOT_REACHED}
ORDERED |= {Kind.PARCEL, Kind.READY, Kind.LATE, Kind.SUBSTITUTE}
ORDERED |= {Kind.RETRACTED, Kind.RETURN, Kind.RETURN_END, Kind.CLAIM, Kind.ANSWER, Kind.RECALL}
ORDERED |= {Kind.CHARGED, Kind.REFUSED, Kind.LAPSED, Kind.REFUND, Kind.TRANSFER}
WISHED = {Kind.CALLED, Kind.MERGED, Kind.BRIEFED, Kind.VOTED, Kind.NEWS}
WRITTEN = {Kind.HIDDEN, Kind.RULED, Kind.REVIEWED, Kind.REPORT_SEEN}
ASKED = {Kind.ENQUIRY, Kind.ENQUIRY_SOON, Kind.ENQUIRY_ANSWER, Kind.ENQUIRY_MESSAGE}
ASKED |= {Kind.COUNTER, Kind.AWARDED, Kind.NOT_AWARDED}


def write_letter(notice: Notice, reader: Reader, *, now: datetime) -> EmailMultiAlternatives:
    """Return the mail for a notice, in the reader's language and time zone."""
    with translation.override(reader.language), timezone.override(reader.zone):
        voice = voice_of(notice)
        story = story_of(notice, voice, now=now)
        subject, title, *paragraphs = words(notice.kind, {**story.says, "name": reader.name})
        dress = _dress(notice, voice, story) | {
            "name": reader.name,
            "title": title,
            "paragraphs": paragraphs,
        }
        letter = EmailMultiAlternatives(
            subject=subject,
            body=render_to_string("notices/letter.txt", dress),
            from_email=_sender(voice.storefront),
            to=[reader.address],
            reply_to=[voice.seller.email],
            headers={"Message-ID": message_id(notice), "Auto-Submitted": "auto-generated"},
        )
        letter.attach_alternative(render_to_string("notices/letter.html", dress), "text/html")
    for paper in story.papers:
        letter.attach(*paper)
    return letter


def words(kind: str, says: dict[str, object]) -> list[str]:
    """Return the words of a kind: subject, title and paragraphs, each on one line."""
    template = Engine.get_default().get_template(f"notices/{kind}.txt")
    said = template.render(Context(says, autoescape=False))
    parts = re.split(r"\n\s*\n", said.strip())
    return [BREAKS.sub(" ", part).strip() for part in parts]


def _dress(notice: Notice, voice: Voice, story: Story) -> dict[str, object]:
    return {
        "story": story,
        "seller": voice.seller,
        "shop": voice.storefront.name,
        "home": settings.BASE_URL,
        "why": _why(notice),
        "language": translation.get_language(),
    }


def _why(notice: Notice) -> str:
    kind = notice.kind
    if kind == Kind.PURCHASE:
        return _("You receive this mail because your offer was accepted.")
    if kind == Kind.QUESTION:
        return _("You receive this mail because the conversation is yours to answer.")
    if kind in ASKED:
        return _("You receive this mail because we ask for offers, or answer them.")
    if kind in WRITTEN:
        return _("You receive this mail because you wrote to us; nothing else follows from it.")
    if kind in WISHED:
        return _(
            "You receive this mail because you wished for it. Take your wish back on its page, and"
            " these mails stop."
        )
    if kind in ORDERED:
        return _("You receive this mail because it is about your order; please keep it.")
    return _(
        "You receive this mail because you take part in this clust. Once it is over, or you have"
        " withdrawn, these mails stop."
    )


def _sender(storefront: Storefront) -> str:
    return formataddr((storefront.name, parseaddr(settings.DEFAULT_FROM_EMAIL)[1]))


def message_id(notice: Notice) -> str:
    """Return the same number for the same notice, so that a mail sent twice is seen as one."""
    return f"<notice-{notice.pk}@{urlsplit(settings.BASE_URL).hostname}>"
