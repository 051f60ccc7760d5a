"""Closing and clearing: the final price, and who gets how many."""

from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from clust.campaigns.models.pledges import Pledge
from clust.campaigns.models.terms import Campaign


class ClosingQuerySet(models.QuerySet["Closing"]):
    def due_to_clear(self, now: datetime) -> Self:
        """Return closings whose price is not computed yet."""
        return self.filter(clearing=None, at__lte=now)


class Closing(models.Model):
    """The moment a campaign stopped taking pledges."""

    campaign = models.OneToOneField(Campaign, models.PROTECT)
    at = models.DateTimeField()

    objects: ClassVar[ClosingQuerySet] = ClosingQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        db_table = "closing"
        indexes = [models.Index(fields=["at"], name="closing_by_time")]


class Clearing(models.Model):
    """The final price, one and the same for everybody in; none below the critical mass."""

    closing = models.OneToOneField(Closing, models.PROTECT)
    rung = models.PositiveSmallIntegerField(null=True)
    gross_cents = models.PositiveIntegerField(null=True)
    units = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        db_table = "clearing"
        indexes = [models.Index(fields=["at"], name="clearing_by_time")]
        constraints = [
            models.CheckConstraint(
                condition=Q(gross_cents=None, rung=None, units=0)
                | Q(gross_cents__gt=0, rung__gt=0, units__gt=0),
                name="clearing_price_or_nothing",
            )
        ]


class Allotment(models.Model):
    """What a pledge gets at the final price."""

    clearing = models.ForeignKey(Clearing, models.PROTECT, db_constraint=False)
    pledge = models.OneToOneField(Pledge, models.PROTECT, db_constraint=False)
    units = models.PositiveIntegerField()

    class Meta:
        db_table = "allotment"
        constraints = [models.CheckConstraint(condition=Q(units__gt=0), name="allotment_positive")]
