"""Quotes with their rungs, and the desk's yes to one of them."""

from datetime import date, datetime
from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Value, When
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from clust.people.models import Person
from clust.rules.ladder import Ladder
from clust.sourcing.models.enquiries import Enquiry
from clust.sourcing.models.products import Product

if TYPE_CHECKING:
    from django_stubs_ext.db.models.manager import RelatedManager


class QuoteQuerySet(models.QuerySet["Quote"]):
    def valid_on(self, day: date) -> Self:
        """Return quotes that may still be accepted on `day`."""
        return self.filter(Q(valid_until=None) | Q(valid_until__gte=day))

    def due_to_award(self, now: datetime) -> Self:
        """Return suppliers' valid quotes that nobody has accepted or replaced yet."""
        open_ones = self.filter(award=None, replaced_by=None, rejection=None, side="supplier")
        return open_ones.valid_on(now.date())

    def with_state(self, now: datetime) -> Self:
        """Return quotes with what became of them, as `state`: one of `QuoteState`."""
        decided = Award.objects.filter(quote__enquiry=OuterRef("enquiry"))
        return self.annotate(
            state=Case(
                When(award__isnull=False, then=Value(QuoteState.ACCEPTED)),
                When(rejection__isnull=False, then=Value(QuoteState.REFUSED)),
                When(replaced_by__side="desk", then=Value(QuoteState.COUNTERED)),
                When(replaced_by__isnull=False, then=Value(QuoteState.REPLACED)),
                When(Exists(decided), then=Value(QuoteState.REFUSED)),
                When(valid_until__lt=now.date(), then=Value(QuoteState.EXPIRED)),
                default=Value(QuoteState.OPEN),
                output_field=models.CharField(),
            )
        )


class QuoteState(models.TextChoices):
    """What became of a quote, derived from the rows that follow it."""

    OPEN = "open", _("open")
    ACCEPTED = "accepted", _("accepted")
    COUNTERED = "countered", _("countered")
    REPLACED = "replaced", pgettext_lazy("quote", "replaced")
    REFUSED = "refused", pgettext_lazy("quote", "refused")
    EXPIRED = "expired", pgettext_lazy("quote", "expired")


class Quote(models.Model):
    """
    An offer: unit cost by quantity, in cases, with terms; a counter-offer is a new row.

    What the desk offers back can not be accepted by itself: the supplier makes it its own.
    """

    product = models.ForeignKey(Product, models.PROTECT, related_name="quotes")
    enquiry = models.ForeignKey(Enquiry, models.PROTECT, null=True, related_name="quotes")
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")
    side = models.CharField(
        max_length=8, default="supplier", choices=[("supplier", _("supplier")), ("desk", _("desk"))]
    )
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    case_size = models.PositiveIntegerField(_("units per case"), default=1)
    minimum_cases = models.PositiveIntegerField(_("smallest order in cases"), default=0)
    capacity = models.PositiveIntegerField(
        _("most units that can be delivered"), null=True, blank=True
    )
    lead_days = models.PositiveSmallIntegerField(_("days from order to delivery"), default=14)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    return_days = models.PositiveSmallIntegerField(
        _("days in which it takes goods back"), null=True, blank=True, help_text="none: never"
    )
    return_fee_per_mille = models.PositiveSmallIntegerField(
        _("what it keeps of the price then, per mille"), default=0
    )
    freight_net_cents = models.PositiveIntegerField(
        _("delivery of one purchase order to us or the buyers, in cents without tax"), default=0
    )
    delivery_terms = models.CharField(_("delivery terms"), max_length=120, blank=True)
    samples = models.CharField(_("samples"), max_length=120, blank=True)
    note = models.TextField(_("note"), blank=True)
    received_at = models.DateTimeField()

    objects: ClassVar[QuoteQuerySet] = QuoteQuerySet.as_manager()  # type: ignore[assignment]

    if TYPE_CHECKING:
        rungs: RelatedManager["QuoteRung"]

    class Meta:
        db_table = "quote"
        constraints = [
            models.CheckConstraint(condition=Q(case_size__gt=0), name="quote_case_positive"),
            models.CheckConstraint(
                condition=Q(capacity=None) | Q(capacity__gt=0), name="quote_capacity_positive"
            ),
            models.CheckConstraint(
                condition=Q(side__in=["supplier", "desk"]), name="quote_side_known"
            ),
            models.CheckConstraint(
                condition=Q(return_fee_per_mille__lte=1000), name="quote_return_fee_within_price"
            ),
        ]

    def cost_ladder(self) -> Ladder:
        """Return unit cost by quantity, in cents net."""
        return Ladder.of(self.rungs.order_by("from_units").values_list("from_units", "net_cents"))


class QuoteRung(models.Model):
    """From so many units on, each costs so much."""

    quote = models.ForeignKey(Quote, models.PROTECT, related_name="rungs")
    from_units = models.PositiveIntegerField()
    net_cents = models.PositiveIntegerField(_("unit cost in cents, without tax"))

    class Meta:
        db_table = "quote_rung"
        ordering = ("from_units",)
        constraints = [
            models.UniqueConstraint(fields=["quote", "from_units"], name="quote_rung_once"),
            models.CheckConstraint(
                condition=Q(from_units__gt=0, net_cents__gt=0), name="quote_rung_positive"
            ),
        ]


class Award(models.Model):
    """The desk accepted a quote, and why."""

    quote = models.OneToOneField(Quote, models.PROTECT)
    person = models.ForeignKey(Person, models.PROTECT, null=True)
    reason = models.CharField(_("why this quote"), max_length=240, blank=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "award"


class Rejection(models.Model):
    """The side that a quote was offered to says no, and may say why."""

    quote = models.OneToOneField(Quote, models.PROTECT, related_name="rejection")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    words = models.TextField(_("why"), blank=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "rejection"
