"""Backings: me too, how many, and at most at which price until when."""

from datetime import date, datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clust.people.models import Person
from clust.wallet.models import Card
from clust.wishes.models.wishes import Wish, WishChoice


class BackingQuerySet(models.QuerySet["Backing"]):
    def standing(self) -> Self:
        """Return backings that have not ended."""
        return self.filter(open=True)

    def limits(self, on: date) -> Self:
        """Return standing limits that hold on a day."""
        return self.standing().filter(limit_gross_cents__isnull=False, limit_until__gte=on)


class Backing(models.Model):
    """
    A person wants so many of what a wish names; with a limit, they buy at that price or less.

    Nothing of it is changed: another quantity or limit is a new backing, and the old one ends.
    `open`, kept, is false once there is an end; one is open per wish and person. `alone`, kept, is
    true only while its person has no other one open: such a person need not be looked for twice.
    """

    wish = models.ForeignKey(Wish, models.PROTECT, related_name="backings")
    person = models.ForeignKey(Person, models.PROTECT, related_name="backings")
    units = models.PositiveIntegerField(_("how many"))
    choice = models.ForeignKey(WishChoice, models.PROTECT, null=True, related_name="+")
    guess_gross_cents = models.PositiveIntegerField(_("at about"), null=True)
    limit_gross_cents = models.PositiveIntegerField(_("at most"), null=True)
    limit_until = models.DateField(_("until"), null=True)
    card = models.ForeignKey(Card, models.SET_NULL, null=True, related_name="+")
    region = models.CharField(max_length=8, blank=True, help_text="FR-69; empty if not said")
    carried_from = models.OneToOneField("self", models.PROTECT, null=True, related_name="carried")
    key = models.UUIDField(unique=True)
    open = models.BooleanField(default=True)
    alone = models.BooleanField(default=False, db_default=False)
    at = models.DateTimeField()

    objects: ClassVar[BackingQuerySet] = BackingQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        db_table = "backing"
        indexes = [
            models.Index(fields=["wish", "limit_gross_cents"], name="backing_by_limit"),
            models.Index(fields=["person", "-at"], name="backing_by_person"),
            models.Index(fields=["at"], condition=Q(open=True), name="backing_open_by_time"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["wish", "person"], condition=Q(open=True), name="backing_one_open"
            ),
            models.UniqueConstraint(
                fields=["person"], condition=Q(open=True, alone=True), name="backing_one_alone"
            ),
            models.CheckConstraint(
                condition=Q(units__gt=0, units__lte=10_000), name="backing_units_sane"
            ),
            models.CheckConstraint(
                condition=Q(limit_gross_cents=None, limit_until=None)
                | Q(limit_gross_cents__gt=0, limit_until__isnull=False),
                name="backing_limit_has_end",
            ),
        ]

    def is_firm(self, on: date) -> bool:
        """Say whether it names a price that still holds on a day."""
        return self.limit_until is not None and self.limit_until >= on


class BackingEnd(models.Model):
    """A backing ended: taken back, replaced by another, carried to another wish, or erased."""

    class Cause(models.TextChoices):
        TAKEN_BACK = "taken_back", _("taken back")
        CHANGED = "changed", _("changed")
        MERGED = "merged", _("merged")
        ERASED = "erased", _("erased")

    backing = models.OneToOneField(Backing, models.PROTECT, related_name="end")
    cause = models.CharField(max_length=10, choices=Cause.choices)
    at = models.DateTimeField()

    class Meta:
        db_table = "backing_end"


def until_open(now: datetime) -> Q:
    """Return the condition that a backing still stood at a moment."""
    return Q(at__lte=now) & (Q(end=None) | Q(end__at__gt=now))
