"""Buy now, refunded the difference (mechanism 10)."""

from uuid import uuid4

import pytest

from clust import flow
from clust.campaigns.actions.pledging import withdraw_pledge
from clust.campaigns.models import Allotment, Campaign
from clust.orders.actions import AlreadyOrdered, TakenBack, order_direct
from clust.orders.cancelling import cancel
from clust.orders.models import Cancellation, Cause, DirectOrder, Order
from clust.payments.models import Capture, Refund
from clust.returns.actions.retracting import retract
from tests.payments.sales import HOUR, OVER, balance, books_agree, buy, verified, walk
from tests.world import DAY, World, make_campaign, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    """One storefront, one supplier, kettles."""
    return make_world()


def singles(world: World, *ladder: tuple[int, int]) -> Campaign:
    """A clust whose supplier ships singles."""
    return make_campaign(
        world, ladder or [(1, 5000), (3, 4000)], asks_for_card=True, ships_singles=True
    )


def test_bought_now_is_charged_at_once_at_the_price_shown(world: World) -> None:
    campaign = singles(world)
    bought = buy(world, campaign, 2, direct=True)
    flow.walk(now=DAY + HOUR)
    order = DirectOrder.objects.get().order
    assert (order.units, order.unit_gross_cents, order.allotment) == (2, 5000, None)
    assert Capture.objects.get().cents == 10000
    assert order.pledge == bought
    with pytest.raises(AlreadyOrdered):
        order_direct(bought, now=DAY)
    verified()


def test_at_clearing_the_difference_flows_back_for_the_units_kept_once(world: World) -> None:
    campaign = singles(world)
    buy(world, campaign, 2, direct=True)
    flow.walk(now=DAY + HOUR)
    order = Order.objects.get()
    cancel(
        order=order,
        cause=Cause.RETRACTED,
        key="retraction:1",
        units=1,
        goods_gross_cents=5000,
        now=DAY + HOUR,
    )
    buy(world, campaign, 4)
    walk()
    walk(1)
    assert Cancellation.objects.get(cause=Cause.DIFFERENCE).goods_gross_cents == 1000
    assert sum(Refund.objects.values_list("cents", flat=True)) == 6000
    assert Order.objects.count() == 2
    books_agree()
    verified()


def test_it_counts_for_the_price_of_all(world: World) -> None:
    campaign = singles(world)
    buy(world, campaign, 2, direct=True)
    buy(world, campaign, 1)
    walk()
    assert campaign.closing.clearing.gross_cents == 4000
    assert Allotment.objects.count() == 2


def test_where_the_price_did_not_fall_nothing_flows_back(world: World) -> None:
    campaign = singles(world)
    buy(world, campaign, 1, direct=True)
    walk()
    assert not Refund.objects.exists()
    assert balance("provider") == 5000


def test_below_the_critical_mass_who_bought_now_keeps_what_they_bought(world: World) -> None:
    campaign = singles(world, (5, 5000), (6, 4000))
    buy(world, campaign, 1, direct=True)
    buy(world, campaign, 1)
    walk()
    assert campaign.closing.clearing.gross_cents is None
    assert Order.objects.get().direct
    assert not Refund.objects.exists()


def test_refused_and_not_paid_again_it_lapses_and_counts_no_longer(world: World) -> None:
    campaign = singles(world)
    buy(world, campaign, 1, card="refused-1", direct=True)
    flow.walk(now=DAY + HOUR)
    flow.walk(now=DAY + 50 * HOUR)
    campaign.gate.refresh_from_db()
    assert campaign.gate.units == 0
    assert balance("buyers") == 0


def test_withdrawn_before_it_was_ordered_it_is_not_ordered(world: World) -> None:
    campaign = singles(world)
    withdraw_pledge(pledge=buy(world, campaign, 1, direct=True), now=DAY)
    flow.walk(now=DAY + HOUR)
    assert not Order.objects.exists()
    assert OVER > DAY


def test_coming_back_from_the_bank_orders_nothing_that_was_withdrawn(world: World) -> None:
    bought = buy(world, singles(world), 2, direct=True)
    withdraw_pledge(pledge=bought, units=1, now=DAY)
    with pytest.raises(TakenBack):
        order_direct(bought, now=DAY)
    assert not Order.objects.exists()


def test_withdrawn_from_before_the_close_it_counts_no_longer(world: World) -> None:
    campaign = singles(world)
    buy(world, campaign, 2, direct=True)
    buy(world, campaign, 1)
    flow.walk(now=DAY + HOUR)
    retract(order=Order.objects.get(), units=2, key=uuid4(), now=DAY + HOUR)
    campaign.gate.refresh_from_db()
    assert campaign.gate.units == 1
    walk()
    assert campaign.closing.clearing.gross_cents == 5000
    assert sum(Refund.objects.values_list("cents", flat=True)) == 10000
    books_agree()
    verified()
