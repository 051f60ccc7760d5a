"""Goods that come back, what we found, and what is given back for them."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clust.orders.models import Cancellation, Order
from clust.people.models import Person
from clust.returns.models.claims import Claim, ClaimAnswer, Retraction
from clust.returns.models.threads import Thread
from clust.rules.returns import MONEY_BACK_DAYS


class ReturnQuerySet(models.QuerySet["Return"]):
    def open(self) -> Self:
        """Return those still under way: no money back, no exchange, not refused, not given up."""
        return self.filter(restitution=None, exchange=None, refusal=None, end=None)

    def due_to_give_back(self, now: datetime) -> Self:
        """
        Return those whose money is due: checked, or withdrawn from long enough ago.

        After a withdrawal the money does not wait longer than 14 days for our check, once the
        goods arrived or were shown to be sent.
        """
        latest = now - timedelta(days=MONEY_BACK_DAYS)
        unseen = Q(checked=None, retraction__isnull=False, retraction__at__lte=latest)
        shown = Q(dispatch__at__lte=now) | Q(arrival__at__lte=now)
        money = self.open().filter(at__lte=now, wish=Return.REFUND)
        return money.filter(Q(checked__units__gt=0) | (unseen & shown)).distinct()


class Return(models.Model):
    """Goods come back: so many units of an order, why, and what the buyer wishes."""

    REFUND, EXCHANGE = "refund", "exchange"

    class Reason(models.TextChoices):
        RETRACTED = "retracted", _("withdrawn from the contract")
        DEFECTIVE = "defective", _("does not work")
        DAMAGED = "damaged", _("arrived damaged")
        WRONG = "wrong", _("not what was ordered")
        INCOMPLETE = "incomplete", _("something is missing")
        CLAIM = "claim", _("settled claim")

    order = models.ForeignKey(Order, models.PROTECT, related_name="returns")
    retraction = models.OneToOneField(Retraction, models.PROTECT, null=True, related_name="back")
    claim = models.OneToOneField(Claim, models.PROTECT, null=True, related_name="back")
    thread = models.ForeignKey(Thread, models.PROTECT, null=True)
    units = models.PositiveIntegerField()
    reason = models.CharField(_("reason"), max_length=10, choices=Reason.choices)
    wish = models.CharField(
        _("wish"), max_length=8, choices=[(REFUND, _("money back")), (EXCHANGE, _("exchange"))]
    )
    key = models.CharField(max_length=80, unique=True)
    send_by_on = models.DateField(help_text="last day to send it back")
    at = models.DateTimeField()

    objects: ClassVar[ReturnQuerySet] = ReturnQuerySet.as_manager()  # type: ignore[assignment]

    if TYPE_CHECKING:
        dispatch: "ReturnDispatch"
        arrival: "ReturnArrival"
        checked: "ReturnCheck"
        restitution: "Restitution"

    class Meta:
        db_table = "return"
        indexes = [models.Index(fields=["at"], name="return_by_time")]
        constraints = [
            models.CheckConstraint(condition=Q(units__gt=0), name="return_positive"),
            models.CheckConstraint(
                condition=Q(wish__in=["refund", "exchange"]), name="return_wish_known"
            ),
            models.CheckConstraint(
                condition=Q(reason="retracted", retraction__isnull=False)
                | (~Q(reason="retracted") & Q(retraction=None)),
                name="return_retracted_by_retraction",
            ),
        ]

    @property
    def number(self) -> str:
        """Return the number on its label."""
        return f"RT-{self.pk:06d}"

    @property
    def is_at_our_cost(self) -> bool:
        """Say whether we pay for its way back: whatever is our fault."""
        return self.reason != self.Reason.RETRACTED


class ReturnDispatch(models.Model):
    """The buyer sent it and shows it by the carrier's number."""

    return_of = models.OneToOneField(Return, models.PROTECT, related_name="dispatch")
    carrier = models.CharField(_("carrier"), max_length=60)
    tracking = models.CharField(_("tracking number"), max_length=60)
    at = models.DateTimeField()

    class Meta:
        db_table = "return_dispatch"


class ReturnArrival(models.Model):
    """It came back to us."""

    return_of = models.OneToOneField(Return, models.PROTECT, related_name="arrival")
    units = models.PositiveIntegerField()
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "return_arrival"


class ReturnCheck(models.Model):
    """We looked at it: units accepted, value lost and why."""

    return_of = models.OneToOneField(Return, models.PROTECT, related_name="checked")
    units = models.PositiveIntegerField(_("units accepted"))
    lost_gross_cents = models.PositiveBigIntegerField(_("value lost"), default=0)
    reason = models.CharField(_("why, for the buyer"), max_length=500, blank=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "return_check"
        constraints = [
            models.CheckConstraint(
                condition=Q(lost_gross_cents=0) | ~Q(reason=""), name="return_check_explained"
            )
        ]


class ReturnRefusal(models.Model):
    """It is not taken back, and why."""

    return_of = models.OneToOneField(Return, models.PROTECT, related_name="refusal")
    reason = models.CharField(_("why, for the buyer"), max_length=500)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "return_refusal"
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="return_refusal_explained")
        ]


class ReturnEnd(models.Model):
    """The buyer keeps it after all."""

    return_of = models.OneToOneField(Return, models.PROTECT, related_name="end")
    at = models.DateTimeField()

    class Meta:
        db_table = "return_end"


class Restitution(models.Model):
    """
    What a return or a claim gives back: the part of the sale undone by it.

    `goods_net_cents` and `delivery_net_cents` are sales that were booked at delivery and are none
    any more.
    """

    cancellation = models.OneToOneField(Cancellation, models.PROTECT, related_name="restitution")
    return_of = models.OneToOneField(Return, models.PROTECT, null=True, related_name="restitution")
    claim_answer = models.OneToOneField(
        ClaimAnswer, models.PROTECT, null=True, related_name="restitution"
    )
    units = models.PositiveIntegerField()
    goods_net_cents = models.PositiveBigIntegerField()
    delivery_net_cents = models.PositiveBigIntegerField()
    at = models.DateTimeField()

    class Meta:
        db_table = "restitution"
        constraints = [
            models.CheckConstraint(
                condition=Q(return_of__isnull=False, claim_answer=None)
                | Q(return_of=None, claim_answer__isnull=False),
                name="restitution_of_one_fact",
            )
        ]
