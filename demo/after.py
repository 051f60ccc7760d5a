"""What happened after a clust of the demo closed: it was paid, sent, received."""

from datetime import datetime, timedelta

from clust import flow
from clust.campaigns.models import Campaign
from clust.orders.models import Order
from clust.storefronts.models import DeliveryOption
from clust.supply.actions.answering import answer_purchase
from clust.supply.actions.receiving import deliver
from clust.supply.actions.shipping import dispatch_parcel
from clust.supply.models import Delivery, PurchaseOrder

LAST_CHANCE = timedelta(hours=50)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


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
    flow.walk(now=now)


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
