"""What a person finds and leaves of private clusts when they go."""

from datetime import datetime
from typing import Any

from django.db import transaction

from clust.campaigns.models import Gate
from clust.gatherings.actions.starting import call_off_gathering, lock_person
from clust.gatherings.models import Acceptance, Gathering, Host, Invitation, Letter
from clust.people.models import Person
from clust.supply.actions.shipping import dismiss_organiser

LEFT = "…"


def export_gatherings(person: Person) -> dict[str, Any]:
    """Return the private clusts that a person organised or came into, ready for JSON."""
    hosts = Host.objects.filter(person=person).select_related("gathering").order_by("pk")
    came = Acceptance.objects.filter(person=person).order_by("pk")
    letters = Letter.objects.filter(person=person).order_by("pk")
    return {
        "organised": [
            {
                "clust": row.gathering.campaign_id,
                "name": row.gathering.name,
                "words": row.gathering.words,
                "at": row.at.isoformat(),
                "until": row.ended_at.isoformat() if row.ended_at else None,
            }
            for row in hosts.select_related("gathering")
        ],
        "came_into": [
            {"gathering": row.gathering_id, "shows_name": row.shows_name, "at": row.at.isoformat()}
            for row in came
        ],
        "invited": [{"email": row.email, "at": row.at.isoformat()} for row in letters],
    }


@transaction.atomic
def erase_gatherings(person: Person, *, now: datetime) -> int:
    """
    Organise nothing any more and show no name; returns how many private clusts that were.

    One that is open and that nobody else organises is called off: nobody pays.
    """
    lock_person(person)
    Acceptance.objects.filter(person=person).update(shows_name=False)
    Letter.objects.filter(person=person).update(email="")
    hosted = list(Gathering.objects.organised_by(person).order_by("pk"))
    for gathering in hosted:
        if _is_alone(gathering, person) and _is_open(gathering, now):
            call_off_gathering(gathering=gathering, person=person, reason=LEFT, now=now)
        Host.objects.filter(gathering=gathering, person=person, open=True).update(
            open=False, ended_at=now
        )
        Invitation.objects.filter(gathering=gathering, person=person, open=True).update(open=False)
        dismiss_organiser(option=gathering.place, person=person)
    return len(hosted)


def _is_alone(gathering: Gathering, person: Person) -> bool:
    others = Host.objects.filter(gathering=gathering, open=True).exclude(person=person)
    return not others.exists()


def _is_open(gathering: Gathering, now: datetime) -> bool:
    return Gate.objects.filter(
        campaign=gathering.campaign_id, open=True, closes_at__gt=now
    ).exists()
