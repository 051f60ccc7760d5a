"""Telling: one message at a time for each address, until it has arrived or three days are over."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.db.models.functions import Greatest
from standardwebhooks.webhooks import Webhook

from clust.hooks.actions.listening import AlreadyEnded, end_endpoint
from clust.hooks.door import Answer, sender
from clust.hooks.models import Endpoint, EndpointEnd, Event, EventMessage, EventTry

# Together a little more than three days.
WAITS = tuple(
    timedelta(seconds=seconds)
    for seconds in (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
)
CARRYING = timedelta(minutes=1)
REST = timedelta(minutes=5)
AT_ONCE = 200
GONE = 410
KEPT = timedelta(days=31)


class EndpointGone(Exception):
    """The address is told nothing any more."""


@transaction.atomic
def send_again(*, message: EventMessage, now: datetime) -> EventMessage:
    """
    Have a message sent again, as often as a new one.

    :raises EndpointGone: if its address ended, or is of somebody whom the shop lets in no more
    """
    if not Endpoint.objects.told().filter(pk=message.endpoint_id).exists():
        raise EndpointGone
    EventMessage.objects.filter(pk=message.pk).update(next_at=now, tried=0)
    return message


def send_due(*, endpoint: int, clock: Callable[[], datetime], until: datetime) -> int:
    """
    Send an address what is due, in order, until one fails or time is over; returns how many.

    No transaction is open while its server is asked, and a message that a killed worker carried is
    carried again after a minute.
    """
    sent = 0
    while sent < AT_ONCE and clock() < until:
        message = take_message(endpoint=endpoint, now=clock())
        if message is None:
            break
        answer = sender().post(message.endpoint.url, *signed(message, clock()))
        if not record_try(message=message, answer=answer, now=clock()).arrived:
            break
        sent += 1
    return sent


@transaction.atomic
def take_message(*, endpoint: int, now: datetime) -> EventMessage | None:
    """Take the first message that is due to an address, so that nobody else carries it."""
    rows = EventMessage.objects.due_to_send(now).filter(endpoint=endpoint).order_by("pk")
    row = rows.select_for_update(skip_locked=True, of=("self",)).first()
    if row is None:
        return None
    row.tried += 1
    EventMessage.objects.filter(pk=row.pk).update(next_at=now + CARRYING, tried=row.tried)
    return rows.model.objects.select_related("event", "endpoint").get(pk=row.pk)


def signed(message: EventMessage, now: datetime) -> tuple[dict[str, str], bytes]:
    """Return headers and body of a message in the format of Standard Webhooks."""
    event = message.event
    said = {"type": event.kind, "timestamp": event.at.isoformat(), "data": event.data}
    body = json.dumps(said, separators=(",", ":"), ensure_ascii=False)
    live = [row for row in message.endpoint.secrets.order_by("-pk") if _holds(row.ends_at, now)]
    signatures = (Webhook(row.words).sign(message.ref, now.astimezone(UTC), body) for row in live)
    headers = {
        "webhook-id": message.ref,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": " ".join(signatures),
        "content-type": "application/json",
    }
    return headers, body.encode()


def _holds(ends_at: datetime | None, now: datetime) -> bool:
    return ends_at is None or ends_at > now


@transaction.atomic
def record_try(*, message: EventMessage, answer: Answer, now: datetime) -> EventTry:
    """Keep what came of a try; a failure puts all that is due to the address off for a while."""
    tried = EventTry.objects.create(
        message=message,
        status=answer.status,
        refusal=answer.refusal[:40],
        took_ms=answer.took_ms,
        at=now,
    )
    row = EventMessage.objects.filter(pk=message.pk)
    if tried.arrived:
        row.update(next_at=None)
    elif answer.status == GONE:
        _end(message.endpoint, EndpointEnd.Cause.GONE, now)
    elif message.tried > len(WAITS):
        row.update(next_at=None)
        _end(message.endpoint, EndpointEnd.Cause.FAILING, now)
    else:
        wait = WAITS[message.tried - 1]
        _put_off(message, min(wait, REST), now)
        row.update(next_at=now + wait)
    return tried


def _put_off(message: EventMessage, wait: timedelta, now: datetime) -> None:
    others = EventMessage.objects.filter(endpoint=message.endpoint_id, next_at__isnull=False)
    others.exclude(pk=message.pk).update(next_at=Greatest("next_at", now + wait))


def _end(endpoint: Endpoint, cause: str, now: datetime) -> None:
    try:
        end_endpoint(endpoint=endpoint, cause=cause, now=now)
    except AlreadyEnded:
        return


def forget_events(*, now: datetime) -> int:
    """Forget events of more than a month ago with all that was tried; returns how many."""
    old = Event.objects.filter(at__lt=now - KEPT)
    EventTry.objects.filter(message__event__in=old).delete()
    EventMessage.objects.filter(event__in=old).delete()
    return old.delete()[0]


def due_endpoints(now: datetime) -> list[int]:
    """Return the addresses that something is due to."""
    rows = EventMessage.objects.due_to_send(now).order_by("endpoint")
    return list(rows.values_list("endpoint", flat=True).distinct())
