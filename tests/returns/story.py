"""An order at the end of its clust, sent and received or not."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from clust.campaigns.actions.closing import clear_campaign, close_campaign
from clust.campaigns.actions.pledging import place_pledge
from clust.orders.actions import order_allotments
from clust.orders.models import Order
from clust.people.models import Person
from clust.returns.actions.retracting import retract
from clust.returns.models import Retraction, Return
from clust.rules.vat import split_gross
from clust.storefronts.models import DeliveryOption
from clust.supply.actions.purchasing import purchase
from clust.supply.models import Delivery, DeliveryLine, Parcel, ParcelLine
from tests.world import DAY, WEEK, World, make_address, make_campaign, make_person

CLOSED = DAY + WEEK
SENT = CLOSED + timedelta(days=2)
CAME = datetime.fromisoformat("2026-03-12T10:00:00+01:00")  # a Thursday: fourteen days are the 26th


def bought(
    world: World,
    units: int = 3,
    *,
    person: Person | None = None,
    option: DeliveryOption | None = None,
    options: tuple[DeliveryOption, ...] = (),
    exception: str = "",
    closed: datetime = CLOSED,
) -> Order:
    """Somebody buys kettles at 25.00 each, by parcel."""
    world.kettle.withdrawal_exception = exception
    world.kettle.save()
    person = person or make_person(DAY)
    campaign = make_campaign(
        world,
        [(1, 2500)],
        deliveries=[world.parcel, world.pickup, *options],
        now=closed - WEEK,
    )
    place_pledge(
        campaign=campaign,
        person=person,
        variant=campaign.product.variants.all()[0],
        units=units,
        maximum_cents=2500,
        waits=False,
        shown_cents=2500,
        delivery_option=option or world.parcel,
        address=make_address(person),
        now=closed - WEEK,
    )
    closing = close_campaign(campaign, now=closed)
    clearing = clear_campaign(closing, now=closed)
    order_allotments(clearing, now=closed)
    purchase(clearing, now=closed)
    return Order.objects.select_related("campaign__product", "address").get(campaign=campaign)


def sent(order: Order, units: int | None = None, *, at: datetime = SENT) -> Parcel:
    """A parcel leaves for the buyer."""
    parcel = Parcel.objects.create(
        person=order.person,
        supplier=order.campaign.product.supplier,
        address=order.address,
        carrier="colis",
        tracking=uuid4().hex[:12],
        dispatched_at=at,
        at=at,
    )
    ParcelLine.objects.create(parcel=parcel, order=order, units=units or order.units)
    return parcel


def received(parcel: Parcel, *, at: datetime = CAME) -> Delivery:
    """A parcel arrives, and what it brings becomes a sale."""
    delivery = Delivery.objects.create(parcel=parcel, how=Delivery.How.CARRIER, at=at)
    for line in parcel.lines.all():
        goods = line.units * line.order.unit_gross_cents
        DeliveryLine.objects.create(
            delivery=delivery,
            order=line.order,
            units=line.units,
            goods_net_cents=split_gross(goods, 200).net,
            delivery_net_cents=split_gross(line.order.delivery_gross_cents, 200).net,
        )
    return delivery


def delivered(world: World, units: int = 3, **choice: Any) -> Order:
    """An order that arrived in one parcel."""
    order = bought(world, units, **choice)
    received(sent(order))
    return order


def retracted(order: Order, units: int, *, now: datetime = CAME) -> Retraction:
    return retract(order=order, units=units, key=uuid4(), now=now)


def return_of(order: Order, units: int, *, now: datetime = CAME) -> Return:
    return Return.objects.get(retraction=retracted(order, units, now=now))
