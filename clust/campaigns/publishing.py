"""What readers of a live page are told: the state of campaigns that changed, as small messages."""

import json
from collections.abc import Iterable
from datetime import datetime

from django.db import connection

from clust.base.sql import statement

CHANNEL = "clust_price"


class Publisher:
    """
    Looks at the gates and tells the readers, through NOTIFY, of those that changed.

    Joins neither notify nor enqueue; one publisher does it for all of them a few times a second.
    Its first look tells of all: what changed since the publisher before it stopped is not known.
    """

    def __init__(self) -> None:
        self._versions: dict[int, int] = {}

    def publish(self, *, now: datetime) -> int:
        """Tell of every campaign that changed since the last look; returns how many did."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT campaign_id, version FROM gate WHERE closes_at > %s - interval '1 day'",
                [now],
            )
            versions = dict(cursor.fetchall())
        changed = [pk for pk, version in versions.items() if self._versions.get(pk) != version]
        self._versions = versions
        notify(live_states(changed, now=now))
        return len(changed)


def live_states(campaigns: Iterable[int], *, now: datetime) -> list[dict[str, object]]:
    """Return price in cents gross, units in, missing and waiting, and the stage, of campaigns."""
    keys = list(campaigns)
    if not keys:
        return []
    with connection.cursor() as cursor:
        cursor.execute(statement("campaigns", "live_state"), {"campaigns": keys, "now": now})
        return [json.loads(text) for (text,) in cursor.fetchall()]


def notify(states: Iterable[dict[str, object]]) -> None:
    """Send messages to whoever listens."""
    messages = [json.dumps(state) for state in states]
    if messages:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_notify(%s, m) FROM unnest(%s::text[]) AS m", [CHANNEL, messages]
            )
