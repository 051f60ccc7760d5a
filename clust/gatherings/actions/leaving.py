"""What a person finds and leaves of private clusts when they go, and how long photos are kept."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import transaction

from clust.campaigns.models import Gate
from clust.gatherings.actions.starting import call_off_gathering, lock_person
from clust.gatherings.models import (
    Acceptance,
    Gathering,
    Host,
    Invitation,
    Letter,
    PaperForm,
    PaperFormQuerySet,
)
from clust.people.models import Person
from clust.supply.actions.shipping import dismiss_organiser

LEFT = "…"
NOTHING_CAME = timedelta(days=30)
PROOF = timedelta(days=3653)


def export_gatherings(person: Person) -> dict[str, Any]:
    """Return what a person organised, came into, signed and entered for others, for JSON."""
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
        "signed": [
            _form(row) for row in PaperForm.objects.filter(hold__person=person).order_by("pk")
        ],
        "entered_for_others": [
            {"form": row.pk, "gathering": row.gathering_id, "at": row.at.isoformat()}
            for row in PaperForm.objects.filter(entered_by=person).order_by("pk")
        ],
    }


def _form(row: PaperForm) -> dict[str, Any]:
    return {
        "form": row.pk,
        "gathering": row.gathering_id,
        "signed_on": row.signed_on.isoformat(),
        "photo": bool(row.scan),
        "entered_at": row.at.isoformat(),
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


@transaction.atomic
def forget_photos(person: Person) -> int:
    """Delete the photos of what a person signed; returns how many."""
    return _forget(PaperForm.objects.filter(hold__person=person))


@transaction.atomic
def forget_old_photos(*, now: datetime) -> int:
    """
    Delete photos that prove nothing: of forms no pledge came of, after a month; of all, after ten
    years, the longest that the law makes us keep a contract (French consumer code D213-1).
    """
    nothing = PaperForm.objects.filter(hold__end__pledge=None, at__lte=now - NOTHING_CAME)
    return _forget(nothing) + _forget(PaperForm.objects.filter(at__lte=now - PROOF))


def _forget(forms: PaperFormQuerySet) -> int:
    rows = list(forms.pictured())
    PaperForm.objects.filter(pk__in=[row.pk for row in rows]).update(scan="")
    for row in rows:
        transaction.on_commit(partial(row.scan.storage.delete, str(row.scan.name)))
    return len(rows)
