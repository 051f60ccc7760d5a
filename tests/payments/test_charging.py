"""Charging orders: what comes of every kind of card, once."""

from datetime import timedelta

import pytest

from clust import flow
from clust.base.models import ParkedRow
from clust.orders.models import Cancellation
from clust.payments.actions.charging import (
    AttemptOpen,
    NoCard,
    NothingDue,
    ask,
    begin_attempt,
    receive_transfer,
    record_answer,
)
from clust.payments.actions.collecting import open_collection
from clust.payments.gateway import Charged, Refused
from clust.payments.models import Attempt, Capture, Refund, RefundDone, Refusal, TransferDue
from clust.payments.settling import settlement
from clust.wallet.crediting import give_credit
from tests.payments.sales import (
    OVER,
    balance,
    books_agree,
    buy,
    clear,
    cleared,
    owed,
    states,
    walk,
)
from tests.world import World, make_campaign, make_card

MINUTES = 1 / 60


def test_at_close_everybody_is_charged_units_at_the_final_price(world: World) -> None:
    sale = cleared(world, ["ok-1", "ok-2"], units=3)
    walk()
    assert states(sale) == {"paid": 2}
    assert balance("provider") == 2 * 3 * 5000
    assert balance("buyers") == 0
    assert not ParkedRow.objects.exists()


def test_who_pays_before_the_others_are_asked_holds_nobody_up(world: World) -> None:
    sale = cleared(world, ["asks-1", "ok-2", "ok-3"])
    early = begin_attempt(sale.orders[0], by_buyer=True, now=OVER)
    ask(begin_attempt(sale.orders[1], by_buyer=True, now=OVER), now=OVER)
    open_collection(sale.clearing, now=OVER)
    assert [attempt.order for attempt in Attempt.objects.waiting()] == [sale.orders[2]]
    assert Attempt.objects.get(order=sale.orders[0]) == early


def test_walking_again_charges_nobody_again(world: World) -> None:
    cleared(world, ["ok-1"])
    walk()
    walk(1)
    assert Attempt.objects.count() == Capture.objects.count() == 1


def test_a_refused_card_leaves_the_price_and_the_others_alone(world: World) -> None:
    sale = cleared(world, ["ok-1", "refused-1"])
    walk()
    assert states(sale) == {"paid": 1, "refused": 1}
    assert settlement(sale.orders[1]).to_charge == 5000
    books_agree()


def test_a_refused_buyer_pays_again_with_another_card(world: World) -> None:
    sale = cleared(world, ["refused-1"])
    walk()
    order = sale.orders[0]
    attempt = begin_attempt(order, by_buyer=True, card=make_card(order.person), now=OVER)
    answer = ask(attempt, return_url="https://shop.example/back", now=OVER)
    assert isinstance(answer, Charged)
    walk(49)
    assert states(sale) == {"paid": 1}
    assert not Cancellation.objects.exists()


def test_after_48_hours_a_refused_order_lapses(world: World) -> None:
    sale = cleared(world, ["refused-1", "ok-1"])
    walk()
    walk(47)
    assert states(sale) == {"refused": 1, "paid": 1}
    walk(48)
    assert states(sale) == {"undone": 1, "paid": 1}
    assert Cancellation.objects.get().cause == "lapsed"
    assert owed(sale.orders[0].person) == 0


def test_the_bank_asks_a_buyer_who_is_not_there(world: World) -> None:
    cleared(world, ["asks-1"])
    walk()
    assert Refusal.objects.get().wants_holder


def test_a_late_answer_is_awaited(world: World) -> None:
    sale = cleared(world, ["late-1"])
    walk()
    assert states(sale) == {"unknown": 1}
    walk(2 * MINUTES)
    assert states(sale) == {"paid": 1}


def test_silence_after_a_charge_is_charged_once(world: World) -> None:
    sale = cleared(world, ["silent-1"])
    walk()
    assert states(sale) == {"unknown": 1}
    assert balance("provider") == 0
    walk(2 * MINUTES)
    assert states(sale) == {"paid": 1}
    assert Attempt.objects.count() == 1
    assert balance("provider") == 5000


def test_a_lost_request_is_sent_again_under_its_key_and_never_waits_for_ever(world: World) -> None:
    sale = cleared(world, ["lost-1"])
    for hours in (0, 2 * MINUTES, 1, 12, 47):
        walk(hours)
        assert states(sale) == {"unknown": 1}
    walk(49)
    assert Attempt.objects.count() == 1
    assert Refusal.objects.get().code == "not_received"


def test_an_order_never_has_two_attempts_on_the_way(world: World) -> None:
    sale = cleared(world, ["silent-1"])
    walk()
    with pytest.raises(AttemptOpen):
        begin_attempt(sale.orders[0], now=OVER)


