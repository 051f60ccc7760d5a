"""New units for those that were returned or claimed."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clust.orders.models import Order
from clust.people.models import Person
from clust.returns.models.claims import ClaimAnswer
from clust.returns.models.returns import Restitution, Return
from clust.supply.models import PurchaseOrder


class Exchange(models.Model):
    """New units leave for the buyer in the place of those returned or claimed."""

    return_of = models.OneToOneField(Return, models.PROTECT, null=True, related_name="exchange")
    claim_answer = models.OneToOneField(
        ClaimAnswer, models.PROTECT, null=True, related_name="exchange"
    )
    purchase_order = models.OneToOneField(
        PurchaseOrder, models.PROTECT, null=True, related_name="exchange"
    )
    units = models.PositiveIntegerField()
    note = models.CharField(_("from whom and when it comes"), max_length=240)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "exchange"
        constraints = [
            models.CheckConstraint(
                condition=Q(return_of__isnull=False, claim_answer=None)
                | Q(return_of=None, claim_answer__isnull=False),
                name="exchange_of_one_fact",
            ),
            models.CheckConstraint(condition=Q(units__gt=0), name="exchange_positive"),
        ]

    @property
    def order(self) -> Order:
        """Return the buyer's order."""
        order: Order = self._cause.order
        return order

    @property
    def key(self) -> str:
        """Return the key of what it would undo, were it given up."""
        return f"{'return' if self.return_of_id else 'claim'}:{self._cause.pk}"

    @property
    def is_given_up(self) -> bool:
        """Say whether the money was given back instead."""
        return Restitution.objects.filter(cancellation__key=self.key).exists()

    @property
    def _cause(self) -> Any:
        return self.return_of or getattr(self.claim_answer, "claim", None)
