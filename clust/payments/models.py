"""What was asked of a provider, what it answered, and what flowed back."""

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from clust.campaigns.models import Clearing, Hold
from clust.orders.models import Order
from clust.people.models import Person
from clust.wallet.models import Card, Credit

MADE_AFTER_ALL = "made_after_all"


class OrderSums(models.Model):
    """Where the money of an order stands, in whole cents gross: a view of the database."""

    order = models.OneToOneField(
        Order, models.DO_NOTHING, primary_key=True, related_name="sums", db_constraint=False
    )
    units_left = models.BigIntegerField()
    undone = models.BigIntegerField()
    subsidised = models.BigIntegerField()
    credited = models.BigIntegerField()
    captured = models.BigIntegerField()
    refunding = models.BigIntegerField()
    kept = models.BigIntegerField()
    owed = models.BigIntegerField()
    due = models.BigIntegerField()

    class Meta:
        managed = False
        db_table = "order_sums"


class CardCheckQuerySet(models.QuerySet["CardCheck"]):
    def unknown(self, asked_before: datetime) -> Self:
        """Return checks without an answer that were asked before a moment."""
        return self.filter(end=None, given_up=False, at__lt=asked_before)


class CardCheck(models.Model):
    """
    Before a holder is sent to the provider to enter a card, or to confirm one they have saved.

    For a hold, in place of another card, to pay an order again, or just to keep the card. The
    check's number is its idempotency key.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="card_checks")
    hold = models.ForeignKey(Hold, models.PROTECT, null=True, related_name="checks")
    order = models.ForeignKey(Order, models.PROTECT, null=True, related_name="card_checks")
    replaces = models.ForeignKey(Card, models.SET_NULL, null=True, related_name="+", db_index=False)
    card = models.ForeignKey(
        Card, models.SET_NULL, null=True, related_name="+", help_text="none: a new one is entered"
    )
    gateway = models.CharField(max_length=20)
    cents = models.PositiveBigIntegerField(help_text="authenticated for up to so much")
    currency = models.CharField(max_length=3)
    ref = models.CharField(max_length=120, blank=True, help_text="the provider's, once it is known")
    given_up = models.BooleanField(default=False, help_text="never answered; asked no more")
    at = models.DateTimeField()

    objects: ClassVar[CardCheckQuerySet] = CardCheckQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        db_table = "card_check"
        indexes = [models.Index(fields=["at"], name="card_check_by_time")]

    @property
    def key(self) -> str:
        """Return the idempotency key under which the provider is asked."""
        return f"card-{self.pk}"


class CardCheckEnd(models.Model):
    """The provider's answer: the card that its holder confirmed, or why there is none."""

    card_check = models.OneToOneField(CardCheck, models.PROTECT, related_name="end")
    card = models.ForeignKey(Card, models.SET_NULL, null=True, related_name="+", db_index=False)
    confirmed = models.BooleanField()
    code = models.CharField(max_length=60, blank=True, help_text="the provider's reason")
    at = models.DateTimeField()

    class Meta:
        db_table = "card_check_end"


class CreditUse(models.Model):
    """A credit pays a part of an order, before its card is asked; `returned_cents` is kept."""

    credit = models.ForeignKey(Credit, models.PROTECT, related_name="uses")
    order = models.ForeignKey(Order, models.PROTECT, related_name="credit_uses")
    cents = models.PositiveIntegerField()
    returned_cents = models.PositiveIntegerField(default=0)
    at = models.DateTimeField()

    class Meta:
        db_table = "credit_use"
        constraints = [
            models.UniqueConstraint(fields=["credit", "order"], name="credit_use_once"),
            models.CheckConstraint(
                condition=Q(cents__gt=0, returned_cents__lte=F("cents")),
                name="credit_use_returned_once",
            ),
        ]


class CreditReturn(models.Model):
    """What a credit had paid of a sale that was undone, given back as a credit of its own."""

    use = models.ForeignKey(CreditUse, models.PROTECT, related_name="returns")
    credit = models.OneToOneField(Credit, models.PROTECT, related_name="returned")
    cents = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        db_table = "credit_return"
        constraints = [
            models.CheckConstraint(condition=Q(cents__gt=0), name="credit_return_positive")
        ]


class CollectionQuerySet(models.QuerySet["Collection"]):
    def paused(self) -> Self:
        """Return collections that the desk has stopped and not gone on with."""
        return self.filter(
            Exists(CapturePause.objects.filter(collection=OuterRef("pk"), resume=None))
        )


