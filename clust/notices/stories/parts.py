"""What the stories of several kinds have in common."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from django.utils.translation import gettext as _

from clust.base.formats import moment, money, units
from clust.campaigns.models import Campaign, ComingIn, Pledge
from clust.campaigns.publishing import live_states
from clust.notices.links import link
from clust.notices.models import Notice
from clust.notices.papers import Paper
from clust.notices.stairs import Stairs, Standing, draw
from clust.orders.models import Order
from clust.orders.shares import Share, promised
from clust.rules.returns import may_withdraw


class Fact(NamedTuple):
    """A line of the summary; the one that matters most is strong."""

    label: str
    value: str
    strong: bool = False


class Action(NamedTuple):
    """A way on from the mail."""

    label: str
    url: str


class Item(NamedTuple):
    """A line of a digest: what it says, a sentence more, and the way to it."""

    title: str
    words: str
    url: str


@dataclass(slots=True)
class Story:
    """What the words may name, and what stands beside them."""

    says: dict[str, object]
    facts: list[Fact] = field(default_factory=list)
    actions: list[Action] = field(default_factory=list)
    stairs: Stairs | None = None
    small: list[str] = field(default_factory=list)
    papers: list[Paper] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)


def standing(campaign: Campaign, now: datetime) -> Standing:
    """Return where an open campaign stands; nothing is missing where the cap ends the ladder."""
    state = live_states([campaign.pk], now=now)[0]
    rung, room = campaign.gate.rung, campaign.gate.room
    deeper = campaign.ladder.rungs[rung : rung + 1]
    reachable = deeper and (room is None or deeper[0].from_units <= room)
    missing, waiting = (int(str(state[name] or 0)) for name in ("missing", "waiting"))
    return Standing(rung, campaign.gate.units, max(missing, 0) if reachable else 0, waiting)


def price_now(campaign: Campaign) -> int:
    """Return the price shown now, cents gross a unit."""
    return campaign.ladder.rungs[max(campaign.gate.rung, 1) - 1].unit_price


def scene(campaign: Campaign) -> dict[str, object]:
    """Return what nearly every kind names."""
    return {
        "product": campaign.product.name,
        "price": cents(campaign, price_now(campaign)),
        "closes": moment(campaign.closes_at),
        "mass": units(campaign.ladder.critical_mass),
        "below_mass": campaign.gate.rung == 0,
    }


def cents(campaign: Campaign, amount: int) -> str:
    """Write an amount in the campaign's currency."""
    return money(amount, campaign.currency)


def open_story(
    campaign: Campaign, now: datetime, says: dict[str, object], facts: list[Fact]
) -> Story:
    """Return a story of a campaign that still runs, with its ladder and the way to it."""
    return Story(
        says={**scene(campaign), **says},
        facts=facts,
        actions=[Action(_("See the clust"), link("campaign", campaign.pk))],
        stairs=draw(campaign.ladder, standing(campaign, now), campaign.currency),
    )


def pledges_of(notice: Notice) -> list[Pledge]:
    """Return what the reader holds in the campaign, with the units left of each."""
    held = Pledge.objects.standing().filter(campaign=notice.campaign_id, person=notice.person_id)
    return list(held.select_related("variant", "delivery_option").order_by("pk"))


def is_in(pledge: Pledge, campaign: Campaign) -> bool:
    """Say whether a pledge is in now; under a cap that is a fact of its own."""
    if campaign.gate.room is None:
        return pledge.maximum_gross_cents >= price_now(campaign)
    return ComingIn.objects.filter(pledge=pledge, goingout=None).exists()


def what(number: int, product: str, variant: str) -> str:
    """Write `2 × Kettle (red)`."""
    return f"{units(number)} × {product}" + (f" ({variant})" if variant else "")


def held(pledges: Iterable[Pledge], campaign: Campaign) -> list[Fact]:
    """Return one line for each pledge, and for each the most it can cost."""
    facts = []
    for pledge in pledges:
        told = {
            "what": what(pledge.left, campaign.product.name, pledge.variant.name),
            "maximum": cents(campaign, pledge.maximum_gross_cents),
        }
        facts += [
            Fact(
                _("Your pledge no. %(number)s") % {"number": pledge.pk},
                _("%(what)s, at most %(maximum)s each") % told,
            ),
            Fact(
                _("The most it can cost, delivery included"),
                cents(campaign, pledge.most_it_can_cost(pledge.left)),
            ),
        ]
    return facts


def promised_share(pledge: Pledge) -> Share | None:
    """Return who pays what of the most that a pledge can cost, None where only its holder pays."""
    found, carriage = promised([pledge]).get(pledge.pk), pledge.delivery_option.gross_cents
    share = found.at(pledge.most_it_can_cost() - carriage, carriage) if found else None
    return share if share and share.subsidy_cents else None


def who_pays(share: Share | None, campaign: Campaign, *, at_most: bool = False) -> list[Fact]:
    """Return what a community pays and what is left to the buyer, nothing where none pays."""
    if share is None:
        return []
    yours = _("You pay at most, delivery included") if at_most else _("You pay, delivery included")
    return [
        Fact(
            _("%(community)s pays") % {"community": share.community},
            cents(campaign, share.subsidy_cents),
        ),
        Fact(yours, cents(campaign, share.you_pay_cents), strong=True),
    ]


def delivery(pledge: Pledge | Order) -> list[Fact]:
    """Return how and where something is delivered."""
    option = pledge.delivery_option
    place = option.place if option.is_pickup else str(pledge.address or "")
    label = _("Where to collect it") if option.is_pickup else _("Delivered to")
    return [Fact(_("Delivery"), option.name), *([Fact(label, place)] if place else [])]


def small_print(campaign: Campaign) -> list[str]:
    """Return what the law wants said with every contract."""
    product, seller = campaign.product, campaign.terms.seller
    if not may_withdraw(product.withdrawal_exception):
        why = {"why": product.get_withdrawal_exception_display()}
        right = _("This product is %(why)s: after the close there is no right of withdrawal.") % why
    else:
        right = _(
            "You may withdraw without giving a reason until 14 days after the last parcel:"
            " “Withdraw from the contract here” (%(page)s), with the form attached, or by any"
            " clear statement."
        ) % {"page": link("retractions")}
        if product.withdrawal_exception == product.SEALED:
            right += " " + _("What is sealed for hygiene, only with its seal intact.")
    return [
        right,
        _("The two-year legal guarantee of conformity applies, whatever the price."),
        _("The terms of sale, version %(version)s, are attached: keep this mail.")
        % {"version": campaign.terms.version},
        _("Consumer mediator: %(name)s, %(url)s")
        % {"name": seller.mediator, "url": seller.mediator_url},
    ]
