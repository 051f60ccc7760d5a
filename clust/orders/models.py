"""What each buyer bought: an order at the final price."""

from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from clust.campaigns.models import Allotment, Campaign, Clearing
from clust.people.models import Address, Person
from clust.sourcing.models import Variant
from clust.storefronts.models import DeliveryOption


class OrderQuerySet(models.QuerySet["Order"]):
    def of_clearing(self, clearing: Clearing) -> Self:
        """Return the orders made from a clearing."""
        return self.filter(allotment__clearing=clearing)


def due_to_order(now: datetime) -> models.QuerySet[Clearing]:
    """Return clearings with allotments that have no orders yet; they are made as one set."""
    ordered = Order.objects.filter(allotment__clearing=OuterRef("pk"))
    return Clearing.objects.filter(~Exists(ordered), units__gt=0, at__lte=now)


class Order(models.Model):
    """One buyer's purchase: units at the final price, surcharge, delivery, total with tax."""

    allotment = models.OneToOneField(Allotment, models.PROTECT, db_constraint=False)
    campaign = models.ForeignKey(
        Campaign, models.PROTECT, related_name="orders", db_constraint=False
    )
    person = models.ForeignKey(Person, models.PROTECT, related_name="orders", db_constraint=False)
    variant = models.ForeignKey(Variant, models.PROTECT, db_constraint=False, db_index=False)
    delivery_option = models.ForeignKey(
        DeliveryOption, models.PROTECT, db_constraint=False, db_index=False
    )
    address = models.ForeignKey(Address, models.SET_NULL, null=True, db_constraint=False)
    units = models.PositiveIntegerField()
    unit_gross_cents = models.PositiveIntegerField(_("unit price with tax"))
    surcharge_gross_cents = models.PositiveIntegerField(_("surcharge per unit with tax"))
    delivery_gross_cents = models.PositiveIntegerField(_("delivery with tax"))
    total_gross_cents = models.PositiveBigIntegerField(_("total with tax"))
    at = models.DateTimeField()

    objects: ClassVar[OrderQuerySet] = OrderQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        db_table = "order"
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    total_gross_cents=Cast("units", models.BigIntegerField())
                    * (F("unit_gross_cents") + F("surcharge_gross_cents"))
                    + F("delivery_gross_cents")
                ),
                name="order_adds_up",
            ),
            models.CheckConstraint(condition=Q(units__gt=0), name="order_units_positive"),
        ]

    def __str__(self) -> str:
        return f"order {self.pk}"
