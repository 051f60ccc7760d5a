"""Files of transfers to partners and creators, and what became of each transfer."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clust.commissions.models.commissions import SelfBill
from clust.commissions.models.royalties import RoyaltyStatement
from clust.partners.models import PayoutAccount
from clust.people.models import Person
from clust.storefronts.models import Seller

if TYPE_CHECKING:
    from django_stubs_ext.db.models.manager import RelatedManager


class TransferFile(models.Model):
    """Transfers gathered into one file for the bank (pain.001), kept as it was first written."""

    seller = models.ForeignKey(Seller, models.PROTECT, related_name="+")
    currency = models.CharField(max_length=3)
    iban = models.CharField(_("our account"), max_length=34)
    cents = models.PositiveBigIntegerField(_("control sum"))
    content = models.BinaryField()
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    if TYPE_CHECKING:
        transfers: RelatedManager["Transfer"]
        paid: "TransferFilePaid"

    class Meta:
        db_table = "transfer_file"

    @property
    def number(self) -> str:
        """Return the number that the bank is told."""
        return f"CLUST-{self.pk:06d}"


def _one_statement() -> Q:
    ours = Q(bill__isnull=False, royalty_statement=None)
    return ours | Q(bill=None, royalty_statement__isnull=False)


class Transfer(models.Model):
    """
    One transfer of a file: to a partner for a bill, or to a creator for a statement.

    `open`, kept, is false once it was taken out or came back; a statement stands in one open
    transfer at most.
    """

    file = models.ForeignKey(TransferFile, models.PROTECT, related_name="transfers")
    bill = models.ForeignKey(SelfBill, models.PROTECT, null=True, related_name="transfers")
    royalty_statement = models.ForeignKey(
        RoyaltyStatement, models.PROTECT, null=True, related_name="transfers"
    )
    account = models.ForeignKey(PayoutAccount, models.PROTECT, related_name="+")
    cents = models.PositiveBigIntegerField()
    open = models.BooleanField(default=True)

    class Meta:
        db_table = "transfer"
        constraints = [
            models.UniqueConstraint(
                fields=["bill"], condition=Q(open=True), name="transfer_bill_once"
            ),
            models.UniqueConstraint(
                fields=["royalty_statement"], condition=Q(open=True), name="transfer_royalty_once"
            ),
            models.CheckConstraint(condition=_one_statement(), name="transfer_for_one_thing"),
            models.CheckConstraint(condition=Q(cents__gt=0), name="transfer_positive"),
        ]


class TransferEnd(models.Model):
    """A transfer was not made: the bank refused it, or the desk took it out of the file."""

    transfer = models.OneToOneField(Transfer, models.PROTECT, related_name="end")
    reason = models.CharField(_("reason"), max_length=140)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "transfer_end"
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="transfer_end_has_reason")
        ]


class TransferDownload(models.Model):
    """The file was handed out, once."""

    file = models.OneToOneField(TransferFile, models.PROTECT, related_name="download")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "transfer_download"


class TransferFilePaid(models.Model):
    """The bank carried a file out: its statement says so, or the desk."""

    file = models.OneToOneField(TransferFile, models.PROTECT, related_name="paid")
    cents = models.PositiveBigIntegerField()
    reference = models.CharField(_("reference of the transfer"), max_length=80)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "transfer_file_paid"


class TransferReturn(models.Model):
    """The bank gave back what a transfer had paid: we owe it again, and it is sent anew."""

    transfer = models.OneToOneField(Transfer, models.PROTECT, related_name="returned")
    reason = models.CharField(_("reason given by the bank"), max_length=140)
    booked_on = models.DateField(_("day on which the bank gave it back"))
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "transfer_return"
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="transfer_return_has_reason")
        ]
