"""Moderation of what people write: reports, hidings with a reason, appeals and rulings."""

from typing import ClassVar, Self, TypeVar

from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from clust.people.models import Person
from clust.wishes.models.wishes import Wish


class Reason(models.TextChoices):
    """Why something may not stay."""

    ILLEGAL = "illegal", _("against the law")
    DANGEROUS = "dangerous", _("dangerous")
    OFFENSIVE = "offensive", _("insulting or hateful")
    ADVERTISING = "advertising", _("advertising")
    PERSONAL = "personal", _("shows personal data")
    OTHER = "other", _("something else")


class Reporting(models.Model):
    """Somebody says that something should not stay; an account is not needed."""

    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    email = models.EmailField(_("e-mail for our answer"), blank=True)
    reason = models.CharField(max_length=12, choices=Reason.choices)
    words = models.TextField(_("what is wrong"), blank=True)
    key = models.UUIDField(unique=True)
    at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True


class Concealing(models.Model):
    """The desk hid something, and told its author why."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=12, choices=Reason.choices)
    words = models.TextField(_("why, in words"))
    at = models.DateTimeField()

    class Meta:
        abstract = True


class Objecting(models.Model):
    """The author does not agree."""

    words = models.TextField(_("why it may stay"))
    at = models.DateTimeField()

    class Meta:
        abstract = True


class Deciding(models.Model):
    """The desk looked again: the hiding is upheld, or what was hidden is shown again."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    upheld = models.BooleanField()
    words = models.TextField(_("why, in words"))
    at = models.DateTimeField()

    class Meta:
        abstract = True


Reported = TypeVar("Reported", bound=Reporting)
Hidden = TypeVar("Hidden", bound=Concealing)


class ReportQuerySet(models.QuerySet[Reported]):
    def due_to_judge(self) -> Self:
        """Return reports that the desk has not looked at."""
        return self.filter(seen_at=None)


class Report(Reporting):
    """Somebody says that a wish should not stay."""

    wish = models.ForeignKey(Wish, models.PROTECT, related_name="reports")

    objects: ClassVar[ReportQuerySet["Report"]] = ReportQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        db_table = "report"


class HidingQuerySet(models.QuerySet[Hidden]):
    def in_force(self) -> Self:
        """Return hidings that no ruling has lifted."""
        return self.filter(Q(appeal=None) | Q(appeal__ruling=None) | Q(appeal__ruling__upheld=True))


class Hiding(Concealing):
    """The desk hid a wish, and told its author why."""

    wish = models.ForeignKey(Wish, models.PROTECT, related_name="hidings")

    objects: ClassVar[HidingQuerySet["Hiding"]] = HidingQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        db_table = "hiding"


class Appeal(Objecting):
    """The author of a wish does not agree."""

    hiding = models.OneToOneField(Hiding, models.PROTECT, related_name="appeal")

    class Meta:
        db_table = "appeal"


class Ruling(Deciding):
    """The desk looked again: the hiding is upheld, or the wish is shown again."""

    appeal = models.OneToOneField(Appeal, models.PROTECT, related_name="ruling")

    class Meta:
        db_table = "ruling"


def visible() -> QuerySet[Wish]:
    """
    Return wishes that everybody may see: neither hidden nor merged into another.

    A project is seen once the desk let it go to the vote.
    """
    hidden = Hiding.objects.in_force().filter(wish=OuterRef("pk"))
    shown = Q(project=None) | Q(project__review__accepted=True)
    return Wish.objects.filter(shown, ~Exists(hidden), merge=None)
