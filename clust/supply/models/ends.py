"""What becomes of goods that reach nobody, or come back; and campaigns that run late."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from clust.campaigns.models import Campaign
from clust.invoicing.models import ResaleInvoice
from clust.orders.models import Order
from clust.people.models import Person
from clust.sourcing.models import Variant
from clust.supply.models.purchasing import PurchaseOrder, paid
from clust.supply.models.shipping import Delivery, Parcel, ParcelLine

if TYPE_CHECKING:
    pass


class Loss(models.Model):
    """A parcel that reaches nobody: lost on its way, or never collected and going back."""

    class Cause(models.TextChoices):
        LOST = "lost", _("lost on the way")
        UNCOLLECTED = "uncollected", _("never collected, goes back")
        SHORT = "short", _("nothing of it came")

    parcel = models.OneToOneField(Parcel, models.PROTECT, related_name="end")
    cause = models.CharField(max_length=11, choices=Cause.choices)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    if TYPE_CHECKING:
        replacement: "Replacement"

    class Meta:
        db_table = "loss"


class Gap(models.Model):
    """Units of a parcel that did not arrive at the pickup point with the rest."""

    line = models.OneToOneField(ParcelLine, models.PROTECT, related_name="gap")
    units = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        db_table = "gap"
        constraints = [models.CheckConstraint(condition=Q(units__gt=0), name="gap_positive")]


class Replacement(models.Model):
    """Goods ordered anew in the place of lost ones."""

    loss = models.OneToOneField(Loss, models.PROTECT, related_name="replacement")
    purchase_order = models.OneToOneField(PurchaseOrder, models.PROTECT, related_name="replacement")

    class Meta:
        db_table = "replacement"


class Disposal(models.Model):
    """Units that came back or that nobody wants any more: where they went."""

    class Kind(models.TextChoices):
        SUPPLIER = "supplier", _("returned to the supplier")
        RESOLD = "resold", _("resold")
        DONATED = "donated", _("donated")
        RECYCLED = "recycled", _("recycled")

    purchase_order = models.ForeignKey(PurchaseOrder, models.PROTECT, related_name="disposals")
    variant = models.ForeignKey(Variant, models.PROTECT)
    units = models.PositiveIntegerField()
    kind = models.CharField(max_length=8, choices=Kind.choices)
    net_cents = models.PositiveBigIntegerField(
        default=0, help_text="what the supplier takes off what we owe it"
    )
    sold_gross_cents = models.PositiveBigIntegerField(
        default=0, help_text="what it was resold for, with tax"
    )
    sold_per_mille = models.PositiveSmallIntegerField(default=0, help_text="VAT rate of the resale")
    invoice = models.OneToOneField(
        ResaleInvoice, models.PROTECT, null=True, related_name="disposal", help_text="of a resale"
    )
    note = models.CharField(_("to whom, under which number"), max_length=240)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "disposal"
        constraints = [
            models.CheckConstraint(condition=Q(units__gt=0), name="disposal_positive"),
            models.CheckConstraint(
                condition=Q(kind__in=["supplier", "resold", "donated", "recycled"]),
                name="disposal_kind_known",
            ),
            models.CheckConstraint(
                condition=Q(kind="resold") | Q(sold_gross_cents=0, sold_per_mille=0),
                name="disposal_sold_only_when_resold",
            ),
        ]


class Conclusion(models.Model):
    """Nothing remains of what was bought for a campaign: the desk has looked."""

    campaign = models.OneToOneField(Campaign, models.PROTECT, related_name="conclusion")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "conclusion"


class Delay(models.Model):
    """A campaign is later than promised by more than the term: its buyers may take money back."""

    campaign = models.OneToOneField(Campaign, models.PROTECT, related_name="delay")
    at = models.DateTimeField()

    class Meta:
        db_table = "delay"


def late_since(now: datetime) -> Q:
    """Ask for campaigns whose promised day passed by more than the term."""
    return Q(delivery_on__lt=(now - timedelta(days=settings.LATE_AFTER_DAYS)).date())


def due_to_delay(now: datetime) -> models.QuerySet[Campaign]:
    """Return campaigns late by more than the term, with orders paid and not received."""
    received = Delivery.objects.filter(lines__order=OuterRef("pk"))
    waiting = paid(Order.objects.filter(~Exists(received), campaign=OuterRef("pk")))
    return Campaign.objects.filter(
        late_since(now), Exists(waiting), asks_for_card=True, delay=None, conclusion=None
    )
