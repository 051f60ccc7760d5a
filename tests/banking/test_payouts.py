"""What the provider sends is held line by line against what we know."""

from datetime import timedelta

import pytest

from clust.banking.actions.payouts import captures_not_paid_out, take_payouts
from clust.banking.actions.statements import take_statement
from clust.banking.camt import read_camt
from clust.banking.models import BankLine, Payout, PayoutLine
from clust.banking.payout_table import read_payouts
from clust.ledger.readings import whose_money
from clust.orders.cancelling import cancel
from clust.orders.models import Cause
from clust.payments.models import Capture, RefundDone
from tests.banking.papers import Said, camt, payout_paper
from tests.payments.sales import OVER, Sale, balance, cleared, verified, walk
from tests.world import WEEK, World, make_world

pytestmark = pytest.mark.django_db
NOW = OVER + WEEK


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def sale(world: World) -> Sale:
    """Two kettles at 50.00, charged."""
    sale = cleared(world, ["ok-1", "ok-2"])
    walk()
    return sale


def refs(sale: Sale) -> list[str]:
    return [Capture.objects.get(order=order).ref for order in sale.orders]


def take(*lines: tuple[str, str, int, int], ref: str = "po_1") -> list[Payout]:
    return take_payouts(read_payouts(payout_paper(*lines, ref=ref)), gateway="stripe", now=NOW)


def test_a_payout_moves_the_money_to_the_bank_less_its_fees(sale: Sale) -> None:
    take(*(("charge", ref, 5000, 100) for ref in refs(sale)))
    assert (balance("provider"), balance("provider_fees"), balance("bank")) == (0, 200, 9800)
    assert not PayoutLine.objects.differing().exists()
    assert whose_money(NOW)[0].held.cents == 9800
    verified()


def test_a_refund_is_one_of_ours(sale: Sale) -> None:
    cancel(
        order=sale.orders[0], cause=Cause.GESTURE, key="gesture:1", goods_gross_cents=700, now=NOW
    )
    walk(24 * 8)
    refund = RefundDone.objects.get()
    take(("charge", refs(sale)[0], 5000, 100), ("refund", refund.ref, -700, 0))
    assert PayoutLine.objects.get(refund=refund.refund).gross_cents == -700
    assert not PayoutLine.objects.differing().exists()


def test_the_same_paper_twice_is_once(sale: Sale) -> None:
    for _ in range(2):
        take(("charge", refs(sale)[0], 5000, 100))
    assert Payout.objects.count() == 1
    assert balance("bank") == 4900


def test_what_we_do_not_know_or_know_otherwise_is_listed(sale: Sale) -> None:
    take(("charge", refs(sale)[0], 4000, 100), ("adjustment", "dp_1", -1500, 0))
    assert [line.gross_cents for line in PayoutLine.objects.differing()] == [4000, -1500]


def test_what_no_payout_brought_is_missed_after_two_weeks(sale: Sale) -> None:
    take(("charge", refs(sale)[0], 5000, 100))
    assert not captures_not_paid_out(OVER + timedelta(days=13)).exists()
    late = captures_not_paid_out(OVER + timedelta(days=15))
    assert [capture.order for capture in late] == [sale.orders[1]]


@pytest.mark.parametrize("bank_first", [True, False])
def test_the_line_of_the_bank_is_the_payout(sale: Sale, bank_first: bool) -> None:
    def hear_from_bank() -> None:
        (said,) = read_camt(camt([Said(9800, text="STRIPE")]))
        take_statement(said, now=NOW)

    if bank_first:
        hear_from_bank()
        assert balance("unmatched") == -9800
    take(*(("charge", ref, 5000, 100) for ref in refs(sale)))
    if not bank_first:
        hear_from_bank()
    assert BankLine.objects.get().explanation.key == f"payout:{Payout.objects.get().pk}"
    assert (balance("bank"), balance("unmatched")) == (9800, 0)
    verified()
