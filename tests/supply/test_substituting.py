"""Another variant comes only where the buyer says yes; who does not is refunded."""

from datetime import timedelta

import pytest

from clust import flow
from clust.ledger.models import Posting
from clust.notices.actions import tell_receipts
from clust.notices.models import Notice
from clust.orders.cancelling import left_of
from clust.orders.models import Cancellation, Order
from clust.sourcing.models import Variant
from clust.supply.actions.answering import answer_purchase
from clust.supply.actions.purchasing import purchase
from clust.supply.actions.shipping import BuyerAsked, note_arrival, ship_in_bulk
from clust.supply.actions.substituting import (
    AlreadyAnswered,
    AlreadyOffered,
    Dearer,
    NotASubstitute,
    PartlySent,
    TooLate,
    TooSoon,
    answer_substitution,
    lapse_question,
    offer_substitute,
)
from clust.supply.claims import claims_on, goods_of, open_units
from clust.supply.models import (
    PurchaseOrder,
    Substitution,
    SubstitutionAnswer,
    due_to_lapse_question,
    sent_as,
)
from clust.web.parts.goods import Waiting
from tests.supply.goods import CLOSED, agrees, cleared, joined, send
from tests.world import World, make_campaign, make_world

pytestmark = pytest.mark.django_db
LAST = CLOSED.date() + timedelta(days=5)
AFTER = CLOSED + timedelta(days=6)


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def blue(world: World) -> Variant:
    return Variant.objects.create(product=world.kettle, name_fr="bleu", name_en="blue", position=9)


def red_ones(
    world: World, *units: int, collects: bool = False
) -> tuple[PurchaseOrder, list[Order]]:
    campaign = make_campaign(world, [(1, 3000)], asks_for_card=True)
    for n in units:
        joined(world, campaign, n, collects=collects)
    clearing, orders = cleared(campaign)
    return purchase(clearing, now=CLOSED), orders


def offered(order: PurchaseOrder, blue: Variant) -> Substitution:
    return offer_substitute(line=order.lines.get(), variant=blue, answer_by_on=LAST, now=CLOSED)


def says(order: Order, accepted: bool) -> SubstitutionAnswer:
    return answer_substitution(
        question=order.substitution,
        accepted=accepted,
        person=order.person,
        now=CLOSED,
    )


def owed(order: PurchaseOrder) -> int:
    rows = Posting.objects.filter(account="suppliers", party=order.quote.product.supplier_id)
    return -sum(rows.values_list("cents", flat=True))


def test_a_yes_is_sent_as_the_other_variant_at_the_same_price(world: World, blue: Variant) -> None:
    bought, (one, other) = red_ones(world, 2, 1)
    offered(bought, blue)
    says(one, True)
    says(other, False)
    one.refresh_from_db()
    assert (one.variant, sent_as(Order.objects.get(pk=one.pk))) == (
        bought.lines.get().variant,
        blue,
    )
    assert claims_on([one.pk])[one.pk].variant == blue.pk
    assert left_of(one).units == 2
    assert agrees()
    waiting = "".join(str(row) for row in Waiting(PurchaseOrder.objects.all()).csv())
    assert "bleu" in waiting or "blue" in waiting
    assert send(one).lines.get().variant == blue
    assert agrees()


def test_a_no_is_refunded_whole_and_not_owed_to_the_supplier(world: World, blue: Variant) -> None:
    bought, (one, other) = red_ones(world, 2, 1)
    offered(bought, blue)
    says(one, True)
    says(other, False)
    undone = Cancellation.objects.get()
    assert (undone.order, undone.cause, undone.units) == (other, "no_substitute", 1)
    assert (undone.goods_gross_cents, undone.delivery_gross_cents) == (3000, 490)
    assert owed(bought) == 2 * bought.unit_net_cents
    assert {row.variant: (row.bought, row.kept, row.short) for row in goods_of(None)} == {
        bought.lines.get().variant_id: (1, 0, 1),
        blue.pk: (2, 2, 0),
    }
    assert agrees()


def test_silence_is_a_no_once_the_day_has_passed(world: World, blue: Variant) -> None:
    bought, (one,) = red_ones(world, 2)
    question = offered(bought, blue).questions.get()
    assert not due_to_lapse_question(CLOSED + timedelta(days=5))
    assert list(due_to_lapse_question(AFTER)) == [question]
    with pytest.raises(TooLate):
        answer_substitution(question=question, accepted=True, person=one.person, now=AFTER)
    flow.take_step(flow.STEPS["lapse substitutes"], question.pk, now=AFTER)
    assert left_of(one).units == 0
    with pytest.raises(AlreadyAnswered):
        lapse_question(question, now=AFTER)
    assert agrees()


def test_an_answer_is_given_once(world: World, blue: Variant) -> None:
    bought, (one,) = red_ones(world, 2)
    offered(bought, blue)
    assert says(one, True) == says(one, True)
    with pytest.raises(AlreadyAnswered):
        says(one, False)
    assert not due_to_lapse_question(AFTER)
    with pytest.raises(AlreadyOffered):
        offered(bought, blue)


def test_nothing_leaves_while_the_buyer_is_asked(world: World, blue: Variant) -> None:
    bought, (one,) = red_ones(world, 2)
    offered(bought, blue)
    assert not Waiting(PurchaseOrder.objects.all()).units
    with pytest.raises(BuyerAsked):
        send(one)


def test_who_has_a_part_is_not_asked(world: World, blue: Variant) -> None:
    bought, (one,) = red_ones(world, 2)
    send(one, 1)
    with pytest.raises(PartlySent):
        offered(bought, blue)


def test_only_a_variant_of_the_product_that_costs_no_more(world: World, blue: Variant) -> None:
    bought, _ = red_ones(world, 2)
    line = bought.lines.get()
    with pytest.raises(NotASubstitute):
        offered(bought, line.variant)
    with pytest.raises(TooSoon):
        offer_substitute(line=line, variant=blue, answer_by_on=CLOSED.date(), now=CLOSED)
    Variant.objects.filter(pk=blue.pk).update(surcharge_gross_cents=1)
    blue.refresh_from_db()
    with pytest.raises(Dearer):
        offered(bought, blue)


def test_a_substitute_may_come_short_too(world: World, blue: Variant) -> None:
    bought, (one, other) = red_ones(world, 2, 1, collects=True)
    offered(bought, blue)
    says(one, True)
    says(other, True)
    assert open_units(bought) == {bought.lines.get().variant_id: 0, blue.pk: 3}
    answer_purchase(bought, units={blue.pk: 2}, now=CLOSED)
    assert [left_of(order).units for order in (one, other)] == [2, 0]
    shipment = ship_in_bulk(
        purchase_order=bought, option=world.pickup, dispatched_at=CLOSED, now=CLOSED
    )
    note_arrival(shipment=shipment, units={blue.pk: 1}, now=CLOSED)
    assert left_of(one).units == 1
    assert agrees()


def test_every_buyer_is_told_once(world: World, blue: Variant) -> None:
    bought, orders = red_ones(world, 2, 1)
    offered(bought, blue)
    for _ in range(2):
        tell_receipts(now=CLOSED, since=CLOSED - timedelta(minutes=1))
    told = Notice.objects.filter(kind="substitute").values_list("person", flat=True)
    assert sorted(told) == sorted(order.person_id for order in orders)
