"""What suppliers bill, and what we paid them."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from clust.people.models import Person
from clust.sourcing.models import Supplier
from clust.supply.models.purchasing import PurchaseOrder

if TYPE_CHECKING:
    from django_stubs_ext.db.models.manager import RelatedManager


MOST_ROUNDING_CENTS = 50


def _near_its_rate() -> Q:
    """Ask that the tax is that of the rate, rounded line by line at most a hundred times."""
    exact = F("net_cents") * F("per_mille") / 1000
    near = (exact - MOST_ROUNDING_CENTS, exact + MOST_ROUNDING_CENTS)
    return Q(per_mille=None) | Q(vat_cents__gte=near[0], vat_cents__lte=near[1])


class SupplierBill(models.Model):
    """A supplier's invoice for a purchase order."""

    purchase_order = models.ForeignKey(PurchaseOrder, models.PROTECT, related_name="bills")
    supplier = models.ForeignKey(Supplier, models.PROTECT, related_name="bills")
    number = models.CharField(_("number"), max_length=60)
    net_cents = models.PositiveBigIntegerField()
    vat_cents = models.PositiveBigIntegerField(default=0)
    gross_cents = models.PositiveBigIntegerField(help_text="the total that stands on it")
    per_mille = models.PositiveSmallIntegerField(
        null=True, help_text="VAT rate; none on bills noted before rates were"
    )
    vat_detail = models.CharField(max_length=12, blank=True, help_text="such as `FR 200`")
    difference_net_cents = models.BigIntegerField(
        default=0, help_text="billed above what was ordered and came; below it, negative"
    )
    reason = models.CharField(_("why the difference is accepted"), max_length=240, blank=True)
    due_on = models.DateField()
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    if TYPE_CHECKING:
        payments: RelatedManager["SupplierPayment"]

    class Meta:
        db_table = "supplier_bill"
        constraints = [
            models.UniqueConstraint(fields=["supplier", "number"], name="supplier_bill_once"),
            models.CheckConstraint(condition=Q(net_cents__gt=0), name="supplier_bill_positive"),
            models.CheckConstraint(
                condition=Q(gross_cents=F("net_cents") + F("vat_cents")),
                name="supplier_bill_adds_up",
            ),
            models.CheckConstraint(condition=_near_its_rate(), name="supplier_bill_at_its_rate"),
            models.CheckConstraint(
                condition=Q(difference_net_cents=0) | ~Q(reason=""),
                name="supplier_bill_difference_explained",
            ),
        ]


class SupplierPayment(models.Model):
    """Money that left our bank for a supplier's bill."""

    bill = models.ForeignKey(SupplierBill, models.PROTECT, related_name="payments")
    cents = models.PositiveBigIntegerField()
    reference = models.CharField(_("reference of the transfer"), max_length=60)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "supplier_payment"
        constraints = [
            models.CheckConstraint(condition=Q(cents__gt=0), name="supplier_payment_positive")
        ]
