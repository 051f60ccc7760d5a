"""Money that flows back: bounded by what came, once, and found again where it was lost."""

from datetime import timedelta

import pytest
from django.db import IntegrityError

from clust.orders.cancelling import cancel, cancel_all
from clust.orders.models import Cause
from clust.payments.actions.charging import receive_transfer
from clust.payments.actions.deciding import call_off
from clust.payments.actions.refunding import (
    NotFromBank,
    begin_refund,
    note_paid_back,
    record_refund_answer,
)
from clust.payments.gateway import Refunded, Refused
from clust.payments.models import Capture, CreditReturn, Refund, RefundDone, RefundFailure
from clust.payments.settling import settlement
from clust.wallet.crediting import give_credit
from clust.wallet.models import Credit
from tests.payments.sales import OVER, balance, books_agree, buy, clear, cleared, verified, walk
from tests.world import World, make_campaign


def test_what_was_undone_flows_back_once(world: World) -> None:
    sale = cleared(world, ["ok-1"], units=2)
    walk()
    cancel(
        order=sale.orders[0],
        cause=Cause.GESTURE,
        key="gesture:1",
        goods_gross_cents=5000,
        now=OVER,
    )
    walk()
    walk(1)
    assert Refund.objects.get().cents == 5000
    assert RefundDone.objects.count() == 1
    assert balance("provider") == 5000
    assert balance("refunds_on_way") == 0
    books_agree()
    verified()


def test_a_silent_refund_is_found_and_not_given_twice(world: World) -> None:
    sale = cleared(world, ["silent-1"])
    walk(0)
    walk(1)
    cancel_all(order=sale.orders[0], cause=Cause.LATE, key="late:1", now=OVER)
    walk(1)
    assert not RefundDone.objects.exists()
    walk(2)
    assert RefundDone.objects.count() == Refund.objects.count() == 1
    assert balance("provider") == 0


def test_a_refund_larger_than_the_payment_cannot_be_written(world: World) -> None:
    cleared(world, ["ok-1"])
    walk()
    with pytest.raises(IntegrityError, match="capture_never_refunded_twice"):
        Capture.objects.update(refunded_cents=5001)


def test_nothing_flows_back_of_what_is_due(world: World) -> None:
    sale = cleared(world, ["ok-1"])
    walk()
    assert begin_refund(sale.orders[0], now=OVER) == []


def test_a_refund_that_fails_waits_for_the_desk_which_sends_it_from_the_bank(world: World) -> None:
    sale = cleared(world, ["keeps-1"])
    walk()
    order = sale.orders[0]
    cancel_all(order=order, cause=Cause.LATE, key="late:1", now=OVER)
    walk()
    walk(1)
    assert RefundFailure.objects.count() == Refund.objects.count() == 1
    assert settlement(order).to_refund == 5000
    (refund,) = begin_refund(order, by_bank=True, now=OVER)
    walk(2)
    note_paid_back(refund, ref="bank order 7", now=OVER)
    note_paid_back(refund, ref="bank order 7", now=OVER)
    assert balance("bank") == -5000
    assert balance("provider") == 5000
    assert balance("refunds_on_way") == 0
    books_agree()
    verified()


def test_the_bank_is_not_told_to_send_what_the_provider_gives_back(world: World) -> None:
    sale = cleared(world, ["ok-1"])
    walk()
    cancel_all(order=sale.orders[0], cause=Cause.LATE, key="late:1", now=OVER)
    (refund,) = begin_refund(sale.orders[0], now=OVER)
    with pytest.raises(NotFromBank):
        note_paid_back(refund, ref="bank order 7", now=OVER)


def test_a_refund_that_came_back_after_it_was_done_is_owed_again(world: World) -> None:
    sale = cleared(world, ["ok-1"])
    walk()
    cancel_all(order=sale.orders[0], cause=Cause.LATE, key="late:1", now=OVER)
    walk()
    refund = Refund.objects.get()
    for _ in range(2):
        record_refund_answer(refund=refund, answer=Refused("account_closed"), now=OVER)
        record_refund_answer(refund=refund, answer=Refunded("again", 5000), now=OVER)
    assert settlement(sale.orders[0]).to_refund == 5000
    assert balance("provider") == 5000
    books_agree()
    verified()


def test_a_transfer_above_what_is_due_flows_back_from_the_bank(world: World) -> None:
    campaign = make_campaign(world, [(1, 5000)], asks_for_card=True, takes_transfers=True)
    buy(world, campaign, by_transfer=True)
    sale = clear(campaign)
    walk()
    receive_transfer(order=sale.orders[0], cents=5600, ref="line-1", now=OVER)
    walk(1)
    refund = Refund.objects.get()
    assert (refund.cents, refund.by_bank, refund.open) == (600, True, True)
    note_paid_back(refund, ref="bank order 1", now=OVER)
    assert balance("bank") == 5000


def test_credits_come_back_as_credits_after_the_money(world: World) -> None:
    campaign = make_campaign(world, [(1, 5000)], asks_for_card=True)
    person = buy(world, campaign, 2).person
    give_credit(
        person=person,
        seller=world.storefront.seller,
        cents=3000,
        reason="test",
        key="test:1",
        expires_at=OVER + timedelta(days=1),
        now=OVER,
    )
    sale = clear(campaign)
    walk()
    order = sale.orders[0]
    cancel(order=order, cause=Cause.RETURNED, key="r:1", units=1, goods_gross_cents=5000, now=OVER)
    walk()
    assert Refund.objects.get().cents == 5000
    assert not CreditReturn.objects.exists()
    cancel_all(order=order, cause=Cause.RETURNED, key="r:2", now=OVER)
    walk()
    assert CreditReturn.objects.get().cents == 3000
    assert sum(Refund.objects.values_list("cents", flat=True)) == 7000
    assert balance("credits") == -3000
    back = Credit.objects.order_by("-pk")[0]
    assert back.expires_at > OVER + timedelta(days=29)
    books_agree()
    verified()
    walk(24 * 40)
    assert balance("credits") == 0
    verified()


def test_called_off_after_a_failed_refund_was_made_good_the_rest_flows_back_too(
    world: World,
) -> None:
    sale = cleared(world, ["keeps-1", "refused-1"])
    walk()
    order = sale.orders[0]
    cancel(order=order, cause=Cause.GESTURE, key="g:1", goods_gross_cents=1000, now=OVER)
    walk()
    (sent,) = begin_refund(order, by_bank=True, now=OVER)
    note_paid_back(sent, ref="bank order 8", now=OVER)
    call_off(sale.clearing, person=None, condition="too few", now=OVER)
    walk()
    assert list(Refund.objects.order_by("pk").values_list("cents", flat=True)) == [1000, 1000, 4000]
    books_agree()
