"""A clust: its frozen terms, where it is shown, what was planned and expected of it."""

from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from clust.people.models import Person
from clust.rules.ladder import Ladder
from clust.sourcing.models import Award, Product, ReferencePrice
from clust.storefronts.models import DeliveryOption, Storefront, Terms
from clust.wishes.models import RightsAssignment


class CampaignQuerySet(models.QuerySet["Campaign"]):
    def live(self, now: datetime) -> Self:
        """Return campaigns that take pledges at `now`."""
        return self.filter(gate__open=True, opens_at__lte=now, closes_at__gt=now)

    def due_to_call(self, now: datetime) -> Self:
        """Return open campaigns that came of a brief and have not called who wished for it."""
        return self.live(now).filter(award__quote__enquiry__isnull=False, calling=None)


class Campaign(models.Model):
    """A clust: one product offered to everybody at a price that falls as people join."""

    award = models.ForeignKey(Award, models.PROTECT, related_name="campaigns")
    product = models.ForeignKey(Product, models.PROTECT, related_name="campaigns")
    storefront = models.ForeignKey(Storefront, models.PROTECT, related_name="campaigns")
    terms = models.ForeignKey(Terms, models.PROTECT)
    rights = models.ForeignKey(
        RightsAssignment,
        models.PROTECT,
        null=True,
        related_name="campaigns",
        help_text="of a creator's project, where it is one",
    )
    reference_price = models.ForeignKey(ReferencePrice, models.PROTECT, null=True)
    lowest_30_days_cents = models.PositiveIntegerField(
        null=True, help_text="our own lowest price, gross, in the 30 days before opening"
    )
    currency = models.CharField(max_length=3)
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("closes"))
    closes_when_full = models.BooleanField(_("close at once when full"), default=False)
    cap = models.PositiveIntegerField(_("most units in all"), null=True)
    per_person = models.PositiveIntegerField(_("most units a person"), null=True)
    case_size = models.PositiveIntegerField(default=1)
    minimum_cases = models.PositiveIntegerField(default=0)
    delivery_on = models.DateField(_("promised delivery"))
    below_cost_reason = models.CharField(
        max_length=240, blank=True, help_text="the legal exception for a sale below purchase cost"
    )
    asks_for_card = models.BooleanField(
        _("a pledge counts once its card is confirmed"), default=False
    )
    takes_transfers = models.BooleanField(_("may be paid by bank transfer"), default=False)
    ships_singles = models.BooleanField(
        _("may be bought now, refunded the difference"), default=False
    )
    opened_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField()

    objects: ClassVar[CampaignQuerySet] = CampaignQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        db_table = "campaign"
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")), name="campaign_closes_after_opening"
            ),
            models.CheckConstraint(
                condition=Q(cap=None) | Q(cap__gte=F("case_size")), name="campaign_cap_holds_a_case"
            ),
            models.CheckConstraint(
                condition=Q(per_person=None) | Q(per_person__gt=0), name="campaign_limit_positive"
            ),
            models.CheckConstraint(condition=Q(case_size__gt=0), name="campaign_case_positive"),
            models.CheckConstraint(
                condition=Q(ships_singles=False) | Q(case_size=1, asks_for_card=True),
                name="campaign_singles_are_paid_and_no_cases",
            ),
        ]
        indexes = [models.Index(fields=["storefront", "closes_at"], name="campaign_by_closing")]

    def __str__(self) -> str:
        return f"campaign {self.pk}"

    @cached_property
    def ladder(self) -> Ladder:
        """Return the ladder in force: unit prices in cents gross."""
        rungs = sorted(self.rungs.all(), key=lambda rung: rung.number)
        return Ladder.of((rung.from_units, rung.gross_cents) for rung in rungs)

    @property
    def is_fixed_price(self) -> bool:
        """Say whether the price never moves: one rung."""
        return len(self.ladder.rungs) == 1

    @property
    def royalty_cents(self) -> int:
        """What its creator earns of each unit that is kept, net; 0 where it has none."""
        return self.rights.royalty_cents if self.rights else 0

    @property
    def comparison_cents(self) -> int | None:
        """
        Return what savings may be counted against, gross, or None.

        Our own lowest price of the 30 days before opening; where there was none, the price
        seen elsewhere, which pages show with its source and day.
        """
        if self.lowest_30_days_cents is not None:
            return self.lowest_30_days_cents
        return self.reference_price.gross_cents if self.reference_price else None

    def stage(self, now: datetime) -> str:
        """Return a word for people: planned, live, closing, cleared or not_reached."""
        closing = getattr(self, "closing", None)
        if closing is None:
            if now < self.opens_at:
                return "planned"
            return "live" if now < self.closes_at else "closing"
        clearing = getattr(closing, "clearing", None)
        if clearing is None:
            return "closing"
        return "not_reached" if clearing.gross_cents is None else "cleared"


