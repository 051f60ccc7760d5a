"""Royalties of creators: earned on delivery, taken back on return, stated monthly."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clust.orders.models import Cancellation
from clust.people.models import Person
from clust.supply.models import DeliveryLine
from clust.wishes.models import RightsAssignment

if TYPE_CHECKING:
    from django_stubs_ext.db.models.manager import RelatedManager

PAID = Q(payouts__open=True)
"""Of statements of partners and creators: their money left our bank, and did not come back."""


class Royalty(models.Model):
    """Units of a project's campaign came to a buyer, and its creator earns so much for them."""

    delivery_line = models.OneToOneField(DeliveryLine, models.PROTECT, related_name="royalty")
    rights = models.ForeignKey(RightsAssignment, models.PROTECT, related_name="royalties")
    units = models.PositiveIntegerField()
    cents = models.PositiveBigIntegerField()
    at = models.DateTimeField()

    class Meta:
        db_table = "royalty"
        verbose_name_plural = "royalties"
        constraints = [models.CheckConstraint(condition=Q(units__gt=0), name="royalty_positive")]


class RoyaltyReversal(models.Model):
    """Units came back, or their sale was undone: what was earned for them is taken back."""

    cancellation = models.OneToOneField(
        Cancellation, models.PROTECT, related_name="royalty_reversal"
    )
    rights = models.ForeignKey(RightsAssignment, models.PROTECT, related_name="reversals")
    units = models.PositiveIntegerField()
    cents = models.PositiveBigIntegerField()
    at = models.DateTimeField()

    class Meta:
        db_table = "royalty_reversal"
        constraints = [
            models.CheckConstraint(condition=Q(units__gt=0), name="royalty_reversal_positive")
        ]


class RoyaltyStatement(models.Model):
    """
    What a creator earned until the end of a month, and what of it is paid out now.

    `before_cents` is what the statement before left open: held, or taken back after it was paid.
    """

    creator = models.ForeignKey(Person, models.PROTECT, related_name="royalty_statements")
    currency = models.CharField(max_length=3)
    month = models.DateField(_("month"))
    until = models.DateTimeField()
    before_cents = models.BigIntegerField()
    units = models.IntegerField(help_text="delivered less taken back since the one before")
    accrued_cents = models.PositiveBigIntegerField()
    reversed_cents = models.PositiveBigIntegerField()
    payable_cents = models.PositiveBigIntegerField()
    at = models.DateTimeField()

    if TYPE_CHECKING:
        payouts: RelatedManager[Any]

    class Meta:
        db_table = "royalty_statement"
        ordering = ("-month", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=["creator", "currency", "month"], name="royalty_statement_once"
            )
        ]

    @property
    def number(self) -> str:
        """Return the number on its paper."""
        return f"RS-{self.pk:06d}"

    @property
    def payout(self) -> Any:
        """Return its payment, unless that came back."""
        return next((one for one in self.payouts.all() if one.open), None)

    @property
    def came_back(self) -> bool:
        """Say whether it was paid, the bank gave that back, and nothing was sent anew."""
        return bool(self.payouts.all()) and self.payout is None

    @property
    def open_cents(self) -> int:
        """Return what it leaves to the next: held, or to be set off where it is below zero."""
        return self.before_cents + self.accrued_cents - self.reversed_cents - self.payable_cents


def due_to_pay(now: datetime) -> models.QuerySet[RoyaltyStatement]:
    """Return statements that pay something out and are not paid."""
    return RoyaltyStatement.objects.filter(~PAID, payable_cents__gt=0, at__lte=now)
