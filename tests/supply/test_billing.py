"""A supplier's bill is held against what was ordered and came, and paid once."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from clust.ledger.models import Posting
from clust.rules.vat import with_tax
from clust.sourcing.models import Supplier
from clust.supply.actions.answering import answer_purchase
from clust.supply.actions.billing import (
    BillDiffers,
    BillKnown,
    NoSuchRate,
    TooMuchPaid,
    TotalDiffers,
    UnusualRate,
    VatDiffers,
    pay_bill,
    record_bill,
    unpaid_cents,
)
from clust.supply.models import PurchaseOrder, SupplierBill
from tests.supply.goods import CLOSED, agrees, bought
from tests.world import World, make_world

pytestmark = pytest.mark.django_db
DUE = CLOSED.date()


@pytest.fixture
def world() -> World:
    return make_world()


def billed(
    order: PurchaseOrder, number: str, net: int, per_mille: int = 200, **told: Any
) -> SupplierBill:
    """The supplier's bill is noted; it adds up unless it is told otherwise."""
    words = {"vat_cents": with_tax(net, per_mille) - net, **told}
    words.setdefault("gross_cents", net + words["vat_cents"])
    return record_bill(
        purchase_order=order,
        number=number,
        net_cents=net,
        per_mille=per_mille,
        due_on=DUE,
        now=CLOSED,
        **words,
    )


def test_a_bill_is_noted_and_paid(world: World) -> None:
    order, _ = bought(world, 100)
    answer_purchase(order, units={order.lines.get().variant_id: 90}, now=CLOSED)
    with pytest.raises(BillDiffers) as refusal:
        billed(order, "F1", 100)
    assert refusal.value.owed_net_cents == 90
    bill = billed(order, "F1", 90)
    assert (bill.vat_cents, bill.gross_cents, bill.vat_detail) == (18, 108, "FR 200")
    with pytest.raises(BillKnown):
        billed(order, "F1", 5, reason="port")
    pay_bill(bill, cents=100, reference="VIR 1", now=CLOSED)
    with pytest.raises(TooMuchPaid):
        pay_bill(bill, cents=9, reference="VIR 2", now=CLOSED)
    pay_bill(bill, cents=8, reference="VIR 2", now=CLOSED)
    assert unpaid_cents(bill) == 0
    assert not sum(Posting.objects.filter(account="suppliers").values_list("cents", flat=True))
    assert agrees()


def test_a_difference_needs_its_reason(world: World) -> None:
    order, _ = bought(world, 100)
    bill = billed(order, "F2", 110, reason="port")
    assert bill.difference_net_cents == 10
    assert agrees()


def test_a_bill_adds_up(world: World) -> None:
    order, _ = bought(world, 10_000)
    with pytest.raises(TotalDiffers) as refusal:
        billed(order, "F3", 10_000, gross_cents=12_100)
    assert refusal.value.gross_cents == 12_000
    with pytest.raises(VatDiffers) as wrong:
        billed(order, "F3", 10_000, vat_cents=2_100)
    assert wrong.value.vat_cents == 2_000
    assert billed(order, "F3", 10_000, vat_cents=2_001).gross_cents == 12_001


@pytest.mark.parametrize("per_mille", [196, 190, 7])
def test_its_rate_is_one_of_the_suppliers_country(world: World, per_mille: int) -> None:
    order, _ = bought(world, 10_000)
    with pytest.raises(NoSuchRate):
        billed(order, "F4", 10_000, per_mille, reason="so they say")


def test_another_rate_than_that_of_the_goods_needs_its_reason(world: World) -> None:
    order, _ = bought(world, 10_000)
    for per_mille in (55, 0):
        with pytest.raises(UnusualRate):
            billed(order, "F5", 10_000, per_mille)
    assert billed(order, "F5", 10_000, 0, reason="small business, no VAT").vat_detail == ""
    assert agrees()


def test_a_supplier_abroad_charges_no_tax(world: World) -> None:
    order, _ = bought(world, 10_000)
    Supplier.objects.update(country="BE")
    order.refresh_from_db()
    with pytest.raises(UnusualRate):
        billed(order, "F6", 10_000, 210)
    with pytest.raises(NoSuchRate):
        billed(order, "F6", 10_000, 200)
    assert billed(order, "F6", 10_000, 0).gross_cents == 10_000


@pytest.mark.parametrize("wrong", [{"gross_cents": 12_001}, {"vat_cents": 2_100}])
def test_the_database_refuses_a_wrong_sum(world: World, wrong: dict[str, int]) -> None:
    order, _ = bought(world, 10_000)
    told = {"net_cents": 10_000, "vat_cents": 2_000, "gross_cents": 12_000, **wrong}
    if "vat_cents" in wrong:
        told["gross_cents"] = 12_100
    with pytest.raises(IntegrityError), transaction.atomic():
        SupplierBill.objects.create(
            purchase_order=order,
            supplier=world.supplier,
            number="F7",
            per_mille=200,
            due_on=DUE,
            at=CLOSED,
            **told,
        )
