"""Statements of the bank and payouts of the provider: what they say, and what it settles."""

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from clust.payments.models import Capture, Refund
from clust.people.models import Person

if TYPE_CHECKING:
    from django_stubs_ext.db.models.manager import RelatedManager


class BankAccount(models.Model):
    """An account of ours at a bank."""

    iban = models.CharField(_("our account"), max_length=34, unique=True)
    currency = models.CharField(_("currency"), max_length=3)

    class Meta:
        db_table = "bank_account"

    def __str__(self) -> str:
        return self.iban


class BankStatement(models.Model):
    """What the bank says moved on an account; the same statement is taken once."""

    account = models.ForeignKey(BankAccount, models.PROTECT, related_name="statements")
    number = models.CharField(_("number"), max_length=80, help_text="the bank's, or of the file")
    begins_on = models.DateField(_("first day"), null=True)
    ends_on = models.DateField(_("last day"), null=True)
    opening_cents = models.BigIntegerField(_("before"), null=True)
    closing_cents = models.BigIntegerField(_("after"), null=True)
    known_lines = models.PositiveIntegerField(
        default=0, help_text="lines left out: another statement had them"
    )
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    if TYPE_CHECKING:
        lines: RelatedManager["BankLine"]

    class Meta:
        db_table = "bank_statement"
        constraints = [
            models.UniqueConstraint(fields=["account", "number"], name="bank_statement_once")
        ]

    def __str__(self) -> str:
        return self.number


class BankLineQuerySet(models.QuerySet["BankLine"]):
    def open(self) -> Self:
        """Return lines of which nobody knows yet what all of it is for."""
        return self.filter(left_cents__gt=0)

    def about(self, cents: int, begin: datetime, end: datetime) -> Self:
        """Return lines of one amount, wholly open, booked between two moments."""
        days = (begin.date(), end.date())
        return self.filter(cents=cents, left_cents=abs(cents), booked_on__range=days)


class BankLine(models.Model):
    """
    Money that came (positive) or went (negative), once per account however often it is sent.

    `left_cents`, kept, is what of it is not matched with anything, without sign.
    """

    statement = models.ForeignKey(BankStatement, models.PROTECT, related_name="lines")
    account = models.ForeignKey(BankAccount, models.PROTECT, related_name="lines")
    position = models.PositiveIntegerField()
    ref = models.CharField(max_length=80, help_text="the bank's number of it, or a digest")
    booked_on = models.DateField(_("booked"))
    cents = models.BigIntegerField()
    left_cents = models.PositiveBigIntegerField()
    reference = models.CharField(_("structured reference"), max_length=35, blank=True)
    at = models.DateTimeField()

    objects: ClassVar[BankLineQuerySet] = BankLineQuerySet.as_manager()  # type: ignore[assignment]

    if TYPE_CHECKING:
        payer: "Payer"
        matchings: RelatedManager["Matching"]
        pay_backs: RelatedManager["PayBack"]

    class Meta:
        db_table = "bank_line"
        constraints = [
            models.UniqueConstraint(fields=["account", "ref"], name="bank_line_once"),
            models.CheckConstraint(
                condition=Q(cents__gt=0, left_cents__lte=F("cents"))
                | Q(cents__lt=0, left_cents__lte=-F("cents")),
                name="bank_line_matched_once",
            ),
        ]
        indexes = [
            models.Index(fields=["booked_on"], condition=Q(left_cents__gt=0), name="bank_line_open")
        ]

    def __str__(self) -> str:
        return f"bank line {self.pk}"


class Payer(models.Model):
    """Who paid and what they wrote, as the bank tells it; forgotten when nobody needs it."""

    line = models.OneToOneField(BankLine, models.CASCADE, related_name="payer")
    name = models.CharField(_("name"), max_length=140, blank=True)
    iban = models.CharField(_("account"), max_length=34, blank=True)
    text = models.CharField(_("what they wrote"), max_length=500, blank=True)
    end_to_end = models.CharField(_("their own number"), max_length=35, blank=True)

    class Meta:
        db_table = "payer"


class Matching(models.Model):
    """A line of the bank paid for an order, or a part of the line did."""

    line = models.ForeignKey(BankLine, models.PROTECT, related_name="matchings")
    capture = models.OneToOneField(Capture, models.PROTECT, related_name="matching")
    cents = models.PositiveBigIntegerField()
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "matching"
        constraints = [models.CheckConstraint(condition=Q(cents__gt=0), name="matching_positive")]


class PayBack(models.Model):
    """The desk sends back what came and belongs to no order."""

    line = models.ForeignKey(BankLine, models.PROTECT, related_name="pay_backs")
    cents = models.PositiveBigIntegerField()
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "pay_back"
        constraints = [models.CheckConstraint(condition=Q(cents__gt=0), name="pay_back_positive")]


class PaidBack(models.Model):
    """The bank was told to send it."""

    pay_back = models.OneToOneField(PayBack, models.PROTECT, related_name="done")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "paid_back"


class Explanation(models.Model):
    """A line of the bank is the movement that the books have already, such as `payout:3`."""

    line = models.OneToOneField(BankLine, models.PROTECT, related_name="explanation")
    key = models.CharField(max_length=80, unique=True)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "explanation"


class Payout(models.Model):
    """What the card provider sent to our bank at once, and what it kept; cents of one currency."""

    gateway = models.CharField(max_length=20)
    ref = models.CharField(_("provider's number"), max_length=120, unique=True)
    currency = models.CharField(max_length=3)
    net_cents = models.BigIntegerField(_("arrives at the bank"))
    fee_cents = models.BigIntegerField(_("fees"))
    arrives_on = models.DateField(_("arrives"))
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    if TYPE_CHECKING:
        lines: RelatedManager["PayoutLine"]

    class Meta:
        db_table = "payout"

    def __str__(self) -> str:
        return self.ref

    @property
    def gross_cents(self) -> int:
        """Return by how much our money at the provider became less."""
        return self.net_cents + self.fee_cents


class PayoutLineQuerySet(models.QuerySet["PayoutLine"]):
    def differing(self) -> Self:
        """Return lines that are not what we know: unknown to us, or of another amount."""
        known = Q(capture__isnull=False, gross_cents=F("capture__cents"))
        known |= Q(refund__isnull=False, gross_cents=-F("refund__cents"))
        return self.exclude(known).exclude(gross_cents=0)


class PayoutLine(models.Model):
    """One movement at the provider that a payout is made of, and what of ours it is."""

    payout = models.ForeignKey(Payout, models.PROTECT, related_name="lines")
    ref = models.CharField(_("provider's number"), max_length=120, unique=True)
    kind = models.CharField(_("kind"), max_length=40)
    source = models.CharField(_("about"), max_length=120, blank=True)
    gross_cents = models.BigIntegerField(_("amount"))
    fee_cents = models.BigIntegerField(_("fee"))
    capture = models.ForeignKey(Capture, models.PROTECT, null=True, related_name="payout_lines")
    refund = models.ForeignKey(Refund, models.PROTECT, null=True, related_name="payout_lines")

    objects: ClassVar[PayoutLineQuerySet] = PayoutLineQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        db_table = "payout_line"
        constraints = [
            models.CheckConstraint(
                condition=Q(capture=None) | Q(refund=None), name="payout_line_one_thing"
            )
        ]

    @property
    def order(self) -> int | None:
        """Return the number of the order it is about, if it is one of ours."""
        capture = self.refund.capture if self.refund else self.capture
        return capture.order_id if capture else None
