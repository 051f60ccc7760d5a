"""We buy what is paid, in whole cases, at the price that was announced."""

import pytest

from clust.orders.models import Cancellation, Order
from clust.payments.models import PurchaseDecision
from clust.supply.actions.purchasing import (
    AlreadyPurchased,
    BelowCost,
    BelowMinimum,
    NothingToBuy,
    purchase,
)
from clust.supply.models import PurchaseOrder
from tests.supply.goods import CLOSED, agrees, bought, cleared, joined
from tests.world import World, make_campaign, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def undone(orders: list[Order]) -> list[tuple[str, int]]:
    rows = Cancellation.objects.filter(order__in=orders).order_by("order")
    return list(rows.values_list("cause", "units"))


def test_all_that_is_paid_is_bought(world: World) -> None:
    order, _ = bought(world, 3, 2)
    assert order.units == 5
    assert sorted(order.shares.values_list("units", flat=True)) == [2, 3]
    assert agrees()


def test_what_is_not_paid_is_not_bought(world: World) -> None:
    campaign = make_campaign(world, [(1, 3000)], asks_for_card=True)
    joined(world, campaign, 3)
    joined(world, campaign, 2)
    clearing, orders = cleared(campaign, unpaid=[0])
    assert purchase(clearing, now=CLOSED).units == 2
    assert undone(orders) == [("lapsed", 3)]
    assert agrees()


def test_what_fills_no_case_after_a_refused_card_is_left_out_and_refunded(world: World) -> None:
    """Cases of 4: 4 + 3 + 1; the card for 1 is refused, so the 3 fill no case."""
    campaign = make_campaign(world, [(1, 3000)], asks_for_card=True, case_size=4)
    for units in (4, 3, 1):
        joined(world, campaign, units)
    clearing, orders = cleared(campaign, unpaid=[2])
    assert purchase(clearing, now=CLOSED).units == 4
    assert undone(orders) == [("left_out", 3), ("lapsed", 1)]
    assert Order.objects.get(pk=orders[0].pk).unit_gross_cents == 3000
    assert agrees()


def test_somebody_for_whom_fewer_is_fine_is_cut_instead(world: World) -> None:
    campaign = make_campaign(world, [(1, 3000)], asks_for_card=True, case_size=4)
    joined(world, campaign, 3)
    joined(world, campaign, 1)
    joined(world, campaign, 4, fewer=True)
    clearing, orders = cleared(campaign, unpaid=[1])
    assert purchase(clearing, now=CLOSED).units == 4
    assert undone(orders) == [("lapsed", 1), ("left_out", 3)]
    assert undone(orders[2:]) == [("left_out", 3)]
    assert agrees()


def test_below_the_smallest_order_the_desk_decides(world: World) -> None:
    campaign = make_campaign(world, [(1, 3000)], asks_for_card=True, case_size=2, minimum_cases=2)
    joined(world, campaign, 2)
    joined(world, campaign, 2)
    clearing, _ = cleared(campaign, unpaid=[1])
    with pytest.raises(BelowMinimum):
        purchase(clearing, now=CLOSED)
    assert not Cancellation.objects.exists()
    PurchaseDecision.objects.create(clearing=clearing, at=CLOSED)
    assert purchase(clearing, now=CLOSED).units == 2


def test_nothing_is_bought_below_cost_without_a_reason(world: World) -> None:
    campaign = make_campaign(world, [(1, 3000)], asks_for_card=True)
    campaign.award.quote.rungs.update(net_cents=2600)
    joined(world, campaign, 1)
    clearing, _ = cleared(campaign)
    with pytest.raises(BelowCost):
        purchase(clearing, now=CLOSED)
    PurchaseDecision.objects.create(clearing=clearing, below_cost_reason="fin de saison", at=CLOSED)
    assert purchase(clearing, now=CLOSED).unit_net_cents == 2600


def test_where_no_case_is_paid_nothing_is_bought(world: World) -> None:
    campaign = make_campaign(world, [(1, 3000)], asks_for_card=True, case_size=4)
    joined(world, campaign, 3)
    joined(world, campaign, 1)
    clearing, _ = cleared(campaign, unpaid=[1])
    with pytest.raises(NothingToBuy):
        purchase(clearing, now=CLOSED)


def test_a_clearing_is_bought_once(world: World) -> None:
    order, _ = bought(world, 1)
    assert order.clearing
    with pytest.raises(AlreadyPurchased):
        purchase(order.clearing, now=CLOSED)
    assert PurchaseOrder.objects.count() == 1
