"""The addresses of somebody who leaves."""

from datetime import datetime
from typing import Any

from django.db import transaction

from clust.hooks.actions.listening import end_endpoint
from clust.hooks.models import Endpoint, EndpointEnd, Event
from clust.people.models import Person

ERASED = "erased"


@transaction.atomic
def erase_endpoints(person: Person, *, now: datetime) -> int:
    """Tell somebody's addresses nothing more, and forget where they are; returns how many."""
    rows = Endpoint.objects.filter(person=person)
    for row in rows.filter(open=True):
        end_endpoint(endpoint=row, cause=EndpointEnd.Cause.REMOVED, now=now)
    Event.objects.filter(person=person).update(data={})
    return rows.update(url=ERASED)


def export_endpoints(person: Person) -> list[dict[str, Any]]:
    """Return where a person has events sent."""
    rows = Endpoint.objects.filter(person=person).order_by("pk")
    return [{"url": row.url, "kinds": row.kinds, "at": row.at.isoformat()} for row in rows]
