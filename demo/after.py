"""What happened after a clust of the demo closed: it was paid, sent, received."""

from datetime import datetime, timedelta

from clust import flow
from clust.campaigns.models import Campaign
from clust.flow.reach import EVER
from clust.orders.models import Order
from clust.storefronts.models import DeliveryOption
from clust.supply.actions.answering import answer_purchase
from clust.supply.actions.receiving import deliver
from clust.supply.actions.shipping import dispatch_parcel, note_arrival, ship_in_bulk
from clust.supply.models import Delivery, PurchaseOrder, Shipment

LAST_CHANCE = timedelta(hours=50)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def let_it_arrive(campaign: Campaign, *, now: datetime) -> None:
    """Let those who were refused lapse, the supplier confirm and send, and parcels arrive."""
    flow.walk(now=campaign.closes_at)
    bought = campaign.closes_at + LAST_CHANCE
    if bought > now:
        return
    flow.walk(now=bought)
    for purchase in PurchaseOrder.objects.filter(campaign=campaign):
        answer_purchase(purchase, now=bought + HOUR)
        send_parcels(campaign, left_at=bought + DAY)
        for shipment in send_in_bulk(purchase, left_at=bought + DAY):
            note_arrival(shipment=shipment, now=bought + 3 * DAY)
            let_them_collect(shipment, arrived=bought + 3 * DAY, now=now)
    flow.walk(now=now)


def let_the_post_leave(campaign: Campaign, *, now: datetime) -> None:
    """Send what was told until the goods were bought, on that day; never inside a transaction."""
    flow.send(now=min(now, campaign.closes_at + LAST_CHANCE), reach=EVER)


def send_parcels(campaign: Campaign, *, left_at: datetime) -> None:
    """Send everybody's parcel; each arrives two days later."""
    theirs = Order.objects.filter(
        campaign=campaign,
        delivery_option__kind=DeliveryOption.PARCEL,
        purchase_shares__isnull=False,
    )
    for order in theirs:
        parcel = dispatch_parcel(
            supplier=campaign.product.supplier,
            units={order.pk: order.units},
            carrier="Colissimo",
            tracking=f"8R{order.pk:011}",
            dispatched_at=left_at,
            now=left_at,
        )
        deliver(parcel, how=Delivery.How.CARRIER, now=left_at + 2 * DAY)


def send_in_bulk(purchase: PurchaseOrder, *, left_at: datetime) -> list[Shipment]:
    """Send to each pickup point what was bought for those who collect there."""
    points = DeliveryOption.objects.filter(
        kind=DeliveryOption.PICKUP, order__purchase_shares__purchase_order=purchase
    )
    return [
        ship_in_bulk(purchase_order=purchase, option=point, dispatched_at=left_at, now=left_at)
        for point in points.distinct().order_by("pk")
    ]


def let_them_collect(shipment: Shipment, *, arrived: datetime, now: datetime) -> None:
    """Let a third come on each of the next three days, as far as these are over."""
    for number, parcel in enumerate(shipment.parcels.order_by("pk")):
        collected = arrived + (number % 3 + 1) * DAY - number * MINUTE
        if collected <= now:
            deliver(parcel, how=Delivery.How.ORGANISER, now=collected)
