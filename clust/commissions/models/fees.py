"""Monthly fees of communities' shops: earned by their keeper, or invoiced to it and paid."""

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from clust.partners.models import Agreement, Partner, Tenure
from clust.people.models import Person
from clust.storefronts.models import Storefront


class MonthFee(models.Model):
    """A shop's month has its fee without tax, as agreed on its first day; below zero: we get it."""

    storefront = models.ForeignKey(Storefront, models.PROTECT, related_name="month_fees")
    month = models.DateField(_("month"))
    tenure = models.ForeignKey(Tenure, models.PROTECT, related_name="fees")
    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="fees")
    cents = models.IntegerField()
    at = models.DateTimeField()

    objects: ClassVar[models.Manager["MonthFee"]] = models.Manager()

    if TYPE_CHECKING:
        invoice: "FeeInvoice"

    class Meta:
        db_table = "month_fee"
        ordering = ("-month", "-id")
        constraints = [
            models.UniqueConstraint(fields=["storefront", "month"], name="month_fee_once"),
            models.CheckConstraint(condition=~Q(cents=0), name="month_fee_something"),
            models.CheckConstraint(condition=Q(month__day=1), name="month_fee_first_day"),
        ]


class FeeInvoice(models.Model):
    """Our invoice to a partner for a shop's month; numbered without a gap."""

    fee = models.OneToOneField(MonthFee, models.PROTECT, related_name="invoice")
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="fee_invoices")
    number = models.PositiveIntegerField(unique=True)
    issued_on = models.DateField(_("day of issue"))
    per_mille = models.PositiveSmallIntegerField(_("VAT rate in per mille"))
    net_cents = models.PositiveBigIntegerField()
    vat_cents = models.PositiveBigIntegerField()
    gross_cents = models.PositiveBigIntegerField()
    at = models.DateTimeField()

    class Meta:
        db_table = "fee_invoice"
        ordering = ("-number",)
        constraints = [
            models.CheckConstraint(
                condition=Q(gross_cents=F("net_cents") + F("vat_cents"), net_cents__gt=0),
                name="fee_invoice_adds_up",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Return the number on its paper."""
        return f"FB-{self.number:06d}"


class FeePayment(models.Model):
    """A partner paid us fees that were not set off against what it earns."""

    partner = models.ForeignKey(Partner, models.PROTECT, related_name="fee_payments")
    currency = models.CharField(max_length=3)
    cents = models.PositiveBigIntegerField()
    reference = models.CharField(_("reference of the transfer"), max_length=80)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "fee_payment"
        constraints = [
            models.UniqueConstraint(fields=["partner", "reference"], name="fee_payment_once"),
            models.CheckConstraint(condition=Q(cents__gt=0), name="fee_payment_positive"),
        ]
