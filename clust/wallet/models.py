"""What a person pays with: cards saved at a provider, and credits they earned."""

from datetime import date, datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from clust.people.models import Person
from clust.storefronts.models import Seller


class Customer(models.Model):
    """Under which reference a provider knows a person."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="customers")
    gateway = models.CharField(max_length=20)
    ref = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        db_table = "customer"
        constraints = [
            models.UniqueConstraint(fields=["person", "gateway"], name="customer_once"),
            models.UniqueConstraint(fields=["gateway", "ref"], name="customer_ref_once"),
        ]


class CardQuerySet(models.QuerySet["Card"]):
    def usable(self, on: date) -> Self:
        """Return cards that were not removed and have not expired on a day."""
        return self.filter(removed_at=None, expires_on__gte=on)

    def due_to_forget(self, now: datetime) -> Self:
        """Return cards that were removed here and that the provider still keeps."""
        return self.filter(removed_at__lte=now, forgotten_at=None)


class Card(models.Model):
    """A card saved at a provider: what its holder needs to recognise it, never its number."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="cards")
    gateway = models.CharField(max_length=20)
    customer_ref = models.CharField(max_length=120)
    method_ref = models.CharField(max_length=120)
    fingerprint = models.CharField(max_length=64, blank=True)
    brand = models.CharField(_("brand"), max_length=20)
    last4 = models.CharField(_("last four digits"), max_length=4)
    expires_on = models.DateField(_("last day of validity"))
    saved_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)
    forgotten_at = models.DateTimeField(null=True, help_text="when the provider forgot it too")

    objects: ClassVar[CardQuerySet] = CardQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        db_table = "card"
        ordering = ("-saved_at", "-id")
        constraints = [
            models.UniqueConstraint(fields=["gateway", "method_ref"], name="card_method_once")
        ]

    def __str__(self) -> str:
        return f"{self.brand.title()} •••• {self.last4}"


class CreditQuerySet(models.QuerySet["Credit"]):
    def spendable(self, person: Person, seller: Seller, now: datetime) -> Self:
        """Return what a person may still spend with a seller, what expires first first."""
        return self.filter(
            person=person, seller=seller, left_cents__gt=0, expires_at__gt=now
        ).order_by("expires_at", "id")

    def due_to_expire(self, now: datetime) -> Self:
        """Return credits whose time is over and of which something is left."""
        return self.filter(expires_at__lte=now, left_cents__gt=0)


class Credit(models.Model):
    """Money off a later order, earned and never bought; `left_cents`, kept, is not used yet."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="credits")
    seller = models.ForeignKey(Seller, models.PROTECT)
    cents = models.PositiveIntegerField()
    left_cents = models.PositiveIntegerField()
    currency = models.CharField(max_length=3, default="EUR")
    reason = models.CharField(max_length=120)
    key = models.CharField(max_length=80, unique=True, help_text="the fact that earned it")
    at = models.DateTimeField()
    expires_at = models.DateTimeField()

    objects: ClassVar[CreditQuerySet] = CreditQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        db_table = "credit"
        indexes = [models.Index(fields=["person", "expires_at"], name="credit_by_person")]
        constraints = [
            models.CheckConstraint(
                condition=Q(cents__gt=0, left_cents__lte=F("cents")), name="credit_not_overdrawn"
            )
        ]


class CreditTaking(models.Model):
    """What was left of a credit when what had earned it was undone."""

    credit = models.OneToOneField(Credit, models.PROTECT, related_name="taking")
    cents = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        db_table = "credit_taking"


class CreditExpiry(models.Model):
    """What was left of a credit when its time was over."""

    credit = models.OneToOneField(Credit, models.PROTECT, related_name="expiry")
    cents = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        db_table = "credit_expiry"
