"""Who is in or waits, and what was taken back."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from clust.campaigns.models.terms import Campaign
from clust.people.models import Address, Person
from clust.sourcing.models import Variant
from clust.storefronts.models import DeliveryOption


class PledgeQuerySet(models.QuerySet["Pledge"]):
    def with_left(self) -> Self:
        """Add `left`: the units not withdrawn."""
        gone = (
            Withdrawal.objects.filter(pledge=models.OuterRef("pk"))
            .values("pledge")
            .annotate(gone=models.Sum("units"))
            .values("gone")
        )
        zero = Coalesce(models.Subquery(gone), 0)
        return self.annotate(left=F("units") - zero)

    def standing(self) -> Self:
        """Return pledges of which something is left, with `left`."""
        return self.with_left().filter(left__gt=0)


class Pledge(models.Model):
    """A person takes so many units, at most at this price each, under the campaign's terms."""

    campaign = models.ForeignKey(
        Campaign, models.PROTECT, related_name="pledges", db_index=False, db_constraint=False
    )
    person = models.ForeignKey(Person, models.PROTECT, related_name="pledges")
    variant = models.ForeignKey(Variant, models.PROTECT, db_index=False, db_constraint=False)
    delivery_option = models.ForeignKey(
        DeliveryOption, models.PROTECT, db_index=False, db_constraint=False
    )
    address = models.ForeignKey(Address, models.SET_NULL, null=True)
    units = models.PositiveIntegerField()
    up_to = models.PositiveIntegerField(help_text="the total it would take at most")
    fewer = models.BooleanField(
        default=False, help_text="fewer is fine where a case cannot be filled"
    )
    maximum_gross_cents = models.PositiveIntegerField()
    shown_gross_cents = models.PositiveIntegerField(help_text="the price on the page it came from")
    surcharge_gross_cents = models.PositiveIntegerField(default=0)
    key = models.UUIDField(unique=True, help_text="sent twice, counted once")
    at = models.DateTimeField()

    objects: ClassVar[PledgeQuerySet] = PledgeQuerySet.as_manager()  # type: ignore[assignment]

    left: int

    class Meta:
        db_table = "pledge"
        constraints = [
            models.CheckConstraint(
                condition=Q(units__gt=0, up_to__gte=F("units")), name="pledge_units_positive"
            ),
            models.CheckConstraint(
                condition=Q(maximum_gross_cents__gt=0), name="pledge_maximum_positive"
            ),
        ]
        indexes = [models.Index(fields=["campaign", "person"], name="pledge_by_person")]

    def __str__(self) -> str:
        return f"pledge {self.pk}"

    def most_it_can_cost(self, left: int | None = None) -> int:
        """Return the greatest total in cents gross, with delivery, for `left` units (or all)."""
        units = self.up_to if left is None else left + self.up_to - self.units
        return units * (self.maximum_gross_cents + self.surcharge_gross_cents) + (
            self.delivery_option.gross_cents
        )


class Withdrawal(models.Model):
    """
    Units taken back before closing.

    By the holder, because a new date found no new yes, because they left, or because the sale was
    made at once and undone since.
    """

    HOLDER, RELEASED, ERASED, UNDONE = "holder", "released", "erased", "undone"

    pledge = models.ForeignKey(Pledge, models.PROTECT, related_name="withdrawals")
    units = models.PositiveIntegerField()
    cause = models.CharField(
        max_length=8, choices=[(one, one) for one in (HOLDER, RELEASED, ERASED, UNDONE)]
    )
    key = models.UUIDField(unique=True, null=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "withdrawal"
        constraints = [
            models.CheckConstraint(condition=Q(units__gt=0), name="withdrawal_positive"),
            models.CheckConstraint(
                condition=Q(cause__in=["holder", "released", "erased", "undone"]),
                name="withdrawal_cause_known",
            ),
        ]


class ComingIn(models.Model):
    """Under a cap: the moment a pledge came in, which is its place in the order."""

    pledge = models.ForeignKey(Pledge, models.PROTECT, db_constraint=False, related_name="comings")
    at = models.DateTimeField()

    class Meta:
        db_table = "coming_in"


class GoingOut(models.Model):
    """Under a cap: the price rose above a pledge's maximum, and it waits again."""

    coming_in = models.OneToOneField(ComingIn, models.PROTECT, db_constraint=False)
    at = models.DateTimeField()

    class Meta:
        db_table = "going_out"