def test_what_is_paid_is_not_charged(world: World) -> None:
    sale = cleared(world, ["ok-1"])
    walk()
    with pytest.raises(NothingDue):
        begin_attempt(sale.orders[0], now=OVER)


def test_an_answer_told_twice_is_written_once(world: World) -> None:
    sale = cleared(world, ["ok-1"])
    open_collection(sale.clearing, now=OVER)
    attempt = Attempt.objects.get()
    for _ in range(2):
        record_answer(attempt=attempt, answer=Charged("charge-1", 5000), now=OVER)
        record_answer(attempt=attempt, answer=Refused("old_news"), now=OVER)
    assert Capture.objects.count() == 1
    assert not Refusal.objects.exists()


def test_late_money_flows_back(world: World) -> None:
    sale = cleared(world, ["refused-1"])
    walk()
    walk(48)
    attempt = Attempt.objects.get()
    record_answer(attempt=attempt, answer=Charged("charge-1", 5000), now=OVER)
    assert settlement(sale.orders[0]).to_refund == 5000
    walk(49)
    assert Refund.objects.get().cents == 5000
    books_agree()


def test_never_more_than_the_mandate(world: World) -> None:
    sale = cleared(world, ["ok-1"], units=2)
    sale.orders[0].pledge.mandate.most_gross_cents = 7000
    sale.orders[0].pledge.mandate.save()
    open_collection(sale.clearing, now=OVER)
    assert Attempt.objects.get().cents == 7000


def test_a_removed_card_is_refused_without_asking(world: World) -> None:
    sale = cleared(world, ["ok-1"])
    card = sale.orders[0].pledge.mandate.card
    assert card
    card.removed_at = OVER
    card.save()
    walk()
    assert Refusal.objects.get().code == "no_card"


def test_a_card_that_expired_before_close_is_refused(world: World) -> None:
    sale = cleared(world, ["expired-1"])
    walk()
    assert Refusal.objects.get().code == "expired_card"
    assert states(sale) == {"refused": 1}


def test_credits_pay_before_the_card(world: World) -> None:
    campaign = make_campaign(world, [(1, 5000)], asks_for_card=True)
    bought = buy(world, campaign)
    give_credit(
        person=bought.person,
        seller=world.storefront.seller,
        cents=1500,
        reason="test",
        key="test:1",
        expires_at=OVER + timedelta(days=9),
        now=OVER,
    )
    sale = clear(campaign)
    walk()
    assert Capture.objects.get().cents == 3500
    assert states(sale) == {"paid": 1}
    assert balance("credits") == 0
    books_agree()


def test_what_credits_paid_whole_is_never_charged(world: World) -> None:
    campaign = make_campaign(world, [(1, 5000)], asks_for_card=True)
    bought = buy(world, campaign)
    give_credit(
        person=bought.person,
        seller=world.storefront.seller,
        cents=9000,
        reason="test",
        key="test:1",
        expires_at=OVER + timedelta(days=9),
        now=OVER,
    )
    sale = clear(campaign)
    walk()
    assert not Attempt.objects.exists()
    assert states(sale) == {"free": 1}
    assert balance("credits") == -4000


def test_a_transfer_is_awaited_under_its_own_reference_and_lapses(world: World) -> None:
    campaign = make_campaign(world, [(1, 5000)], asks_for_card=True, takes_transfers=True)
    buy(world, campaign, by_transfer=True)
    buy(world, campaign, by_transfer=True)
    sale = clear(campaign)
    walk()
    assert states(sale) == {"transfer": 2}
    first, second = TransferDue.objects.order_by("pk")
    assert first.reference != second.reference
    receive_transfer(order=first.order, cents=5000, ref="line-1", now=OVER)
    receive_transfer(order=first.order, cents=5000, ref="line-1", now=OVER)
    walk(24 * 8)
    assert states(sale) == {"paid": 1, "undone": 1}
    assert balance("bank") == 5000
    books_agree()


def test_buyers_of_a_campaign_that_asks_for_no_card_are_not_charged(world: World) -> None:
    campaign = make_campaign(world, [(1, 5000)])
    from tests.world import pledge

    pledge(world, campaign)
    flow.walk(now=OVER)
    assert not Attempt.objects.exists()
    assert not RefundDone.objects.exists()


def test_no_card_is_asked_for_what_comes_by_transfer(world: World) -> None:
    campaign = make_campaign(world, [(1, 5000)], asks_for_card=True, takes_transfers=True)
    buy(world, campaign, by_transfer=True)
    (order,) = clear(campaign).orders
    walk()
    with pytest.raises(NoCard):
        begin_attempt(order, now=OVER)
    walk(72)
    assert not Cancellation.objects.exists()
