"""A notice as a mail: the words of its kind, dressed as HTML and as plain text."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clust.notices.arranging import wanted_lines
from clust.notices.choosing import wants_of_one
from clust.notices.colours import colours_of
from clust.notices.digests import digest_story
from clust.notices.leaving import leave_headers, leave_link
from clust.notices.links import link
from clust.notices.models import Notice, Topic
from clust.notices.plain import sender
from clust.notices.readers import Reader
from clust.notices.speaking import Speaker, speaking
from clust.notices.stories import Voice, story_of, voice_of
from clust.notices.stories.parts import Story
from clust.notices.topics import topic_of
from clust.notices.wording import words

Kind = Notice.Kind
ORDERED = {Kind.RECEIPT, Kind.WITHDRAWN, Kind.RELEASED, Kind.RESULT, Kind.NOT_IN, Kind.NOT_REACHED}
ORDERED |= {Kind.PARCEL, Kind.READY, Kind.LATE, Kind.SUBSTITUTE}
ORDERED |= {Kind.RETRACTED, Kind.RETURN, Kind.RETURN_END, Kind.CLAIM, Kind.ANSWER, Kind.RECALL}
ORDERED |= {Kind.CHARGED, Kind.REFUSED, Kind.LAPSED, Kind.REFUND, Kind.TRANSFER}
WISHED = {Kind.CALLED, Kind.MERGED, Kind.BRIEFED, Kind.VOTED, Kind.NEWS}
FOLLOWED = {Kind.DROPPED, Kind.LAST_DAY, Kind.OPENED}
WRITTEN = {Kind.HIDDEN, Kind.RULED, Kind.REVIEWED, Kind.REPORT_SEEN}
WRITTEN |= {Kind.TALK_HIDDEN, Kind.TALK_RULED, Kind.TALK_REPORT_SEEN, Kind.SHOWN_OUT}
SAID = {Kind.REPLY, Kind.TALK_ANSWER}
ASKED = {Kind.ENQUIRY, Kind.ENQUIRY_SOON, Kind.ENQUIRY_ANSWER, Kind.ENQUIRY_MESSAGE}
ASKED |= {Kind.COUNTER, Kind.AWARDED, Kind.NOT_AWARDED}
PAID = {Kind.STATED, Kind.PAID_OUT, Kind.CAME_BACK}

REASONS: Sequence[tuple[Collection[str], Any]] = (
    ({Kind.PURCHASE}, gettext_lazy("You receive this mail because your offer was accepted.")),
    (
        {Kind.QUESTION, Kind.TALK_QUESTION},
        gettext_lazy("You receive this mail because the conversation is yours to answer."),
    ),
    (ASKED, gettext_lazy("You receive this mail because we ask for offers, or answer them.")),
    (
        FOLLOWED,
        gettext_lazy("You receive this mail because you follow this clust, or new ones here."),
    ),
    (
        {Kind.TRIBE_WISH},
        gettext_lazy("You receive this mail because you chose to hear what your tribes want."),
    ),
    (
        {Kind.DIGEST},
        gettext_lazy("You receive this mail because you chose one mail for several things."),
    ),
    (
        WRITTEN,
        gettext_lazy(
            "You receive this mail because you wrote to us; nothing else follows from it."
        ),
    ),
    (SAID, gettext_lazy("You receive this mail because you take part in the conversation.")),
    (
        WISHED,
        gettext_lazy(
            "You receive this mail because you wished for it. Take your wish back on its page, and"
            " these mails stop."
        ),
    ),
    (
        ORDERED,
        gettext_lazy("You receive this mail because it is about your order; please keep it."),
    ),
    (
        PAID,
        gettext_lazy("You receive this mail because it is about what we pay you; please keep it."),
    ),
    (
        {Kind.ENDPOINT_END},
        gettext_lazy("You receive this mail because you have an address of yours told of events."),
    ),
)
TAKES_PART = gettext_lazy(
    "You receive this mail because you take part in this clust. Once it is over, or you have"
    " withdrawn, these mails stop."
)


def write_letter(
    notice: Notice, reader: Reader, speaker: Speaker | None = None, *, now: datetime
) -> EmailMultiAlternatives:
    """Return the mail for a notice, in the reader's language and time zone, from who speaks."""
    voice = voice_of(notice, speaker)
    with (
        translation.override(reader.language),
        timezone.override(reader.zone),
        speaking(voice.speaker),
    ):
        story, topics = _story(notice, voice, now)
        leave = leave_link(notice.person_id, topics) if notice.person_id and topics else ""
        subject, title, *paragraphs = words(notice.kind, {**story.says, "name": reader.name})
        dress = _dress(notice, voice, story) | {
            "name": reader.name,
            "title": title,
            "paragraphs": paragraphs,
            "leave_url": leave,
            "choose_url": link("preferences") if leave else "",
        }
        letter = EmailMultiAlternatives(
            subject=subject,
            body=render_to_string("notices/letter.txt", dress),
            from_email=sender(voice.storefront),
            to=[reader.address],
            reply_to=[voice.seller.email],
            headers={
                "Message-ID": message_id(notice),
                "Auto-Submitted": "auto-generated",
                **(leave_headers(leave) if leave else {}),
            },
        )
        letter.attach_alternative(render_to_string("notices/letter.html", dress), "text/html")
    for paper in story.papers:
        letter.attach(*paper)
    return letter


def _story(notice: Notice, voice: Voice, now: datetime) -> tuple[Story, set[Topic]]:
    """Return what a mail has to say, and the topics that its reader can leave."""
    if notice.kind == Kind.DIGEST and notice.person:
        lines = wanted_lines(notice, wants_of_one(notice.person), now)
        return digest_story(lines, voice, now), {topic_of(line.kind) for line in lines}
    return story_of(notice, voice, now=now), {topic_of(notice.kind)} - {Topic.SERVICE}


def _dress(notice: Notice, voice: Voice, story: Story) -> dict[str, object]:
    return {
        "story": story,
        "seller": voice.seller,
        "shop": voice.storefront.name,
        "home": voice.speaker.home,
        "colours": colours_of(voice.storefront),
        "why": _why(notice, story),
        "language": translation.get_language(),
    }


def _why(notice: Notice, story: Story) -> str:
    if story.says.get("for_whom") and not story.says["own"]:
        return _("You receive this mail because you entered what they signed, and they read none.")
    return str(next((words for kinds, words in REASONS if notice.kind in kinds), TAKES_PART))


def message_id(notice: Notice) -> str:
    """Return the same number for the same notice, so that a mail sent twice is seen as one."""
    return f"<notice-{notice.pk}@{urlsplit(settings.BASE_URL).hostname}>"
