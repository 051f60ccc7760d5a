"""Files of transfers: valid, paying everybody once, agreeing with the books."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clust import flow
from clust.banking.models import BankAccount, BankLine, BankStatement
from clust.banking.models import Payer as Said
from clust.commissions.actions.billing import bill_statement, state_commissions
from clust.commissions.actions.stating import InTransferFile, pay_royalties, state_royalties
from clust.commissions.actions.transferring import (
    AlreadyHandedOut,
    AlreadyOut,
    AlreadyPaid,
    NoAccount,
    NotHandedOut,
    NothingToPay,
    TakenBack,
    gather_transfers,
    hand_out,
    note_file_paid,
    take_out,
)
from clust.commissions.models import CommissionPayout, RoyaltyPayout, Transfer, TransferFile
from clust.commissions.pain import NotValid, Payer, Payment, pain001, readable, schema
from clust.ledger.actions import Account
from clust.ledger.readings import party_balance
from clust.partners.actions.paying import confirm_account, give_account
from clust.partners.models import Partner
from clust.storefronts.models import Seller
from tests.commissions.brought import IBAN, brought, known, partner_of
from tests.commissions.story import CAME, came, sold, wrong
from tests.partners.story import agreed, make_partner
from tests.world import DAY, World, make_person, make_world

MAY = datetime.fromisoformat("2026-05-02T10:00:00+02:00")
OURS = "FR7630006000011234567890189"


@pytest.fixture
def world(db: None) -> World:
    """A small world whose seller has an account."""
    world = make_world()
    Seller.objects.update(iban=OURS)
    return world


@pytest.fixture
def seller(world: World) -> Seller:
    return Seller.objects.get()


@pytest.fixture
def partner(world: World) -> Partner:
    """A private person with 4.13 due."""
    order = brought(world, 3)
    came(order)
    flow.walk(now=CAME)
    partner = partner_of(order)
    known(partner)
    bill_statement(state_commissions(partner, now=MAY)[0], now=MAY)
    return partner


def another(world: World) -> Partner:
    """One more private person with 4.13 due."""
    partner = make_partner("Bo")
    agreed(partner)
    order = brought(world, 3, partner=partner)
    came(order)
    flow.walk(now=CAME)
    known(partner)
    bill_statement(state_commissions(partner, now=MAY)[0], now=MAY)
    return partner


def gathered(seller: Seller, now: datetime = MAY) -> TransferFile:
    return gather_transfers(seller, person=None, now=now)


def paid(file: TransferFile, now: datetime = MAY) -> None:
    hand_out(file, person=make_person(), now=now)
    note_file_paid(file=file, reference="", person=None, now=now)


def test_a_file_pays_what_is_due_by_its_schema(partner: Partner, seller: Seller) -> None:
    file = gathered(seller)
    text = bytes(file.content).decode()
    read = schema().to_dict(text)["CstmrCdtTrfInitn"]
    assert read["GrpHdr"]["CtrlSum"] == read["PmtInf"][0]["CtrlSum"]
    assert f"{read['GrpHdr']['CtrlSum']:.2f}" == "4.13"
    assert IBAN in text
    assert OURS in text
    assert file.cents == 413


def test_partners_and_creators_stand_in_one_file(world: World, seller: Seller) -> None:
    order = sold(world, 3)
    came(order)
    flow.walk(now=CAME)
    creator = order.campaign.rights.person  # type: ignore[union-attr]
    statement = state_royalties(creator, now=MAY)[0]
    with pytest.raises(NothingToPay):
        gathered(seller)
    account = give_account(holder="Léa", iban=IBAN, creator=creator, person=creator, now=DAY)
    confirm_account(account, now=DAY)
    file = gathered(seller)
    assert file.cents == statement.payable_cents == 450
    with pytest.raises(InTransferFile):
        pay_royalties(statement=statement, reference="X", person=make_person(), now=MAY)
    paid(file)
    assert RoyaltyPayout.objects.get().cents == 450
    assert party_balance(Account.ROYALTIES, creator.pk) == 0
    assert wrong() == []


def test_nothing_is_gathered_twice(partner: Partner, seller: Seller) -> None:
    gathered(seller)
    with pytest.raises(NothingToPay):
        gathered(seller)


def test_a_file_is_handed_out_once_and_paid_once(partner: Partner, seller: Seller) -> None:
    file = gathered(seller)
    with pytest.raises(NotHandedOut):
        note_file_paid(file=file, reference="", person=None, now=MAY)
    hand_out(file, person=make_person(), now=MAY)
    with pytest.raises(AlreadyHandedOut):
        hand_out(file, person=make_person(), now=MAY)
    note_file_paid(file=file, reference="", person=None, now=MAY)
    with pytest.raises(AlreadyPaid):
        note_file_paid(file=file, reference="", person=None, now=MAY)
    assert CommissionPayout.objects.get().cents == 413
    assert party_balance(Account.COMMISSIONS, partner.pk) == 0
    assert wrong() == []


def test_a_refused_transfer_goes_into_the_next_file(partner: Partner, seller: Seller) -> None:
    file = gathered(seller)
    transfer = file.transfers.get()
    hand_out(file, person=make_person(), now=MAY)
    take_out(transfer=transfer, reason="account closed", person=None, now=MAY)
    with pytest.raises(AlreadyOut):
        take_out(transfer=transfer, reason="again", person=None, now=MAY)
    with pytest.raises(NothingToPay):
        note_file_paid(file=file, reference="", person=None, now=MAY)
    again = gathered(seller)
    paid(again)
    with pytest.raises(AlreadyPaid):
        take_out(transfer=again.transfers.get(), reason="late", person=None, now=MAY)
    assert Transfer.objects.filter(open=True).count() == 1


def test_a_file_is_void_once_something_is_taken_out_before_it_is_given(
    world: World, partner: Partner, seller: Seller
) -> None:
    partner_too = another(world)
    file = gathered(seller)
    first, second = file.transfers.order_by("pk")
    take_out(transfer=first, reason="wrong account", person=None, now=MAY)
    with pytest.raises(AlreadyOut):
        take_out(transfer=second, reason="it too", person=None, now=MAY)
    with pytest.raises(TakenBack):
        hand_out(file, person=make_person(), now=MAY)
    again = gathered(seller)
    assert again.transfers.count() == file.transfers.count() == 2
    paid(again)
    assert party_balance(Account.COMMISSIONS, partner_too.pk) == 0
    assert wrong() == []


def test_without_an_account_of_ours_nothing_is_paid(partner: Partner, seller: Seller) -> None:
    seller.iban = ""
    with pytest.raises(NoAccount):
        gathered(seller)


def test_the_bank_s_statement_says_that_a_file_was_paid(partner: Partner, seller: Seller) -> None:
    file = gathered(seller)
    hand_out(file, person=make_person(), now=MAY)
    assert flow.walk(now=MAY) == 0
    account = BankAccount.objects.create(iban=OURS, currency="EUR")
    statement = BankStatement.objects.create(account=account, number="1", at=MAY)
    line = BankLine.objects.create(
        statement=statement, account=account, position=1, ref="B1", cents=-413, left_cents=413,
        booked_on=(MAY + timedelta(days=1)).date(), at=MAY,
    )  # fmt: skip
    assert flow.walk(now=MAY) == 0, "another payment of the same amount is none"
    Said.objects.create(line=line, end_to_end=f"{file.number}-1")
    assert flow.walk(now=MAY) == 1
    line.refresh_from_db()
    assert (line.left_cents, line.explanation.key) == (0, f"transfer_file:{file.pk}")
    assert file.paid.reference == "B1"


# The file


@pytest.mark.parametrize(
    ("text", "read"),
    [("Zoé Œuvrard & fils", "Zoe OEuvrard + fils"), ("株式会社", "-"), ("  a\n b ", "a b")],
)
def test_names_are_written_as_every_bank_reads_them(text: str, read: str) -> None:
    assert readable(text, 70) == read


@given(
    names=st.lists(st.text(max_size=200), min_size=1, max_size=5),
    cents=st.integers(1, 99_999_999_999),
)
def test_any_name_makes_a_valid_file(names: list[str], cents: int) -> None:
    rows = [Payment(f"C-{n}", name, IBAN, cents, name) for n, name in enumerate(names)]
    written = pain001(
        number="CLUST-1", payer=Payer("Clust SAS", OURS), payments=rows, on=date(2026, 5, 2),
        now=MAY,
    )  # fmt: skip
    assert schema().is_valid(written.decode())


def test_a_file_that_breaks_its_schema_is_never_written() -> None:
    row = Payment("C-1", "Zoé", "not an account", 100, "x")
    with pytest.raises(NotValid):
        pain001(
            number="C", payer=Payer("Clust", OURS), payments=[row], on=date(2026, 5, 2), now=MAY
        )
