"""What is kept free for orders on their way, and what people and families have had."""

from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from clust.campaigns.models import Campaign, Hold, Pledge
from clust.people.models import Person
from clust.storefronts.models import RollEntry
from clust.subsidies.models.plans import SubsidyPlan


class SubsidyAllowance(models.Model):
    """
    What a person or a family has of a plan, in all or in a year (0: in all).

    `most_cents` is the highest ceiling it was counted under; the other numbers are kept.
    """

    line = models.BigIntegerField(help_text="the plan's first version")
    holder = models.CharField(max_length=90, help_text="such as `person:7`")
    year = models.PositiveSmallIntegerField(default=0)
    most_cents = models.PositiveBigIntegerField()
    reserved_cents = models.PositiveBigIntegerField(default=0)
    used_cents = models.PositiveBigIntegerField(default=0)

    class Meta:
        db_table = "subsidy_allowance"
        constraints = [
            models.UniqueConstraint(
                fields=["line", "holder", "year"], name="subsidy_allowance_once"
            ),
            models.CheckConstraint(
                condition=Q(most_cents__gte=F("reserved_cents") + F("used_cents")),
                name="subsidy_allowance_not_overdrawn",
            ),
        ]

    @property
    def gone_cents(self) -> int:
        """Return what is promised or used of it."""
        return self.reserved_cents + self.used_cents


class PromiseQuerySet(models.QuerySet["Promise"]):
    def standing(self) -> Self:
        """Return promises that came to no end yet."""
        return self.filter(end=None)

    def due_to_release(self, now: datetime) -> Self:
        """
        Return promises that no order can come of any more.

        None of their keys is a choice that waits for its card, nor a pledge that stands and was
        allotted units, or may be yet. A promise is written in the transaction of its
        choice.
        """
        keys = PromiseKey.objects.filter(promise=OuterRef(OuterRef("pk"))).values("key")
        held = Hold.objects.filter(key__in=keys, end=None)
        pledged = Pledge.objects.standing().filter(
            Q(allotment__isnull=False) | Q(campaign__closing__clearing=None), key__in=keys
        )
        return self.standing().filter(~Exists(held), ~Exists(pledged), at__lte=now)


class Promise(models.Model):
    """
    What a community will pay towards one pledge, kept free until it is ordered or let go.

    It is found by the key under which the choice was sent: the hold's, then the pledge's.
    """

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="subsidy_promises")
    person = models.ForeignKey(Person, models.PROTECT, related_name="subsidy_promises")
    entry = models.ForeignKey(RollEntry, models.PROTECT, related_name="promises")
    goods_most_cents = models.PositiveBigIntegerField(help_text="the most its goods can cost")
    at = models.DateTimeField()

    objects: ClassVar[PromiseQuerySet] = PromiseQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        db_table = "subsidy_promise"


class PromiseKey(models.Model):
    """A choice that a promise is for; another one where a pledge is changed."""

    promise = models.ForeignKey(Promise, models.PROTECT, related_name="keys")
    key = models.UUIDField(unique=True)

    class Meta:
        db_table = "subsidy_promise_key"


class PromisePart(models.Model):
    """What one plan keeps free for a promise, and the allowances it counts in."""

    promise = models.ForeignKey(Promise, models.PROTECT, related_name="parts")
    plan = models.ForeignKey(SubsidyPlan, models.PROTECT, related_name="parts")
    cents = models.PositiveIntegerField()
    of_person = models.ForeignKey(
        SubsidyAllowance, models.PROTECT, null=True, related_name="+", db_index=False
    )
    of_family = models.ForeignKey(
        SubsidyAllowance, models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        db_table = "subsidy_promise_part"
        constraints = [
            models.UniqueConstraint(fields=["promise", "plan"], name="subsidy_promise_part_once")
        ]

    @property
    def ceilings(self) -> dict[int, int]:
        """Return what its plan grants out of each allowance that it counts in, by their numbers."""
        own = (
            (self.of_person_id, self.plan.person_most_cents),
            (self.of_family_id, self.plan.family_most_cents),
        )
        return {number: most or 0 for number, most in own if number is not None}


class PromiseEnd(models.Model):
    """A promise came to its end: its pledge was ordered, or nothing can come of it."""

    ORDERED, RELEASED = "ordered", "released"

    promise = models.OneToOneField(Promise, models.PROTECT, related_name="end")
    cause = models.CharField(max_length=8, choices=[(one, one) for one in (ORDERED, RELEASED)])
    at = models.DateTimeField()

    class Meta:
        db_table = "subsidy_promise_end"
