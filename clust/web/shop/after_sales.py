"""What a buyer may still do about an order: change their mind, send back, complain, ask."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.http import Http404, HttpRequest

from clust.orders.cancelling import Left
from clust.orders.models import Order
from clust.returns.actions.retracting import (
    NoRight,
    RetractionRefused,
    TooLate,
    check_retraction,
)
from clust.returns.goods import (
    ZONE,
    Goods,
    claimable,
    goods_of,
    guarantee_until,
    standard_delivery_cents,
)
from clust.returns.models import Claim, Retraction, Return, Thread
from clust.rules.returns import GivenBack, Sale, given_back
from clust.web.shop.offers import sold_at, storefront_of
from clust.web.shop.visits import me


@dataclass(frozen=True)
class AfterSales:
    """One order after its close, as its buyer sees it."""

    order: Order
    goods: Goods
    now: datetime

    @property
    def left(self) -> Left:
        """Return what is left of the order."""
        return self.goods.left

    @property
    def refusal(self) -> RetractionRefused | None:
        """Return why it cannot be withdrawn from, None where it can."""
        try:
            check_retraction(self.order, goods=self.goods, units=1, now=self.now)
        except RetractionRefused as refusal:
            return refusal
        return None

    @property
    def may_retract(self) -> bool:
        """Say whether the buyer may withdraw now."""
        return self.refusal is None

    @property
    def has_no_right(self) -> bool:
        """Say whether the product is excepted."""
        return isinstance(self.refusal, NoRight)

    @property
    def ended_on(self) -> date | None:
        """Return the last day there was, None where it is not too late."""
        refusal = self.refusal
        return last_day_before(refusal.ended_at) if isinstance(refusal, TooLate) else None

    @property
    def last_on(self) -> date | None:
        """Return the last day to withdraw, None while parcels are to come."""
        ends = self.goods.withdrawal_ends
        return last_day_before(ends) if ends else None

    @property
    def is_sealed(self) -> bool:
        """Say whether an intact seal matters."""
        product = self.order.campaign.product
        return product.withdrawal_exception == product.SEALED and self.goods.received > 0

    @property
    def guarantee_ends_at(self) -> datetime | None:
        """Return until when the legal guarantee holds."""
        return guarantee_until(self.order, self.goods)

    @property
    def guarantee_on(self) -> date | None:
        """Return the last day of the legal guarantee."""
        ends = self.guarantee_ends_at
        return last_day_before(ends) if ends else None

    @property
    def is_out_of_guarantee(self) -> bool:
        """Say whether the legal guarantee is over."""
        ends = self.guarantee_ends_at
        return bool(ends and self.now >= ends)

    @property
    def may_return(self) -> bool:
        """Say whether something may be sent back for a fault."""
        ends = self.guarantee_ends_at
        return bool(ends and self.now < ends and self.goods.returnable)

    @property
    def may_claim(self) -> bool:
        """Say whether the guarantee may be asked for."""
        ends = self.guarantee_ends_at
        return bool(ends and self.now < ends and claimable(self.order))

    def back(self, units: int) -> GivenBack:
        """Return what flows back when so many units are withdrawn."""
        standard = standard_delivery_cents(self.order)
        return given_back(Sale(*self.left), units, standard_cents=standard)

    @property
    def retractions(self) -> list[Retraction]:
        """Return the withdrawals there were."""
        return list(self.order.retractions.order_by("pk"))

    @property
    def returns(self) -> list[Return]:
        """Return what comes or came back."""
        return list(self.order.returns.order_by("pk"))

    @property
    def claims(self) -> list[Claim]:
        """Return what was claimed."""
        return list(self.order.claims.order_by("pk"))

    @property
    def threads(self) -> list[Thread]:
        """Return what was talked about."""
        return list(self.order.threads.order_by("pk"))


def last_day_before(ended_at: datetime) -> date:
    """Return the last day of a period that ends with a day."""
    return (ended_at.astimezone(ZONE) - timedelta(seconds=1)).date()


def after_sales(order: Order, now: datetime) -> AfterSales:
    """Return what may still be done about an order."""
    return AfterSales(order, goods_of(order), now)


def order_or_404(request: HttpRequest, pk: int) -> Order:
    """Return an order of the person signed in; everybody else's is not there."""
    mine = Order.objects.filter(sold_at(storefront_of(request)), person=me(request))
    rows = mine.select_related(
        "campaign__product", "campaign__terms__seller", "address", "variant", "delivery_option"
    )
    order = rows.filter(pk=pk).first()
    if order is None:
        raise Http404
    return order
