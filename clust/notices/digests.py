"""Several notices in one mail: the subject of each and the way to it."""

from collections.abc import Iterable
from datetime import datetime

import structlog
from django.utils.translation import gettext as _

from clust.notices.links import home, link
from clust.notices.models import Notice
from clust.notices.speaking import Speaker, speakers_of
from clust.notices.stories import Voice, story_of, voice_of
from clust.notices.stories.parts import Action, Item, Story
from clust.notices.wording import words

log = structlog.get_logger()


def digest_story(lines: Iterable[Notice], voice: Voice, now: datetime) -> Story:
    """Return what a digest has to say: a line for each of its notices."""
    told = list(lines)
    speakers = speakers_of(told)
    items = [item for line in told if (item := _item(line, speakers.get(line.pk), now))]
    return Story(
        says={"shop": voice.storefront.name, "number": len(items)},
        items=items,
        actions=[Action(_("See all notices"), link("notices"))],
    )


def _item(line: Notice, speaker: Speaker | None, now: datetime) -> Item | None:
    """Return a line; one that cannot be written is logged, and the others go on."""
    try:
        story = story_of(line, voice_of(line, speaker), now=now)
        subject, _title, *paragraphs = words(line.kind, story.says)
    except Exception:
        log.exception("line of a digest not written", notice=line.pk)
        return None
    url = story.actions[0].url if story.actions else home()
    return Item(subject, paragraphs[0] if paragraphs else "", url)
