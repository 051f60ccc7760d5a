"""Money that flows back: bounded by what came, once, and found again where it was lost."""

from datetime import timedelta

import pytest
from django.db import IntegrityError

from clust.config.verification import verify
from clust.orders.cancelling import cancel, cancel_all
from clust.orders.models import Cause
from clust.payments.actions.charging import begin_attempt, receive_transfer, record_answer
from clust.payments.actions.deciding import call_off
from clust.payments.actions.refunding import (
    NotFromBank,
    NothingTwice,
    begin_refund,
    note_paid_back,
    note_regain,
    record_refund_answer,
)
from clust.payments.gateway import Charged, Refunded, Refused
from clust.payments.models import (
    Capture,
    CreditReturn,
    Refund,
    RefundAfterAll,
    RefundDone,
    RefundFailure,
)
from clust.payments.settling import settlement, stuck
from clust.wallet.crediting import give_credit, take_credit_back
from clust.wallet.models import Credit
from tests.payments.sales import (
    OVER,
    balance,
    books_agree,
    buy,
    clear,
    cleared,
    owed,
    verified,
    walk,
)
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


@pytest.fixture
def failed(world: World) -> Refund:
    """Money of an order undone that the provider could not give back, as it says."""
    (order,) = cleared(world, ["ok-1"]).orders
    attempt = begin_attempt(order, now=OVER)
    record_answer(attempt=attempt, answer=Charged("charge-1", 5000), now=OVER)
    cancel_all(order=order, cause=Cause.LATE, key="late:1", now=OVER)
    (refund,) = begin_refund(order, now=OVER)
    record_refund_answer(refund=refund, answer=Refused("lost_or_stolen_card"), now=OVER)
    return refund


def proves_made(refund: Refund) -> RefundAfterAll:
    """The provider says that it gave the money back after all, more than once."""
    for _ in range(2):
        record_refund_answer(refund=refund, answer=Refunded("re-1", refund.cents), now=OVER)
    return RefundAfterAll.objects.get(refund=refund)


def by_bank(refund: Refund, *, sent: bool) -> Refund:
    (instead,) = begin_refund(refund.capture.order, by_bank=True, now=OVER)
    if sent:
        note_paid_back(instead, ref="bank order 7", now=OVER)
    return instead


def test_a_refund_made_after_all_is_no_longer_owed(failed: Refund) -> None:
    assert stuck().count() == 1
    assert proves_made(failed).twice_cents == 0
    assert settlement(failed.capture.order).to_refund == 0
    assert (stuck().count(), balance("provider"), balance("buyers")) == (0, 0, 0)
    verified()


def test_what_the_bank_was_not_told_yet_is_taken_back(failed: Refund) -> None:
    instead = by_bank(failed, sent=False)
    assert proves_made(failed).twice_cents == 0
    with pytest.raises(NotFromBank):
        note_paid_back(instead, ref="bank order 7", now=OVER)
    assert (balance("bank"), balance("provider"), balance("refunds_on_way")) == (0, 0, 0)
    assert not stuck().exists()
    verified()


def test_what_went_back_twice_is_owed_to_us_and_named(failed: Refund) -> None:
    by_bank(failed, sent=True)
    twice = proves_made(failed)
    order = failed.capture.order
    assert (twice.twice_cents, owed(order.person)) == (5000, 5000)
    assert (settlement(order).to_charge, settlement(order).to_refund) == (0, 0)
    assert [*verify().named()] == [
        "Not so: nobody keeps what went back to them twice",
        f"  refund {failed.pk}: 5000 went back twice",
    ]
    note_regain(after_all=twice, note="Virement du 12 mars", now=OVER)
    assert (owed(order.person), balance("bank"), balance("provider")) == (0, 0, 0)
    with pytest.raises(NothingTwice):
        note_regain(after_all=twice, note="again", now=OVER)
    verified()


def test_the_desk_may_let_it_go(failed: Refund) -> None:
    by_bank(failed, sent=True)
    note_regain(after_all=proves_made(failed), note="goodwill", let_go=True, now=OVER)
    assert (balance("buyers"), balance("losses"), balance("bank")) == (0, 5000, -5000)
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


def test_a_credit_whose_cause_was_undone_does_not_come_back(world: World) -> None:
    campaign = make_campaign(world, [(1, 5000)], asks_for_card=True)
    credit = give_credit(
        person=buy(world, campaign).person,
        seller=world.storefront.seller,
        cents=5000,
        reason="test",
        key="test:1",
        expires_at=OVER + timedelta(days=90),
        now=OVER,
    )
    sale = clear(campaign)
    walk()
    take_credit_back(credit, now=OVER)
    cancel_all(order=sale.orders[0], cause=Cause.RETURNED, key="r:1", now=OVER)
    walk()
    back = CreditReturn.objects.get().credit
    assert (back.left_cents, back.taking.cents) == (0, 5000)
    assert balance("credits") == 0
    books_agree()
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
