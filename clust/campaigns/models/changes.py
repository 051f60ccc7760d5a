"""What moved while a clust was open: its price, its terms, its last day."""

from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from clust.campaigns.models.pledges import Pledge
from clust.campaigns.models.terms import Campaign
from clust.people.models import Person


class PriceStep(models.Model):
    """The price moved: the rung now in force, 0 for none, and the units that carry it."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="price_steps")
    was = models.PositiveSmallIntegerField()
    rung = models.PositiveSmallIntegerField()
    was_gross_cents = models.PositiveIntegerField(help_text="the price shown before")
    gross_cents = models.PositiveIntegerField(help_text="the price shown since")
    units = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        db_table = "price_step"
        ordering = ("id",)
        indexes = [models.Index(fields=["at"], name="price_step_by_time")]


class Amendment(models.Model):
    """A change of frozen terms in the buyers' favour, with what was and what is."""

    DEEPER_RUNG, LOWER_PRICE, HIGHER_CAP, EARLIER_CLOSE = "rung", "price", "cap", "close"

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="amendments")
    kind = models.CharField(
        max_length=5,
        choices=[
            (DEEPER_RUNG, _("a deeper rung")),
            (LOWER_PRICE, _("a lower price")),
            (HIGHER_CAP, _("a higher cap")),
            (EARLIER_CLOSE, _("an earlier close")),
        ],
    )
    was = models.JSONField(null=True)
    now = models.JSONField()
    person = models.ForeignKey(Person, models.PROTECT, null=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "amendment"


class ExtensionQuerySet(models.QuerySet["Extension"]):
    def due_to_release(self, now: datetime) -> Self:
        """Return extensions whose old date is over and whose silent pledges still stand."""
        return self.filter(was_closes_at__lte=now, release=None, campaign__gate__open=True)


class Extension(models.Model):
    """A later close while the critical mass is not reached; binds nobody without a new yes."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="extensions")
    was_closes_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    person = models.ForeignKey(Person, models.PROTECT, null=True)
    at = models.DateTimeField()

    objects: ClassVar[ExtensionQuerySet] = ExtensionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        db_table = "extension"
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("was_closes_at"), at__lt=F("was_closes_at")),
                name="extension_is_later_and_in_time",
            )
        ]


class Renewal(models.Model):
    """The holder's new yes to a later close."""

    extension = models.ForeignKey(Extension, models.PROTECT)
    pledge = models.ForeignKey(Pledge, models.PROTECT, related_name="renewals")
    at = models.DateTimeField()

    class Meta:
        db_table = "renewal"
        constraints = [models.UniqueConstraint(fields=["extension", "pledge"], name="renewal_once")]


class Release(models.Model):
    """At the old date the pledges without a new yes were let go."""

    extension = models.OneToOneField(Extension, models.PROTECT)
    pledges = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        db_table = "release"


def due_to_close(now: datetime) -> models.QuerySet[Campaign]:
    """
    Return campaigns whose time is over, or that are full and close when full.

    Not before those were let go whom a later close must not bind.
    """
    full = Q(closes_when_full=True, gate__units__gte=F("gate__room"))
    unreleased = Extension.objects.due_to_release(now).filter(campaign=OuterRef("pk"))
    return Campaign.objects.filter(
        Q(gate__closes_at__lte=now) | full, ~Exists(unreleased), gate__open=True
    )
