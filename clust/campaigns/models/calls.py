"""Those who named a limit, called when a clust can reach it."""

from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q, Subquery
from django.db.models.functions import Cast, Coalesce

from clust.campaigns.models.changes import Amendment
from clust.campaigns.models.pledges import Pledge
from clust.campaigns.models.terms import Campaign
from clust.people.models import Person
from clust.wishes.models import Backing


class CallQuerySet(models.QuerySet["Call"]):
    def with_answer(self) -> Self:
        """Add `pledged_units` and `pledged_cents`: what is left of pledges since, at most."""
        since = Pledge.objects.standing().filter(
            campaign=OuterRef("campaign"), person=OuterRef("person"), at__gte=OuterRef("at")
        )
        units = Func(F("left"), function="SUM")
        most = F("maximum_gross_cents") + F("surcharge_gross_cents")
        cents = Func(Cast("left", models.BigIntegerField()) * most, function="SUM")
        each = since.order_by().values("campaign")
        number = models.BigIntegerField()
        return self.annotate(
            pledged_units=Coalesce(
                Subquery(each.annotate(one=units).values("one"), number), 0, output_field=number
            ),
            pledged_cents=Coalesce(
                Subquery(each.annotate(one=cents).values("one"), number), 0, output_field=number
            ),
        )

    def pending(self, now: datetime) -> Self:
        """Return calls that can be followed: the wish stands, and its person has not pledged."""
        pledged = Pledge.objects.filter(campaign=OuterRef("campaign"), person=OuterRef("person"))
        return self.filter(
            ~Exists(pledged),
            backing__open=True,
            campaign__gate__open=True,
            campaign__opens_at__lte=now,
            campaign__closes_at__gt=now,
        )


class Call(models.Model):
    """
    A campaign's ladder can reach somebody's standing limit; a ready order page waits for them.

    Written for all limits at once. Their pledge is the yes.
    """

    campaign = models.ForeignKey(
        Campaign, models.PROTECT, related_name="calls", db_index=False, db_constraint=False
    )
    backing = models.ForeignKey(
        Backing, models.PROTECT, related_name="calls", db_index=False, db_constraint=False
    )
    person = models.ForeignKey(Person, models.PROTECT, db_constraint=False, related_name="calls")
    at = models.DateTimeField()

    objects: ClassVar[CallQuerySet] = CallQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        db_table = "call"
        constraints = [
            models.UniqueConstraint(fields=["campaign", "person"], name="call_once_per_person")
        ]


class Calling(models.Model):
    """
    Holders of standing limits were called to a campaign that can reach them.

    Once when it opens, and again for each deeper price; one of both is named.
    """

    campaign = models.OneToOneField(Campaign, models.PROTECT, null=True, related_name="calling")
    amendment = models.OneToOneField(Amendment, models.PROTECT, null=True, related_name="calling")
    calls = models.PositiveIntegerField(default=0)
    at = models.DateTimeField()

    class Meta:
        db_table = "calling"
        constraints = [
            models.CheckConstraint(
                condition=Q(campaign__isnull=False, amendment=None)
                | Q(campaign=None, amendment__isnull=False),
                name="calling_for_one_reason",
            )
        ]

    @property
    def to(self) -> Campaign:
        """Return the campaign that people were called to."""
        return self.amendment.campaign if self.amendment else self.campaign  # type: ignore[return-value]


def due_to_call_again(now: datetime) -> models.QuerySet[Amendment]:
    """Return deeper prices of clusts that called already, which may reach further limits."""
    return Amendment.objects.filter(
        kind__in=[Amendment.DEEPER_RUNG, Amendment.LOWER_PRICE],
        at__lte=now,
        calling=None,
        campaign__calling__isnull=False,
        campaign__gate__open=True,
        campaign__closes_at__gt=now,
    )
