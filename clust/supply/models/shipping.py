"""How goods travel: in bulk to a pickup point, in parcels to the buyers, and who received them."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q, Sum
from django.utils.translation import gettext_lazy as _

from clust.orders.models import Order
from clust.people.models import Address, Person
from clust.sourcing.models import Supplier, Variant
from clust.storefronts.models import DeliveryOption
from clust.supply.models.purchasing import PurchaseOrder
from clust.supply.models.substituting import sent_as

if TYPE_CHECKING:
    from django_stubs_ext.db.models.manager import RelatedManager


class Organiser(models.Model):
    """A person who receives goods at a pickup point and hands them out."""

    option = models.ForeignKey(DeliveryOption, models.PROTECT, related_name="organisers")
    person = models.ForeignKey(Person, models.PROTECT, related_name="organised")
    at = models.DateTimeField()

    class Meta:
        db_table = "organiser"
        constraints = [models.UniqueConstraint(fields=["option", "person"], name="organiser_once")]


class Shipment(models.Model):
    """Goods of one purchase order that left in bulk for a pickup point."""

    purchase_order = models.ForeignKey(PurchaseOrder, models.PROTECT, related_name="shipments")
    option = models.ForeignKey(DeliveryOption, models.PROTECT, related_name="shipments")
    carrier = models.CharField(_("carrier"), max_length=60, blank=True)
    tracking = models.CharField(_("tracking number"), max_length=60, blank=True)
    dispatched_at = models.DateTimeField()
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    if TYPE_CHECKING:
        parcels: RelatedManager["Parcel"]
        arrival: "Arrival"

    class Meta:
        db_table = "shipment"


class Arrival(models.Model):
    """A shipment came to its pickup point."""

    shipment = models.OneToOneField(Shipment, models.PROTECT)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "arrival"


class ArrivalLine(models.Model):
    """The units of a variant that came."""

    arrival = models.ForeignKey(Arrival, models.PROTECT, related_name="lines")
    variant = models.ForeignKey(Variant, models.PROTECT)
    units = models.PositiveIntegerField()

    class Meta:
        db_table = "arrival_line"
        constraints = [
            models.UniqueConstraint(fields=["arrival", "variant"], name="arrival_line_once")
        ]


class DestinationQuerySet(models.QuerySet["Destination"]):
    def in_force(self) -> Self:
        """Return what buyers said last: the newest choice of each order, in its order."""
        later = Destination.objects.filter(order=OuterRef("order"), choice__gt=OuterRef("choice"))
        return self.filter(~Exists(later)).order_by("order_id", "id")

    def gifts(self) -> Self:
        """Return gifts as buyers said last, with what their slips tell."""
        return (
            self.in_force()
            .filter(is_gift=True)
            .select_related(
                "address",
                "order__person",
                "order__variant",
                "order__campaign__product",
                "order__campaign__storefront__seller",
            )
        )

    def with_sent(self) -> Self:
        """Add the units that left for each, `sent`; lost ones that are ordered again have not."""
        standing = Q(parcel_lines__parcel__end__replacement=None)
        return self.annotate(sent=Sum("parcel_lines__units", filter=standing, default=0))


class Destination(models.Model):
    """
    Where some units of an order go instead of to its own address; as a gift, without a price.

    A buyer says all destinations of an order at once; a later `choice` takes the place of an
    earlier one. Address and greeting are erased with the person.
    """

    order = models.ForeignKey(Order, models.PROTECT, related_name="destinations")
    choice = models.PositiveIntegerField()
    address = models.ForeignKey(Address, models.SET_NULL, null=True, related_name="destinations")
    units = models.PositiveIntegerField()
    is_gift = models.BooleanField(default=False)
    greeting = models.CharField(_("greeting"), max_length=200, blank=True)
    at = models.DateTimeField()

    objects: ClassVar[DestinationQuerySet] = DestinationQuerySet.as_manager()  # type: ignore[assignment]

    if TYPE_CHECKING:
        sent: int

    class Meta:
        db_table = "destination"
        constraints = [
            models.UniqueConstraint(
                fields=["order", "choice", "address"], name="destination_once_a_choice"
            ),
            models.CheckConstraint(condition=Q(units__gt=0), name="destination_units_positive"),
            models.CheckConstraint(
                condition=Q(is_gift=True) | Q(greeting=""), name="destination_greets_with_a_gift"
            ),
        ]


class ParcelQuerySet(models.QuerySet["Parcel"]):
    def on_the_way(self) -> Self:
        """Return parcels that nobody received and that are not gone."""
        return self.filter(delivery=None, end=None)

    def to_collect(self) -> Self:
        """Return parcels that lie at their pickup point."""
        return self.on_the_way().filter(shipment__arrival__isnull=False)

    def due_to_assume(self, now: datetime) -> Self:
        """Return parcels sent so long ago that, nobody having complained, they have come."""
        before = now - timedelta(days=settings.DELIVERED_AFTER_DAYS)
        return self.on_the_way().filter(shipment=None, dispatched_at__lte=before)


class Parcel(models.Model):
    """What leaves for one buyer: by carrier, or in a shipment to a pickup point."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="parcels")
    supplier = models.ForeignKey(Supplier, models.PROTECT, related_name="parcels")
    shipment = models.ForeignKey(Shipment, models.PROTECT, null=True, related_name="parcels")
    address = models.ForeignKey(Address, models.SET_NULL, null=True)
    carrier = models.CharField(_("carrier"), max_length=60, blank=True)
    tracking = models.CharField(_("tracking number"), max_length=60, blank=True)
    dispatched_at = models.DateTimeField()
    sent_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    objects: ClassVar[ParcelQuerySet] = ParcelQuerySet.as_manager()  # type: ignore[assignment]

    if TYPE_CHECKING:
        lines: RelatedManager["ParcelLine"]
        delivery: "Delivery"

    class Meta:
        db_table = "parcel"
        constraints = [
            models.UniqueConstraint(
                fields=["carrier", "tracking"],
                condition=~Q(tracking=""),
                name="parcel_tracking_once",
            ),
            models.CheckConstraint(
                condition=Q(shipment__isnull=False) | ~Q(carrier=""), name="parcel_has_a_way"
            ),
        ]
        indexes = [models.Index(fields=["dispatched_at"], name="parcel_by_dispatch")]

    def __str__(self) -> str:
        return f"parcel {self.pk}"


