"""Commissions of partners: earned on delivery, taken back on return, stated and billed monthly."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from clust.orders.models import Cancellation
from clust.partners.models import Agreement, Partner, Referral, TaxData, Tenure
from clust.supply.models import DeliveryLine

if TYPE_CHECKING:
    from django_stubs_ext.db.models.manager import RelatedManager


class Source(models.TextChoices):
    """By what a partner earns of an order: its link, its shop, or a shop under its roof."""

    LINK = "link", _("link")
    SHOP = "shop", _("shop")
    PORTAL = "portal", _("portal")


FIRST = (Source.LINK, Source.SHOP)
"""An order earns by one of these, and by its portal besides."""


def _caused() -> Q:
    by_link = Q(source=Source.LINK, referral__isnull=False, tenure=None)
    return by_link | Q(source__in=[Source.SHOP, Source.PORTAL], referral=None, tenure__isnull=False)


class Commission(models.Model):
    """Units that a partner's link or shop sold came, and earn it so much without tax."""

    Source = Source

    delivery_line = models.ForeignKey(DeliveryLine, models.PROTECT, related_name="commissions")
    source = models.CharField(max_length=6, choices=Source.choices, default=Source.LINK)
    referral = models.ForeignKey(Referral, models.PROTECT, null=True, related_name="commissions")
    tenure = models.ForeignKey(Tenure, models.PROTECT, null=True, related_name="commissions")
    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="commissions")
    units = models.PositiveIntegerField()
    cents = models.PositiveBigIntegerField()
    at = models.DateTimeField()

    class Meta:
        db_table = "commission"
        constraints = [
            models.CheckConstraint(condition=Q(units__gt=0), name="commission_positive"),
            models.CheckConstraint(condition=_caused(), name="commission_caused"),
            models.UniqueConstraint(
                fields=["delivery_line"],
                condition=Q(source__in=FIRST),
                name="commission_once",
            ),
            models.UniqueConstraint(
                fields=["delivery_line"],
                condition=Q(source=Source.PORTAL),
                name="commission_portal_once",
            ),
        ]


class Clawback(models.Model):
    """A part of a sale that earned a commission was undone: what it earned too much goes back."""

    cancellation = models.ForeignKey(Cancellation, models.PROTECT, related_name="clawbacks")
    source = models.CharField(max_length=6, choices=Source.choices, default=Source.LINK)
    referral = models.ForeignKey(Referral, models.PROTECT, null=True, related_name="clawbacks")
    tenure = models.ForeignKey(Tenure, models.PROTECT, null=True, related_name="clawbacks")
    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="clawbacks")
    units = models.PositiveIntegerField()
    cents = models.PositiveBigIntegerField()
    at = models.DateTimeField()

    class Meta:
        db_table = "clawback"
        constraints = [
            models.CheckConstraint(condition=_caused(), name="clawback_caused"),
            models.UniqueConstraint(
                fields=["cancellation"], condition=Q(source__in=FIRST), name="clawback_once"
            ),
            models.UniqueConstraint(
                fields=["cancellation"],
                condition=Q(source=Source.PORTAL),
                name="clawback_portal_once",
            ),
        ]


class CommissionStatement(models.Model):
    """
    What a partner earned until the end of a month, and what of it is due now, without tax.

    `before_cents` is what the statement before left open: held, or taken back after it was paid.
    """

    partner = models.ForeignKey(Partner, models.PROTECT, related_name="statements")
    currency = models.CharField(max_length=3)
    month = models.DateField(_("month"))
    until = models.DateTimeField()
    before_cents = models.BigIntegerField()
    accrued_cents = models.PositiveBigIntegerField()
    reversed_cents = models.PositiveBigIntegerField()
    payable_cents = models.PositiveBigIntegerField()
    at = models.DateTimeField()

    if TYPE_CHECKING:
        bill: "SelfBill"
        payouts: RelatedManager[Any]

    class Meta:
        db_table = "commission_statement"
        ordering = ("-month", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=["partner", "currency", "month"], name="commission_statement_once"
            )
        ]

    @property
    def number(self) -> str:
        """Return the number on its paper."""
        return f"CS-{self.pk:06d}"

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


class SelfBill(models.Model):
    """
    The invoice of a partner to us, written by us: numbered without a gap, for each partner apart.

    What the partner owed us for its shops then is set off, in cents with tax.

    A private person gives none: for them it has no number, and says what is paid.
    """

    statement = models.OneToOneField(CommissionStatement, models.PROTECT, related_name="bill")
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="bills")
    tax = models.ForeignKey(TaxData, models.PROTECT, related_name="bills")
    number = models.PositiveIntegerField(null=True)
    issued_on = models.DateField(_("day of issue"))
    per_mille = models.PositiveSmallIntegerField(_("VAT rate in per mille"))
    net_cents = models.PositiveBigIntegerField()
    vat_cents = models.PositiveBigIntegerField()
    gross_cents = models.PositiveBigIntegerField()
    set_off_cents = models.PositiveBigIntegerField(_("fees set off"), default=0)
    at = models.DateTimeField()

    class Meta:
        db_table = "self_bill"
        constraints = [
            models.UniqueConstraint(fields=["partner", "number"], name="self_bill_number_once"),
            models.CheckConstraint(
                condition=Q(gross_cents=F("net_cents") + F("vat_cents"), net_cents__gt=0),
                name="self_bill_adds_up",
            ),
            models.CheckConstraint(
                condition=Q(number=None) | Q(number__gt=0), name="self_bill_number_positive"
            ),
            models.CheckConstraint(
                condition=Q(set_off_cents__lte=F("gross_cents")), name="self_bill_sets_off"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def pay_cents(self) -> int:
        """Return what is sent: the bill less the fees that were set off."""
        return self.gross_cents - self.set_off_cents

    @property
    def name(self) -> str:
        """Return its number, such as AF7-000003, or the statement's where it has none."""
        if self.number is None:
            return self.statement.number
        return f"AF{self.partner_id}-{self.number:06d}"
