"""Goods that come back, what is given back for them, and what the books say."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db.models import Sum

from clust.ledger.models import Entry, Posting
from clust.orders.cancelling import left_of
from clust.orders.models import Cancellation, Cause, Order
from clust.people.models import Person
from clust.returns.actions.returning import (
    AlreadySettled,
    MoreThanCame,
    NotAFault,
    NotArrived,
    NotReceived,
    OutOfGuarantee,
    TooManyBack,
    Unexplained,
    ask_return,
    check_return,
    exchange_return,
    give_back,
    give_up_exchange,
    keep_it,
    note_return_arrival,
    note_return_sent,
    refuse_return,
)
from clust.returns.goods import goods_of
from clust.returns.models import Exchange, Restitution, Return
from clust.supply.actions.answering import RefusedExchange, accept_refusal, answer_purchase
from clust.supply.actions.ending import SomethingRemains, conclude_campaign, dispose
from clust.supply.actions.receiving import deliver
from clust.supply.claims import claims_on, remaining_of
from tests.returns.story import CAME, bought, delivered, retracted, return_of
from tests.supply.goods import agrees, send
from tests.world import World, make_person

LATER = CAME + timedelta(days=3)


@pytest.fixture
def desk(world: World) -> Person:
    return make_person(is_staff=True)


def faulty(order: object, units: int = 1, *, key: object = None, **said: object) -> Return:
    given = {
        "reason": "damaged",
        "wish": "refund",
        "words": "The lid is broken.",
        "key": key or uuid4(),
        "now": CAME,
    }
    return ask_return(order=order, units=units, **{**given, **said})  # type: ignore[arg-type]


def arrived(back: Return, desk: Person, units: int | None = None) -> Return:
    note_return_arrival(return_=back, units=units or back.units, person=desk, now=LATER)
    return back


# After a withdrawal


def test_back_and_whole_gives_back_goods_and_standard_delivery(world: World, desk: Person) -> None:
    back = arrived(return_of(delivered(world), 3), desk)
    check_return(return_=back, units=3, person=desk, now=LATER)
    assert list(Return.objects.due_to_give_back(LATER)) == [back]
    undone = give_back(back, now=LATER).cancellation
    assert (undone.cause, undone.units) == (Cause.RETRACTED, 3)
    assert (undone.goods_gross_cents, undone.delivery_gross_cents) == (7500, 490)
    assert not Return.objects.due_to_give_back(LATER)


def test_value_lost_is_kept_with_its_reason(world: World, desk: Person) -> None:
    back = arrived(return_of(delivered(world), 3), desk)
    with pytest.raises(Unexplained):
        check_return(return_=back, units=3, lost_gross_cents=1000, person=desk, now=LATER)
    check_return(
        return_=back, units=3, lost_gross_cents=1000, reason="scratched", person=desk, now=LATER
    )
    assert give_back(back, now=LATER).cancellation.goods_gross_cents == 6500


def test_never_more_value_is_lost_than_it_cost(world: World, desk: Person) -> None:
    back = arrived(return_of(delivered(world), 1), desk)
    with pytest.raises(MoreThanCame):
        check_return(
            return_=back, units=1, lost_gross_cents=2501, reason="burnt", person=desk, now=LATER
        )


def test_proof_of_sending_is_enough_after_14_days(world: World) -> None:
    back = return_of(delivered(world), 3)
    told = back.retraction.at  # type: ignore[union-attr]
    assert not Return.objects.due_to_give_back(told + timedelta(days=20))
    note_return_sent(return_=back, carrier="Colis", tracking="8R001", now=told + timedelta(days=1))
    assert not Return.objects.due_to_give_back(told + timedelta(days=13))
    assert list(Return.objects.due_to_give_back(told + timedelta(days=14))) == [back]
    assert give_back(back, now=told + timedelta(days=14)).cancellation.units == 3


def test_where_nobody_looked_only_what_came_is_given_back_for(world: World, desk: Person) -> None:
    back = arrived(return_of(delivered(world), 3), desk, units=1)
    told = back.retraction.at + timedelta(days=14)  # type: ignore[union-attr]
    assert list(Return.objects.due_to_give_back(told)) == [back]
    undone = give_back(back, now=told).cancellation
    assert (undone.units, undone.goods_gross_cents, undone.delivery_gross_cents) == (1, 2500, 0)


def test_money_flows_once(world: World, desk: Person) -> None:
    back = arrived(return_of(delivered(world), 3), desk)
    check_return(return_=back, units=3, person=desk, now=LATER)
    give_back(back, now=LATER)
    with pytest.raises(AlreadySettled):
        give_back(back, now=LATER)
    assert Cancellation.objects.count() == 1


def test_a_withdrawal_cannot_be_undone_by_keeping(world: World) -> None:
    with pytest.raises(AlreadySettled):
        keep_it(return_=return_of(delivered(world), 1), now=CAME)


# What is our fault


def test_a_fault_of_the_last_unit_gives_back_all_of_the_delivery(
    world: World, desk: Person
) -> None:
    back = arrived(faulty(delivered(world, 1)), desk)
    check_return(return_=back, units=1, person=desk, now=LATER)
    undone = give_back(back, now=LATER).cancellation
    assert (undone.cause, undone.delivery_gross_cents) == (Cause.RETURNED, 490)


def test_a_change_of_mind_is_no_fault(world: World) -> None:
    with pytest.raises(NotAFault):
        faulty(delivered(world), reason="retracted")


def test_what_has_not_come_cannot_come_back(world: World) -> None:
    with pytest.raises(NotReceived):
        faulty(bought(world))


@pytest.mark.parametrize("units", [0, -1, 4, 2**31])
def test_no_more_than_was_bought(world: World, units: int) -> None:
    with pytest.raises(TooManyBack) as refused:
        faulty(delivered(world), units)
    assert refused.value.free == 3


def test_no_unit_comes_back_twice(world: World) -> None:
    order = delivered(world)
    retracted(order, 2)
    with pytest.raises(TooManyBack) as refused:
        faulty(order, 2)
    assert refused.value.free == 1


def test_the_same_form_twice_is_one_return(world: World) -> None:
    order, key = delivered(world), uuid4()
    assert faulty(order, key=key) == faulty(order, key=key)
    assert Return.objects.count() == 1


def test_after_two_years_it_is_too_late_and_says_since_when(world: World) -> None:
    with pytest.raises(OutOfGuarantee) as refused:
        faulty(delivered(world), now=CAME + timedelta(days=732))
    assert refused.value.ended_at.date().isoformat() == "2028-03-13"


def test_it_may_be_kept_while_nothing_was_sent(world: World) -> None:
    order = delivered(world)
    back = faulty(order)
    assert goods_of(order).returnable == 2
    keep_it(return_=back, now=LATER)
    assert goods_of(order).returnable == 3


def test_a_refusal_needs_a_reason_and_frees_the_units(world: World, desk: Person) -> None:
    order = delivered(world)
    back = faulty(order)
    with pytest.raises(Unexplained):
        refuse_return(return_=back, reason=" ", person=desk, now=LATER)
    refuse_return(return_=back, reason="dropped from a height", person=desk, now=LATER)
    assert goods_of(order).returnable == 3
    assert not Cancellation.objects.exists()


def test_fewer_accepted_than_came_needs_a_reason(world: World, desk: Person) -> None:
    order = delivered(world)
    back = arrived(faulty(order, 2), desk)
    with pytest.raises(Unexplained):
        check_return(return_=back, units=1, person=desk, now=LATER)
    check_return(return_=back, units=1, reason="one is not ours", person=desk, now=LATER)
    give_back(back, now=LATER)
    assert left_of(order).units == 2
    assert goods_of(order).returnable == 2


def test_it_is_looked_at_when_it_is_here(world: World, desk: Person) -> None:
    back = faulty(delivered(world))
    with pytest.raises(NotArrived):
        check_return(return_=back, units=1, person=desk, now=LATER)
    with pytest.raises(MoreThanCame):
        arrived(back, desk, 2)


def truly_delivered(world: World) -> Order:
    order = bought(world)
    deliver(send(order, now=CAME), how="carrier", now=CAME)
    return order


def test_an_exchange_leaves_the_price_as_it_is(world: World, desk: Person) -> None:
    order = truly_delivered(world)
    back = arrived(faulty(order, wish="exchange"), desk)
    check_return(return_=back, units=1, person=desk, now=LATER)
    assert not Return.objects.due_to_give_back(LATER)
    exchange_return(
        return_=back, units=1, note="from the supplier, 20 March", person=desk, now=LATER
    )
    assert left_of(order).units == 3
    assert goods_of(order).returnable == 2
    deliver(send(order, 1, now=LATER), how="carrier", now=LATER)
    assert goods_of(order).returnable == 3
    assert agrees()


def exchanged(order: Order, desk: Person) -> Exchange:
    back = arrived(faulty(order, wish="exchange"), desk)
    check_return(return_=back, units=1, person=desk, now=LATER)
    return exchange_return(return_=back, units=1, note="20 March", person=desk, now=LATER)


def test_new_units_are_ordered_and_sent_and_the_old_ones_go_their_way(
    world: World, desk: Person
) -> None:
    order = truly_delivered(world)
    bought = exchanged(order, desk).purchase_order
    assert bought
    assert (bought.units, bought.shares.get().order) == (1, order)
    assert remaining_of(order.campaign_id, order.variant_id) == 1
    dispose(
        purchase_order=bought,
        variant=order.variant_id,
        units=1,
        kind="recycled",
        note="broken",
        now=LATER,
    )
    with pytest.raises(SomethingRemains):
        conclude_campaign(order.campaign, now=LATER)
    deliver(send(order, 1, now=LATER), how="carrier", now=LATER)
    conclude_campaign(order.campaign, now=LATER)
    assert agrees()


def test_where_the_supplier_has_no_new_units_the_money_is_given_back(
    world: World, desk: Person
) -> None:
    order = truly_delivered(world)
    exchange = exchanged(order, desk)
    bought = exchange.purchase_order
    assert bought
    assert answer_purchase(bought, units={order.variant_id: 0}, now=LATER).refused
    with pytest.raises(RefusedExchange):
        accept_refusal(bought, now=LATER)
    given = give_up_exchange(exchange, now=LATER)
    assert (given.cancellation.goods_gross_cents, left_of(order).units) == (2500, 2)
    assert claims_on([order.pk])[order.pk].units == 0
    assert remaining_of(order.campaign_id, order.variant_id) == 1
    with pytest.raises(AlreadySettled):
        give_up_exchange(exchange, now=LATER)
    assert agrees()


def test_new_units_on_their_way_are_not_given_up(world: World, desk: Person) -> None:
    order = truly_delivered(world)
    exchange = exchanged(order, desk)
    send(order, 1, now=LATER)
    with pytest.raises(AlreadySettled):
        give_up_exchange(exchange, now=LATER)


# The books


def test_the_sale_given_back_is_no_sale_any_more(world: World, desk: Person) -> None:
    back = arrived(return_of(delivered(world), 3), desk)
    check_return(return_=back, units=3, person=desk, now=LATER)
    restitution = give_back(back, now=LATER)
    assert (restitution.goods_net_cents, restitution.delivery_net_cents) == (6250, 408)
    entry = Entry.objects.get(key=f"restitution:{restitution.pk}")
    booked = dict(entry.postings.values_list("account", "cents"))
    assert booked == {
        "sales": 6250,
        "goods_promised": -6250,
        "delivery_sales": 408,
        "delivery_promised": -408,
    }
    assert Posting.objects.aggregate(sum=Sum("cents"))["sum"] == 0


def test_every_restitution_has_its_entry(world: World, desk: Person) -> None:
    for units in (1, 2):
        back = arrived(return_of(delivered(world), units), desk)
        check_return(return_=back, units=units, person=desk, now=LATER)
        give_back(back, now=LATER)
    keys = {f"restitution:{row.pk}" for row in Restitution.objects.all()}
    assert keys == set(Entry.objects.filter(key__startswith="rest").values_list("key", flat=True))
