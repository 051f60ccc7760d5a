"""People who can be written to, and what they are told."""

from datetime import datetime

from allauth.account.models import EmailAddress

from clust.notices.actions import tell_price_step
from clust.notices.models import Notice, due_to_tell
from clust.people.models import Identity, Person
from tests.world import DAY, make_person


def member(
    email: str, *, language: str = "fr", name: str = "", zone: str = "Europe/Paris"
) -> Person:
    """Write a person with a confirmed address."""
    person = make_person(language=language, time_zone=zone)
    EmailAddress.objects.create(user=person, email=email, verified=True, primary=True)
    if name:
        Identity.objects.create(person=person, name=name)
    return person


def tell_steps(now: datetime = DAY) -> None:
    """Tell all price steps that nobody was told of, oldest first."""
    for step in due_to_tell(now).order_by("pk"):
        tell_price_step(step, now=now)


def told(person: Person) -> list[str]:
    """Return the kinds of what a person was told, in order."""
    return list(Notice.objects.filter(person=person).order_by("pk").values_list("kind", flat=True))
