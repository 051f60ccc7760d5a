"""What is undone after the invoice has a credit note, and all of them together make the invoice."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from clust.invoicing.actions.crediting import credit_cancellation
from clust.invoicing.models import CreditNote, InvoiceNumber, due_to_credit
from clust.ledger.models import Posting
from clust.orders.cancelling import cancel
from clust.orders.models import Cause
from tests.invoicing.selling import PAID, credited, invoiced, sold
from tests.world import World, make_world

LATER = PAID + timedelta(days=10)


def test_a_withdrawn_order_is_credited_to_the_cent(world: World) -> None:
    order = sold(world)[0]
    invoice = invoiced(order)
    note = credited(order, 5000, 490, units=1, now=LATER)
    assert note
    assert (note.name, note.invoice) == ("A2026-000001", invoice)
    assert (note.net_cents, note.vat_cents) == (invoice.net_cents, invoice.vat_cents)
    assert sum(Posting.objects.filter(account="vat").values_list("cents", flat=True)) == 0


def test_a_lower_price_credits_no_units(world: World) -> None:
    order = sold(world)[0]
    invoiced(order)
    note = credited(order, 700, now=LATER)
    assert note
    line = note.lines.get()
    assert (line.kind, line.units, line.gross_cents) == ("goods", 0, 700)
    assert line.net_cents in {583, 584}


def test_a_credit_note_is_at_the_rate_of_its_invoice(world: World) -> None:
    order = sold(world, countries=["DE"])[0]
    invoiced(order)
    note = credited(order, 1190, now=LATER)
    assert note
    assert (note.lines.get().per_mille, note.vat_cents) == (190, 190)


def test_crediting_twice_changes_nothing(world: World) -> None:
    order = sold(world)[0]
    invoiced(order)
    credited(order, 700)
    undone = order.cancellations.get()
    again = credit_cancellation(undone, now=LATER)
    assert again == CreditNote.objects.get()
    assert InvoiceNumber.objects.get(series="credit_note").last == 1


def test_all_that_wait_in_a_clust_are_credited_at_once(world: World) -> None:
    orders = sold(world, countries=["FR"] * 3)
    for order in orders:
        invoiced(order)
    for order in orders:
        undone = cancel(
            order=order,
            cause=Cause.CAMPAIGN,
            key=f"off:{order.pk}",
            units=1,
            goods_gross_cents=5000,
            delivery_gross_cents=490,
            now=LATER,
        )
    assert due_to_credit(LATER).count() == 3
    credit_cancellation(undone, now=LATER)
    assert sorted(CreditNote.objects.values_list("number", flat=True)) == [1, 2, 3]


class TestManyParts(TestCase):
    """However an order is undone bit by bit, its credit notes make its invoice."""

    @settings(max_examples=15, deadline=None)
    @given(st.lists(st.integers(1, 4000), min_size=1, max_size=5), st.sampled_from(["FR", "DE"]))
    def test_parts_make_the_whole(self, bits: list[int], country: str) -> None:
        order = sold(make_world(), countries=[country], price=sum(bits))[0]
        invoice = invoiced(order)
        for bit in bits:
            credited(order, bit)
        credited(order, 0, 490, units=1)
        notes = list(invoice.credit_notes.all())
        assert sum(note.net_cents for note in notes) == invoice.net_cents
        assert sum(note.vat_cents for note in notes) == invoice.vat_cents
        assert sum(Posting.objects.filter(account="vat").values_list("cents", flat=True)) == 0
