"""What we buy for everybody at once, what the supplier answers, and what it brings less."""

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from clust.campaigns.models import Campaign, Clearing
from clust.orders.models import DirectOrder, Order
from clust.payments.settling import ready_to_purchase, with_sums
from clust.people.models import Person
from clust.sourcing.models import Quote, Supplier, Variant

if TYPE_CHECKING:
    from django_stubs_ext.db.models.manager import RelatedManager


def paid(orders: models.QuerySet[Order]) -> models.QuerySet[Order]:
    """Return those paid in full of which units are left, with the sums of `settling`."""
    return with_sums(orders).filter(units_left__gt=0, kept__gte=F("due"))


def due_to_purchase(now: datetime) -> models.QuerySet[Clearing]:
    """
    Return clearings whose buyers have orders while the supplier has none yet.

    Where a card is asked for, not before their money stands firm, or the desk says go on.
    """
    orders = Order.objects.filter(allotment__clearing=OuterRef("pk"))
    bought = Exists(paid(orders)) | Q(closing__campaign__asks_for_card=False) & Exists(orders)
    return ready_to_purchase(now).filter(bought, purchase_order=None)


def due_to_purchase_singly(now: datetime) -> models.QuerySet[DirectOrder]:
    """Return orders bought now that are paid and that the supplier does not know of."""
    standing = paid(Order.objects.filter(pk=OuterRef("order")))
    return DirectOrder.objects.filter(Exists(standing), purchase_order=None, order__at__lte=now)


class PurchaseOrderQuerySet(models.QuerySet["PurchaseOrder"]):
    def of_supplier(self, supplier: Supplier) -> Self:
        """Return what was ordered from a supplier."""
        return self.filter(quote__product__supplier=supplier)

    def answered(self) -> Self:
        """Add `is_answered` and `is_refused`, by the supplier's last answer."""
        answers = PurchaseAnswer.objects.filter(purchase_order=OuterRef("pk")).order_by("-pk")
        return self.annotate(
            is_answered=Exists(answers), is_refused=Subquery(answers.values("refused")[:1])
        )


class PurchaseOrder(models.Model):
    """
    One order to the supplier, in whole cases: all the units of a cleared campaign.

    An order bought now has one of its own; what replaces lost goods has one without either.
    """

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="purchase_orders")
    clearing = models.OneToOneField(
        Clearing, models.PROTECT, null=True, related_name="purchase_order"
    )
    direct_order = models.OneToOneField(
        DirectOrder, models.PROTECT, null=True, related_name="purchase_order"
    )
    quote = models.ForeignKey(Quote, models.PROTECT, related_name="purchase_orders")
    units = models.PositiveIntegerField()
    unit_net_cents = models.PositiveIntegerField()
    total_net_cents = models.PositiveBigIntegerField()
    deliver_by_on = models.DateField()
    at = models.DateTimeField()

    objects: ClassVar[PurchaseOrderQuerySet] = PurchaseOrderQuerySet.as_manager()  # type: ignore[assignment]

    if TYPE_CHECKING:
        lines: RelatedManager["PurchaseOrderLine"]
        answers: RelatedManager["PurchaseAnswer"]
        shares: RelatedManager["PurchaseShare"]
        reductions: RelatedManager["PurchaseReduction"]

    class Meta:
        db_table = "purchase_order"
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    total_net_cents=Cast("units", models.BigIntegerField()) * F("unit_net_cents"),
                    units__gt=0,
                ),
                name="purchase_order_adds_up",
            ),
            models.CheckConstraint(
                condition=Q(clearing=None) | Q(direct_order=None),
                name="purchase_order_of_one_cause",
            ),
        ]

    @property
    def is_exchange(self) -> bool:
        """Say whether it is of new units in the place of what buyers sent back."""
        first = self.clearing_id or self.direct_order_id
        return not first and not hasattr(self, "replacement")

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


class PurchaseShare(models.Model):
    """The units of a purchase order that are for one buyer's order."""

    purchase_order = models.ForeignKey(
        PurchaseOrder, models.PROTECT, related_name="shares", db_constraint=False
    )
    order = models.ForeignKey(
        Order, models.PROTECT, related_name="purchase_shares", db_constraint=False
    )
    units = models.PositiveIntegerField()

    class Meta:
        db_table = "purchase_share"
        constraints = [
            models.UniqueConstraint(fields=["purchase_order", "order"], name="purchase_share_once"),
            models.CheckConstraint(condition=Q(units__gt=0), name="purchase_share_positive"),
        ]


class PurchaseAnswer(models.Model):
    """What the supplier says to a purchase order; the last answer holds."""

    purchase_order = models.ForeignKey(PurchaseOrder, models.PROTECT, related_name="answers")
    refused = models.BooleanField(default=False)
    deliver_by_on = models.DateField(_("delivery date named"), null=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    if TYPE_CHECKING:
        lines: RelatedManager["PurchaseAnswerLine"]

    class Meta:
        db_table = "purchase_answer"
        ordering = ("-id",)


class PurchaseAnswerLine(models.Model):
    """So many units of a variant the supplier will bring."""

    answer = models.ForeignKey(PurchaseAnswer, models.PROTECT, related_name="lines")
    variant = models.ForeignKey(Variant, models.PROTECT)
    units = models.PositiveIntegerField()

    class Meta:
        db_table = "purchase_answer_line"
        constraints = [
            models.UniqueConstraint(fields=["answer", "variant"], name="purchase_answer_line_once")
        ]


class PurchaseReduction(models.Model):
    """Units that we do not owe the supplier for: not brought, called off, or sent back."""

    class Cause(models.TextChoices):
        REFUSED = "refused", _("refused by the supplier")
        SHORTENED = "shortened", _("shortened by the supplier")
        SHORT = "short", _("delivered short")
        UNWANTED = "unwanted", _("called off before it was sent")
        RETURNED = "returned", _("sent back to the supplier")

    purchase_order = models.ForeignKey(PurchaseOrder, models.PROTECT, related_name="reductions")
    variant = models.ForeignKey(Variant, models.PROTECT)
    units = models.PositiveIntegerField()
    net_cents = models.PositiveBigIntegerField()
    cause = models.CharField(max_length=9, choices=Cause.choices)
    key = models.CharField(max_length=80, unique=True, help_text="the fact that caused it")
    at = models.DateTimeField()

    class Meta:
        db_table = "purchase_reduction"
        constraints = [
            models.CheckConstraint(condition=Q(units__gt=0), name="purchase_reduction_positive"),
            models.CheckConstraint(
                condition=Q(cause__in=["refused", "shortened", "short", "unwanted", "returned"]),
                name="purchase_reduction_cause_known",
            ),
        ]
