"""A private clust, who organises it, and that it was called off."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clust.campaigns.models import Campaign
from clust.gatherings.models.offerings import Offering
from clust.people.models import Person
from clust.storefronts.models import DeliveryOption, Tribe


class GatheringQuerySet(models.QuerySet["Gathering"]):
    def running(self) -> Self:
        """Return those whose clust takes pledges or waits for its close."""
        return self.filter(campaign__gate__open=True)

    def organised_by(self, person: Person) -> Self:
        """Return those that somebody organises."""
        hosts = Host.objects.filter(gathering=models.OuterRef("pk"), person=person, open=True)
        return self.filter(models.Exists(hosts))


class Gathering(models.Model):
    """
    A private clust: an ordinary campaign that no storefront lists, for people who are invited.

    All goods arrive at one place, where an organiser hands them out.
    """

    campaign = models.OneToOneField(Campaign, models.PROTECT, related_name="gathering")
    offering = models.ForeignKey(Offering, models.PROTECT, related_name="gatherings")
    founder = models.ForeignKey(Person, models.PROTECT, related_name="gatherings")
    tribe = models.ForeignKey(Tribe, models.PROTECT, null=True, related_name="gatherings")
    place = models.OneToOneField(DeliveryOption, models.PROTECT, related_name="gathering")
    name = models.CharField(_("who you are"), max_length=80)
    words = models.TextField(_("a word to those you invite"), blank=True, max_length=1_000)
    key = models.UUIDField(unique=True, help_text="sent twice, started once")
    at = models.DateTimeField()

    objects: ClassVar[GatheringQuerySet] = GatheringQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        db_table = "gathering"
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="gathering_has_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Host(models.Model):
    """Somebody organises a private clust; `open`, kept, is false once they handed it over."""

    gathering = models.ForeignKey(Gathering, models.PROTECT, related_name="hosts")
    person = models.ForeignKey(Person, models.PROTECT, related_name="hosted")
    appointed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    open = models.BooleanField(default=True)
    ended_at = models.DateTimeField(null=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "host"
        constraints = [
            models.UniqueConstraint(
                fields=["gathering", "person"], condition=Q(open=True), name="host_once"
            ),
            models.CheckConstraint(
                condition=Q(open=True, ended_at=None) | Q(open=False, ended_at__isnull=False),
                name="host_open_until_ended",
            ),
        ]


class GatheringEnd(models.Model):
    """An organiser called a private clust off before anybody paid, and why."""

    gathering = models.OneToOneField(Gathering, models.PROTECT, related_name="end")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    reason = models.CharField(_("why"), max_length=240)
    pledges = models.PositiveIntegerField(help_text="that were let go")
    at = models.DateTimeField()

    class Meta:
        db_table = "gathering_end"
