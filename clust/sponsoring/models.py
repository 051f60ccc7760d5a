"""Terms of sponsorship, what was earned under them, why not, and what was taken back."""

from datetime import date, datetime, timedelta
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import (
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from clust.orders.models import Cancellation, Order
from clust.partners.models import Link, Referral
from clust.people.models import Person
from clust.returns.models import Return
from clust.rules import sponsorship as rule
from clust.storefronts.models import Storefront
from clust.supply.models import DeliveryLine
from clust.wallet.models import Credit

A_DAY = timedelta(days=1)


class SponsorTermsQuerySet(models.QuerySet["SponsorTerms"]):
    def on(self, day: date) -> Self:
        """Return those that began by a day, the last ones first."""
        return self.filter(from_on__lte=day).order_by("-from_on")


class SponsorTerms(models.Model):
    """
    What a storefront promises its sponsors from a day on, until other terms begin.

    An order is judged by the terms of the day on which it was placed. Nothing for either side
    ends the sponsorship. `claw_back_days` is for how long after it was earned a credit is taken
    back where the sale is undone.
    """

    storefront = models.ForeignKey(Storefront, models.PROTECT, related_name="sponsor_terms")
    from_on = models.DateField(_("from"))
    sponsor_cents = models.PositiveIntegerField(_("credit for the sponsor"))
    sponsored_cents = models.PositiveIntegerField(_("credit for the person brought"), default=0)
    minimum_gross_cents = models.PositiveIntegerField(_("goods kept, at least"), default=0)
    kept_days = models.PositiveSmallIntegerField(
        _("days kept after the last parcel"), default=rule.KEPT_DAYS
    )
    expires_days = models.PositiveSmallIntegerField(_("days until it expires"), default=365)
    most_per_year = models.PositiveSmallIntegerField(_("credits a year, at most"), default=20)
    claw_back_days = models.PositiveSmallIntegerField(_("days it can be taken back"), default=730)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    objects: ClassVar[SponsorTermsQuerySet] = SponsorTermsQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        db_table = "sponsor_terms"
        ordering = ("-from_on",)
        constraints = [
            models.UniqueConstraint(fields=["storefront", "from_on"], name="sponsor_terms_once"),
            models.CheckConstraint(
                condition=Q(kept_days__gte=rule.LEAST_KEPT_DAYS), name="sponsor_terms_wait"
            ),
            models.CheckConstraint(condition=Q(expires_days__gt=0), name="sponsor_terms_last"),
        ]

    @property
    def terms(self) -> rule.Terms:
        """Return what is promised, as the rule takes it."""
        return rule.Terms(
            self.sponsor_cents, self.sponsored_cents, self.minimum_gross_cents, self.most_per_year
        )

    @property
    def promises(self) -> bool:
        """Say whether anybody earns anything."""
        return self.sponsor_cents + self.sponsored_cents > 0


class Device(models.Model):
    """A browser that a sponsor's page was opened in, and who was signed in there."""

    mark = models.UUIDField(help_text="a number that says nothing, in a signed cookie")
    person = models.ForeignKey(Person, models.CASCADE, related_name="devices")
    at = models.DateTimeField()

    class Meta:
        db_table = "device"
        constraints = [models.UniqueConstraint(fields=["mark", "person"], name="device_once")]


class NameGiven(models.Model):
    """Somebody agreed that their sponsor reads their chosen name; gone if they take it back."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="name_given")
    at = models.DateTimeField()

    class Meta:
        db_table = "name_given"


class Sponsorship(models.Model):
    """
    Somebody's first order came, was kept, and earned their sponsor a credit.

    A person is sponsored once, by one sponsor; whom they bring themselves earns nothing to those
    above.
    """

    referral = models.OneToOneField(Referral, models.PROTECT, related_name="sponsorship")
    order = models.OneToOneField(Order, models.PROTECT, related_name="sponsorship")
    sponsor = models.ForeignKey(Person, models.PROTECT, related_name="sponsorships")
    sponsored = models.OneToOneField(Person, models.PROTECT, related_name="sponsored_by")
    terms = models.ForeignKey(SponsorTerms, models.PROTECT, related_name="sponsorships")
    credit = models.OneToOneField(Credit, models.PROTECT, null=True, related_name="sponsorship")
    welcome = models.OneToOneField(Credit, models.PROTECT, null=True, related_name="welcomed")
    at = models.DateTimeField()

    class Meta:
        db_table = "sponsorship"
        indexes = [models.Index(fields=["sponsor", "at"], name="sponsorship_by_sponsor")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(sponsor=F("sponsored")), name="sponsorship_of_another"
            )
        ]


REASONS = {
    rule.Refusal.NO_TERMS: _("no sponsorship on that day"),
    rule.Refusal.OWN: _("their own link"),
    rule.Refusal.GONE: _("the sponsor has left"),
    rule.Refusal.SPONSORED: _("somebody is their sponsor already"),
    rule.Refusal.MUTUAL: _("the sponsor was brought by them"),
    rule.Refusal.NOT_FIRST: _("not their first order"),
    rule.Refusal.CARD: _("the same card"),
    rule.Refusal.ADDRESS: _("the same address"),
    rule.Refusal.DEVICE: _("the same device"),
    rule.Refusal.NOT_KEPT: _("nothing of it was kept"),
    rule.Refusal.TOO_SMALL: _("below the minimum"),
    rule.Refusal.TOO_MANY: _("as many as a year allows"),
}


class SponsorRefusal(models.Model):
    """Somebody's order by a sponsor's link earned nothing, and why."""

    referral = models.OneToOneField(Referral, models.PROTECT, related_name="sponsor_refusal")
    reason = models.CharField(
        _("reason"), max_length=9, choices=[(one.value, said) for one, said in REASONS.items()]
    )
    at = models.DateTimeField()

    class Meta:
        db_table = "sponsor_refusal"
        constraints = [
            models.CheckConstraint(
                condition=Q(reason__in=[one.value for one in rule.Refusal]),
                name="sponsor_refusal_reason_known",
            )
        ]


class SponsorReversal(models.Model):
    """The sale was undone after all: what was left of the credits was taken back."""

    sponsorship = models.OneToOneField(Sponsorship, models.PROTECT, related_name="reversal")
    cents = models.PositiveIntegerField(help_text="taken back")
    spent_cents = models.PositiveIntegerField(help_text="spent or expired before")
    at = models.DateTimeField()

    class Meta:
        db_table = "sponsor_reversal"


def sponsor_link_of(person: Person, storefront: Storefront, now: datetime) -> Link | None:
    """Return a member's own link while it earns something, None where they have none."""
    found = Link.objects.filter(sponsor=person, storefront=storefront).order_by("pk").first()
    if found is None:
        return None
    terms = SponsorTerms.objects.on(now.date()).filter(storefront=storefront).first()
    return found if terms and terms.promises else None


def _sum(rows: QuerySet[Any], of: str) -> Coalesce:
    summed = rows.order_by().values("order").annotate(sum=Sum(of)).values("sum")
    return Coalesce(Subquery(summed, output_field=models.BigIntegerField()), 0)


def with_left(orders: QuerySet[Order]) -> QuerySet[Any]:
    """Add `left_units` and `left_goods` (cents gross), after all that was undone."""
    gone = Cancellation.objects.filter(order=OuterRef("pk"))
    return orders.annotate(
        left_units=F("units") - _sum(gone, "units"),
        left_goods=F("total_gross_cents")
        - F("delivery_gross_cents")
        - _sum(gone, "goods_gross_cents"),
    )


def order_of(key: OuterRef) -> Coalesce:
    """Return the number of the order of a pledge placed under a key, for a query."""
    at_close = Order.objects.filter(allotment__pledge__key=key)
    at_once = Order.objects.filter(direct__pledge__key=key)
    return Coalesce(Subquery(at_close.values("pk")[:1]), Subquery(at_once.values("pk")[:1]))


def brought() -> QuerySet[Any]:
    """Return orders by sponsors' links that are not judged yet, with `order_id`."""
    rows = Referral.objects.filter(
        visit__link__sponsor__isnull=False, sponsorship=None, sponsor_refusal=None
    )
    return rows.annotate(order_id=order_of(OuterRef("key")))


def due_to_sponsor(now: datetime) -> QuerySet[Any]:
    """
    Return orders by sponsors' links that can be judged now.

    All that is left of them came, long enough ago, and nothing is on its way back.
    """
    lines = DeliveryLine.objects.filter(order=OuterRef("order_id")).order_by().values("order")
    terms = SponsorTerms.objects.filter(
        storefront=OuterRef("visit__link__storefront"), from_on__lte=OuterRef("at__date")
    ).order_by("-from_on")
    waits = Coalesce(Subquery(terms.values("kept_days")[:1]), rule.KEPT_DAYS)
    rows = (
        brought()
        .filter(order_id__isnull=False)
        .annotate(
            last=Subquery(lines.annotate(last=Max("delivery__at")).values("last")),
            came=Subquery(lines.annotate(units=Sum("units")).values("units")),
            waits=ExpressionWrapper(waits * Value(A_DAY), output_field=DurationField()),
        )
    )
    missing = with_left(Order.objects.filter(pk=OuterRef("order_id"))).filter(
        left_units__gt=OuterRef("came")
    )
    coming_back = Return.objects.open().filter(order=OuterRef("order_id"))
    ripe = Q(~Exists(missing), ~Exists(coming_back), last__lte=now - F("waits"))
    ripe_at = ExpressionWrapper(F("last") + F("waits"), output_field=models.DateTimeField())
    found: QuerySet[Any] = rows.filter(ripe).annotate(ripe_at=ripe_at)
    return found


def due_to_claw_back(now: datetime) -> QuerySet[Sponsorship]:
    """Return what was earned by a sale that was undone since, while it can be taken back."""
    undone = with_left(Order.objects.filter(pk=OuterRef("order"))).filter(
        Q(left_units__lte=0) | Q(left_goods__lt=OuterRef("terms__minimum_gross_cents"))
    )
    since = Cancellation.objects.filter(
        order=OuterRef("order"), at__gt=OuterRef("at"), at__lte=now
    ).annotate(
        lasts=ExpressionWrapper(
            OuterRef("terms__claw_back_days") * Value(A_DAY), output_field=DurationField()
        )
    )
    in_time = since.filter(at__lte=OuterRef("at") + F("lasts"))
    latest = since.order_by("-at").values("at")[:1]
    return Sponsorship.objects.filter(Exists(undone), Exists(in_time), reversal=None).annotate(
        undone_at=Subquery(latest)
    )
