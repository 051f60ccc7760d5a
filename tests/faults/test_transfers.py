"""Two at the desk pay at the same moment, by files or by hand: nobody is paid twice."""

import multiprocessing
from collections import Counter
from datetime import datetime
from typing import Any

import pytest

from clust import flow
from clust.commissions.actions import returning, transferring
from clust.commissions.actions.billing import bill_statement, state_commissions
from clust.commissions.actions.stating import InTransferFile, pay_royalties, state_royalties
from clust.commissions.actions.transferring import (
    NothingToPay,
    gather_transfers,
    hand_out,
    note_file_paid,
)
from clust.commissions.models import RoyaltyStatement, SelfBill, Transfer, TransferFile
from clust.ledger.actions import Account
from clust.ledger.readings import party_balance
from clust.partners.actions.paying import confirm_account, give_account
from clust.storefronts.models import Seller
from tests.commissions.brought import IBAN, brought, known, partner_of
from tests.commissions.story import CAME, came, sold
from tests.deadline import until
from tests.faults.crew import PATIENCE, Crew, stopped_at, together, waiting
from tests.faults.guards import key_of, without_constraint, without_index
from tests.world import World, make_person

MAY = datetime.fromisoformat("2026-05-02T10:00:00+02:00")
OURS = "FR7630006000011234567890189"
DESKS = 4


@pytest.fixture
def seller(transactional_db: None, world: World) -> Seller:
    """Who owes a partner 4.13."""
    Seller.objects.update(iban=OURS)
    order = brought(world, 3)
    came(order)
    flow.walk(now=CAME)
    partner = partner_of(order)
    known(partner)
    bill_statement(state_commissions(partner, now=MAY)[0], now=MAY)
    return Seller.objects.get()


def gather(seller: Seller) -> object:
    return gather_transfers(seller, person=None, now=MAY).cents


def gather_at_once(seller: Seller) -> Counter[str]:
    """Four desks have read what is due, and wait for each other before they write it."""
    bill = SelfBill.objects.get()
    with Crew([lambda: gather(seller)] * DESKS) as crew:
        lock = f"SELECT FROM self_bill WHERE id = {bill.pk} FOR UPDATE"
        with stopped_at(lock, crew, blocked=DESKS):
            pass
        return crew.answers()


def test_one_of_many_desks_gathers_what_is_due(seller: Seller) -> None:
    found = together([lambda: gather(seller)] * DESKS)
    assert found[NothingToPay.__name__] == DESKS - 1
    assert TransferFile.objects.count() == Transfer.objects.count() == 1


def test_without_its_guards_a_statement_would_be_paid_twice(
    seller: Seller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transferring, "lock_seller", lambda seller: None)
    with without_index("transfer", "transfer_bill_once"):
        gather_at_once(seller)
        assert Transfer.objects.filter(open=True).count() == DESKS


def test_without_the_lock_the_key_still_holds(
    seller: Seller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transferring, "lock_seller", lambda seller: None)
    gather_at_once(seller)
    assert Transfer.objects.filter(open=True).count() == 1


# By a file and by hand


@pytest.fixture
def stated(transactional_db: None, world: World) -> RoyaltyStatement:
    """A creator's statement of 4.50."""
    Seller.objects.update(iban=OURS)
    order = sold(world, 3)
    came(order)
    flow.walk(now=CAME)
    assert order.campaign.rights
    creator = order.campaign.rights.person
    account = give_account(holder="Léa", iban=IBAN, creator=creator, person=creator, now=CAME)
    confirm_account(account, now=CAME)
    return state_royalties(creator, now=MAY)[0]


def gather_and_pay(
    statement: RoyaltyStatement, monkeypatch: pytest.MonkeyPatch, *, blocked: int
) -> Counter[str]:
    """Pay by hand between the reading and the writing of a file."""
    fork = multiprocessing.get_context("fork")
    seller, person, written = Seller.objects.get(), make_person(), transferring.pain001
    read, paid = fork.Event(), fork.Event()

    def slowly(**said: Any) -> bytes:
        read.set()
        until(lambda: paid.is_set() or waiting() >= blocked > 0, seconds=PATIENCE)
        return written(**said)

    def pay() -> str:
        read.wait(PATIENCE)
        pay_royalties(statement=statement, reference="V1", person=person, now=MAY)
        paid.set()
        return "by hand"

    monkeypatch.setattr(transferring, "pain001", slowly)
    return together([lambda: gather(seller), pay])


def test_a_statement_in_a_file_is_not_paid_by_hand_meanwhile(
    stated: RoyaltyStatement, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = gather_and_pay(stated, monkeypatch, blocked=1)
    assert answers == Counter({"450": 1, InTransferFile.__name__: 1})


def test_without_its_lock_a_statement_would_be_paid_by_both(
    stated: RoyaltyStatement, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transferring, "lock_royalties", lambda now: {stated.pk})
    answers = gather_and_pay(stated, monkeypatch, blocked=0)
    assert answers == Counter({"450": 1, "by hand": 1})


# The bank gives a transfer back


@pytest.fixture
def sent(seller: Seller) -> Transfer:
    """A transfer of 4.13 that the bank carried out."""
    file = gather_transfers(seller, person=None, now=MAY)
    hand_out(file, person=make_person(), now=MAY)
    note_file_paid(file=file, reference="", person=None, now=MAY)
    return file.transfers.get()


def note(transfer: Transfer) -> str:
    returning.note_returned(
        transfer=transfer, reason="AC04", booked_on=MAY.date(), person=None, now=MAY
    )
    return "noted"


def note_at_once(transfer: Transfer, table: str, pk: int) -> Counter[str]:
    """Four desks note it, and stop at a locked row where they wait for each other."""
    with Crew([lambda: note(transfer)] * DESKS) as crew:
        lock = f"SELECT FROM {table} WHERE id = {pk} FOR UPDATE"
        with stopped_at(lock, crew, blocked=DESKS):
            pass
        return crew.answers()


def owed(transfer: Transfer) -> int:
    assert transfer.bill
    return -party_balance(Account.COMMISSIONS, transfer.bill.partner_id)


def test_of_many_desks_one_notes_that_a_transfer_came_back(sent: Transfer) -> None:
    answers = note_at_once(sent, "transfer_file", sent.file_id)
    assert answers == Counter({"noted": 1, "AlreadyReturned": DESKS - 1})
    assert owed(sent) == 413


def test_without_the_lock_the_key_of_the_books_still_holds(
    sent: Transfer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(returning, "lock_transfer", lambda transfer: transfer)
    answers = note_at_once(sent, "transfer", sent.pk)
    assert answers == Counter({"noted": 1, "AlreadyPosted": DESKS - 1})
    assert owed(sent) == 413


def test_without_its_guards_it_would_be_owed_more_than_once(
    sent: Transfer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(returning, "lock_transfer", lambda transfer: transfer)
    once = without_constraint("transfer_return", key_of("transfer_return", "transfer_id"))
    with without_constraint("entry", key_of("entry", "key")), once:
        assert note_at_once(sent, "transfer", sent.pk) == Counter({"noted": DESKS})
        assert owed(sent) == DESKS * 413


def test_what_came_back_is_sent_anew_by_one_of_many_desks(sent: Transfer, seller: Seller) -> None:
    note(sent)
    found = together([lambda: gather(seller)] * DESKS)
    assert found == Counter({"413": 1, NothingToPay.__name__: DESKS - 1})
