"""What the sandbox remembers, as a provider would: it is nobody's books, and may be emptied."""

import uuid

from django.db import models

from clust.payments.gateway import SavedCard


class Answer(models.TextChoices):
    """What came of a question to a card's holder or bank."""

    WAITING = "waiting"
    YES = "yes"
    NO = "no"


class SandboxSession(models.Model):
    """A card is entered, or one that is saved authenticated, for up to an amount."""

    token = models.UUIDField(default=uuid.uuid4, unique=True)
    key = models.CharField(max_length=120, unique=True)
    customer_ref = models.CharField(max_length=120)
    cents = models.PositiveBigIntegerField()
    currency = models.CharField(max_length=3)
    return_url = models.CharField(max_length=500)
    cancel_url = models.CharField(max_length=500, blank=True)
    method_ref = models.CharField(max_length=120, blank=True)
    fingerprint = models.CharField(max_length=64, blank=True)
    brand = models.CharField(max_length=20, blank=True)
    last4 = models.CharField(max_length=4, blank=True)
    expires_on = models.DateField(null=True)
    answer = models.CharField(max_length=10, choices=Answer.choices, default=Answer.WAITING)
    code = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "sandbox_session"

    @property
    def card(self) -> SavedCard | None:
        """The card, once it was entered."""
        if not self.expires_on:
            return None
        return SavedCard(
            customer_ref=self.customer_ref,
            method_ref=self.method_ref,
            fingerprint=self.fingerprint,
            brand=self.brand,
            last4=self.last4,
            expires_on=self.expires_on,
        )

    def enter(self, card: SavedCard) -> None:
        """Take the card that its holder typed."""
        self.method_ref = card.method_ref
        self.fingerprint = card.fingerprint
        self.brand, self.last4, self.expires_on = card.brand, card.last4, card.expires_on


class SandboxCharge(models.Model):
    """Money is asked of a card."""

    token = models.UUIDField(default=uuid.uuid4, unique=True)
    key = models.CharField(max_length=120, unique=True)
    method_ref = models.CharField(max_length=120)
    cents = models.PositiveBigIntegerField()
    currency = models.CharField(max_length=3)
    return_url = models.CharField(max_length=500, blank=True)
    answer = models.CharField(max_length=10, choices=Answer.choices, default=Answer.WAITING)
    code = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "sandbox_charge"

    @property
    def ref(self) -> str:
        """Under which a provider would know it."""
        return f"sandbox-charge-{self.pk}"


class SandboxRefund(models.Model):
    """Money of a charge goes back."""

    key = models.CharField(max_length=120, unique=True)
    charge = models.ForeignKey(SandboxCharge, models.PROTECT, related_name="refunds")
    cents = models.PositiveBigIntegerField()
    code = models.CharField(max_length=60, blank=True, help_text="why it was refused")
    at = models.DateTimeField()

    class Meta:
        db_table = "sandbox_refund"

    @property
    def ref(self) -> str:
        """Under which a provider would know it."""
        return f"sandbox-refund-{self.pk}"
