"""What leaves the house: notices by mail and to screens, events to machines."""

from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from clust.flow.queue import enqueue_events
from clust.flow.reach import DAYS, RECENT
from clust.hooks.actions import noting
from clust.hooks.actions import sending as hooking
from clust.notices.actions import telling
from clust.notices.models import Notice
from clust.notices.pushing import owe_pushes, send_pushes
from clust.notices.sending import send_notices

MAILS_AT_ONCE = 40


def tell(*, now: datetime, since: timedelta = RECENT) -> int:
    """Write the receipts that are owed for pledges and withdrawals of the last while."""
    return telling.tell_receipts(now=now, since=now - since)


def send(*, now: datetime, reach: timedelta = DAYS) -> int:
    """
    Send the notices of the last days that have not left; returns how many are done with.

    Each either leaves or is set to rest, so that the next look finds others.

    :raises PostFailed: if the mail server does not answer; nothing is lost
    """
    sent = 0
    while batch := _unsent(now, reach):
        sent += send_notices(batch, now=now)
    return sent


def show(*, now: datetime, since: timedelta = DAYS) -> int:
    """Bring the notices of the last days to screens; returns how many are settled or rest."""
    if not settings.VAPID_KEY:
        return 0
    owe_pushes(now=now, since=now - since)
    shown = 0
    while settled := send_pushes(now=now):
        shown += settled
    return shown


def _unsent(now: datetime, reach: timedelta) -> list[Notice]:
    young = Notice.objects.due_to_send(now).filter(at__gte=now - reach)
    return list(young.order_by("id")[:MAILS_AT_ONCE])


def send_by_the_clock(reach: timedelta = DAYS) -> None:
    """Send, a few at a time: however long it takes, no mail on its way looks abandoned."""
    while batch := _unsent(timezone.now(), reach):
        send_notices(batch, now=timezone.now())


def tell_machines(*, now: datetime, since: timedelta = RECENT) -> None:
    """Write the events of the last while that are not written, and have what is due sent."""
    noting.note_events(since=now - since, now=now)
    for endpoint in hooking.due_endpoints(now):
        enqueue_events(endpoint)
