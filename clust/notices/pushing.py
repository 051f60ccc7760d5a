"""
Bringing notices to screens, each once to each browser, as mails are brought to the post.

What is owed is a row (`Push`), written as a set. A worker first writes that it carries one
(`PushCarrying`, committed), then asks the service outside any transaction, then writes what became
of it. One that its service would not take now rests, ever longer, and so does one whose reader is
to be left alone.
"""

import json
from datetime import datetime, timedelta

import structlog
from django.db import connection, transaction
from django.utils import timezone, translation

from clust.base.sql import statement
from clust.notices.actions.pushing import end_subscription
from clust.notices.choosing import wants_of
from clust.notices.models import (
    Notice,
    Push,
    PushCarrying,
    PushOutcome,
    PushSubscriptionEnd,
    Topic,
)
from clust.notices.readers import zone
from clust.notices.screens import Gone, NeverTaken, NotNow, Pusher, Screen, pusher
from clust.notices.speaking import Speaker, speakers_of
from clust.notices.stories import story_of, voice_of
from clust.notices.topics import KINDS_OF, USUAL
from clust.notices.wording import words
from clust.rules.telling import wakes_at

CARRIED_AT_MOST = timedelta(minutes=5)
LONGEST_REST = timedelta(hours=4)
MOST_TRIES = 12
AT_ONCE = 40
LONGEST_TITLE = 200

log = structlog.get_logger()


def owe_pushes(*, now: datetime, since: datetime) -> int:
    """Write what is owed to screens of notices since a moment; returns how many pushes."""
    pairs = [(kind, topic) for topic, kinds in KINDS_OF.items() for kind in kinds]
    with connection.cursor() as cursor:
        cursor.execute(
            statement("notices", "pushes"),
            {
                "now": now,
                "since": since,
                "kinds": [str(kind) for kind, _ in pairs],
                "kind_topics": [str(topic) for _, topic in pairs],
                "topics": [str(topic) for topic in USUAL],
                "usual": [choice.push for choice in USUAL.values()],
                "service": str(Topic.SERVICE),
            },
        )
        return int(cursor.rowcount)


def send_pushes(*, now: datetime) -> int:
    """Bring some of what is owed to its screens; returns how many were settled or set to rest."""
    due = Push.objects.due_to_push(now).select_related("notice", "subscription__person")
    waiting = list(due.order_by("pk")[:AT_ONCE])
    wants = wants_of({push.notice.person_id for push in waiting if push.notice.person_id})
    speakers = speakers_of([push.notice for push in waiting])
    service = pusher()
    for push in waiting:
        wanted = wants[push.subscription.person_id]
        until = wakes_at(now, wanted.zone, wanted.quiet)
        if until > now:
            _take(push, now, until)
        else:
            _carry(push, speakers.get(push.notice_id), service, now)
    return len(waiting)


def _carry(push: Push, speaker: Speaker | None, service: Pusher, now: datetime) -> None:
    tries = _take(push, now, now + CARRIED_AT_MOST)
    if not tries or PushOutcome.objects.filter(push=push).exists():
        return
    subscription = push.subscription
    screen = Screen(subscription.endpoint, subscription.p256dh, subscription.auth)
    try:
        if not subscription.open:
            raise Gone
        service.push(screen, payload_of(push.notice, speaker, now), now=now)
    except Gone:
        _keep(push, PushOutcome.GONE, now)
        end_subscription(subscription=subscription, cause=PushSubscriptionEnd.Cause.GONE, now=now)
    except NotNow as error:
        _rest(push, tries, error, now)
    except Exception as error:
        _refused(push, error, now)
    else:
        _keep(push, PushOutcome.SENT, now)


def payload_of(notice: Notice, speaker: Speaker | None, now: datetime) -> bytes:
    """Return what a screen shows: the notice's title, whose it is and the way on, nothing else."""
    person = notice.person
    language = person.language if person else "fr"
    with (
        translation.override(language),
        timezone.override(zone(person.time_zone if person else "")),
    ):
        voice = voice_of(notice, speaker)
        story = story_of(notice, voice, now=now)
        title = words(notice.kind, story.says)[0]
    url = story.actions[0].url if story.actions else f"{voice.speaker.home}/notices/"
    shown = {"title": title[:LONGEST_TITLE], "url": url, "tag": f"notice-{notice.pk}"}
    return json.dumps(shown | {"shop": voice.storefront.name}).encode()


def _take(push: Push, now: datetime, until: datetime) -> int:
    """Write that we carry a push until then; return for the how manieth time, 0 if others do."""
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute(
            statement("notices", "carry_push"), {"push": push.pk, "now": now, "until": until}
        )
        taken = cursor.fetchone()
    return int(taken[0]) if taken else 0


def _rest(push: Push, tries: int, error: Exception, now: datetime) -> None:
    if tries >= MOST_TRIES:
        _keep(push, PushOutcome.REFUSED, now)
        return
    rest = min(LONGEST_REST, timedelta(minutes=2 ** min(tries, 10)))
    PushCarrying.objects.filter(push=push).update(until=now + rest, error=type(error).__name__)


def _refused(push: Push, error: Exception, now: datetime) -> None:
    """What is refused for good, or cannot be written, is logged and never tried again."""
    if not isinstance(error, NeverTaken):
        log.exception("push not written", push=push.pk)
    log.warning("push refused", push=push.pk, error=type(error).__name__, why=str(error)[:60])
    _keep(push, PushOutcome.REFUSED, now)


def _keep(push: Push, outcome: str, now: datetime) -> None:
    with transaction.atomic(durable=True):
        PushOutcome.objects.get_or_create(push=push, defaults={"outcome": outcome, "at": now})
        PushCarrying.objects.filter(push=push).delete()