class ParcelLine(models.Model):
    """The units of one order in a parcel."""

    parcel = models.ForeignKey(Parcel, models.PROTECT, related_name="lines")
    order = models.ForeignKey(Order, models.PROTECT, related_name="parcel_lines")
    destination = models.ForeignKey(
        Destination, models.PROTECT, null=True, related_name="parcel_lines"
    )
    units = models.PositiveIntegerField()

    class Meta:
        db_table = "parcel_line"
        constraints = [
            models.UniqueConstraint(fields=["parcel", "order"], name="parcel_line_once"),
            models.CheckConstraint(condition=Q(units__gt=0), name="parcel_line_positive"),
        ]

    @property
    def variant(self) -> Variant:
        """Return the variant that is in the parcel."""
        return sent_as(self.order)


class CarrierEvent(models.Model):
    """What a carrier said about a parcel, once per its own reference."""

    class Kind(models.TextChoices):
        ON_THE_WAY = "on_the_way", _("on the way")
        FAILED = "failed", _("could not be delivered")
        DELIVERED = "delivered", _("delivered")

    parcel = models.ForeignKey(Parcel, models.PROTECT, related_name="events")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    ref = models.CharField(max_length=120, unique=True)
    happened_at = models.DateTimeField()
    at = models.DateTimeField()

    class Meta:
        db_table = "carrier_event"
        ordering = ("happened_at", "id")


class Delivery(models.Model):
    """A parcel was received; how we know."""

    class How(models.TextChoices):
        CARRIER = "carrier", _("said the carrier")
        BUYER = "buyer", _("said the buyer")
        ORGANISER = "organiser", _("handed out at the pickup point")
        CODE = "code", _("handed to somebody with the code")
        DESK = "desk", _("noted at the desk")
        ASSUMED = "assumed", _("sent long ago, no complaint")

    parcel = models.OneToOneField(Parcel, models.PROTECT)
    how = models.CharField(max_length=9, choices=How.choices)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    if TYPE_CHECKING:
        lines: RelatedManager["DeliveryLine"]

    class Meta:
        db_table = "delivery"
        indexes = [models.Index(fields=["at"], name="delivery_by_time")]


class DeliveryLine(models.Model):
    """The units of one order received, with what they bring: goods and delivery, net."""

    delivery = models.ForeignKey(Delivery, models.PROTECT, related_name="lines")
    order = models.ForeignKey(Order, models.PROTECT, related_name="delivery_lines")
    units = models.PositiveIntegerField()
    goods_net_cents = models.PositiveBigIntegerField()
    delivery_net_cents = models.PositiveBigIntegerField()

    class Meta:
        db_table = "delivery_line"
        constraints = [
            models.UniqueConstraint(fields=["delivery", "order"], name="delivery_line_once")
        ]
