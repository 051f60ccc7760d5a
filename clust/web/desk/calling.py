"""Who was called to a clust and who came, before anything is promised to its supplier."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from clust.base.sql import statement
from clust.campaigns.models import Call, Campaign, Pledge
from clust.web.desk.funnel import CROWD
from clust.web.parts.lists import Answer, Filter


@dataclass(frozen=True, slots=True)
class Called:
    """People, units and money (cents gross, at most) of those called and of those who pledged."""

    people: int
    units: int
    cents: int
    pledged_people: int
    pledged_units: int
    pledged_cents: int

    @property
    def is_crowd(self) -> bool:
        """Say whether they are so many that the sum of their limits tells nobody's."""
        return self.people >= CROWD

    @property
    def per_mille(self) -> int:
        """Return how many in a thousand of those called have pledged."""
        return 1000 * self.pledged_people // self.people if self.people else 0


def called_to(campaign: Campaign) -> Called:
    """Return the sums of a clust's calls; never a single limit."""
    with connection.cursor() as cursor:
        cursor.execute(statement("web/desk", "called"), {"campaign": campaign.pk})
        return Called(*(int(value) for value in cursor.fetchone()))


def calls(campaign: Campaign) -> QuerySet[Call]:
    """Return a clust's calls with what came of each."""
    rows = Call.objects.with_answer().filter(campaign=campaign)
    return rows.select_related("backing__wish").annotate(has_pledged=Exists(_pledges()))


def _pledges() -> QuerySet[Pledge]:
    return Pledge.objects.filter(
        campaign=OuterRef("campaign"), person=OuterRef("person"), at__gte=OuterRef("at")
    )


def _pledged(now: datetime) -> Q:
    return Q(pledged_units__gt=0)


CALL_STATES = Filter(
    "state",
    _("state"),
    [
        Answer("pledged", _("has pledged"), _pledged),
        Answer(
            "withdrawn",
            _("pledged and withdrew"),
            lambda now: Q(has_pledged=True, pledged_units=0),
        ),
        Answer("silent", _("not yet"), lambda now: Q(has_pledged=False, backing__open=True)),
        Answer(
            "gone", _("wants it no more"), lambda now: Q(has_pledged=False, backing__open=False)
        ),
    ],
)
