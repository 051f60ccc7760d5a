"""What somebody was told, as the site shows it: without what they do not want to see there."""

from typing import Any

from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from clust.base.sql import statement
from clust.notices.models import Notice, Preference, Reading, ReadUpTo, Topic
from clust.notices.topics import KINDS_OF, topic_of
from clust.people.models import Person

MOST_COUNTED = 100


def shown_to(person: Person) -> QuerySet[Any]:
    """Return what a person was told, newest first, with whether it is read."""
    muted = Preference.objects.filter(person=person, site=False).values_list("topic", flat=True)
    up_to = ReadUpTo.objects.filter(person=person).values("notice")[:1]
    rows = Notice.objects.filter(person=person).exclude(kind__in=_kinds(set(muted)))
    rows = rows.annotate(up_to=up_to, marked=Exists(Reading.objects.filter(notice=OuterRef("pk"))))
    return rows.annotate(
        is_read=Q(marked=True) | Q(up_to__isnull=False, pk__lte=F("up_to"))
    ).order_by("-pk")


def _kinds(topics: set[str]) -> list[str]:
    return [
        kind.value for kind in Notice.Kind if kind == Notice.Kind.DIGEST or topic_of(kind) in topics
    ]


def unread(person: Person) -> int:
    """Count what a person has not read, up to a hundred: one statement, by one index."""
    pairs = [(kind, topic.value) for topic, kinds in KINDS_OF.items() for kind in kinds]
    with connection.cursor() as cursor:
        cursor.execute(
            statement("notices", "unread"),
            {
                "person": person.pk,
                "kinds": [str(kind) for kind, _ in pairs],
                "topics": [topic for _, topic in pairs],
                "service": Topic.SERVICE.value,
                "most": MOST_COUNTED,
            },
        )
        return int(cursor.fetchone()[0])
