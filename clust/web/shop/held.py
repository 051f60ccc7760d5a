"""A pledge as its holder sees it: where it stands, in words."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clust.campaigns.models import (
    Pledge,
)
from clust.orders.models import Order
from clust.orders.shares import Promised, Share
from clust.web.parts import formats
from clust.web.parts.ladder_picture import LadderPicture
from clust.web.parts.standings import Standing

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
    "undone": "plain",
}


@dataclass(frozen=True, slots=True)
class Held:
    """A pledge with how its campaign stands and what that means for it."""

    pledge: Pledge
    standing: Standing
    state: str
    order: Order | None
    promised: Promised | None = None

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
        return self.standing.is_live and self.left > 0 and self.order is None

    @property
    def may_cost_cents(self) -> int:
        """Return the most it can cost, all in."""
        return self.pledge.most_it_can_cost(self.left) if self.left else 0

    def may_cost_with(self, surcharge_cents: int) -> int:
        """Return the most it could cost, all in, in a variant with this surcharge a unit."""
        units = self.left + self.pledge.up_to - self.pledge.units
        more = surcharge_cents - self.pledge.surcharge_gross_cents
        return self.may_cost_cents + units * more

    @property
    def share(self) -> Share | None:
        """Return who pays what of the most it can cost, None where only its holder pays."""
        return self.share_at(self.may_cost_cents)

    def share_at(self, total_cents: int) -> Share | None:
        """Return who pays what of a total with delivery."""
        if self.promised is None or not self.left:
            return None
        delivery = self.pledge.delivery_option.gross_cents
        return self.promised.at(total_cents - delivery, delivery)

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
        return str(_LABELS[self.state])

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


_LABELS = {
    "in": gettext_lazy("You are in"),
    "mass": gettext_lazy("You are in"),
    "waiting": gettext_lazy("You wait"),
    "again": gettext_lazy("You wait again"),
    "queued": gettext_lazy("You wait for a place"),
    "counting": gettext_lazy("Being counted"),
    "won": gettext_lazy("You are in"),
    "missed": gettext_lazy("Closed without you"),
    "not_reached": gettext_lazy("Not reached"),
    "withdrawn": gettext_lazy("Withdrawn"),
    "released": gettext_lazy("Released"),
    "undone": gettext_lazy("Undone"),
}

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
    "undone": lambda: _(
        "Nothing is left of your order; its page says why, and where its money is."
    ),
    "released": lambda: _(
        "It was let go: no yes to a later close, or called off. You owe us nothing."
    ),
}
