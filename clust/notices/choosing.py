"""How people want to be told, read for many at once."""

import zoneinfo
from collections.abc import Collection
from dataclasses import dataclass, field

from allauth.socialaccount.models import SocialAccount

from clust.notices.models import Preference, QuietHours, Topic
from clust.notices.readers import zone
from clust.notices.topics import Choice, usual
from clust.people.models import Person
from clust.rules.telling import Quiet


@dataclass(frozen=True, slots=True)
class Wants:
    """What one person chose, with what holds for the rest, and when they sleep."""

    zone: zoneinfo.ZoneInfo
    guest: bool
    quiet: Quiet | None = None
    chosen: dict[str, Choice] = field(default_factory=dict)

    def of(self, topic: Topic) -> Choice:
        """Return how this person is told of a topic."""
        return self.chosen.get(topic) or usual(topic, guest=self.guest)


def wants_of(people: Collection[int]) -> dict[int, Wants]:
    """Return what people want, by their numbers."""
    social = set(SocialAccount.objects.filter(user__in=people).values_list("user_id", flat=True))
    quiet = {row.person_id: row for row in QuietHours.objects.filter(person__in=people)}
    wants = {
        person.pk: Wants(
            zone=zone(person.time_zone),
            guest=not person.has_usable_password() and person.pk not in social,
            quiet=_quiet(quiet.get(person.pk)),
        )
        for person in Person.objects.filter(pk__in=people)
    }
    for row in Preference.objects.filter(person__in=people):
        wants[row.person_id].chosen[row.topic] = Choice(row.mail, row.push, row.site)
    return wants


def wants_of_one(person: Person) -> Wants:
    """Return what one person wants."""
    return wants_of([person.pk])[person.pk]


def _quiet(row: QuietHours | None) -> Quiet | None:
    return Quiet(row.from_hour, row.to_hour) if row else None
