"""A supplier's bill is held against what was ordered and came, and paid once."""

import pytest

from clust.ledger.models import Posting
from clust.supply.actions.answering import answer_purchase
from clust.supply.actions.billing import (
    BillDiffers,
    BillKnown,
    TooMuchPaid,
    pay_bill,
    record_bill,
    unpaid_cents,
)
from tests.supply.goods import CLOSED, agrees, bought
from tests.world import World, make_world

pytestmark = pytest.mark.django_db
DUE = CLOSED.date()


@pytest.fixture
def world() -> World:
    return make_world()


def test_a_bill_is_noted_and_paid(world: World) -> None:
    order, _ = bought(world, 100)
    answer_purchase(order, units={order.lines.get().variant_id: 90}, now=CLOSED)
    told = {"purchase_order": order, "due_on": DUE, "now": CLOSED}
    with pytest.raises(BillDiffers) as refusal:
        record_bill(number="F1", net_cents=100, **told)  # type: ignore[arg-type]
    assert refusal.value.owed_net_cents == 90
    bill = record_bill(number="F1", net_cents=90, vat_cents=18, vat_detail="FR 200", **told)  # type: ignore[arg-type]
    with pytest.raises(BillKnown):
        record_bill(number="F1", net_cents=5, reason="port", **told)  # type: ignore[arg-type]
    pay_bill(bill, cents=100, reference="VIR 1", now=CLOSED)
    with pytest.raises(TooMuchPaid):
        pay_bill(bill, cents=9, reference="VIR 2", now=CLOSED)
    pay_bill(bill, cents=8, reference="VIR 2", now=CLOSED)
    assert unpaid_cents(bill) == 0
    assert not sum(Posting.objects.filter(account="suppliers").values_list("cents", flat=True))
    assert agrees()


def test_a_difference_needs_its_reason(world: World) -> None:
    order, _ = bought(world, 100)
    bill = record_bill(
        purchase_order=order, number="F2", net_cents=110, reason="port", due_on=DUE, now=CLOSED
    )
    assert bill.difference_net_cents == 10
    assert agrees()
