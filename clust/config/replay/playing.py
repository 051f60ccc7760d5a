"""One campaign played in the database, by the actions that a shop's pages call."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Sum

from clust.campaigns.actions.closing import clear_campaign, close_campaign
from clust.campaigns.actions.pledging import place_pledge, withdraw_pledge
from clust.campaigns.models import Campaign, Clearing, Pledge
from clust.config.replay.history import Trade
from clust.config.replay.plan import Act
from clust.config.replay.stage import Stage, open_act
from clust.notices.models import Announcement, Telling
from clust.orders.actions import order_allotments
from clust.orders.models import Order
from clust.supply.actions import purchase
from clust.supply.models import PurchaseOrder


@dataclass(frozen=True, slots=True)
class Played:
    """A campaign that is over: the rung it ended on, 0 for none, and what its orders come to."""

    act: Act
    campaign: int
    rung: int
    unit_cents: int
    together_cents: int


@transaction.atomic
def play(stage: Stage, act: Act, *, opens_at: datetime, closes_at: datetime) -> Played:
    """
    Open, join and leave in time order, close, clear, order and purchase, all or nothing.

    In one transaction, so that nobody else meets a campaign whose time has been over for years.
    Everybody joins staying in up to the opening price.
    """
    campaign = open_act(stage, act, opens_at=opens_at, closes_at=closes_at, now=opens_at)
    join(stage, act, campaign)
    played = finish(act, campaign, now=closes_at)
    leave_untold(campaign, now=closes_at)
    return played


def join(stage: Stage, act: Act, campaign: Campaign) -> None:
    """Place and take back the pledges of an act, each at its moment and the price then shown."""
    variant = campaign.product.variants.all()[0]
    opening = act.ladder.opening_price
    pledges: dict[int, Pledge] = {}
    units = 0
    for event in act.events():
        if isinstance(event, Trade):
            pledges[event.number] = place_pledge(
                campaign=campaign,
                person=stage.people[event.buyer],
                variant=variant,
                units=event.units,
                delivery_option=stage.pickup,
                shown_cents=act.ladder.price_at(units) or opening,
                maximum_cents=opening,
                now=event.at,
            )
            units += event.units
        else:
            withdraw_pledge(pledge=pledges[event.trade.number], units=event.units, now=event.at)
            units -= event.units


def finish(act: Act, campaign: Campaign, *, now: datetime) -> Played:
    """Close, clear, order and purchase."""
    clearing = clear_campaign(close_campaign(campaign, now=now), now=now)
    if clearing.gross_cents is None:
        return Played(act, campaign.pk, 0, 0, 0)
    order_allotments(clearing, now=now)
    purchase(clearing, now=now)
    return Played(act, campaign.pk, clearing.rung or 0, clearing.gross_cents, _paid(clearing))


def _paid(clearing: Clearing) -> int:
    paid = Order.objects.of_clearing(clearing).aggregate(cents=Sum("total_gross_cents"))["cents"]
    return int(paid)


def leave_untold(campaign: Campaign, *, now: datetime) -> None:
    """Note that all was told: nobody in a replay has an address, and the chain need not look."""
    Telling.objects.bulk_create(
        Telling(price_step=step, at=now) for step in campaign.price_steps.filter(telling=None)
    )
    for clearing in Clearing.objects.filter(closing__campaign=campaign):
        Announcement.objects.get_or_create(clearing=clearing, defaults={"at": now})
    for order in PurchaseOrder.objects.filter(clearing__closing__campaign=campaign):
        Announcement.objects.get_or_create(purchase_order=order, defaults={"at": now})