class Forecast(models.Model):
    """What the designer expected of a clust when it was opened: kept to be held to it."""

    campaign = models.OneToOneField(Campaign, models.PROTECT, related_name="forecast")
    people = models.PositiveIntegerField(help_text="who come in the mean")
    demand = models.JSONField(help_text="cents gross and the units bought at that price or more")
    units = models.PositiveIntegerField()
    gross_cents = models.PositiveIntegerField(help_text="the mean final price, once one is reached")
    takings_gross_cents = models.PositiveBigIntegerField()
    profit_net_cents = models.BigIntegerField()
    deviation_net_cents = models.PositiveBigIntegerField(help_text="of the profit")
    missing_per_mille = models.PositiveSmallIntegerField(
        help_text="the chance that the critical mass is not reached"
    )
    level_per_mille = models.PositiveSmallIntegerField(
        default=1000, help_text="of the people that would have come without what was learnt before"
    )
    at = models.DateTimeField()

    class Meta:
        db_table = "forecast"
        constraints = [
            models.CheckConstraint(
                condition=Q(missing_per_mille__lte=1000), name="forecast_chance_within_one"
            ),
            models.CheckConstraint(
                condition=Q(level_per_mille__gt=0), name="forecast_level_positive"
            ),
        ]


class Plan(models.Model):
    """What the desk counted on when it opened a campaign; unit prices, gross and net of tax."""

    campaign = models.OneToOneField(Campaign, models.PROTECT, related_name="plan")
    units = models.PositiveIntegerField()
    gross_cents = models.PositiveIntegerField()
    net_cents = models.PositiveIntegerField()
    cost_net_cents = models.PositiveIntegerField()
    royalty_net_cents = models.PositiveIntegerField(default=0)
    at = models.DateTimeField()

    class Meta:
        db_table = "plan"

    @property
    def margin_net_cents(self) -> int:
        """Return what all units were to leave above their cost and their creator's royalty."""
        return self.units * (self.net_cents - self.cost_net_cents - self.royalty_net_cents)


class Rung(models.Model):
    """From so many units on, everybody pays so much; frozen, save for a lower price."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="rungs")
    number = models.PositiveSmallIntegerField()
    from_units = models.PositiveIntegerField()
    gross_cents = models.PositiveIntegerField()

    class Meta:
        db_table = "rung"
        ordering = ("campaign", "number")
        constraints = [
            models.UniqueConstraint(fields=["campaign", "number"], name="rung_number_once"),
            models.UniqueConstraint(fields=["campaign", "from_units"], name="rung_quantity_once"),
            models.UniqueConstraint(fields=["campaign", "gross_cents"], name="rung_price_once"),
            models.CheckConstraint(
                condition=Q(number__gte=1, number__lte=500, from_units__gt=0, gross_cents__gt=0),
                name="rung_positive",
            ),
        ]


class CampaignDelivery(models.Model):
    """A way of delivery on offer in a campaign since its opening."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="deliveries")
    option = models.ForeignKey(DeliveryOption, models.PROTECT)

    class Meta:
        db_table = "campaign_delivery"
        constraints = [
            models.UniqueConstraint(fields=["campaign", "option"], name="campaign_delivery_once")
        ]


class Listing(models.Model):
    """A storefront that shows a campaign."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="listings")
    storefront = models.ForeignKey(Storefront, models.PROTECT)

    class Meta:
        db_table = "listing"
        constraints = [
            models.UniqueConstraint(fields=["campaign", "storefront"], name="listing_once")
        ]
