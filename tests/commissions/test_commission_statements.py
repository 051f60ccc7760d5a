"""Statements of partners, the bills we write for them, and what holds a payment back."""

from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from clust import flow
from clust.commissions.actions.billing import (
    AlreadyBilled,
    AlreadyStated,
    DataMissing,
    NothingToBill,
    bill_statement,
    look_up_partner,
    state_commissions,
)
from clust.commissions.models import CommissionStatement, SelfBill
from clust.commissions.owed import due_to_bill, due_to_state_commissions, held_back
from clust.commissions.partner_documents import statement_csv, statement_html
from clust.invoicing.register import VatAnswer
from clust.ledger.actions import Account
from clust.ledger.models import Posting
from clust.ledger.readings import party_balance
from clust.partners.actions.paying import (
    BadIban,
    BadSiren,
    BadVatNumber,
    NotAccepted,
    give_account,
    note_tax_answer,
    say_taxes,
)
from clust.partners.models import Partner, PayoutAccount, TaxData
from tests.commissions.brought import IBAN, SIREN, brought, known, partner_of
from tests.commissions.story import CAME, came, wrong
from tests.commissions.test_royalties import gone_back
from tests.partners.story import make_partner
from tests.world import DAY, make_person, make_world

APRIL = datetime.fromisoformat("2026-04-02T10:00:00+02:00")
MAY = datetime.fromisoformat("2026-05-02T10:00:00+02:00")


@pytest.fixture
def partner(db: None) -> Partner:
    """Somebody who brought an order that came on 12 March, and earned 4.13."""
    order = brought(make_world(), 3)
    came(order)
    flow.walk(now=CAME)
    return partner_of(order)


def stated(partner: Partner, now: datetime = MAY) -> CommissionStatement:
    """The statement of the month before."""
    return state_commissions(partner, now=now)[0]


# Statements


def test_commissions_are_held_while_goods_may_come_back(partner: Partner) -> None:
    assert list(due_to_state_commissions(APRIL)) == [partner]
    march = stated(partner, APRIL)
    assert (march.accrued_cents, march.payable_cents, march.open_cents) == (413, 0, 413)
    with pytest.raises(AlreadyStated):
        stated(partner, APRIL)
    april = stated(partner)
    assert (april.before_cents, april.accrued_cents, april.payable_cents) == (413, 0, 413)
    assert wrong() == []


def test_what_goes_back_after_it_was_paid_is_set_off(partner: Partner) -> None:
    order = partner.links.get().visits.get().referrals.get().commissions.get().delivery_line.order
    known(partner)
    bill_statement(stated(partner), now=MAY)
    gone_back(order, 3)
    flow.walk(now=MAY)
    june = stated(partner, MAY + timedelta(days=31))
    assert (june.reversed_cents, june.payable_cents, june.open_cents) == (413, 0, -413)


# What must be known


def test_a_missing_datum_holds_the_payment_and_says_so(partner: Partner) -> None:
    statement = stated(partner)
    assert list(held_back(MAY)) == [statement]
    with pytest.raises(DataMissing) as missing:
        bill_statement(statement, now=MAY)
    assert missing.value.args == ("address", "taxes", "account")
    assert "The payment waits for" in in_english(statement)
    known(partner)
    assert not held_back(MAY).exists()
    assert list(due_to_bill(MAY)) == [statement]


def in_english(statement: CommissionStatement) -> str:
    """Return the statement as its English partner reads it."""
    statement.partner.language = "en"
    return statement_html(statement)


def test_an_account_holds_only_once_it_is_confirmed(partner: Partner) -> None:
    known(partner)
    other = "DE89370400440532013000"
    give_account(holder="X", iban=other, partner=partner, person=make_person(), now=DAY)
    assert PayoutAccount.objects.standing().get(partner=partner).iban == IBAN


def test_a_vat_number_waits_for_the_register(
    partner: Partner, monkeypatch: pytest.MonkeyPatch
) -> None:
    statement, tax = stated(partner), known(partner, "vat")
    assert list(TaxData.objects.due_to_check(MAY)) == [tax]
    with pytest.raises(DataMissing, match="number_waits"):
        bill_statement(statement, now=MAY)

    class Says:
        def ask(self, *, number: str, asked_by: str) -> VatAnswer:
            return VatAnswer(number == "FR44732829320", "W1")

    monkeypatch.setattr("clust.commissions.actions.billing.register", Says)
    assert look_up_partner(tax, asked_by="FR00", now=MAY).valid
    assert not TaxData.objects.due_to_check(MAY).exists()
    assert bill_statement(statement, now=MAY).gross_cents == 496


