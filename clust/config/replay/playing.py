"""One campaign played in the database, by the actions that a shop's pages call."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db import connection, transaction
from django.db.models import Sum

from clust.campaigns.actions.closing import clear_campaign, close_campaign
from clust.campaigns.actions.pledging import place_pledge, withdraw_pledge
from clust.campaigns.models import Campaign, Clearing, Pledge, PriceStep
from clust.config.replay.history import Trade
from clust.config.replay.plan import Act, Plan
from clust.config.replay.stage import Stage, open_act
from clust.notices.models import Announcement, Telling
from clust.orders.actions import order_allotments
from clust.orders.models import Order
from clust.supply.actions.purchasing import purchase
from clust.supply.models import PurchaseOrder

AT_ONCE = 4


@dataclass(frozen=True, slots=True)
class Played:
    """A campaign that is over: the rung it ended on, 0 for none, and what its orders come to."""

    act: Act
    campaign: int
    rung: int
    unit_cents: int
    together_cents: int


def play_all(stage: Stage, planned: Plan) -> Iterator[Played]:
    """Play the campaigns, several at once; within a transaction one by one on its connection."""
    if connection.in_atomic_block:
        for act in planned.acts:
            yield play(stage, act, opens_at=planned.opens_at, closes_at=planned.closes_at)
        return
    pool = ThreadPoolExecutor(AT_ONCE)
    try:
        yield from pool.map(partial(_play_on_own_connection, stage, planned), planned.acts)
    finally:
        pool.shutdown(cancel_futures=True)


def _play_on_own_connection(stage: Stage, planned: Plan, act: Act) -> Played:
    try:
        return play(stage, act, opens_at=planned.opens_at, closes_at=planned.closes_at)
    finally:
        connection.close()


@transaction.atomic
def play(stage: Stage, act: Act, *, opens_at: datetime, closes_at: datetime) -> Played:
    """
    Open, join and leave in time order, close, clear, order and purchase, all or nothing.

    In one transaction, so that nobody else meets a campaign whose time has been over for years.
    Everybody joins staying in up to the opening price.
    """
    campaign = open_act(stage, act, opens_at=opens_at, closes_at=closes_at, now=opens_at)
    join(stage, act, campaign)
    return finish(act, campaign, now=closes_at)


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


def leave_untold(campaigns: Sequence[int], *, now: datetime) -> None:
    """Note that all was told: nobody in a replay has an address, and the chain need not look."""
    steps = PriceStep.objects.filter(campaign__in=campaigns, telling=None)
    Telling.objects.bulk_create(
        [Telling(price_step=step, at=now) for step in steps], ignore_conflicts=True
    )
    clearings = Clearing.objects.filter(closing__campaign__in=campaigns, announcement=None)
    Announcement.objects.bulk_create(
        [Announcement(clearing=row, at=now) for row in clearings], ignore_conflicts=True
    )
    orders = PurchaseOrder.objects.filter(
        clearing__closing__campaign__in=campaigns, announcement=None
    )
    Announcement.objects.bulk_create(
        [Announcement(purchase_order=row, at=now) for row in orders], ignore_conflicts=True
    )
