"""What a buyer declares after the sale: withdrawn from the contract, or not as it was sold."""

from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from clust.orders.models import Order
from clust.people.models import Person
from clust.returns.models.threads import Thread


class Retraction(models.Model):
    """A buyer withdrew from the contract after the close, wholly or in part."""

    order = models.ForeignKey(Order, models.PROTECT, related_name="retractions")
    units = models.PositiveIntegerField()
    key = models.UUIDField(unique=True, help_text="the form it was sent with")
    at = models.DateTimeField()

    class Meta:
        db_table = "retraction"
        constraints = [models.CheckConstraint(condition=Q(units__gt=0), name="retraction_positive")]

    @property
    def number(self) -> str:
        """Return the number that its buyer quotes to us."""
        return f"RE-{self.pk:06d}"


class ClaimQuerySet(models.QuerySet["Claim"]):
    def open(self) -> Self:
        """Return claims that nobody has answered yet."""
        return self.filter(answer=None)


class Claim(models.Model):
    """Something is not as it was sold: the two-year legal guarantee of conformity."""

    class Wish(models.TextChoices):
        REPAIR = "repair", _("repair")
        REPLACEMENT = "replacement", _("replacement")
        REFUND = "refund", _("money back")
        REDUCTION = "reduction", _("keep it for less")

    order = models.ForeignKey(Order, models.PROTECT, related_name="claims")
    thread = models.OneToOneField(Thread, models.PROTECT)
    units = models.PositiveIntegerField()
    wish = models.CharField(max_length=11, choices=Wish.choices)
    due_at = models.DateTimeField(help_text="the remedy is owed by then")
    key = models.UUIDField(unique=True)
    at = models.DateTimeField()

    objects: ClassVar[ClaimQuerySet] = ClaimQuerySet.as_manager()  # type: ignore[assignment]

    if TYPE_CHECKING:
        answer: "ClaimAnswer"

    class Meta:
        db_table = "claim"
        constraints = [
            models.CheckConstraint(condition=Q(units__gt=0), name="claim_positive"),
            models.CheckConstraint(
                condition=Q(wish__in=["repair", "replacement", "refund", "reduction"]),
                name="claim_wish_known",
            ),
        ]

    @property
    def number(self) -> str:
        """Return the number that its buyer quotes to us."""
        return f"GA-{self.pk:06d}"


class ClaimAnswer(models.Model):
    """How a claim was settled, and why."""

    class Remedy(models.TextChoices):
        REPAIRED = "repaired", _("repaired")
        REPLACED = "replaced", _("replaced")
        REFUNDED = "refunded", _("money back against the goods")
        REDUCED = "reduced", _("price reduced")
        REFUSED = "refused", pgettext_lazy("claim", "refused")

    claim = models.OneToOneField(Claim, models.PROTECT, related_name="answer")
    remedy = models.CharField(max_length=8, choices=Remedy.choices)
    gross_cents = models.PositiveBigIntegerField(default=0, help_text="by how much it is reduced")
    reason = models.CharField(_("why, for the buyer"), max_length=500)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "claim_answer"
        constraints = [
            models.CheckConstraint(
                condition=Q(remedy="reduced", gross_cents__gt=0)
                | (~Q(remedy="reduced") & Q(gross_cents=0)),
                name="claim_answer_reduces_by_something",
            )
        ]
