"""Transfers that the bank gives back: owed again, sent anew, and paid once in the end."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from clust import flow
from clust.banking.actions.statements import explain_alone
from clust.banking.models import BankAccount, BankLine, BankStatement
from clust.commissions.actions.returning import (
    AlreadyReturned,
    NoReason,
    NotPaid,
    NotThen,
    note_returned,
)
from clust.commissions.actions.stating import pay_royalties, state_royalties
from clust.commissions.actions.transferring import NothingToPay, hand_out
from clust.commissions.models import (
    CommissionPayout,
    RoyaltyPayout,
    RoyaltyStatement,
    SelfBill,
    Transfer,
    TransferFile,
    TransferReturn,
    due_to_pay,
)
from clust.ledger.actions import Account
from clust.ledger.readings import party_balance
from clust.notices.actions import tell_receipts
from clust.notices.letters import write_letter
from clust.notices.models import Notice
from clust.notices.readers import reader_of
from clust.partners.actions.paying import confirm_account, give_account
from clust.partners.models import Partner, PartnerPerson
from clust.storefronts.models import Seller
from tests.commissions.brought import IBAN
from tests.commissions.story import CAME, came, sold, wrong
from tests.commissions.test_transfers import (  # noqa: F401
    MAY,
    OURS,
    another,
    gathered,
    paid,
    partner,
    seller,
    world,
)
from tests.notices.members import member
from tests.world import DAY, World, make_person

LATER = MAY + timedelta(days=3)


def back(transfer: Transfer, reason: str = "AC04 account closed") -> TransferReturn:
    return note_returned(
        transfer=transfer, reason=reason, booked_on=LATER.date(), person=None, now=LATER
    )


@pytest.fixture
def sent(partner: Partner, seller: Seller) -> Transfer:  # noqa: F811
    """A transfer of 4.13 to a partner that the bank carried out."""
    file = gathered(seller)
    paid(file)
    return file.transfers.get()


@pytest.fixture
def stated(world: World) -> RoyaltyStatement:  # noqa: F811
    """A creator's statement of 4.50, with an account to pay to."""
    order = sold(world, 3)
    came(order)
    flow.walk(now=CAME)
    creator = order.campaign.rights.person  # type: ignore[union-attr]
    account = give_account(holder="Léa", iban=IBAN, creator=creator, person=creator, now=DAY)
    confirm_account(account, now=DAY)
    return state_royalties(creator, now=MAY)[0]


def test_what_came_back_is_owed_again(sent: Transfer, partner: Partner) -> None:  # noqa: F811
    assert party_balance(Account.COMMISSIONS, partner.pk) == 0
    back(sent)
    assert party_balance(Account.COMMISSIONS, partner.pk) == -413
    assert wrong() == []


def test_the_next_file_sends_it_anew_once(sent: Transfer, seller: Seller) -> None:  # noqa: F811
    back(sent)
    again = gathered(seller, LATER)
    assert again.cents == 413
    with pytest.raises(NothingToPay):
        gathered(seller, LATER)
    paid(again, LATER)
    assert [one.open for one in CommissionPayout.objects.order_by("pk")] == [False, True]
    with pytest.raises(NothingToPay):
        gathered(seller, LATER)
    assert wrong() == []


def test_it_may_come_back_a_second_time(sent: Transfer, seller: Seller) -> None:  # noqa: F811
    back(sent)
    again = gathered(seller, LATER)
    paid(again, LATER)
    back(again.transfers.get())
    assert gathered(seller, LATER).cents == 413
    assert wrong() == []


def test_the_rest_of_its_file_stays_paid(
    world: World,  # noqa: F811
    partner: Partner,  # noqa: F811
    seller: Seller,  # noqa: F811
) -> None:
    other = another(world)
    file = gathered(seller)
    paid(file)
    back(file.transfers.get(bill__partner=partner))
    assert party_balance(Account.COMMISSIONS, other.pk) == 0
    assert gathered(seller, LATER).transfers.get().bill.partner == partner  # type: ignore[union-attr]
    assert wrong() == []


def test_what_was_not_made_cannot_come_back(partner: Partner, seller: Seller) -> None:  # noqa: F811
    file = gathered(seller)
    with pytest.raises(NotPaid):
        back(file.transfers.get())
    hand_out(file, person=make_person(), now=MAY)
    with pytest.raises(NotPaid):
        back(file.transfers.get())


def test_it_comes_back_once_for_a_reason_on_a_day(sent: Transfer) -> None:
    with pytest.raises(NoReason):
        back(sent, " ")
    for day in (MAY - timedelta(days=1), LATER + timedelta(days=1)):
        with pytest.raises(NotThen):
            note_returned(transfer=sent, reason="x", booked_on=day.date(), person=None, now=LATER)
    back(sent)
    with pytest.raises(AlreadyReturned):
        back(sent)


