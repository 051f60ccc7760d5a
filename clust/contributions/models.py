"""What a community owes for its subsidies, month by month, and what it paid of it."""

from datetime import date

from django.db import models
from django.db.models import Q, Sum
from django.utils.translation import gettext_lazy as _

from clust.orders.models import Subsidy, SubsidyReturn
from clust.people.models import Person
from clust.storefronts.models import Storefront


class ContributionStatement(models.Model):
    """
    What a community owes for the orders that were paid by their buyers until the end of a month.

    Less what flowed back to it since: below zero, it is set off against the next one.
    """

    storefront = models.ForeignKey(Storefront, models.PROTECT, related_name="contributions")
    currency = models.CharField(max_length=3)
    month = models.DateField(_("month"))
    until = models.DateTimeField()
    subsidies_cents = models.PositiveBigIntegerField()
    returns_cents = models.PositiveBigIntegerField()
    before_cents = models.BigIntegerField(help_text="set off from the statement before, 0 or less")
    reference = models.CharField(max_length=25, unique=True, null=True, help_text="ISO 11649, RF…")
    due_on = models.DateField(_("to be paid by"))
    at = models.DateTimeField()

    class Meta:
        db_table = "contribution_statement"
        ordering = ("-month", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=["storefront", "currency", "month"], name="contribution_statement_once"
            ),
            models.CheckConstraint(
                condition=Q(before_cents__lte=0), name="contribution_statement_sets_off"
            ),
        ]

    @property
    def number(self) -> str:
        """Return the number on its paper."""
        return f"CT-{self.pk:06d}"

    @property
    def balance_cents(self) -> int:
        """Return what the month comes to, below zero where more flowed back."""
        return self.subsidies_cents - self.returns_cents + self.before_cents

    @property
    def asked_cents(self) -> int:
        """Return what is to be paid."""
        return max(0, self.balance_cents)

    @property
    def paid_cents(self) -> int:
        """Return what the community paid of it."""
        return int(self.payments.aggregate(sum=Sum("cents", default=0))["sum"])

    @property
    def due_cents(self) -> int:
        """Return what is still to be paid."""
        return self.asked_cents - self.paid_cents

    def is_late(self, on: date) -> bool:
        """Say whether it should have been paid."""
        return self.due_cents > 0 and self.due_on < on


class ContributionLine(models.Model):
    """A subsidy of an order, or what flowed back of one, stands on a statement, once."""

    statement = models.ForeignKey(ContributionStatement, models.PROTECT, related_name="lines")
    subsidy = models.OneToOneField(Subsidy, models.PROTECT, null=True, related_name="stated")
    returned = models.OneToOneField(SubsidyReturn, models.PROTECT, null=True, related_name="stated")
    cents = models.BigIntegerField()

    class Meta:
        db_table = "contribution_line"
        constraints = [
            models.CheckConstraint(
                condition=Q(subsidy__isnull=False, returned=None, cents__gt=0)
                | Q(subsidy=None, returned__isnull=False, cents__lt=0),
                name="contribution_line_one_thing",
            )
        ]


class ContributionPayment(models.Model):
    """A community paid for a statement, or a part of it."""

    statement = models.ForeignKey(ContributionStatement, models.PROTECT, related_name="payments")
    cents = models.PositiveBigIntegerField()
    reference = models.CharField(_("reference of the transfer"), max_length=80)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "contribution_payment"
        constraints = [
            models.CheckConstraint(condition=Q(cents__gt=0), name="contribution_payment_positive"),
            models.UniqueConstraint(
                fields=["statement", "reference"], name="contribution_payment_once"
            ),
        ]
