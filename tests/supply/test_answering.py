"""The supplier confirms, shortens or refuses; what is missing goes round in order."""

import pytest

from clust.ledger.models import Posting
from clust.orders.cancelling import cancel_all
from clust.orders.models import Cancellation, Cause, Order
from clust.supply.actions.answering import (
    MoreThanOrdered,
    NotRefused,
    accept_refusal,
    answer_purchase,
    call_off,
)
from clust.supply.actions.purchasing import purchase
from clust.supply.claims import NotEnough
from clust.supply.models import PurchaseOrder
from tests.supply.goods import CLOSED, agrees, bought, cleared, joined, send
from tests.world import World, make_campaign, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def kept(orders: list[Order]) -> list[int]:
    """The units left to each buyer."""
    gone = dict(Cancellation.objects.values_list("order", "units"))
    return [order.units - gone.get(order.pk, 0) for order in orders]


def first(order: PurchaseOrder) -> int:
    return order.lines.get().variant_id


def owed(order: PurchaseOrder) -> int:
    rows = Posting.objects.filter(account="suppliers", party=order.quote.product.supplier_id)
    return -sum(rows.values_list("cents", flat=True))


def test_a_confirmation_changes_nothing_for_buyers(world: World) -> None:
    order, orders = bought(world, 3, 2)
    answer = answer_purchase(order, now=CLOSED)
    assert not answer.refused
    assert answer.lines.get().units == 5
    assert kept(orders) == [3, 2]


@pytest.mark.parametrize(("come", "shares"), [(6, [4, 1, 1]), (4, [3, 1, 0]), (1, [1, 0, 0])])
def test_a_shortened_order_goes_round_wanted_first(
    world: World, come: int, shares: list[int]
) -> None:
    """The mechanism's example: cases of 3, pledges 3+2, 1+3, 1+0."""
    campaign = make_campaign(world, [(1, 3000)], asks_for_card=True, case_size=3)
    for units, up_to in ((3, 5), (1, 4), (1, 1)):
        joined(world, campaign, units, up_to=up_to)
    clearing, orders = cleared(campaign)
    order = purchase(clearing, now=CLOSED)
    assert order.units == 6
    answer_purchase(order, units={first(order): come}, now=CLOSED)
    assert kept(orders) == shares
    assert owed(order) == come * order.unit_net_cents
    assert agrees()


def test_a_buyer_who_gets_nothing_gets_the_delivery_back_too(world: World) -> None:
    order, orders = bought(world, 2, 1)
    answer_purchase(order, units={first(order): 2}, now=CLOSED)
    undone = Cancellation.objects.get(order=orders[1])
    assert (undone.cause, undone.goods_gross_cents, undone.delivery_gross_cents) == (
        "short",
        3000,
        490,
    )


def test_what_is_sent_cannot_be_taken_away(world: World) -> None:
    order, orders = bought(world, 2, 1)
    send(orders[0])
    with pytest.raises(NotEnough):
        answer_purchase(order, units={first(order): 1}, now=CLOSED)
    answer_purchase(order, units={first(order): 2}, now=CLOSED)
    assert kept(orders) == [2, 0]


def test_nobody_promises_more_than_is_ordered(world: World) -> None:
    order, _ = bought(world, 2)
    with pytest.raises(MoreThanOrdered):
        answer_purchase(order, units={first(order): 3}, now=CLOSED)


def test_a_refusal_waits_for_the_desk(world: World) -> None:
    order, orders = bought(world, 2, 1)
    with pytest.raises(NotRefused):
        accept_refusal(order, now=CLOSED)
    answer_purchase(order, refused=True, note="Rupture", now=CLOSED)
    assert kept(orders) == [2, 1]
    accept_refusal(order, now=CLOSED)
    assert kept(orders) == [0, 0]
    assert owed(order) == 0
    assert agrees()


def test_none_of_each_is_a_refusal(world: World) -> None:
    order, _ = bought(world, 2)
    assert answer_purchase(order, units={first(order): 0}, now=CLOSED).refused


def test_only_what_nobody_has_is_called_off(world: World) -> None:
    order, orders = bought(world, 2, 1)
    with pytest.raises(NotEnough):
        call_off(purchase_order=order, variant=first(order), units=1, now=CLOSED)
    cancel_all(order=orders[1], cause=Cause.RETRACTED, key="retraction:1", now=CLOSED)
    call_off(purchase_order=order, variant=first(order), units=1, now=CLOSED)
    assert owed(order) == 2 * order.unit_net_cents
    assert agrees()
