"""A community's staff roll: who belongs to it by a number, and the lists it was taken from."""

from datetime import date, datetime, timedelta
from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from clust.people.models import Person
from clust.storefronts.models.shops import Storefront

NUMBER_MOST, TEXT_MOST = 40, 120
LIES_ASIDE = timedelta(days=1)


class Described(models.Model):
    """What a list says of somebody."""

    number = models.CharField(_("staff number"), max_length=NUMBER_MOST)
    name = models.CharField(_("name"), max_length=TEXT_MOST, blank=True)
    email = models.CharField(_("e-mail"), max_length=254, blank=True)
    birth_year = models.PositiveSmallIntegerField(_("year of birth"), null=True, blank=True)
    category = models.CharField(_("category"), max_length=60, blank=True)
    household = models.CharField(_("household"), max_length=60, blank=True)
    begins_on = models.DateField(_("first day"), null=True, blank=True)
    ends_on = models.DateField(_("last day"), null=True, blank=True)

    class Meta:
        abstract = True


class RollEntryQuerySet(models.QuerySet["RollEntry"]):
    def standing(self, on: date) -> Self:
        """Return those who belong to the community on a day."""
        return self.filter(
            Q(begins_on=None) | Q(begins_on__lte=on),
            Q(ends_on=None) | Q(ends_on__gte=on),
            ended_at=None,
        )


class RollEntry(Described):
    """
    Somebody a community says belongs to it; what it says of them may change.

    `ended_at` is when a new list did not name them any more. `tries` counts the wrong answers to
    the question that proves a number, since `tried_at`'s day began.
    """

    storefront = models.ForeignKey(Storefront, models.PROTECT, related_name="roll")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    tried_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[RollEntryQuerySet] = RollEntryQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        db_table = "roll_entry"
        constraints = [
            models.UniqueConstraint("storefront", Lower("number"), name="roll_entry_number_once"),
            models.CheckConstraint(condition=~Q(number=""), name="roll_entry_has_number"),
            models.CheckConstraint(
                condition=Q(begins_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("begins_on")),
                name="roll_entry_days_in_order",
            ),
        ]
        indexes = [
            models.Index(fields=["storefront", "household"], name="roll_entry_households"),
            models.Index("storefront", Lower("email"), name="roll_entry_by_address"),
        ]

    def __str__(self) -> str:
        return self.number

    def stands(self, on: date) -> bool:
        """Say whether they belong to the community on a day."""
        begun = self.begins_on is None or self.begins_on <= on
        over = self.ended_at is not None or (self.ends_on is not None and self.ends_on < on)
        return begun and not over

    @property
    def family(self) -> str:
        """Return the key that a family shares: its household, or the staff number alone."""
        return f"household:{self.household.lower()}" if self.household else f"entry:{self.pk}"


class RollClaim(models.Model):
    """
    A person proved that they are somebody on the roll.

    `entered_by` typed it in from a form, where its signer has no account. Such a claim gives way
    to that person's next form, and to the account of whoever proves the same.
    """

    entry = models.OneToOneField(RollEntry, models.PROTECT, related_name="claim")
    person = models.ForeignKey(Person, models.PROTECT, related_name="roll_claims")
    entered_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "roll_claim"
        constraints = [
            models.CheckConstraint(
                condition=Q(entered_by=None) | ~Q(entered_by=F("person")),
                name="roll_claim_entered_for_another",
            )
        ]


class RollFailure(models.Model):
    """A person gave a wrong answer at a storefront, to a number that is there or is not."""

    storefront = models.ForeignKey(Storefront, models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "roll_failure"
        indexes = [
            models.Index(fields=["storefront", "person", "at"], name="roll_failure_of_person")
        ]


class RollListQuerySet(models.QuerySet["RollList"]):
    def due_to_drop(self, now: datetime) -> Self:
        """Return lists whose lines still lie aside though a day has gone."""
        aside = Exists(RollLine.objects.filter(list=OuterRef("pk")))
        return self.filter(aside, at__lte=now - LIES_ASIDE)


class RollList(models.Model):
    """
    A list of staff that a community gave; its lines lie beside it until it is taken in.

    `columns` are those it has: what it does not speak of stays as it was.
    """

    storefront = models.ForeignKey(Storefront, models.PROTECT, related_name="roll_lists")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    file_name = models.CharField(max_length=120)
    columns = ArrayField(models.CharField(max_length=20))
    good = models.PositiveIntegerField(default=0)
    bad = models.PositiveIntegerField(default=0)
    at = models.DateTimeField()

    objects: ClassVar[RollListQuerySet] = RollListQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        db_table = "roll_list"


class RollLine(Described):
    """A line of a list, until it is taken in: what it says, or its fault and what was found."""

    id = models.BigAutoField(primary_key=True)
    list = models.ForeignKey(RollList, models.CASCADE, related_name="lines", db_index=False)
    line = models.PositiveIntegerField()
    fault = models.CharField(max_length=20, blank=True)
    found = models.CharField(max_length=60, blank=True)

    class Meta:
        db_table = "roll_line"
        indexes = [
            models.Index(fields=["list", "line"], name="roll_line_in_order"),
            models.Index(
                fields=["list", "line"], condition=~Q(fault=""), name="roll_line_with_faults"
            ),
        ]


class RollApplication(models.Model):
    """A list was taken in: how many entries it added, changed, brought back and ended."""

    list = models.OneToOneField(RollList, models.PROTECT, related_name="application")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    added = models.PositiveIntegerField()
    changed = models.PositiveIntegerField()
    ended = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        db_table = "roll_application"
