"""The tribe's votes for a project: who wants it at its price or more, counted at a moment."""

from datetime import date, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from clust.wishes.models import Backing, Vote
from clust.wishes.models.backings import until_open

ZONE = ZoneInfo(settings.TIME_ZONE)


class Votes(NamedTuple):
    """What the votes for a project come to, and how many of the units stand firm by a limit."""

    units: int
    people: int
    firm: int


def votes_at(vote: Vote, at: datetime) -> Votes:
    """Return the votes as they stood at a moment: units at the price of the vote or more."""
    rows = Backing.objects.filter(
        until_open(at), _wanted_at(vote.price_gross_cents, at), wish=vote.project.wish_id
    )
    found = rows.aggregate(
        all=Sum("units", default=0),
        people=Count("person", distinct=True),
        firm=Sum("units", filter=_holds(at), default=0),
    )
    return Votes(found["all"], found["people"], found["firm"])


def with_votes(rows: QuerySet[Any], at: datetime) -> QuerySet[Any]:
    """Add `units` and `people` to projects, as they stood at a moment; none without a vote."""
    backings = Backing.objects.filter(
        until_open(at),
        _wanted_at(OuterRef("vote__price_gross_cents"), at),
        wish=OuterRef("wish"),
    )
    grouped = backings.order_by().values("wish")
    units, people = Sum("units"), Count("person", distinct=True)
    counted: QuerySet[Any] = rows.annotate(
        units=_one(grouped.annotate(sum=units).values("sum")),
        people=_one(grouped.annotate(sum=people).values("sum")),
    )
    return counted


def _wanted_at(price: "int | OuterRef", at: datetime) -> Q:
    """Ask for backings that name the price or more: by a limit that holds, else by a guess."""
    by_limit = _holds(at) & Q(limit_gross_cents__gte=price)
    return by_limit | Q(limit_gross_cents=None, guess_gross_cents__gte=price)


def _holds(at: datetime) -> Q:
    return Q(limit_until__gte=day_of(at))


def _one(sums: QuerySet[Any, Any]) -> Coalesce:
    return Coalesce(Subquery(sums, output_field=IntegerField()), 0)


def day_of(at: datetime) -> date:
    """Return the day it is in France at a moment."""
    return at.astimezone(ZONE).date()


def running(now: datetime) -> QuerySet[Vote]:
    """Return votes that anybody may take part in, those that end first before."""
    return Vote.objects.filter(at__lte=now, until__gt=now, end=None).order_by("until", "pk")


def is_reached(vote: Vote, units: int) -> bool:
    """Say whether so many units win."""
    return units >= vote.goal_units
