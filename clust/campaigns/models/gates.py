"""The row that guards a clust, and units kept per rung."""

from django.db import models
from django.db.models import F, Q

from clust.campaigns.models.terms import Campaign
from clust.sourcing.models import Variant


class Gate(models.Model):
    """
    The row that guards a campaign: every claim and withdrawal passes through its lock.

    `units` are those in (eligible at the price shown, under a cap admitted); `rung` is the number
    of the rung in force, 0 below the critical mass; `slack` never exceeds the units missing to the
    next step, so that a claim that leaves it positive need not look at the ladder.
    """

    campaign = models.OneToOneField(Campaign, models.PROTECT, primary_key=True)
    open = models.BooleanField(default=True)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    room = models.PositiveIntegerField(null=True, help_text="the cap in whole cases")
    per_person = models.PositiveIntegerField(null=True)
    case_size = models.PositiveIntegerField()
    units = models.PositiveIntegerField(default=0)
    rung = models.PositiveSmallIntegerField(default=0)
    slack = models.IntegerField(default=0)
    amendments = models.PositiveIntegerField(default=0, help_text="how often the ladder changed")
    version = models.BigIntegerField(default=0)

    class Meta:
        db_table = "gate"
        indexes = [
            models.Index(fields=["closes_at"], condition=Q(open=True), name="gate_open_by_closing")
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(room=None) | Q(units__lte=F("room")), name="gate_cap_holds"
            )
        ]


class Level(models.Model):
    """Units pledged per rung and variant: those whose maximum reaches it and no earlier one."""

    pk = models.CompositePrimaryKey("campaign_id", "number", "variant_id")
    campaign = models.ForeignKey(Campaign, models.PROTECT, db_constraint=False)
    number = models.PositiveSmallIntegerField(
        help_text="one more than the last rung: below them all"
    )
    variant = models.ForeignKey(Variant, models.PROTECT, db_constraint=False)
    wanted = models.PositiveIntegerField(default=0)
    extra = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "level"
