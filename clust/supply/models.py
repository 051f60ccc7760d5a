"""What we buy for everybody at once: the purchase order to the supplier."""

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Cast

from clust.campaigns.models import Clearing
from clust.orders.models import Order
from clust.sourcing.models import Quote, Supplier, Variant

if TYPE_CHECKING:
    from django_stubs_ext.db.models.manager import RelatedManager


def due_to_purchase(now: datetime) -> models.QuerySet[Clearing]:
    """Return clearings whose buyers have orders while the supplier has none yet."""
    ordered = Order.objects.filter(allotment__clearing=OuterRef("pk"))
    return Clearing.objects.filter(Exists(ordered), purchase_order=None, at__lte=now)


class PurchaseOrderQuerySet(models.QuerySet["PurchaseOrder"]):
    def of_supplier(self, supplier: Supplier) -> Self:
        """Return what was ordered from a supplier."""
        return self.filter(quote__product__supplier=supplier)


class PurchaseOrder(models.Model):
    """One order to the supplier for all the units of a cleared campaign, in whole cases."""

    clearing = models.OneToOneField(Clearing, models.PROTECT, related_name="purchase_order")
    quote = models.ForeignKey(Quote, models.PROTECT, related_name="purchase_orders")
    units = models.PositiveIntegerField()
    unit_net_cents = models.PositiveIntegerField()
    total_net_cents = models.PositiveBigIntegerField()
    deliver_by_on = models.DateField()
    at = models.DateTimeField()

    objects: ClassVar[PurchaseOrderQuerySet] = PurchaseOrderQuerySet.as_manager()  # type: ignore[assignment]

    if TYPE_CHECKING:
        lines: RelatedManager["PurchaseOrderLine"]

    class Meta:
        db_table = "purchase_order"
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    total_net_cents=Cast("units", models.BigIntegerField()) * F("unit_net_cents"),
                    units__gt=0,
                ),
                name="purchase_order_adds_up",
            )
        ]

    @property
    def number(self) -> str:
        """Return the number that the supplier quotes back to us."""
        return f"PO-{self.pk:06d}"


class PurchaseOrderLine(models.Model):
    """Units of one variant, in whole cases."""

    purchase_order = models.ForeignKey(PurchaseOrder, models.PROTECT, related_name="lines")
    variant = models.ForeignKey(Variant, models.PROTECT)
    units = models.PositiveIntegerField()
    cases = models.PositiveIntegerField()

    class Meta:
        db_table = "purchase_order_line"
        ordering = ("variant__position", "variant_id")
        constraints = [
            models.UniqueConstraint(
                fields=["purchase_order", "variant"], name="purchase_order_line_once"
            ),
            models.CheckConstraint(
                condition=Q(units__gt=0, cases__gt=0), name="purchase_order_line_positive"
            ),
        ]
