"""What a community pays, out of which budget, to whom and for what."""

from datetime import date
from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from clust.people.models import Person
from clust.rules.subsidy import WHOLE, Terms
from clust.storefronts.models import RollEntry, Storefront


class SubsidyBudget(models.Model):
    """
    Money that a community sets aside for a time; it is never overdrawn.

    Kept: `total_cents`, what it was given; `reserved_cents`, promised to pledges that stand;
    `used_cents`, what orders took less what flowed back.
    """

    storefront = models.ForeignKey(Storefront, models.PROTECT, related_name="subsidy_budgets")
    name = models.CharField(_("name"), max_length=80)
    currency = models.CharField(max_length=3, default="EUR")
    begins_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    total_cents = models.PositiveBigIntegerField(default=0)
    reserved_cents = models.PositiveBigIntegerField(default=0)
    used_cents = models.PositiveBigIntegerField(default=0)
    at = models.DateTimeField()

    class Meta:
        db_table = "subsidy_budget"
        constraints = [
            models.CheckConstraint(
                condition=Q(total_cents__gte=F("reserved_cents") + F("used_cents")),
                name="subsidy_budget_not_overdrawn",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("begins_on")), name="subsidy_budget_days_in_order"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def left_cents(self) -> int:
        """Return what is neither promised nor used."""
        return self.total_cents - self.reserved_cents - self.used_cents


class BudgetChange(models.Model):
    """A budget was given more, or less."""

    budget = models.ForeignKey(SubsidyBudget, models.PROTECT, related_name="changes")
    cents = models.BigIntegerField()
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "budget_change"
        constraints = [models.CheckConstraint(condition=~Q(cents=0), name="budget_change_changes")]


class SubsidyPlanQuerySet(models.QuerySet["SubsidyPlan"]):
    def in_force(self, on: date) -> Self:
        """Return plans that pay on a day, in the order in which they pay."""
        return self.filter(
            end=None,
            begins_on__lte=on,
            ends_on__gte=on,
            budget__begins_on__lte=on,
            budget__ends_on__gte=on,
        ).order_by("rank", "id")


class SubsidyPlan(models.Model):
    """
    Terms under which a community pays a part of the goods' price; another price is another plan.

    A fixed amount or a share in per mille, with ceilings for an order, and for what a person and a
    family get: in all, or each calendar year anew. A new version (`replaces`) counts on in the
    `series` of the one before. Empty `people` or `goods` are everybody on the roll and everything.
    """

    budget = models.ForeignKey(SubsidyBudget, models.PROTECT, related_name="plans")
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")
    series = models.BigIntegerField(help_text="the number of its first version, 0 for itself")
    name = models.CharField(_("name"), max_length=80)
    rank = models.PositiveSmallIntegerField(_("turn"), default=1)
    fixed_cents = models.PositiveIntegerField(_("fixed amount"), null=True)
    per_mille = models.PositiveSmallIntegerField(_("share in per mille"), null=True)
    order_most_cents = models.PositiveIntegerField(_("most for an order"), null=True)
    person_most_cents = models.PositiveIntegerField(_("most for a person"), null=True)
    family_most_cents = models.PositiveIntegerField(_("most for a family"), null=True)
    yearly = models.BooleanField(_("ceilings begin anew each year"), default=True)
    people = ArrayField(models.CharField(max_length=60), default=list)
    goods = ArrayField(models.CharField(max_length=50), default=list)
    occasion = models.CharField(_("occasion"), max_length=20, blank=True)
    begins_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    objects: ClassVar[SubsidyPlanQuerySet] = SubsidyPlanQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        db_table = "subsidy_plan"
        constraints = [
            models.CheckConstraint(
                condition=Q(fixed_cents__isnull=False, fixed_cents__gt=0, per_mille=None)
                | Q(
                    fixed_cents=None,
                    per_mille__isnull=False,
                    per_mille__gt=0,
                    per_mille__lte=WHOLE,
                ),
                name="subsidy_plan_one_kind",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("begins_on")), name="subsidy_plan_days_in_order"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def terms(self) -> Terms:
        """Return what the rule computes with."""
        return Terms(self.fixed_cents, self.per_mille, self.order_most_cents)

    @property
    def share(self) -> float:
        """Return its share as a part of one, 0 where it pays a fixed amount."""
        return (self.per_mille or 0) / WHOLE

    @property
    def line(self) -> int:
        """Return the number under which its ceilings count, over all its versions."""
        return self.series or self.pk

    def is_for(self, entry: RollEntry) -> bool:
        """Say whether somebody on the roll is among those it is for."""
        return not self.people or entry.category.casefold() in {
            one.casefold() for one in self.people
        }

    def pays_for(self, kinds: set[str]) -> bool:
        """Say whether goods of these kinds are among those it pays for."""
        return not self.goods or bool(kinds & set(self.goods))


class SubsidyPlanEnd(models.Model):
    """A plan promises nothing any more; what it promised stands."""

    plan = models.OneToOneField(SubsidyPlan, models.PROTECT, related_name="end")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "subsidy_plan_end"
