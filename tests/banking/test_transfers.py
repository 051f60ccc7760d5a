"""Money that comes by bank transfer finds its order, or waits where the desk sees it."""

from dataclasses import replace

import pytest
from django.db import connection

from clust.banking.actions.matching import (
    AlreadyPaidBack,
    NotInBooks,
    NotIncoming,
    NotSoMuch,
    explain_line,
    forget_payers,
    match_line,
    note_pay_back_sent,
    pay_back,
)
from clust.banking.actions.statements import candidates, take_statement
from clust.banking.camt import read_camt
from clust.banking.models import BankLine, BankStatement, Matching, PayBack, Payer
from clust.banking.papers import OtherCurrency
from clust.banking.table import read_table
from clust.ledger.actions import Account, Line, post
from clust.ledger.models import Posting
from clust.payments.models import Capture, TransferDue
from clust.payments.settling import settlement
from tests.banking.papers import OURS, Said, camt, csv
from tests.payments.sales import OVER, Sale, balance, buy, clear, verified, walk
from tests.world import WEEK, World, make_campaign, make_world

pytestmark = pytest.mark.django_db
NOW = OVER + WEEK


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def sale(world: World) -> Sale:
    """Two kettles at 50.00, each to be paid by transfer."""
    campaign = make_campaign(world, [(1, 5000)], asks_for_card=True, takes_transfers=True)
    for _ in range(2):
        buy(world, campaign, by_transfer=True)
    sale = clear(campaign)
    walk()
    return sale


def take(*lines: Said, **written: object) -> list[BankLine]:
    (said,) = read_camt(camt(lines, **written))  # type: ignore[arg-type]
    statement, _ = take_statement(said, now=NOW)
    return list(statement.lines.order_by("position"))


def reference(sale: Sale, place: int = 0) -> str:
    return TransferDue.objects.get(order=sale.orders[place]).reference


def test_a_transfer_with_its_reference_pays_the_order(sale: Sale) -> None:
    (line,) = take(Said(5000, structured=reference(sale)))
    assert settlement(sale.orders[0]).to_charge == 0
    assert Capture.objects.get().attempt is None
    assert (line.left_cents, balance("bank"), balance("unmatched")) == (0, 5000, 0)
    verified()


def test_a_reference_written_by_hand_is_found(sale: Sale) -> None:
    take(Said(5000, text=f"Bouilloire {reference(sale).lower()}"))
    assert Capture.objects.get().order == sale.orders[0]


def test_the_same_statement_twice_is_once(sale: Sale) -> None:
    for _ in range(2):
        take(Said(5000, structured=reference(sale)), Said(700))
    assert (BankStatement.objects.count(), BankLine.objects.count()) == (1, 2)
    assert balance("bank") == 5700
    verified()


def take_table(*lines: Said, days: int = 0) -> int:
    """Take the same lines as a table; return how many were new."""
    said = read_table(csv(lines, days=days), account=OURS, currency="EUR")
    return take_statement(said, now=NOW)[1]


@pytest.mark.parametrize("table_first", [False, True])
def test_the_same_lines_by_xml_and_as_a_table_are_once(sale: Sale, *, table_first: bool) -> None:
    lines = (
        Said(5000, structured=reference(sale)),
        Said(700, text="Facture 12 du magasin"),
        Said(700, end_to_end="E2E-4711-99"),
    )
    if table_first:
        assert take_table(*lines) == 3
    take(*lines)
    assert take_table(*lines) == 0
    assert (BankLine.objects.count(), balance("bank")) == (3, 6400)
    assert Matching.objects.count() == 1
    assert BankStatement.objects.order_by("-pk")[0].known_lines == 3
    verified()


def test_each_line_is_the_double_of_one_other(sale: Sale) -> None:
    rent = Said(700, text="Loyer de mars")
    take(rent)
    assert take_table(rent, rent) == 1
    assert balance("bank") == 1400
    verified()


def batch() -> Said:
    """Two transfers that the bank booked as one."""
    return Said(10_000, text="REMISE 2 VIREMENTS", parts=[5000, 5000], ref="LOT-7")


def test_a_batch_that_xml_splits_and_a_table_sums_is_once(sale: Sale) -> None:
    take(batch(), Said(-700, text="Deux factures", parts=[300, 400]))
    assert take_table(Said(10_000, text="REMISE"), Said(-700, text="PRLV")) == 0
    assert (BankLine.objects.count(), balance("bank")) == (4, 9300)
    verified()


def test_a_sum_is_the_double_of_one_batch(sale: Sale) -> None:
    take(batch())
    assert take_table(Said(10_000, text="REMISE"), Said(10_000, text="VIREMENT")) == 1
    assert balance("bank") == 20_000
    verified()


def test_lines_that_only_happen_to_add_up_are_no_batch(sale: Sale) -> None:
    take(Said(5000, text="Un"), Said(5000, text="Deux"))
    assert take_table(Said(10_000, text="REMISE")) == 1


def test_parts_told_later_pay_their_orders_from_the_sum(sale: Sale) -> None:
    assert take_table(Said(10_000, text="REMISE")) == 1
    (said,) = read_camt(camt([batch()]))
    first, second = said.lines
    told = replace(said, lines=[replace(first, reference=reference(sale)), second])
    assert take_statement(told, now=NOW)[1] == 0
    assert settlement(sale.orders[0]).to_charge == 0
    line = BankLine.objects.get()
    assert (line.left_cents, balance("bank"), balance("unmatched")) == (5000, 10_000, -5000)
    verified()


