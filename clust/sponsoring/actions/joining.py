"""What members and the desk say about sponsorship."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from clust.partners.actions.linking import make_link
from clust.partners.models import Link
from clust.people.models import Person
from clust.rules.sponsorship import LEAST_KEPT_DAYS
from clust.sponsoring.facts import day_of
from clust.sponsoring.models import Device, NameGiven, Sponsorship, SponsorTerms
from clust.storefronts.models import Storefront


class AlreadySet(Exception):
    """Other terms begin on that day."""


class InThePast(Exception):
    """Terms begin today at the earliest: what was promised stands."""


class TooSoon(Exception):
    """The order could still be withdrawn from by then."""


@transaction.atomic
def set_terms(
    *, storefront: Storefront, from_on: date, person: Person | None, now: datetime, **terms: int
) -> SponsorTerms:
    """
    Promise a storefront's sponsors something from a day on.

    :param terms: cents and days, as `SponsorTerms` names them
    :raises InThePast: if that day is over
    :raises TooSoon: if credits would come while the goods may go back
    :raises AlreadySet: if other terms begin on that day
    """
    if from_on < day_of(now):
        raise InThePast
    if terms.get("kept_days", LEAST_KEPT_DAYS) < LEAST_KEPT_DAYS:
        raise TooSoon
    told: dict[str, Any] = {"storefront": storefront, "from_on": from_on, "person": person, **terms}
    try:
        with transaction.atomic():
            return SponsorTerms.objects.create(at=now, **told)
    except IntegrityError as error:
        raise AlreadySet from error


@transaction.atomic
def link_of_sponsor(*, person: Person, storefront: Storefront, now: datetime) -> Link:
    """Return a member's own link to a storefront, made where there is none."""
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    found = Link.objects.filter(sponsor=person, storefront=storefront).order_by("pk").first()
    return found or make_link(storefront=storefront, path="/", sponsor=person, now=now)


@transaction.atomic
def note_device(*, mark: UUID, person: Person, now: datetime) -> Device:
    """Write that somebody was signed in in a browser; twice is once."""
    return Device.objects.get_or_create(mark=mark, person=person, defaults={"at": now})[0]


@transaction.atomic
def give_name(*, person: Person, shown: bool, now: datetime) -> NameGiven | None:
    """Let one's sponsor read one's chosen name, or no more."""
    if shown:
        return NameGiven.objects.get_or_create(person=person, defaults={"at": now})[0]
    NameGiven.objects.filter(person=person).delete()
    return None


@transaction.atomic
def erase_sponsoring(person: Person, *, now: datetime) -> int:
    """Forget somebody's browsers and that they gave their name; returns how many rows."""
    gone = Device.objects.filter(person=person).delete()[0]
    return gone + NameGiven.objects.filter(person=person).delete()[0]


def export_sponsoring(person: Person) -> dict[str, Any]:
    """Return what is known of somebody's sponsorship, ready for JSON."""
    earned = Sponsorship.objects.filter(sponsor=person).order_by("pk")
    brought = Sponsorship.objects.filter(sponsored=person).first()
    return {
        "links": list(Link.objects.filter(sponsor=person).values_list("code", flat=True)),
        "earned_at": [row.at.isoformat() for row in earned],
        "came_by_a_sponsor_at": brought.at.isoformat() if brought else None,
        "sponsor_reads_my_name": NameGiven.objects.filter(person=person).exists(),
        "browsers_seen": Device.objects.filter(person=person).count(),
    }