def test_a_number_that_is_not_in_use_pays_nothing(partner: Partner) -> None:
    statement, tax = stated(partner), known(partner, "vat")
    note_tax_answer(tax=tax, valid=False, ref="", now=MAY)
    assert not due_to_bill(MAY).exists()
    with pytest.raises(DataMissing, match="number_invalid"):
        bill_statement(statement, now=MAY)


@pytest.mark.parametrize(
    ("status", "siren", "vat", "accepts", "refusal"),
    [
        ("vat", "732829321", "FR44732829320", True, BadSiren),
        ("vat", SIREN, "", True, BadVatNumber),
        ("vat", SIREN, "FR40303265045", True, BadVatNumber),
        ("vat", SIREN, "DE136695976", True, BadVatNumber),
        ("abroad", "", "FR44732829320", True, BadVatNumber),
        ("franchise", "", "", True, BadSiren),
        ("franchise", SIREN, "", False, NotAccepted),
    ],
)
def test_wrong_tax_data_is_refused(
    db: None, status: str, siren: str, vat: str, accepts: bool, refusal: type[Exception]
) -> None:
    told = {"status": status, "siren": siren, "vat_number": vat, "accepts": accepts}
    with pytest.raises(refusal):
        say_taxes(partner=make_partner(), person=None, now=DAY, **told)


def test_an_iban_is_checked(db: None) -> None:
    with pytest.raises(BadIban):
        give_account(
            holder="Z", iban="FR1420041010050500013M02607", partner=make_partner(),
            person=make_person(), now=DAY,
        )  # fmt: skip


# Bills


@pytest.mark.parametrize(
    ("status", "number", "vat", "mention"),
    [
        ("vat", "", 83, "20"),
        ("franchise", "", 0, "293 B"),
        ("private", "", 0, "private person"),
        ("abroad", "DE136695976", 0, "Reverse charge"),
    ],
)
def test_the_tax_of_a_bill_follows_the_partner_s_status(
    partner: Partner, status: str, number: str, vat: int, mention: str
) -> None:
    statement, tax = stated(partner), known(partner, status, number)
    if tax.vat_number:
        note_tax_answer(tax=tax, valid=True, ref="", now=MAY)
    bill = bill_statement(statement, now=MAY)
    assert (bill.net_cents, bill.vat_cents) == (413, vat)
    assert (bill.number is None) == (status == "private")
    assert -party_balance(Account.COMMISSIONS, partner.pk) == 413 + vat
    assert mention in in_english(CommissionStatement.objects.get(pk=statement.pk))
    with pytest.raises(AlreadyBilled):
        bill_statement(statement, now=MAY)
    assert wrong() == []


def test_we_account_for_the_tax_of_a_partner_abroad(partner: Partner) -> None:
    statement, tax = stated(partner), known(partner, "abroad", "DE136695976")
    note_tax_answer(tax=tax, valid=True, ref="", now=MAY)
    bill = bill_statement(statement, now=MAY)
    booked = Posting.objects.filter(entry__key=f"self_bill:{bill.pk}")
    assert {(row.account, row.cents) for row in booked} == {("vat_input", 83), ("vat", -83)}


def test_bills_are_numbered_for_each_partner_apart_without_a_gap(partner: Partner) -> None:
    known(partner, "franchise")
    bill = bill_statement(stated(partner), now=MAY)
    assert bill.name == f"AF{partner.pk}-000001"
    with pytest.raises(DatabaseError), transaction.atomic():
        SelfBill.objects.filter(pk=bill.pk).update(number=2)


def test_nothing_due_is_not_billed(partner: Partner) -> None:
    with pytest.raises(NothingToBill):
        bill_statement(stated(partner, APRIL), now=APRIL)


def test_the_chain_states_and_bills_by_itself(partner: Partner) -> None:
    known(partner)
    flow.walk(now=APRIL)
    flow.walk(now=MAY)
    assert SelfBill.objects.get().gross_cents == 413
    assert flow.walk(now=MAY) == 0


def test_the_lines_of_a_statement_name_no_buyer(partner: Partner) -> None:
    rows = "".join(statement_csv(stated(partner, APRIL)))
    assert "Bouilloire" in rows
    assert "4.13" in rows.replace(",", ".")
    assert "Dupont" not in rows
