"""What became of somebody's pledges so far, in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from clust.campaigns.models import (
    ComingIn,
    Extension,
    Pledge,
    PriceStep,
    Renewal,
    Withdrawal,
)
from clust.orders.models import Order
from clust.people.models import Person
from clust.web.parts import formats
from clust.web.parts.ladder_picture import LadderPicture
from clust.web.parts.standings import Standing, standings
from clust.web.shop.offers import storefront_of

TONES = {
    "in": "in",
    "mass": "in",
    "waiting": "waiting",
    "again": "waiting",
    "queued": "waiting",
    "counting": "live",
    "won": "done",
    "missed": "plain",
    "not_reached": "plain",
    "withdrawn": "plain",
    "released": "plain",
}


@dataclass(frozen=True, slots=True)
class Held:
    """A pledge with how its campaign stands and what that means for it."""

    pledge: Pledge
    standing: Standing
    state: str
    order: Order | None

    @property
    def tone(self) -> str:
        """Return the badge that goes with it."""
        return TONES[self.state]

    @property
    def picture(self) -> LadderPicture:
        """Return the campaign's ladder."""
        return self.standing.picture(f"pledge{self.pledge.pk}")

    @property
    def left(self) -> int:
        """Return the units not withdrawn."""
        return self.pledge.left

    @property
    def may_cost(self) -> bool:
        """Say whether its holder may still have to pay for it, and does not know how much."""
        return self.state in ("in", "mass", "waiting", "again", "queued", "counting")

    @property
    def is_open(self) -> bool:
        """Say whether it can still be changed."""
        return self.standing.is_live and self.left > 0

    @property
    def may_cost_cents(self) -> int:
        """Return the most it can cost, all in."""
        return self.pledge.most_it_can_cost(self.left) if self.left else 0

    @property
    def costs_now_cents(self) -> int:
        """Return what it would cost if the campaign closed at the price now, all in."""
        unit = self.standing.price_cents + self.pledge.surcharge_gross_cents
        return self.left * unit + self.pledge.delivery_option.gross_cents

    @property
    def renewal_due(self) -> int | None:
        """Return the number of the later close that needs a yes, None where none does."""
        number: int | None = self.pledge.extension_due if self.is_open else None  # type: ignore[attr-defined]
        return number

    @property
    def label(self) -> str:
        """Return the state in two words."""
        return {
            "in": _("You are in"),
            "mass": _("You are in"),
            "waiting": _("You wait"),
            "again": _("You wait again"),
            "queued": _("You wait for a place"),
            "counting": _("Being counted"),
            "won": _("You are in"),
            "missed": _("Closed without you"),
            "not_reached": _("Not reached"),
            "withdrawn": _("Withdrawn"),
            "released": _("Released"),
        }[self.state]

    @property
    def words(self) -> str:
        """Return the state in a sentence."""
        currency = self.standing.campaign.currency
        told = {
            "price": formats.money(self.standing.price_cents, currency),
            "maximum": formats.money(self.pledge.maximum_gross_cents, currency),
            "missing": formats.units(self.standing.missing),
        }
        return _SENTENCES[self.state]() % told


_SENTENCES = {
    "in": lambda: _("At %(price)s a unit now, and never more than %(maximum)s."),
    "mass": lambda: _(
        "As soon as the critical mass is reached (%(missing)s more), at %(price)s a unit or less."
    ),
    "waiting": lambda: _("You come in when the price falls to %(maximum)s. Now it is %(price)s."),
    "again": lambda: _(
        "The price has risen to %(price)s, above your maximum of %(maximum)s. You come in again"
        " when it falls, or when you raise your maximum."
    ),
    "queued": lambda: _("Every place is taken. You come in when one becomes free."),
    "counting": lambda: _("The clust is closed; the final price is being computed."),
    "won": lambda: _("The final price is %(price)s a unit, the same for everybody."),
    "missed": lambda: _(
        "The final price is %(price)s; you wanted to pay %(maximum)s. You owe us nothing."
    ),
    "not_reached": lambda: _("Too few people joined. Nobody pays anything."),
    "withdrawn": lambda: _("You have taken it back. You owe us nothing."),
    "released": lambda: _("You did not say yes to the later close. You owe us nothing."),
}


