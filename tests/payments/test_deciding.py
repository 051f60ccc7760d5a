"""The desk's decisions: order with what is paid, call off, pause, and what follows."""

import pytest

from clust.orders.models import Cancellation
from clust.payments.actions.charging import NothingDue, begin_attempt
from clust.payments.actions.collecting import (
    NotPaused,
    open_collection,
    pause_collection,
    resume_collection,
)
from clust.payments.actions.deciding import (
    AlreadyDecided,
    AtTheSupplier,
    CalledOff,
    NothingCaptured,
    SoldBelowCost,
    call_off,
    decide_purchase,
    outcome,
)
from clust.payments.models import Attempt, Capture, Collection, Refund
from clust.payments.settling import captured_orders, ready_to_purchase
from clust.sourcing.models import QuoteRung
from clust.supply.actions.purchasing import purchase
from clust.supply.models import PurchaseOrder
from tests.payments.sales import (
    HOUR,
    OVER,
    balance,
    books_agree,
    cleared,
    states,
    verified,
    walk,
)
from tests.world import World, make_person


def test_the_supplier_waits_until_the_money_stands_firm(world: World) -> None:
    sale = cleared(world, ["ok-1", "refused-1"])
    walk()
    assert not ready_to_purchase(OVER).filter(pk=sale.clearing.pk).exists()
    walk(48)
    assert PurchaseOrder.objects.get().units == 1


def test_an_unknown_charge_is_waited_for(world: World) -> None:
    cleared(world, ["ok-1", "silent-1"])
    walk()
    assert not PurchaseOrder.objects.exists()
    walk(0.1)
    assert PurchaseOrder.objects.get().units == 2


def test_the_desk_orders_with_what_is_paid(world: World) -> None:
    sale = cleared(world, ["ok-1", "refused-1"])
    walk()
    desk = make_person(is_staff=True)
    decide_purchase(sale.clearing, person=desk, now=OVER)
    with pytest.raises(AlreadyDecided):
        decide_purchase(sale.clearing, person=desk, now=OVER)
    walk(1)
    assert PurchaseOrder.objects.get().units == 1


def test_nothing_is_ordered_where_nothing_is_paid(world: World) -> None:
    sale = cleared(world, ["refused-1"])
    walk()
    with pytest.raises(NothingCaptured):
        decide_purchase(sale.clearing, person=None, now=OVER)
    walk(49)
    assert not PurchaseOrder.objects.exists()


def test_below_cost_only_with_the_legal_exception(world: World) -> None:
    sale = cleared(world, ["ok-1", "refused-1"])
    walk()
    quote = sale.campaign.award.quote
    QuoteRung.objects.filter(quote=quote).update(net_cents=9000)
    with pytest.raises(SoldBelowCost):
        decide_purchase(sale.clearing, person=None, now=OVER)
    decide_purchase(sale.clearing, person=None, below_cost_reason="perishable", now=OVER)


def test_calling_off_gives_everybody_their_money_back_and_charges_nobody_more(
    world: World,
) -> None:
    sale = cleared(world, ["ok-1", "ok-2", "refused-1", "silent-1"])
    walk()
    assert outcome(sale.clearing).to_refund == 10000
    call_off(sale.clearing, person=None, condition="too few", now=OVER)
    with pytest.raises(CalledOff):
        call_off(sale.clearing, person=None, condition="too few", now=OVER)
    walk(1)
    walk(2)
    walk(3)
    assert states(sale) == {"undone": 4}
    assert Cancellation.objects.count() == 4
    assert Refund.objects.count() == 3
    assert balance("provider") == balance("buyers") == balance("refunds_on_way") == 0
    assert not PurchaseOrder.objects.exists()
    books_agree()
    verified()


def test_nobody_pays_for_what_was_called_off_a_moment_ago(world: World) -> None:
    sale = cleared(world, ["ok-1", "refused-1"])
    walk()
    call_off(sale.clearing, person=None, condition="too few", now=OVER)
    with pytest.raises(NothingDue):
        begin_attempt(sale.orders[1], by_buyer=True, now=OVER)


def test_what_was_called_off_a_moment_ago_is_not_ordered(world: World) -> None:
    sale = cleared(world, ["ok-1", "refused-1"])
    walk()
    call_off(sale.clearing, person=None, condition="too few", now=OVER)
    with pytest.raises(CalledOff):
        purchase(sale.clearing, now=OVER)
    assert not PurchaseOrder.objects.exists()


def test_what_the_supplier_was_told_to_send_is_not_called_off(world: World) -> None:
    sale = cleared(world, ["ok-1"])
    walk()
    assert PurchaseOrder.objects.exists()
    with pytest.raises(AtTheSupplier):
        call_off(sale.clearing, person=None, condition="too few", now=OVER)
    walk()
    assert not Refund.objects.exists()


def test_who_waited_when_it_was_called_off_is_not_charged(world: World) -> None:
    sale = cleared(world, ["ok-1", "ok-2"])
    open_collection(sale.clearing, now=OVER)
    call_off(sale.clearing, person=None, condition="too few", now=OVER)
    walk()
    assert not Capture.objects.exists()
    assert not Attempt.objects.filter(open=True).exists()


def test_a_paused_collection_charges_nobody_until_it_goes_on(world: World) -> None:
    sale = cleared(world, ["ok-1", "ok-2"])
    collection = open_collection(sale.clearing, now=OVER)
    desk = make_person(is_staff=True)
    with pytest.raises(NotPaused):
        resume_collection(collection, person=desk, now=OVER)
    first = pause_collection(collection, person=desk, now=OVER)
    assert pause_collection(collection, person=desk, now=OVER) == first
    walk()
    assert states(sale) == {"waiting": 2}
    assert list(Collection.objects.paused()) == [collection]
    resume_collection(collection, person=desk, now=OVER + HOUR)
    walk(1)
    assert states(sale) == {"paid": 2}


def test_only_paid_orders_are_bought(world: World) -> None:
    sale = cleared(world, ["ok-1", "refused-1", "ok-2"], units=2)
    walk()
    paid = captured_orders(sale.clearing)
    assert [order.units_left for order in paid] == [2, 2]
