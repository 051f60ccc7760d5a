"""What a partner earns, from when until when."""

from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from clust.partners.models.partners import Partner
from clust.people.models import Person
from clust.rules.commission import Terms


class AgreementQuerySet(models.QuerySet["Agreement"]):
    def on(self, day: date) -> Self:
        """Return those in force on a day."""
        return self.filter(Q(until_on=None) | Q(until_on__gte=day), from_on__lte=day)


class Agreement(models.Model):
    """
    Terms between a partner and us; new terms are a new row, and no two hold on one day.

    `until_on` is their last day, empty while none is agreed. Shares are in hundredths of a percent.
    """

    partner = models.ForeignKey(Partner, models.PROTECT, related_name="agreements")
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"), null=True, blank=True)
    goods_bp = models.PositiveIntegerField(_("share of the goods without tax"), default=0)
    order_cents = models.PositiveIntegerField(_("for each order, without tax"), default=0)
    margin_bp = models.PositiveIntegerField(_("share of the margin"), default=0)
    month_cents = models.IntegerField(
        _("for each shop and month, without tax"),
        default=0,
        help_text="below zero where the partner pays it",
    )
    window_days = models.PositiveSmallIntegerField(_("days from click to order"), default=30)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    objects: ClassVar[AgreementQuerySet] = AgreementQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        db_table = "agreement"
        ordering = ("-from_on",)
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")), name="agreement_lasts"
            ),
            models.CheckConstraint(
                condition=Q(goods_bp__lte=10_000, margin_bp__lte=10_000),
                name="agreement_shares_parts",
            ),
            models.CheckConstraint(
                condition=Q(window_days__gte=1, window_days__lte=365), name="agreement_window"
            ),
        ]

    @property
    def terms(self) -> Terms:
        """Return what is earned, as the rule takes it."""
        return Terms(self.goods_bp, self.order_cents, self.margin_bp)
