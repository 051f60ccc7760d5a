"""Another variant in the place of one that the supplier cannot bring, only by each buyer's yes."""

from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clust.orders.models import Order
from clust.people.models import Person
from clust.sourcing.models import Variant
from clust.supply.models.purchasing import PurchaseOrderLine

if TYPE_CHECKING:
    from django_stubs_ext.db.models.manager import RelatedManager

ZONE = ZoneInfo(settings.TIME_ZONE)


class Substitution(models.Model):
    """The supplier offers another variant for what it cannot bring of a line."""

    line = models.OneToOneField(PurchaseOrderLine, models.PROTECT, related_name="substitution")
    variant = models.ForeignKey(Variant, models.PROTECT, related_name="+")
    answer_by_on = models.DateField(_("last day to answer"))
    note = models.CharField(_("note"), max_length=240, blank=True)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    if TYPE_CHECKING:
        questions: RelatedManager["SubstitutionQuestion"]

    class Meta:
        db_table = "substitution"

    def is_over(self, now: datetime) -> bool:
        """Say whether the last day to answer has passed."""
        return now.astimezone(ZONE).date() > self.answer_by_on


class SubstitutionQuestion(models.Model):
    """A buyer is asked about all that is left of an order; each order once."""

    offer = models.ForeignKey(Substitution, models.PROTECT, related_name="questions")
    order = models.OneToOneField(Order, models.PROTECT, related_name="substitution")
    at = models.DateTimeField()

    if TYPE_CHECKING:
        answer: "SubstitutionAnswer"

    class Meta:
        db_table = "substitution_question"
        indexes = [models.Index(fields=["at"], name="substitution_question_by_time")]


class SubstitutionAnswer(models.Model):
    """
    What becomes of the units a buyer was asked about: sent as the other variant, or undone.

    The order itself stays as it was. Silence is a no, without a person.
    """

    question = models.OneToOneField(SubstitutionQuestion, models.PROTECT, related_name="answer")
    accepted = models.BooleanField()
    units = models.PositiveIntegerField(help_text="none if all was undone in the meantime")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "substitution_answer"
        constraints = [
            models.CheckConstraint(
                condition=Q(accepted=False) | Q(person__isnull=False, units__gt=0),
                name="substitution_by_consent",
            )
        ]


def due_to_lapse_question(now: datetime) -> models.QuerySet[SubstitutionQuestion]:
    """Return questions that nobody answered until their last day."""
    today = now.astimezone(ZONE).date()
    return SubstitutionQuestion.objects.filter(
        answer=None, offer__answer_by_on__lt=today, at__lte=now
    )


def sent_as(order: Order) -> Variant:
    """Return the variant that an order is sent as: its own, or the substitute its buyer took."""
    question: SubstitutionQuestion | None = getattr(order, "substitution", None)
    answer = getattr(question, "answer", None)
    return question.offer.variant if question and answer and answer.accepted else order.variant