class Collection(models.Model):
    """The moment a clearing's buyers were all put down to be charged."""

    clearing = models.OneToOneField(Clearing, models.PROTECT, related_name="collection")
    at = models.DateTimeField()

    objects: ClassVar[CollectionQuerySet] = CollectionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        db_table = "collection"
        indexes = [models.Index(fields=["at"], name="collection_by_time")]


class CapturePause(models.Model):
    """The desk stops charging a clearing's buyers."""

    collection = models.ForeignKey(Collection, models.PROTECT, related_name="pauses")
    person = models.ForeignKey(Person, models.PROTECT, null=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "capture_pause"


class CaptureResume(models.Model):
    """The desk goes on charging."""

    pause = models.OneToOneField(CapturePause, models.PROTECT, related_name="resume")
    person = models.ForeignKey(Person, models.PROTECT, null=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "capture_resume"


class Pace(models.Model):
    """When a provider may be asked next: kept, so that all workers together keep its limit."""

    gateway = models.CharField(max_length=20, primary_key=True)
    next_at = models.DateTimeField()

    class Meta:
        db_table = "pace"


class TransferDue(models.Model):
    """An order is to be paid by bank transfer under a reference of its own, until a moment."""

    order = models.OneToOneField(Order, models.PROTECT, related_name="transfer_due")
    collection = models.ForeignKey(Collection, models.PROTECT, null=True, related_name="transfers")
    reference = models.CharField(max_length=25, unique=True, help_text="ISO 11649, RF…")
    due_at = models.DateTimeField()
    at = models.DateTimeField()

    class Meta:
        db_table = "transfer_due"


class AttemptQuerySet(models.QuerySet["Attempt"]):
    def waiting(self) -> Self:
        """Return attempts that the provider has not been asked for yet."""
        return self.filter(open=True, asked_at=None)

    def unknown(self) -> Self:
        """Return attempts that were asked and have no answer."""
        return self.filter(open=True, asked_at__isnull=False)


class Attempt(models.Model):
    """
    Before the provider is asked for money; the attempt's number is its idempotency key.

    Kept beside the fact: `open`, cleared in the transaction that writes the answer, so that an
    order never has two attempts on the way; `asked_at`, empty while it waits for a slot; `look_at`,
    when the provider is asked next what became of it.
    """

    order = models.ForeignKey(Order, models.PROTECT, related_name="attempts")
    collection = models.ForeignKey(
        Collection, models.PROTECT, null=True, db_index=False, related_name="attempts"
    )
    card = models.ForeignKey(Card, models.SET_NULL, null=True, db_index=False)
    gateway = models.CharField(max_length=20)
    cents = models.PositiveBigIntegerField()
    currency = models.CharField(max_length=3)
    by_buyer = models.BooleanField(default=False, help_text="asked while the buyer was there")
    ref = models.CharField(max_length=120, blank=True, help_text="the provider's, once it is known")
    wants_holder = models.BooleanField(default=False, help_text="the bank has asked the holder")
    open = models.BooleanField(default=True)
    asked_at = models.DateTimeField(null=True)
    look_at = models.DateTimeField(null=True)
    at = models.DateTimeField()

    objects: ClassVar[AttemptQuerySet] = AttemptQuerySet.as_manager()  # type: ignore[assignment]

    if TYPE_CHECKING:
        capture: "Capture"
        refusal: "Refusal"

    class Meta:
        db_table = "attempt"
        constraints = [
            models.UniqueConstraint(
                fields=["order"], condition=Q(open=True), name="attempt_one_open"
            ),
            models.CheckConstraint(condition=Q(cents__gt=0), name="attempt_positive"),
        ]
        indexes = [
            models.Index(
                fields=["id"], condition=Q(open=True, asked_at=None), name="attempt_waiting"
            ),
            models.Index(fields=["look_at"], condition=Q(open=True), name="attempt_to_look_at"),
            models.Index(fields=["collection"], condition=Q(open=True), name="attempt_open_of"),
            models.Index(fields=["collection", "id"], name="attempt_by_collection"),
        ]

    @property
    def key(self) -> str:
        """Return the idempotency key under which the provider is asked."""
        return f"attempt-{self.pk}"


class Capture(models.Model):
    """Money that came for an order, by card or by transfer; `refunded_cents` is kept."""

    order = models.ForeignKey(Order, models.PROTECT, related_name="captures")
    attempt = models.OneToOneField(Attempt, models.PROTECT, null=True)
    cents = models.PositiveBigIntegerField()
    refunded_cents = models.PositiveBigIntegerField(default=0)
    surplus = models.BooleanField(default=False, help_text="more came with it than was due then")
    ref = models.CharField(max_length=120, help_text="the provider's charge, or the bank's line")
    at = models.DateTimeField()

    class Meta:
        db_table = "capture"
        indexes = [
            models.Index(fields=["at"], name="capture_by_time"),
            models.Index(fields=["at"], condition=Q(surplus=True), name="capture_surplus"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(cents__gt=0, refunded_cents__lte=F("cents")),
                name="capture_never_refunded_twice",
            ),
            models.UniqueConstraint(fields=["ref"], name="capture_ref_once"),
        ]


class Refusal(models.Model):
    """An attempt that took nothing, and why."""

    attempt = models.OneToOneField(Attempt, models.PROTECT)
    code = models.CharField(_("the provider's reason"), max_length=60)
    wants_holder = models.BooleanField(default=False, help_text="the bank asks the holder")
    at = models.DateTimeField()

    class Meta:
        db_table = "refusal"
        indexes = [models.Index(fields=["at"], name="refusal_by_time")]


class RefundQuerySet(models.QuerySet["Refund"]):
    def unanswered(self) -> Self:
        """Return refunds that are neither done nor refused."""
        return self.filter(open=True)


class Refund(models.Model):
    """
    Money of a capture that flows back; the refund's number is its idempotency key.

    By the provider, or by the desk from the bank. Kept beside the fact, as an attempt's: `open`,
    `asked_at` and `look_at`.
    """

    capture = models.ForeignKey(Capture, models.PROTECT, related_name="refunds")
    cents = models.PositiveBigIntegerField()
    by_bank = models.BooleanField(default=False, help_text="sent by the desk from the bank")
    ref = models.CharField(max_length=120, blank=True, help_text="the provider's, once it is known")
    open = models.BooleanField(default=True)
    asked_at = models.DateTimeField(null=True)
    look_at = models.DateTimeField(null=True)
    at = models.DateTimeField()

    objects: ClassVar[RefundQuerySet] = RefundQuerySet.as_manager()  # type: ignore[assignment]

    if TYPE_CHECKING:
        done: "RefundDone"
        failure: "RefundFailure"
        after_all: "RefundAfterAll"

    class Meta:
        db_table = "refund"
        constraints = [models.CheckConstraint(condition=Q(cents__gt=0), name="refund_positive")]
        indexes = [
            models.Index(fields=["at"], name="refund_by_time"),
            models.Index(
                fields=["id"],
                condition=Q(open=True, asked_at=None, by_bank=False),
                name="refund_waiting",
            ),
            models.Index(fields=["look_at"], condition=Q(open=True), name="refund_to_look_at"),
        ]

    @property
    def key(self) -> str:
        """Return the idempotency key under which the provider is asked."""
        return f"refund-{self.pk}"


class RefundDone(models.Model):
    """The provider sent the money back."""

    refund = models.OneToOneField(Refund, models.PROTECT, related_name="done")
    ref = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        db_table = "refund_done"


class RefundFailure(models.Model):
    """The provider could not send the money back; the desk finds another way."""

    refund = models.OneToOneField(Refund, models.PROTECT, related_name="failure")
    code = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta:
        db_table = "refund_failure"


class RefundAfterAll(models.Model):
    """
    The provider had called a refund failed, and proves to have made it after all.

    `twice_cents` of it the buyer had back another way by then, and owes them to us.
    """

    refund = models.OneToOneField(Refund, models.PROTECT, related_name="after_all")
    ref = models.CharField(max_length=120)
    twice_cents = models.PositiveBigIntegerField()
    at = models.DateTimeField()

    if TYPE_CHECKING:
        regain: "Regain"

    class Meta:
        db_table = "refund_after_all"


class Regain(models.Model):
    """What a buyer was paid back twice came to us again, or the desk let it go."""

    after_all = models.OneToOneField(RefundAfterAll, models.PROTECT, related_name="regain")
    let_go = models.BooleanField()
    note = models.CharField(_("how it came, or why not"), max_length=240)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "regain"
        constraints = [models.CheckConstraint(condition=~Q(note=""), name="regain_explained")]


class PurchaseDecision(models.Model):
    """The desk orders from the supplier with what is captured, without waiting for the rest."""

    clearing = models.OneToOneField(Clearing, models.PROTECT, related_name="purchase_decision")
    person = models.ForeignKey(Person, models.PROTECT, null=True)
    below_cost_reason = models.CharField(max_length=240, blank=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "purchase_decision"


class CampaignCancellation(models.Model):
    """The desk calls a cleared campaign off under a condition of its terms, with refunds to all."""

    clearing = models.OneToOneField(Clearing, models.PROTECT, related_name="cancellation")
    person = models.ForeignKey(Person, models.PROTECT, null=True)
    condition = models.CharField(_("the condition in the terms"), max_length=240)
    at = models.DateTimeField()

    class Meta:
        db_table = "campaign_cancellation"