def test_a_creator_s_transfer_comes_back_and_is_paid_by_hand(
    stated: RoyaltyStatement,
    seller: Seller,  # noqa: F811
) -> None:
    file = gathered(seller)
    paid(file)
    assert not due_to_pay(LATER).exists()
    back(file.transfers.get())
    assert party_balance(Account.ROYALTIES, stated.creator_id) == -450
    assert due_to_pay(LATER).get() == stated
    pay_royalties(statement=stated, reference="V2", person=make_person(), now=LATER)
    assert party_balance(Account.ROYALTIES, stated.creator_id) == 0
    with pytest.raises(NothingToPay):
        gathered(seller, LATER)
    assert wrong() == []


def test_a_creator_s_transfer_comes_back_and_stands_in_the_next_file(
    stated: RoyaltyStatement,
    seller: Seller,  # noqa: F811
) -> None:
    file = gathered(seller)
    paid(file)
    back(file.transfers.get())
    paid(gathered(seller, LATER), LATER)
    assert [one.open for one in RoyaltyPayout.objects.order_by("pk")] == [False, True]
    assert party_balance(Account.ROYALTIES, stated.creator_id) == 0
    assert wrong() == []


def test_the_bank_s_line_is_the_movement_that_the_desk_noted(sent: Transfer) -> None:
    back(sent)
    account = BankAccount.objects.create(iban=OURS, currency="EUR")
    statement = BankStatement.objects.create(account=account, number="1", at=LATER)
    line = BankLine.objects.create(
        statement=statement, account=account, position=1, ref="B2", cents=413, left_cents=413,
        booked_on=LATER.date(), at=LATER,
    )  # fmt: skip
    assert explain_alone(line, now=LATER)
    assert line.explanation.key == f"transfer_return:{sent.pk}"


def test_a_payment_is_rewritten_by_nobody(sent: Transfer) -> None:
    with pytest.raises(DatabaseError, match="stays"), transaction.atomic():
        CommissionPayout.objects.update(cents=1)
    back(sent)
    with pytest.raises(DatabaseError, match="stays"), transaction.atomic():
        TransferReturn.objects.update(reason="other")


def test_verify_sees_a_payment_that_is_closed_without_its_return(sent: Transfer) -> None:
    CommissionPayout.objects.update(open=False)
    assert wrong() != []


# Told


def test_who_acts_for_the_partner_is_told_once(sent: Transfer, partner: Partner) -> None:  # noqa: F811
    person = member("zoe@example.org", language="en")
    PartnerPerson.objects.create(partner=partner, person=person, at=DAY)
    gone = member("gone@example.org", language="en")
    PartnerPerson.objects.create(partner=partner, person=gone, at=DAY, left_at=MAY)
    back(sent)
    new = member("new@example.org", language="en")
    PartnerPerson.objects.create(partner=partner, person=new, at=LATER + timedelta(days=1))
    for _ in range(2):
        tell_receipts(now=LATER, since=LATER)
    notice = Notice.objects.get(kind=Notice.Kind.CAME_BACK)
    reader = reader_of(notice)
    assert reader
    assert notice.person == person
    letter = write_letter(notice, reader, now=LATER)
    assert letter.subject == "Our payment to you came back"
    for said in ("€4.13", "AC04 account closed", "/partner/data/"):
        assert said in str(letter.body)


def test_a_creator_is_told(stated: RoyaltyStatement, seller: Seller) -> None:  # noqa: F811
    file = gathered(seller)
    paid(file)
    back(file.transfers.get())
    tell_receipts(now=LATER, since=LATER)
    assert Notice.objects.get(kind=Notice.Kind.CAME_BACK).person == stated.creator
    assert TransferFile.objects.count() == 1


def test_who_acts_for_the_partner_hears_what_is_due_and_what_was_sent(
    sent: Transfer,
    partner: Partner,  # noqa: F811
) -> None:
    person = member("zoe@example.org", language="en")
    PartnerPerson.objects.create(partner=partner, person=person, at=DAY)
    for _ in range(2):
        tell_receipts(now=LATER, since=DAY)
    letters = {}
    for notice in Notice.objects.filter(person=person):
        reader = reader_of(notice)
        assert reader
        letters[notice.kind] = write_letter(notice, reader, now=LATER)
    assert set(letters) == {"stated", "paid_out"}
    words = " ".join(str(letters["stated"].body).split())
    assert "we owe you €4.13 without tax" in words
    assert "it is about what we pay you" in words
    assert letters["paid_out"].subject == "€4.13 are on their way to you"
    assert "/partner/payouts/" in str(letters["paid_out"].body)


def test_a_statement_says_that_fees_are_set_off_first(partner: Partner) -> None:  # noqa: F811
    person = member("zoe@example.org", language="en")
    PartnerPerson.objects.create(partner=partner, person=person, at=DAY)
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        SelfBill.objects.update(set_off_cents=200)
        cursor.execute("SET session_replication_role = DEFAULT")
    tell_receipts(now=LATER, since=DAY)
    notice = Notice.objects.get(person=person, kind=Notice.Kind.STATED)
    reader = reader_of(notice)
    assert reader
    words = " ".join(str(write_letter(notice, reader, now=LATER).body).split())
    assert "€2.00 of fees that you owe us are set off first" in words
