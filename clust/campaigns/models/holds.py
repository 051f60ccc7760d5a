"""Choices that wait for their card, and which card may be charged."""

from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q

from clust.campaigns.models.pledges import Pledge
from clust.campaigns.models.terms import Campaign
from clust.people.models import Address, Person
from clust.sourcing.models import Variant
from clust.storefronts.models import DeliveryOption
from clust.wallet.models import Card


class HoldQuerySet(models.QuerySet["Hold"]):
    def open(self, now: datetime) -> Self:
        """Return holds whose time is not over and that have come to no end yet."""
        return self.filter(until__gt=now, end=None)

    def due_to_end(self, now: datetime) -> Self:
        """Return holds whose time is over and that nobody confirmed."""
        return self.filter(until__lte=now, end=None)


class Hold(models.Model):
    """
    A choice made, whose card is not confirmed yet.

    It holds its place under a cap until its time is over and counts for no price: the pledge is
    placed when the card is confirmed.
    """

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="holds")
    person = models.ForeignKey(Person, models.PROTECT, related_name="holds")
    variant = models.ForeignKey(Variant, models.PROTECT)
    delivery_option = models.ForeignKey(DeliveryOption, models.PROTECT)
    address = models.ForeignKey(Address, models.SET_NULL, null=True)
    units = models.PositiveIntegerField()
    up_to = models.PositiveIntegerField()
    fewer = models.BooleanField(default=False)
    maximum_gross_cents = models.PositiveIntegerField(null=True)
    waits = models.BooleanField(default=False)
    direct = models.BooleanField(default=False, help_text="buys now, is refunded the difference")
    shown_gross_cents = models.PositiveIntegerField()
    replaces = models.ForeignKey(Pledge, models.PROTECT, null=True, related_name="+")
    most_gross_cents = models.PositiveBigIntegerField(
        help_text="the greatest total with delivery, for which the card is authenticated"
    )
    key = models.UUIDField(unique=True, help_text="sent twice, held once; the pledge's key later")
    at = models.DateTimeField()
    until = models.DateTimeField()

    objects: ClassVar[HoldQuerySet] = HoldQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        db_table = "hold"
        constraints = [
            models.CheckConstraint(
                condition=Q(units__gt=0, up_to__gte=F("units"), until__gte=F("at")),
                name="hold_positive",
            )
        ]
        indexes = [models.Index(fields=["campaign", "until"], name="hold_by_campaign")]


class HoldEnd(models.Model):
    """A hold came to its end: with a pledge, or without one and its place is free again."""

    hold = models.OneToOneField(Hold, models.PROTECT, related_name="end")
    pledge = models.OneToOneField(Pledge, models.PROTECT, null=True, related_name="hold_end")
    cause = models.CharField(max_length=60, blank=True, help_text="why there is no pledge")
    at = models.DateTimeField()

    class Meta:
        db_table = "hold_end"


class Mandate(models.Model):
    """This card may be charged for this pledge, at most so much; or its holder pays by transfer."""

    pledge = models.OneToOneField(Pledge, models.PROTECT, related_name="mandate")
    card = models.ForeignKey(Card, models.SET_NULL, null=True, related_name="mandates")
    by_transfer = models.BooleanField(default=False)
    most_gross_cents = models.PositiveBigIntegerField()
    ref = models.CharField(max_length=120, blank=True, help_text="the provider's confirmation")
    at = models.DateTimeField()

    class Meta:
        db_table = "mandate"


class MandateChange(models.Model):
    """A mandate passed from one card to another of the same holder."""

    mandate = models.ForeignKey(Mandate, models.PROTECT, related_name="changes")
    was = models.ForeignKey(Card, models.SET_NULL, null=True, related_name="+", db_index=False)
    card = models.ForeignKey(Card, models.SET_NULL, null=True, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        db_table = "mandate_change"
