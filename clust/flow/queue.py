"""Putting what waits on the queue, unless it stands there."""

from contextlib import suppress
from typing import Any

from django.conf import settings
from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from clust.flow.step import Step

LANES = 2


def enqueue(step: Step, key: int) -> None:
    """Put a step for a row on the queue."""
    _put("take", f"{step.name}:{key}", queue="chain", step=step.name, key=key)


def enqueue_collectors() -> None:
    """Put those who ask the provider on the queue."""
    for number in range(settings.COLLECTORS):
        _put("collect", f"collect:{number}", queue="chain")


def enqueue_events(endpoint: int) -> None:
    """Put an address on the queue; few are told at once, so that one that hangs holds nobody up."""
    lane = f"events:{endpoint % LANES}"
    _put("send_events", f"events:{endpoint}", queue="events", lock=lane, endpoint=endpoint)


def enqueue_delivery() -> None:
    """Put the delivery of notices on the queue, by mail and to screens."""
    for task in ("deliver", "bring_to_screens") if settings.VAPID_KEY else ("deliver",):
        _put(task, task, queue="mail")


def _put(task: str, once: str, *, queue: str, lock: str | None = None, **inputs: Any) -> None:
    with suppress(AlreadyEnqueued), transaction.atomic():
        app.configure_task(f"clust.flow.{task}", queueing_lock=once, queue=queue, lock=lock).defer(
            **inputs
        )
