"""What must be known of who is paid: tax data of partners, bank accounts of partners, creators."""

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from clust.partners.models.partners import Partner
from clust.people.models import Person


class Status(models.TextChoices):
    """How a partner is taxed."""

    VAT = "vat", _("French company that charges VAT")
    FRANCHISE = "franchise", _("French company without VAT (art. 293 B of the tax code)")
    PRIVATE = "private", _("private person")
    ABROAD = "abroad", _("company of another member state")


class TaxDataQuerySet(models.QuerySet["TaxData"]):
    def standing(self) -> Self:
        """Return the last said of each partner."""
        later = TaxData.objects.filter(partner=OuterRef("partner"), pk__gt=OuterRef("pk"))
        return self.filter(~Exists(later))

    def due_to_check(self, now: datetime) -> Self:
        """Return VAT numbers in use that nobody has looked up yet."""
        return self.standing().filter(register_answer=None, at__lte=now).exclude(vat_number="")


class TaxData(models.Model):
    """What a partner said of its taxes; a correction is a new row, and the last one holds."""

    Status = Status

    partner = models.ForeignKey(Partner, models.PROTECT, related_name="tax_data")
    status = models.CharField(_("status"), max_length=9, choices=Status.choices)
    siren = models.CharField(_("SIREN"), max_length=9, blank=True)
    vat_number = models.CharField(_("VAT number"), max_length=16, blank=True)
    accepts = models.BooleanField(_("lets us write its invoices"), default=False)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    objects: ClassVar[TaxDataQuerySet] = TaxDataQuerySet.as_manager()  # type: ignore[assignment]

    if TYPE_CHECKING:
        register_answer: "TaxCheck"

    class Meta:
        db_table = "tax_data"
        constraints = [
            models.CheckConstraint(condition=Q(status__in=Status.values), name="tax_status_known"),
            models.CheckConstraint(
                condition=Q(status="private", siren="", vat_number="")
                | Q(status="franchise") & ~Q(siren="") & Q(vat_number="", accepts=True)
                | Q(status="vat", accepts=True) & ~Q(siren="") & ~Q(vat_number="")
                | Q(status="abroad", siren="", accepts=True) & ~Q(vat_number=""),
                name="tax_data_complete",
            ),
        ]


class TaxCheck(models.Model):
    """What the Commission's register (VIES) said of a partner's VAT number."""

    tax = models.OneToOneField(TaxData, models.PROTECT, related_name="register_answer")
    valid = models.BooleanField()
    ref = models.CharField(_("consultation number"), max_length=40, blank=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "tax_check"


class PayoutAccountQuerySet(models.QuerySet["PayoutAccount"]):
    def standing(self) -> Self:
        """Return those to pay to: the last confirmed of each partner and each creator."""
        later = PayoutAccount.objects.filter(
            Q(partner=OuterRef("partner")) | Q(creator=OuterRef("creator")),
            confirmation__isnull=False,
            pk__gt=OuterRef("pk"),
        )
        return self.filter(~Exists(later), confirmation__isnull=False)


class PayoutAccount(models.Model):
    """Where a partner or a creator wants to be paid; it holds once it is confirmed by mail."""

    partner = models.ForeignKey(Partner, models.PROTECT, null=True, related_name="accounts")
    creator = models.ForeignKey(Person, models.PROTECT, null=True, related_name="payout_accounts")
    holder = models.CharField(_("account holder"), max_length=70)
    iban = models.CharField(_("IBAN"), max_length=34)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects: ClassVar[PayoutAccountQuerySet] = PayoutAccountQuerySet.as_manager()  # type: ignore[assignment]

    if TYPE_CHECKING:
        confirmation: "PayoutAccountConfirmation"

    class Meta:
        db_table = "payout_account"
        constraints = [
            models.CheckConstraint(
                condition=Q(partner=None, creator__isnull=False)
                | Q(partner__isnull=False, creator=None),
                name="payout_account_of_one",
            ),
            models.CheckConstraint(
                condition=~Q(iban="") & ~Q(holder=""), name="payout_account_complete"
            ),
        ]

    @property
    def masked(self) -> str:
        """Return the account with all but its ends hidden."""
        return f"{self.iban[:4]} … {self.iban[-4:]}"


class PayoutAccountConfirmation(models.Model):
    """Whoever reads the owner's mail said yes to an account."""

    account = models.OneToOneField(PayoutAccount, models.PROTECT, related_name="confirmation")
    at = models.DateTimeField()

    class Meta:
        db_table = "payout_account_confirmation"