def pledges_of(person: Person, now: datetime) -> QuerySet[Any]:
    """Return a person's pledges with all that `held` needs."""
    return (
        Pledge.objects.with_left()
        .filter(person=person)
        .annotate(
            holds_place=Exists(ComingIn.objects.filter(pledge=OuterRef("pk"), goingout=None)),
            was_in=Q(shown_gross_cents__lte=F("maximum_gross_cents")) | Q(Exists(_reached())),
            is_released=Exists(_released()),
            extension_due=Subquery(_extensions(now).values("pk")[:1]),
        )
        .select_related(*_WITH_PLEDGE)
        .prefetch_related("campaign__rungs", "campaign__product__pictures")
        .order_by("-id")
    )


_WITH_PLEDGE = (
    "campaign__product",
    "campaign__gate",
    "campaign__reference_price",
    "campaign__closing__clearing",
    "variant",
    "delivery_option",
    "address",
    "allotment__order",
)


def _reached() -> QuerySet[PriceStep]:
    """Return the price steps since a pledge that came down to its maximum."""
    return PriceStep.objects.filter(
        campaign=OuterRef("campaign"),
        at__gte=OuterRef("at"),
        gross_cents__lte=OuterRef("maximum_gross_cents"),
    )


def _released() -> QuerySet[Withdrawal]:
    return Withdrawal.objects.filter(pledge=OuterRef("pk"), cause=Withdrawal.RELEASED)


def _extensions(now: datetime) -> QuerySet[Extension]:
    """Return the later closes that wait for a pledge's yes."""
    renewals = Renewal.objects.filter(extension=OuterRef("pk"), pledge=OuterRef(OuterRef("pk")))
    return Extension.objects.filter(
        ~Exists(renewals),
        campaign=OuterRef("campaign"),
        at__gte=OuterRef("at"),
        was_closes_at__gt=now,
    ).order_by("pk")


def held(pledges: Iterable[Pledge], now: datetime) -> list[Held]:
    """Return pledges with their states, with one query for all of them."""
    rows = list(pledges)
    campaigns = {row.campaign_id: row.campaign for row in rows}
    stand = {one.campaign.pk: one for one in standings(campaigns.values(), now)}
    return [_held(row, stand[row.campaign_id]) for row in rows]


def held_or_404(request: HttpRequest, pk: int, now: datetime) -> Held:
    """Return a pledge of the person signed in; everybody else's is not there."""
    if not request.user.is_authenticated:
        raise Http404
    mine = pledges_of(request.user, now).filter(
        pk=pk, campaign__listings__storefront=storefront_of(request)
    )
    row = mine.first()
    if row is None:
        raise Http404
    return held([row], now)[0]


def _held(pledge: Pledge, standing: Standing) -> Held:
    allotment = getattr(pledge, "allotment", None)
    order = getattr(allotment, "order", None)
    return Held(pledge, standing, _state(pledge, standing, allotment is not None), order)


def _state(pledge: Pledge, standing: Standing, allotted: bool) -> str:
    if not pledge.left:
        return "released" if pledge.is_released else "withdrawn"  # type: ignore[attr-defined]
    if standing.stage == "not_reached":
        return "not_reached"
    if standing.stage == "cleared":
        return "won" if allotted else "missed"
    if standing.stage == "closing":
        return "counting"
    return _open_state(pledge, standing)


def _open_state(pledge: Pledge, standing: Standing) -> str:
    if pledge.maximum_gross_cents < standing.price_cents:
        return "again" if pledge.was_in else "waiting"  # type: ignore[attr-defined]
    if standing.campaign.gate.room is not None and not pledge.holds_place:  # type: ignore[attr-defined]
        return "queued"
    return "mass" if standing.is_below_critical_mass else "in"


def about(one: Held) -> dict[str, Any]:
    """Return what pages about one pledge have in common."""
    pledge: Pledge = one.pledge
    return {
        "held": one,
        "pledge": pledge,
        "campaign": pledge.campaign,
        "product": pledge.campaign.product,
        "standing": one.standing,
        "now": timezone.now(),
    }
