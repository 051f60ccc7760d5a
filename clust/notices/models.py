"""What we told whom: once per fact and person, by mail."""

from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clust.campaigns.models import Campaign, PriceStep
from clust.people.models import Person
from clust.sourcing.models import Supplier


class NoticeQuerySet(models.QuerySet["Notice"]):
    def due_to_send(self, now: datetime) -> Self:
        """Return notices that have not left yet."""
        return self.filter(sending=None, at__lte=now)


class Notice(models.Model):
    """One thing told to one person (or supplier) because of one fact."""

    class Kind(models.TextChoices):
        RECEIPT = "receipt", _("receipt of a pledge")
        WITHDRAWN = "withdrawn", _("receipt of a withdrawal")
        IN = "in", _("you are in")
        WAITING = "waiting", _("you wait again")
        FELL = "fell", _("the price fell")
        SOON = "soon", _("closing soon")
        RENEWAL = "renewal", _("a later close needs your yes")
        RELEASED = "released", _("your pledge was released")
        RESULT = "result", _("the result")
        NOT_IN = "not_in", _("it closed without you")
        NOT_REACHED = "not_reached", _("critical mass not reached")
        PURCHASE = "purchase", _("purchase order")

    kind = models.CharField(max_length=11, choices=Kind.choices)
    fact = models.BigIntegerField(help_text="number of the row that caused it")
    campaign = models.ForeignKey(Campaign, models.PROTECT, db_constraint=False)
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, db_constraint=False, related_name="notices"
    )
    supplier = models.ForeignKey(Supplier, models.PROTECT, null=True)
    at = models.DateTimeField()

    objects: ClassVar[NoticeQuerySet] = NoticeQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        db_table = "notice"
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "fact", "person"],
                name="notice_once_per_fact_and_person",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(person=None, supplier__isnull=False)
                | Q(person__isnull=False, supplier=None),
                name="notice_to_one_reader",
            ),
        ]


class Sending(models.Model):
    """The mail left; without an address it could not, and says so."""

    notice = models.OneToOneField(Notice, models.PROTECT)
    outcome = models.CharField(max_length=10, choices=[("sent", "sent"), ("no_address", "no_address")])
    at = models.DateTimeField()

    class Meta:
        db_table = "sending"


class TellingQuerySet(models.QuerySet["Telling"]):
    pass


class Telling(models.Model):
    """The holders were told of a price step."""

    price_step = models.OneToOneField(PriceStep, models.PROTECT)
    at = models.DateTimeField()

    class Meta:
        db_table = "telling"


def due_to_tell(now: datetime) -> models.QuerySet[PriceStep]:
    """Return price steps that nobody was told of yet."""
    return PriceStep.objects.filter(telling=None, at__lte=now)
