"""What the wall shows of wishes: how many want them, what rises, what is wanted near by."""

from datetime import datetime, timedelta

from django.db.models import (
    Count,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    FloatField,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Coalesce, Extract, Power

from clust.people.models import Person
from clust.wishes.models import Backing, Hiding, Look, Merge, Project, Wish, WishPicture, visible

HALF_LIFE = timedelta(days=7)
RECENT = 8 * HALF_LIFE


def with_sums(wishes: QuerySet[Wish], now: datetime) -> QuerySet[Wish]:
    """Add how many `people` want each wish, how many `units`, and how many named a `limits`."""
    standing = Backing.objects.standing()
    limits = Backing.objects.limits(now.date())
    return wishes.annotate(
        people=_sum(standing, Count("*")),
        units=_sum(standing, Sum("units")),
        limits=_sum(limits, Count("*")),
    )


def _sum(backings: QuerySet[Backing], total: Count | Sum) -> Coalesce:
    of_one = backings.filter(wish=OuterRef("pk")).order_by().values("wish").annotate(total=total)
    return Coalesce(Subquery(of_one.values("total"), output_field=IntegerField()), 0)


def rising(wishes: QuerySet[Wish], now: datetime) -> QuerySet[Wish]:
    """
    Return wishes that somebody backed in the last eight weeks, the hottest first.

    Each who still wants it counts half as much after a week; whoever came along from a merged wish
    counts from when they backed that one.
    """
    since = Coalesce("carried_from__at", "at")
    age = Extract(ExpressionWrapper(Value(now) - since, output_field=DurationField()), "epoch")
    weight = Power(Value(0.5), age / Value(HALF_LIFE.total_seconds()), output_field=FloatField())
    recent = Backing.objects.standing().filter(at__gt=now - RECENT, wish=OuterRef("pk"))
    heat = recent.order_by().values("wish").annotate(heat=Sum(weight)).values("heat")
    return (
        wishes.filter(Exists(recent))
        .annotate(heat=Subquery(heat, output_field=FloatField()))
        .order_by("-heat", "-at", "-id")
    )


def near(wishes: QuerySet[Wish], region: str) -> QuerySet[Wish]:
    """Return wishes that somebody wants in a region, such as `FR-69`, or in a country, `FR`."""
    there = Q(region=region) | Q(region__startswith=f"{region}-")
    return wishes.filter(Exists(Backing.objects.standing().filter(there, wish=OuterRef("pk"))))


def shown_to(person: Person | None) -> QuerySet[Wish]:
    """Return the wishes a person may see: what everybody may, and their own that are hidden."""
    if person is None:
        return visible()
    own = Wish.objects.filter(person=person, merge=None)
    return Wish.objects.filter(Q(pk__in=visible().values("pk")) | Q(pk__in=own.values("pk")))


def with_picture(file: str) -> Wish | None:
    """Return the wish that a picture belongs to, or the one behind whose link it was found."""
    for rows in (WishPicture.objects, Look.objects):
        if found := rows.filter(file=file).select_related("wish").first():
            return found.wish
    return None


def is_public(wish: Wish) -> bool:
    """Say whether everybody may see a wish or what it goes on as: its pictures stay with it."""
    hidden = Hiding.objects.in_force().filter(wish=wish).exists()
    refused = Project.objects.filter(wish=wish).exclude(review__accepted=True).exists()
    return not (hidden or refused)


def goes_on_as(wish: Wish) -> Wish:
    """Return what a wish is called now: itself, or the one it was merged into, however often."""
    while merge := Merge.objects.filter(wish=wish).select_related("into").first():
        wish = merge.into
    return wish


def by_person(person: Person) -> QuerySet[Backing]:
    """Return what a person wants now, the newest first."""
    rows = Backing.objects.standing().filter(person=person)
    return rows.select_related("wish", "choice").order_by(F("at").desc(), "-id")
