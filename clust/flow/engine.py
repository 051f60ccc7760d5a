"""Taking steps: what an action leaves to do, one step for one row, and what fails."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import models, transaction
from django.db.models import F

from clust.base.models import ParkedRow
from clust.flow.chain import CHAIN, STEPS
from clust.flow.queue import enqueue, enqueue_collectors
from clust.flow.reach import DAYS
from clust.flow.step import Step
from clust.hooks.actions import noting
from clust.payments import asking

log = structlog.get_logger()

AT_ONCE = 200
LONGEST_WAIT = timedelta(hours=1)


def act(action: Callable[..., Any], *, now: datetime, **inputs: Any) -> Any:
    """Run an action and put on the queue what now waits, in one transaction."""
    with transaction.atomic():
        fact = action(**inputs, now=now)
        enqueue_waiting([fact, *inputs.values()], now)
        note_event(fact, now)
        return fact


def note_event(fact: object, now: datetime) -> None:
    """Write the event of a fact, in its own transaction, where somebody listens for it."""
    if isinstance(fact, models.Model) and fact.pk:
        name = fact._meta.model_name or ""
        noting.note_fact(name=name, key=fact.pk, since=now - DAYS, now=now)


def enqueue_waiting(rows: Iterable[object], now: datetime) -> None:
    """Put the next steps of these rows on the queue."""
    for row in rows:
        if isinstance(row, models.Model):
            for step in CHAIN:
                if step.waits(row, now):
                    enqueue(step, row.pk)


def take_step(step: Step, key: int, *, now: datetime) -> bool:
    """
    Take a step for a row if it still waits for it; park the row where the step fails.

    :returns: whether the step was taken
    """
    row = step.due(now).filter(pk=key).first()
    if row is None:
        return False
    try:
        with transaction.atomic():
            result = step.act(row, now=now)
            enqueue_waiting([result, row], now)
            note_event(result, now)
    except step.done_already:
        return False
    except Exception as error:
        log.exception("step failed", step=step.name, key=key)
        park(step, key, error, now=now)
        return False
    ParkedRow.objects.filter(step=step.name, key=key).delete()
    return True


def park(step: Step, key: int, error: Exception, *, now: datetime) -> None:
    """Put a row aside with its error; it is tried again ever more seldom, and from the desk."""
    parked, new = ParkedRow.objects.get_or_create(
        step=step.name,
        key=key,
        defaults={"error": type(error).__name__, "first_at": now, "last_at": now},
    )
    ParkedRow.objects.filter(pk=parked.pk).update(
        error=type(error).__name__,
        message=str(error)[:500] if type(error).__module__.startswith("clust.") else "",
        tries=F("tries") if new else F("tries") + 1,
        last_at=now,
    )


def try_again(parked: ParkedRow, *, now: datetime) -> bool:
    """Take the step of a parked row now; says whether it went through."""
    return take_step(STEPS[parked.step], parked.key, now=now)


def resting(now: datetime) -> set[tuple[str, int]]:
    """Return the parked rows whose next try lies ahead: 2 s after the first, then ever later."""
    return {
        (row.step, row.key)
        for row in ParkedRow.objects.all()
        if row.last_at + min(LONGEST_WAIT, timedelta(seconds=2 ** min(row.tries, 12))) > now
    }


def wake_due(*, now: datetime, reach: timedelta = DAYS, most: int | None = AT_ONCE) -> int:
    """
    Ask the tables who waits and put them on the queue; returns how many waited.

    Rows of the last days, so that it can be asked all the time however long the history is.

    :param most: of each step, beside those that rest; None for all
    """
    aside = resting(now)
    waiting = 0
    for step in CHAIN:
        young = step.due(now).filter(**{f"{step.since}__gte": now - reach})
        rests = [key for name, key in aside if name == step.name]
        for key in young.exclude(pk__in=rests).values_list("pk", flat=True)[:most]:
            enqueue(step, key)
            waiting += 1
    if asking.waits(now=now):
        enqueue_collectors()
    return waiting


def walk(*, now: datetime) -> int:
    """Take every step that waits, until none does, in this process; returns how many were taken."""
    taken = 0
    while moved := asking.ask_all(now=now) + sum(
        take_step(step, key, now=now)
        for step in CHAIN
        for key in list(step.due(now).values_list("pk", flat=True))
    ):
        taken += moved
    return taken
