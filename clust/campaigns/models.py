"""Clusts: frozen terms, pledges, the row that guards them, closing and clearing."""

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q, Subquery
from django.db.models.functions import Cast, Coalesce
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from clust.people.models import Address, Person
from clust.rules.ladder import Ladder
from clust.sourcing.models import Award, Product, ReferencePrice, Variant
from clust.storefronts.models import DeliveryOption, Storefront, Terms
from clust.wallet.models import Card
from clust.wishes.models import Backing, RightsAssignment

if TYPE_CHECKING:
    from django_stubs_ext.db.models.manager import RelatedManager


class CampaignQuerySet(models.QuerySet["Campaign"]):
    def live(self, now: datetime) -> Self:
        """Return campaigns that take pledges at `now`."""
        return self.filter(gate__open=True, opens_at__lte=now, closes_at__gt=now)

    def due_to_close(self, now: datetime) -> Self:
        """
        Return campaigns whose time is over, or that are full and close when full.

        Not before those were let go whom a later close must not bind.
        """
        full = Q(closes_when_full=True, gate__units__gte=F("gate__room"))
        unreleased = Extension.objects.due_to_release(now).filter(campaign=OuterRef("pk"))
        return self.filter(Q(gate__closes_at__lte=now) | full, ~Exists(unreleased), gate__open=True)

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

    if TYPE_CHECKING:
        rungs: RelatedManager["Rung"]
        pledges: RelatedManager["Pledge"]
        price_steps: RelatedManager["PriceStep"]
        gate: "Gate"
        closing: "Closing"

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


class PriceStep(models.Model):
    """The price moved: the rung now in force, 0 for none, and the units that carry it."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="price_steps")
    was = models.PositiveSmallIntegerField()
    rung = models.PositiveSmallIntegerField()
    was_gross_cents = models.PositiveIntegerField(help_text="the price shown before")
    gross_cents = models.PositiveIntegerField(help_text="the price shown since")
    units = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        db_table = "price_step"
        ordering = ("id",)
        indexes = [models.Index(fields=["at"], name="price_step_by_time")]


class Amendment(models.Model):
    """A change of frozen terms in the buyers' favour, with what was and what is."""

    DEEPER_RUNG, LOWER_PRICE, HIGHER_CAP, EARLIER_CLOSE = "rung", "price", "cap", "close"

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="amendments")
    kind = models.CharField(
        max_length=5,
        choices=[
            (DEEPER_RUNG, _("a deeper rung")),
            (LOWER_PRICE, _("a lower price")),
            (HIGHER_CAP, _("a higher cap")),
            (EARLIER_CLOSE, _("an earlier close")),
        ],
    )
    was = models.JSONField(null=True)
    now = models.JSONField()
    person = models.ForeignKey(Person, models.PROTECT, null=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "amendment"


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


class ExtensionQuerySet(models.QuerySet["Extension"]):
    def due_to_release(self, now: datetime) -> Self:
        """Return extensions whose old date is over and whose silent pledges still stand."""
        return self.filter(was_closes_at__lte=now, release=None, campaign__gate__open=True)


class Extension(models.Model):
    """A later close while the critical mass is not reached; binds nobody without a new yes."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="extensions")
    was_closes_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    person = models.ForeignKey(Person, models.PROTECT, null=True)
    at = models.DateTimeField()

    objects: ClassVar[ExtensionQuerySet] = ExtensionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        db_table = "extension"
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("was_closes_at"), at__lt=F("was_closes_at")),
                name="extension_is_later_and_in_time",
            )
        ]


class Renewal(models.Model):
    """The holder's new yes to a later close."""

    extension = models.ForeignKey(Extension, models.PROTECT)
    pledge = models.ForeignKey(Pledge, models.PROTECT, related_name="renewals")
    at = models.DateTimeField()

    class Meta:
        db_table = "renewal"
        constraints = [models.UniqueConstraint(fields=["extension", "pledge"], name="renewal_once")]


class Release(models.Model):
    """At the old date the pledges without a new yes were let go."""

    extension = models.OneToOneField(Extension, models.PROTECT)
    pledges = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        db_table = "release"


class ClosingQuerySet(models.QuerySet["Closing"]):
    def due_to_clear(self, now: datetime) -> Self:
        """Return closings whose price is not computed yet."""
        return self.filter(clearing=None, at__lte=now)


class Closing(models.Model):
    """The moment a campaign stopped taking pledges."""

    campaign = models.OneToOneField(Campaign, models.PROTECT)
    at = models.DateTimeField()

    objects: ClassVar[ClosingQuerySet] = ClosingQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        db_table = "closing"
        indexes = [models.Index(fields=["at"], name="closing_by_time")]


class Clearing(models.Model):
    """The final price, one and the same for everybody in; none below the critical mass."""

    closing = models.OneToOneField(Closing, models.PROTECT)
    rung = models.PositiveSmallIntegerField(null=True)
    gross_cents = models.PositiveIntegerField(null=True)
    units = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        db_table = "clearing"
        indexes = [models.Index(fields=["at"], name="clearing_by_time")]
        constraints = [
            models.CheckConstraint(
                condition=Q(gross_cents=None, rung=None, units=0)
                | Q(gross_cents__gt=0, rung__gt=0, units__gt=0),
                name="clearing_price_or_nothing",
            )
        ]


class Allotment(models.Model):
    """What a pledge gets at the final price."""

    clearing = models.ForeignKey(Clearing, models.PROTECT, db_constraint=False)
    pledge = models.OneToOneField(Pledge, models.PROTECT, db_constraint=False)
    units = models.PositiveIntegerField()

    class Meta:
        db_table = "allotment"
        constraints = [models.CheckConstraint(condition=Q(units__gt=0), name="allotment_positive")]


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
