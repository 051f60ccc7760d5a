"""An invoice is written for what is left of a paid order, taxed where the goods go."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from clust.invoicing.actions.companies import (
    BadVatNumber,
    buy_for_company,
    buy_for_oneself,
    forget_bills,
    note_vat_answer,
)
from clust.invoicing.actions.issuing import invoice_payment, issue_invoices
from clust.invoicing.models import (
    BilledTo,
    Company,
    Invoice,
    InvoiceNumber,
    due_to_credit,
    due_to_invoice,
    due_to_invoice_credits,
)
from clust.ledger.models import Posting
from clust.orders.models import Cause
from clust.payments.models import CreditUse
from clust.people.models import Address, Identity
from clust.rules.vat import OutsideUnion, UnknownRate
from clust.wallet.models import Credit
from tests.invoicing.selling import PAID, captured, company, credited, invoiced, sold
from tests.world import DAY, World, make_person


def vat_booked() -> dict[str, int]:
    """Return what we owe in the books as VAT, by country and rate."""
    rows = Posting.objects.filter(account="vat")
    details = set(rows.values_list("detail", flat=True))
    return {
        detail: -sum(rows.filter(detail=detail).values_list("cents", flat=True))
        for detail in details
    }


def test_an_order_paid_in_full_waits_for_its_invoice(world: World) -> None:
    order = sold(world)[0]
    assert not due_to_invoice(PAID).exists()
    captured(order, 1000)
    assert not due_to_invoice(PAID).exists()
    last = captured(order, order.total_gross_cents - 1000)
    assert due_to_invoice(PAID).filter(pk=last.pk).exists()
    invoice = invoice_payment(last, now=PAID)
    assert invoice
    assert invoice.gross_cents == order.total_gross_cents
    assert not due_to_invoice(PAID).exists()


def test_goods_and_delivery_each_have_their_tax(world: World) -> None:
    invoice = invoiced(sold(world, units=2)[0])
    goods, delivery = invoice.lines.all()
    assert (goods.kind, goods.units, goods.gross_cents) == ("goods", 2, 10000)
    assert (goods.per_mille, goods.net_cents, goods.vat_cents) == (200, 8333, 1667)
    assert (delivery.kind, delivery.net_cents, delivery.vat_cents) == ("delivery", 408, 82)
    assert (invoice.net_cents, invoice.vat_cents, invoice.gross_cents) == (8741, 1749, 10490)
    assert vat_booked() == {"FR 200": 1749}


def test_invoicing_twice_changes_nothing(world: World) -> None:
    order = sold(world)[0]
    first = invoiced(order)
    assert issue_invoices(orders=[order.pk], now=PAID + timedelta(days=1)) == []
    assert Invoice.objects.get(order=order) == first
    assert InvoiceNumber.objects.get().last == 1


def test_all_that_wait_in_a_clust_are_invoiced_at_once(world: World) -> None:
    orders = sold(world, countries=["FR"] * 3)
    captures = [captured(order) for order in orders]
    invoice_payment(captures[0], now=PAID)
    assert sorted(Invoice.objects.values_list("number", flat=True)) == [1, 2, 3]
    assert not due_to_invoice(PAID).exists()


def test_one_that_cannot_be_taxed_stops_nobody_else(world: World) -> None:
    swiss, french = sold(world, countries=["DE", "FR"])
    Address.objects.filter(order=swiss).update(country="CH")
    away, here = captured(swiss), captured(french)
    assert invoice_payment(here, now=PAID)
    with pytest.raises(OutsideUnion):
        invoice_payment(away, now=PAID)


def test_a_rate_that_france_does_not_have_is_no_rate(world: World) -> None:
    world.kettle.vat_per_mille = 196
    world.kettle.save()
    with pytest.raises(UnknownRate):
        invoiced(sold(world)[0])


def test_books_have_the_rate_of_books_where_they_go(world: World) -> None:
    world.kettle.vat_per_mille, world.kettle.vat_category = 55, "books"
    world.kettle.save()
    german, french = sold(world, countries=["DE", "FR"])
    assert {line.per_mille for line in invoiced(german).lines.all()} == {70}
    assert {line.per_mille for line in invoiced(french).lines.all()} == {55}


def test_a_sale_to_another_member_state_is_taxed_there(world: World) -> None:
    invoice = invoiced(sold(world, countries=["DE"])[0])
    assert (invoice.treatment, invoice.country) == ("oss", "DE")
    assert {line.per_mille for line in invoice.lines.all()} == {190}
    assert vat_booked() == {"DE 190": invoice.vat_cents}


def test_what_is_fetched_is_taxed_where_it_is_fetched(world: World) -> None:
    invoice = invoiced(sold(world, delivery=world.pickup)[0])
    assert (invoice.treatment, invoice.country) == ("home", "FR")
    assert [line.kind for line in invoice.lines.all()] == ["goods"]


def test_a_company_abroad_pays_the_price_without_the_tax(world: World) -> None:
    order = sold(world, countries=["BE"], person=(buyer := make_person()))[0]
    company(buyer)
    invoice = invoiced(order)
    assert (invoice.treatment, invoice.country, invoice.vat_cents) == ("exempt", "BE", 0)
    taken = order.cancellations.get()
    assert (taken.cause, taken.goods_gross_cents) == (Cause.TAX, 5000 - 4132)
    assert invoice.gross_cents == order.total_gross_cents - taken.total_gross_cents
    assert not due_to_credit(PAID).exists()
    assert invoice.billed_to.vat_number == "BE0428759497"
    assert vat_booked() == {}


def test_a_number_that_the_register_does_not_know_exempts_nobody(world: World) -> None:
    order = sold(world, countries=["BE"], person=(buyer := make_person()))[0]
    company(buyer, valid=False)
    invoice = invoiced(order)
    assert (invoice.treatment, invoice.country) == ("oss", "BE")


def test_somebody_elses_invoice_does_not_end_the_wait_for_the_register(world: World) -> None:
    theirs, other = sold(world, countries=["BE", "FR"])
    told = {"person": theirs.person, "name": "Dupont SA", "vat_number": "BE0428759497"}
    asked = buy_for_company(now=PAID, **told)
    paid, elsewhere = captured(theirs), captured(other)
    assert invoice_payment(elsewhere, now=PAID)
    assert not Invoice.objects.filter(order=theirs).exists()
    note_vat_answer(company=asked, valid=True, now=PAID)
    invoice = invoice_payment(paid, now=PAID)
    assert invoice
    assert (invoice.treatment, invoice.vat_cents) == ("exempt", 0)


def test_an_invoice_waits_a_while_for_the_register(world: World) -> None:
    order = sold(world, countries=["BE"], person=(buyer := make_person()))[0]
    asked = buy_for_company(person=buyer, name="Dupont SA", vat_number="BE 0428.759.497", now=PAID)
    captured(order)
    assert not due_to_invoice(PAID).exists()
    assert due_to_invoice(PAID + timedelta(days=3)).exists()
    note_vat_answer(company=asked, valid=True, now=PAID)
    assert due_to_invoice(PAID).exists()


def test_a_french_company_pays_french_tax(world: World) -> None:
    order = sold(world, person=(buyer := make_person()))[0]
    company(buyer, "FR40303265045")
    invoice = invoiced(order)
    assert (invoice.treatment, invoice.vat_cents > 0) == ("home", True)
    assert invoice.billed_to.name == "Dupont SA"


@pytest.mark.parametrize(
    "number", ["", "FR", "BE0428759498", "CHE123456788", "1234", "ROBERT'); --"]
)
def test_nonsense_is_no_vat_number(world: World, number: str) -> None:
    with pytest.raises(BadVatNumber):
        buy_for_company(person=make_person(), name="Dupont SA", vat_number=number, now=DAY)
    assert not Company.objects.exists()


def test_a_person_buys_for_one_company_at_a_time(world: World) -> None:
    person = make_person()
    first = company(person)
    assert (
        buy_for_company(person=person, name="Dupont SA", vat_number="be0428759497", now=DAY)
        == first
    )
    second = buy_for_company(person=person, name="Autre SARL", vat_number="FR40303265045", now=DAY)
    assert Company.objects.of(person) == second
    buy_for_oneself(person=person, now=DAY)
    assert Company.objects.of(person) is None


def test_an_invoice_is_made_out_to_the_buyer_of_its_day(world: World) -> None:
    order = sold(world, person=(buyer := make_person()))[0]
    Identity.objects.create(person=buyer, name="Camille Durand")
    billed = invoiced(order).billed_to
    assert (billed.name, billed.city, billed.country) == ("Camille Durand", "Lyon", "FR")


def test_a_buyer_without_a_name_is_a_number(world: World) -> None:
    order = sold(world, delivery=world.pickup)[0]
    assert invoiced(order).billed_to.name.endswith(str(order.person_id))


def test_what_was_undone_before_is_not_invoiced(world: World) -> None:
    order = sold(world, units=2)[0]
    assert credited(order, 5000, units=1) is None
    captured(order, 5490)
    issue_invoices(orders=[order.pk], now=PAID)
    invoice = Invoice.objects.get()
    assert (invoice.gross_cents, invoice.lines.get(kind="goods").units) == (5490, 1)
    assert not due_to_credit(PAID).exists()


def test_nothing_captured_is_never_invoiced(world: World) -> None:
    order = sold(world)[0]
    credited(order, 5000, 490, units=1)
    assert issue_invoices(orders=[order.pk], now=PAID) == []


def test_a_credit_pays_and_does_not_lower_the_tax(world: World) -> None:
    order = sold(world)[0]
    credit = Credit.objects.create(
        person=order.person,
        seller=world.storefront.seller,
        cents=9000,
        left_cents=3510,
        reason="test",
        key="test:1",
        at=DAY,
        expires_at=DAY + timedelta(days=365),
    )
    used = CreditUse.objects.create(credit=credit, order=order, cents=5490, at=PAID)
    assert due_to_invoice_credits(PAID).get() == used
    invoice = invoice_payment(used, now=PAID)
    assert invoice
    assert (invoice.gross_cents, invoice.vat_cents) == (5490, 833 + 82)


def test_numbers_begin_anew_each_year(world: World) -> None:
    first, second = sold(world)[0], sold(world)[0]
    assert invoiced(first).name == "F2026-000001"
    assert invoiced(second, now=PAID + timedelta(days=365)).name == "F2027-000001"


def test_the_day_is_that_of_france(world: World) -> None:
    new_year = PAID.replace(month=12, day=31, hour=23, minute=30)
    assert invoiced(sold(world)[0], now=new_year).name == "F2027-000001"


def test_an_invoice_stays_as_it_was_issued(world: World) -> None:
    invoice = invoiced(sold(world)[0])
    with pytest.raises(DatabaseError, match="stays as it was issued"), transaction.atomic():
        Invoice.objects.filter(pk=invoice.pk).update(net_cents=1, vat_cents=5489)
    with pytest.raises(DatabaseError, match="stays as it was issued"), transaction.atomic():
        invoice.lines.all().delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        Invoice.objects.bulk_create(
            [
                Invoice(
                    order_id=10**9,
                    seller_id=invoice.seller_id,
                    year=2026,
                    number=99,
                    currency="EUR",
                    issued_on=invoice.issued_on,
                    treatment="home",
                    country="FR",
                    net_cents=1,
                    vat_cents=0,
                    gross_cents=1,
                    at=PAID,
                )
            ]
        )


def test_the_buyer_is_forgotten_and_the_amounts_stay(world: World) -> None:
    order = sold(world)[0]
    invoice = invoiced(order)
    assert forget_bills(person=order.person, now=PAID) == 1
    assert not BilledTo.objects.exists()
    assert Invoice.objects.get() == invoice