@pytest.mark.parametrize(
    "other",
    [
        Said(701, text="Loyer de mars", end_to_end="E1"),
        Said(700, text="Loyer d'avril", end_to_end="E1"),
        Said(700, text="Loyer de mars", end_to_end="E2"),
    ],
)
def test_what_differs_in_amount_words_or_number_is_another_line(sale: Sale, other: Said) -> None:
    take(Said(700, text="Loyer de mars", end_to_end="E1" if other.end_to_end == "E2" else ""))
    assert take_table(other) == 1


def test_another_day_is_another_line(sale: Sale) -> None:
    rent = Said(700, text="Loyer de mars")
    take(rent)
    assert take_table(rent, days=1) == 1


def test_two_statements_in_xml_are_told_apart_by_the_banks_numbers(sale: Sale) -> None:
    take(Said(700, text="Loyer de mars", ref="A1"))
    take(Said(700, text="Loyer de mars", ref="A2"), number="S-2")
    assert balance("bank") == 1400


def test_a_line_that_comes_in_two_statements_is_once(sale: Sale) -> None:
    first, again = Said(5000, structured=reference(sale)), Said(700, ref="B9")
    take(first)
    take(first, again, number="S-2")
    assert balance("bank") == 5700


@pytest.mark.parametrize("cents", [4999, 5001])
def test_too_little_or_too_much_waits_for_the_desk(sale: Sale, cents: int) -> None:
    (line,) = take(Said(cents, structured=reference(sale)))
    assert not Capture.objects.exists()
    assert (line.left_cents, balance("unmatched"), balance("bank")) == (cents, -cents, cents)


def test_the_desk_matches_and_pays_the_rest_back(sale: Sale) -> None:
    (line,) = take(Said(5001, text="pour la bouilloire"))
    match_line(line=line, order=sale.orders[1], cents=5000, person=None, now=NOW)
    back = pay_back(line=line, cents=1, person=None, now=NOW)
    assert (balance("unmatched"), balance("refunds_on_way"), balance("bank")) == (0, -1, 5001)
    note_pay_back_sent(back=back, person=None, now=NOW)
    assert (balance("refunds_on_way"), balance("bank")) == (0, 5000)
    assert settlement(sale.orders[1]).to_charge == 0
    with pytest.raises(AlreadyPaidBack):
        note_pay_back_sent(back=back, person=None, now=NOW)
    verified()


def test_one_transfer_may_pay_two_orders(sale: Sale) -> None:
    (line,) = take(Said(10_000))
    for order in sale.orders:
        match_line(line=line, order=order, cents=5000, person=None, now=NOW)
    assert Matching.objects.count() == 2
    assert balance("buyers") == 0
    verified()


def test_no_more_is_taken_than_came_or_is_owed(sale: Sale) -> None:
    poor, rich = take(Said(4000), Said(6000))
    with pytest.raises(NotSoMuch):
        match_line(line=poor, order=sale.orders[0], cents=4001, person=None, now=NOW)
    with pytest.raises(NotSoMuch):
        match_line(line=rich, order=sale.orders[0], cents=5001, person=None, now=NOW)
    with pytest.raises(NotSoMuch):
        pay_back(line=poor, cents=4001, person=None, now=NOW)
    assert not PayBack.objects.exists()


def test_money_that_went_is_no_payment(sale: Sale) -> None:
    (line,) = take(Said(-5000))
    with pytest.raises(NotIncoming):
        match_line(line=line, order=sale.orders[0], cents=1, person=None, now=NOW)
    assert balance("bank") == -balance("unmatched") == -5000


def pay_supplier(number: int, cents: int = 9000) -> str:
    key = f"supplier_payment:{number}"
    lines = [Line(Account.SUPPLIERS, cents, 1), Line(Account.BANK, -cents)]
    post(key=key, currency="EUR", lines=lines, now=NOW)
    return key


def test_a_payment_that_the_books_have_is_not_booked_again(world: World) -> None:
    key = pay_supplier(1)
    (line,) = take(Said(-9000), days=5)
    assert line.explanation.key == key
    assert balance("bank") == -9000


def test_of_two_alike_the_desk_says_which(world: World) -> None:
    keys = [pay_supplier(1), pay_supplier(2)]
    (line,) = take(Said(-9000), days=5)
    assert candidates(line) == keys
    assert balance("bank") == -27_000
    explain_line(line=line, key=keys[1], person=None, now=NOW)
    assert (balance("bank"), balance("unmatched")) == (-18_000, 0)
    with pytest.raises(NotSoMuch):
        explain_line(line=line, key=keys[0], person=None, now=NOW)


def test_a_line_is_not_explained_by_what_is_not_there(world: World) -> None:
    (line,) = take(Said(-9000))
    with pytest.raises(NotInBooks):
        explain_line(line=line, key="supplier_payment:1", person=None, now=NOW)


def test_an_account_keeps_its_currency(world: World) -> None:
    take(Said(100))
    with pytest.raises(OtherCurrency):
        take(Said(100), currency="CHF", number="S-2")


def test_who_paid_is_in_no_other_table_and_can_be_forgotten(sale: Sale) -> None:
    take(Said(5000, structured=reference(sale), name="Zoé Unique"), Said(300, name="Zoé Unique"))
    with connection.cursor() as cursor:
        for table in set(connection.introspection.table_names(cursor)) - {"payer"}:
            cursor.execute(f'SELECT count(*) FROM "{table}" AS t WHERE t::text LIKE %s', ["%Zoé%"])
            assert cursor.fetchone() == (0,), table
    assert forget_payers(now=NOW + 50 * WEEK) == 0
    assert forget_payers(now=NOW + 60 * WEEK) == 1
    assert Payer.objects.get().line.cents == 300
    assert BankLine.objects.count() == 2
    assert sum(Posting.objects.values_list("cents", flat=True)) == 0


def test_our_account_is_known_by_its_number(world: World) -> None:
    take(Said(100))
    assert BankStatement.objects.get().account.iban == OURS
