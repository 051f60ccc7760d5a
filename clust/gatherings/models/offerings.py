"""What the desk lets members start a private clust with."""

from datetime import date, datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from clust.people.models import Person
from clust.rules.ladder import Ladder
from clust.sourcing.models import Award
from clust.storefronts.models import Storefront


class OfferingQuerySet(models.QuerySet["Offering"]):
    def standing(self, day: date) -> Self:
        """Return offerings that were not withdrawn and whose quote holds on `day`."""
        valid = Q(award__quote__valid_until=None) | Q(award__quote__valid_until__gte=day)
        return self.filter(valid, open=True)


class Offering(models.Model):
    """
    The desk allows an accepted quote for private clusts, under a ladder and within bounds.

    `open`, kept, is false once it is withdrawn.
    """

    class Starters(models.TextChoices):
        MEMBERS = "members", _("every member")
        ORGANISERS = "organisers", _("organisers of a tribe")
        OFFICERS = "officers", _("who runs this shop")

    award = models.ForeignKey(Award, models.PROTECT, related_name="offerings")
    storefront = models.ForeignKey(Storefront, models.PROTECT, related_name="offerings")
    starters = models.CharField(_("who may start one"), max_length=10, choices=Starters.choices)
    shortest_days = models.PositiveSmallIntegerField(_("open for at least, in days"), default=2)
    longest_days = models.PositiveSmallIntegerField(_("open for at most, in days"), default=30)
    delivery_gross_cents = models.PositiveIntegerField(
        _("delivery to the group's place, each order, with tax"), default=0
    )
    takes_transfers = models.BooleanField(_("may be paid by bank transfer"), default=True)
    below_cost_reason = models.CharField(
        max_length=240, blank=True, help_text="the legal exception for a sale below purchase cost"
    )
    open = models.BooleanField(default=True)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    objects: ClassVar[OfferingQuerySet] = OfferingQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        db_table = "offering"
        constraints = [
            models.UniqueConstraint(
                fields=["award", "storefront"], condition=Q(open=True), name="offering_once"
            ),
            models.CheckConstraint(
                condition=Q(shortest_days__gt=0, longest_days__gte=F("shortest_days")),
                name="offering_bounds_in_order",
            ),
            models.CheckConstraint(
                condition=Q(starters__in=["members", "organisers", "officers"]),
                name="offering_starters_known",
            ),
        ]

    @property
    def ladder(self) -> Ladder:
        """Return the ladder that a clust starts with: unit prices in cents gross."""
        rungs = sorted(self.rungs.all(), key=lambda rung: rung.from_units)
        return Ladder.of((rung.from_units, rung.gross_cents) for rung in rungs)

    def holds_until(self, moment: datetime) -> bool:
        """Say whether the supplier's quote holds until a moment."""
        until = self.award.quote.valid_until
        return until is None or until >= moment.date()


class OfferingRung(models.Model):
    """From so many units on, everybody in a private clust pays so much."""

    offering = models.ForeignKey(Offering, models.PROTECT, related_name="rungs")
    from_units = models.PositiveIntegerField()
    gross_cents = models.PositiveIntegerField()

    class Meta:
        db_table = "offering_rung"
        constraints = [
            models.UniqueConstraint(fields=["offering", "from_units"], name="offering_rung_once"),
            models.CheckConstraint(
                condition=Q(from_units__gt=0, gross_cents__gt=0), name="offering_rung_positive"
            ),
        ]


class OfferingEnd(models.Model):
    """The desk lets nobody start a private clust with it any more."""

    offering = models.OneToOneField(Offering, models.PROTECT, related_name="end")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "offering_end"
