"""Where the units of an order are: sent, received, coming back, and for how long they may."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Max, Q, Sum

from clust.orders.cancelling import Left, left_of
from clust.orders.models import Order
from clust.returns.models import Claim, ClaimAnswer, Exchange, Restitution, Return
from clust.rules.returns import end_of, guarantee_ends, withdrawal_ends
from clust.storefronts.models import DeliveryOption
from clust.supply.models import DeliveryLine, ParcelLine

ZONE = ZoneInfo(settings.TIME_ZONE)


@dataclass(frozen=True, slots=True)
class Goods:
    """
    The units of one order at one moment.

    `sent` left for the buyer and were not lost; `received` arrived; `back` are on their way back
    or in our hands and not given back for yet; `undone` were sent and given back for, `exchanged`
    ordered anew.
    """

    left: Left
    sent: int
    received: int
    back: int
    undone: int
    exchanged: int
    received_at: datetime | None

    @property
    def free(self) -> int:
        """Return the units that may still be withdrawn, returned or complained about."""
        return max(self.left.units - self.back, 0)

    @property
    def unsent(self) -> int:
        """Return the units that the buyer still waits for and that have not left."""
        return max(self.left.units - (self.sent - self.undone), 0)

    @property
    def returnable(self) -> int:
        """Return the received units that may be sent back."""
        return max(min(self.free, self.received - self.undone - self.exchanged - self.back), 0)

    @property
    def delivered_at(self) -> datetime | None:
        """Return when the last parcel came; none while some unit has not arrived."""
        missing = self.left.units - (self.received - self.undone)
        return self.received_at if missing <= 0 else None

    @property
    def withdrawal_ends(self) -> datetime | None:
        """Return until when the buyer may withdraw; none while parcels are to come."""
        return withdrawal_ends(self.delivered_at, ZONE)


def goods_of(order: Order) -> Goods:
    """Return where the units of an order are."""
    sent = ParcelLine.objects.filter(order=order, parcel__end=None).aggregate(
        units=Sum("units", default=0), gaps=Sum("gap__units", default=0)
    )
    received = DeliveryLine.objects.filter(order=order)
    came = received.aggregate(units=Sum("units", default=0), at=Max("delivery__at"))
    undone = Restitution.objects.filter(cancellation__order=order)
    return Goods(
        left=left_of(order),
        sent=sent["units"] - sent["gaps"],
        received=came["units"],
        back=_back(order),
        undone=undone.aggregate(units=Sum("units", default=0))["units"],
        exchanged=_exchanged(order),
        received_at=came["at"],
    )


def _back(order: Order) -> int:
    open_returns = Return.objects.open().filter(order=order)
    return int(open_returns.aggregate(units=Sum("units", default=0))["units"])


def _exchanged(order: Order) -> int:
    by_return = Q(return_of__order=order, return_of__restitution=None)
    by_claim = Q(claim_answer__claim__order=order, claim_answer__restitution=None)
    bought = Exchange.objects.filter(by_return | by_claim, purchase_order__isnull=False)
    return int(bought.aggregate(units=Sum("units", default=0))["units"])


def claimable(order: Order) -> int:
    """Return the received units that no open claim is about."""
    goods = goods_of(order)
    open_claims = Claim.objects.open().filter(order=order)
    claimed = int(open_claims.aggregate(units=Sum("units", default=0))["units"])
    return max(goods.returnable - claimed, 0)


def guarantee_until(order: Order, goods: Goods) -> datetime | None:
    """Return when the legal guarantee of what an order brought ends; none before it came."""
    if goods.received_at is None:
        return None
    repaired = ClaimAnswer.objects.filter(
        claim__order=order, remedy=ClaimAnswer.Remedy.REPAIRED
    ).exists()
    received_on = goods.received_at.astimezone(ZONE).date()
    return end_of(guarantee_ends(received_on, repaired=repaired), ZONE)


def standard_delivery_cents(order: Order) -> int:
    """
    Return the cheapest standard delivery that the buyer was offered, gross.

    The cheapest parcel of the campaign that goes to their country and takes the weight; what
    they chose themselves where that was cheaper, or where there is none.
    """
    weight = order.units * order.campaign.product.weight_g
    offered = DeliveryOption.objects.filter(
        Q(from_g__lte=weight, below_g__gt=weight),
        campaigndelivery__campaign=order.campaign_id,
        kind=DeliveryOption.PARCEL,
    )
    country = order.address.country if order.address else "FR"
    prices = [option.gross_cents for option in offered if option.serves(country)]
    return min([order.delivery_gross_cents, *prices])
