"""
What happened, written as events for those who listen.

The facts themselves are the outbox: an event is written with the fact where an action of the chain
writes it, and from the facts as a set where many come at once, as joins do. Nobody listens, nothing
is written.
"""

from datetime import datetime

from django.conf import settings
from django.core.cache import caches
from django.db import connection, transaction

from clust.base.sql import statement
from clust.hooks.kinds import KINDS
from clust.hooks.models import Endpoint

FACTS = {
    "campaign": "campaign.opened",
    "pricestep": "campaign.price_fell",
    "closing": "campaign.closed",
    "clearing": "campaign.cleared",
    "pledge": "pledge.placed",
    "withdrawal": "pledge.withdrawn",
    "capture": "order.paid",
    "parcel": "parcel.sent",
    "delivery": "parcel.delivered",
}
HOLE = "-- the facts of the kind"
LISTENED = "hooks.listened"


def listened() -> frozenset[str]:
    """Return the kinds that somebody listens for, at most some seconds old."""
    kept = caches["pages"]
    known: frozenset[str] | None = kept.get(LISTENED)
    if known is None:
        rows = Endpoint.objects.standing().values_list("kinds", flat=True).distinct()
        known = frozenset(kind for row in rows for kind in row.split())
        kept.set(LISTENED, known, settings.HOSTS_KEPT_SECONDS)
    return known


def note_fact(*, name: str, key: int, since: datetime, now: datetime) -> int:
    """
    Write the event of one fact, in its own transaction; returns how many messages that makes.

    :param name: its model, such as `closing`
    :param since: before which nothing is looked at
    """
    kind = FACTS.get(name)
    return _write(kind, key, since, now) if kind and kind in listened() else 0


@transaction.atomic
def note_events(*, since: datetime, now: datetime) -> int:
    """Write the events of all facts since a moment that are not written yet, as sets."""
    wanted = listened()
    return sum(_write(kind, None, since, now) for kind in KINDS if kind in wanted)


def _write(kind: str, only: int | None, since: datetime, now: datetime) -> int:
    asked = statement("hooks", "write_events").replace(HOLE, statement("hooks", kind))
    with connection.cursor() as cursor:
        cursor.execute(asked, {"kind": kind, "only": only, "since": since, "now": now})
        return int(cursor.rowcount)
