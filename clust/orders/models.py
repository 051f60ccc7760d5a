"""What each buyer bought: an order at the final price."""

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext_lazy as _

from clust.campaigns.models import Allotment, Campaign, Clearing, Pledge, Withdrawal
from clust.people.models import Address, Person
from clust.sourcing.models import Variant
from clust.storefronts.models import DeliveryOption
from clust.subsidies.models import PromisePart

if TYPE_CHECKING:
    from django_stubs_ext.db.models.manager import RelatedManager


class OrderQuerySet(models.QuerySet["Order"]):
    def of_clearing(self, clearing: Clearing) -> Self:
        """Return the orders made from a clearing."""
        return self.filter(allotment__clearing=clearing)


class Order(models.Model):
    """One buyer's purchase: units at the final price, surcharge, delivery, total with tax."""

    allotment = models.OneToOneField(
        Allotment, models.PROTECT, null=True, db_constraint=False, help_text="none if bought now"
    )
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

    if TYPE_CHECKING:
        direct: "DirectOrder"
        cancellations: RelatedManager["Cancellation"]

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

    @property
    def pledge(self) -> Pledge:
        """Return the pledge it came from."""
        return self.allotment.pledge if self.allotment else self.direct.pledge


class DirectOrder(models.Model):
    """Bought now and shipped at once, without an allotment; the difference is refunded later."""

    order = models.OneToOneField(Order, models.PROTECT, related_name="direct")
    pledge = models.OneToOneField(Pledge, models.PROTECT, related_name="direct")

    class Meta:
        db_table = "direct_order"


class Cause(models.TextChoices):
    """Why a part of a sale is undone."""

    LAPSED = "lapsed", _("not paid in time")
    CAMPAIGN = "campaign", _("the clust was called off")
    LEFT_OUT = "left_out", _("no whole case was left")
    SHORT = "short", _("the supplier delivered less")
    LOST = "lost", _("lost on the way")
    RETRACTED = "retracted", _("withdrawn from the contract")
    RETURNED = "returned", _("returned")
    DIFFERENCE = "difference", _("the final price was lower")
    SHARED_DELIVERY = "shared_delivery", _("delivery shared with another order")
    FEE_FELL = "fee_fell", _("delivery fee of another order that lapsed")
    LATE = "late", _("delivered too late")
    NO_SUBSTITUTE = "no_substitute", _("substitute not wanted")
    TAX = "tax", _("tax that the buyer's company accounts for")
    GESTURE = "gesture", _("goodwill")


class Cancellation(models.Model):
    """
    A part of a sale undone, or all of it: so many units less, so much money less that is due.

    Nothing else lowers what an order owes; refunds and credit notes follow from it. A gesture, a
    difference in price or a shared delivery undoes money and no units. Only a fee that falls back
    to an order, because the one that bore it lapsed, makes it owe more, up to its own again.
    """

    order = models.ForeignKey(Order, models.PROTECT, related_name="cancellations")
    cause = models.CharField(max_length=16, choices=Cause.choices)
    units = models.PositiveIntegerField()
    goods_gross_cents = models.PositiveBigIntegerField()
    delivery_gross_cents = models.BigIntegerField(help_text="below zero where a fee fell to it")
    key = models.CharField(max_length=80, unique=True, help_text="the fact that caused it")
    at = models.DateTimeField()

    class Meta:
        db_table = "cancellation"
        indexes = [models.Index(fields=["at"], name="cancellation_by_time")]
        constraints = [
            models.CheckConstraint(
                condition=Q(units__gt=0)
                | Q(goods_gross_cents__gt=0)
                | Q(delivery_gross_cents__gt=0)
                | Q(cause="fee_fell"),
                name="cancellation_of_something",
            ),
            models.CheckConstraint(
                condition=~Q(cause="fee_fell") & Q(delivery_gross_cents__gte=0)
                | Q(cause="fee_fell", units=0, goods_gross_cents=0, delivery_gross_cents__lt=0),
                name="cancellation_only_a_fee_falls_back",
            ),
            models.CheckConstraint(
                condition=Q(cause__in=Cause.values), name="cancellation_cause_known"
            ),
        ]

    @property
    def total_gross_cents(self) -> int:
        """Return the money undone, with tax."""
        return self.goods_gross_cents + self.delivery_gross_cents


class Subsidy(models.Model):
    """
    A community pays a part of an order, as it promised; `returned_cents`, kept, flowed back.

    It is payment by a third party: price, tax and invoice of the order stay as they are.
    """

    order = models.ForeignKey(Order, models.PROTECT, related_name="subsidies")
    part = models.OneToOneField(PromisePart, models.PROTECT, related_name="subsidy")
    cents = models.PositiveIntegerField()
    returned_cents = models.PositiveIntegerField(default=0)
    at = models.DateTimeField()

    class Meta:
        db_table = "subsidy"
        verbose_name_plural = "subsidies"
        constraints = [
            models.CheckConstraint(
                condition=Q(cents__gt=0, returned_cents__lte=F("cents")),
                name="subsidy_returned_once",
            )
        ]

    @property
    def left_cents(self) -> int:
        """Return what of it still pays for the order."""
        return self.cents - self.returned_cents


class SubsidyReturn(models.Model):
    """A part of the sale was undone, and so much of the subsidy flows back to its community."""

    subsidy = models.ForeignKey(Subsidy, models.PROTECT, related_name="returns")
    cancellation = models.ForeignKey(Cancellation, models.PROTECT, related_name="subsidy_returns")
    cents = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        db_table = "subsidy_return"
        constraints = [
            models.CheckConstraint(condition=Q(cents__gt=0), name="subsidy_return_positive"),
            models.UniqueConstraint(fields=["subsidy", "cancellation"], name="subsidy_return_once"),
        ]


def due_to_order(now: datetime) -> models.QuerySet[Clearing]:
    """Return clearings with allotments that have no orders yet; they are made as one set."""
    ordered = Order.objects.filter(allotment__clearing=OuterRef("pk"))
    allotted = Allotment.objects.filter(
        ~Exists(DirectOrder.objects.filter(pledge=OuterRef("pledge"))), clearing=OuterRef("pk")
    )
    return Clearing.objects.filter(~Exists(ordered), Exists(allotted), units__gt=0, at__lte=now)


def due_to_order_direct(now: datetime) -> models.QuerySet[Pledge]:
    """Return pledges that buy now, of which all is kept and that have no order yet."""
    return Pledge.objects.filter(
        ~Exists(Withdrawal.objects.filter(pledge=OuterRef("pk"))),
        hold_end__hold__direct=True,
        direct=None,
        at__lte=now,
    )


def due_to_give_difference(now: datetime) -> models.QuerySet[DirectOrder]:
    """Return orders bought now above the final price, of which units are kept."""
    given = Cancellation.objects.filter(order=OuterRef("order"), cause=Cause.DIFFERENCE)
    undone = (
        Cancellation.objects.filter(order=OuterRef("order"))
        .values("order")
        .annotate(sum=models.Sum("units"))
        .values("sum")
    )
    return DirectOrder.objects.filter(
        ~Exists(given),
        order__units__gt=Coalesce(models.Subquery(undone), 0),
        order__unit_gross_cents__gt=F("order__campaign__closing__clearing__gross_cents"),
        order__campaign__closing__clearing__at__lte=now,
    )
