"""A creator earns for each unit that came and was kept, whatever comes back."""

from datetime import timedelta

import pytest
from django.db.models import Sum
from hypothesis import given
from hypothesis import strategies as st

from clust import flow
from clust.campaigns.actions.opening import NoAssignment, TwoProjects
from clust.commissions.actions.accruing import (
    NothingEarned,
    NothingToReverse,
    accrue_royalties,
    reverse_royalties,
)
from clust.commissions.levels import due_to_accrue, due_to_reverse, level_of
from clust.commissions.models import Royalty, RoyaltyReversal
from clust.ledger.actions import Account
from clust.ledger.readings import party_balance
from clust.orders.cancelling import cancel
from clust.orders.models import Cancellation, Cause, Order
from clust.returns.actions.returning import (
    check_return,
    exchange_return,
    give_back,
    note_return_arrival,
)
from clust.returns.models import Return
from clust.rules.royalties import kept_units
from tests.commissions.story import CAME, EACH, assigned, awarded, came, opened, sold, won, wrong
from tests.returns.story import return_of
from tests.world import World, make_campaign, make_person, make_world

LATER = CAME + timedelta(days=5)


@pytest.fixture
def world(db: None) -> World:
    """A small world."""
    return make_world()


def earned(order: Order) -> int:
    """Return what stands on the creator's account, in cents."""
    rights = order.campaign.rights
    assert rights is not None
    return -party_balance(Account.ROYALTIES, rights.person_id)


def gone_back(order: Order, units: int) -> Cancellation:
    """Units come back and are given back for."""
    back = return_of(order, units, now=CAME)
    note_return_arrival(return_=back, units=units, person=None, now=LATER)
    check_return(return_=back, units=units, person=make_person(), now=LATER)
    return give_back(back, now=LATER).cancellation


# Opening


def test_a_project_is_not_opened_without_its_contract(world: World) -> None:
    project = won(world)
    award = awarded(world, project)
    with pytest.raises(NoAssignment):
        opened(world, award)
    contract = assigned(project)
    assert opened(world, award).rights == contract


def test_a_campaign_is_of_one_project_at_most(world: World) -> None:
    with pytest.raises(TwoProjects):
        opened(world, awarded(world, won(world), won(world)))


def test_another_campaign_owes_nobody(world: World) -> None:
    assert make_campaign(world).rights is None


# Earning


def test_each_unit_delivered_earns_once(world: World) -> None:
    order = sold(world, 3)
    assert not due_to_accrue(CAME).exists()
    first, second = came(order, 1), came(order, 2)
    assert set(due_to_accrue(CAME)) == {first, second}
    accrue_royalties(first, now=CAME)
    assert earned(order) == EACH
    accrue_royalties(second, now=CAME)
    assert earned(order) == 3 * EACH
    with pytest.raises(NothingEarned):
        accrue_royalties(second, now=CAME)
    assert not due_to_accrue(CAME).exists()
    assert wrong() == []


def test_the_chain_accrues_and_takes_back_by_itself(world: World) -> None:
    order = sold(world, 3)
    came(order)
    flow.walk(now=CAME)
    assert earned(order) == 3 * EACH
    gone_back(order, 1)
    flow.walk(now=LATER)
    assert earned(order) == 2 * EACH
    assert flow.walk(now=LATER) == 0
    assert wrong() == []


def test_what_comes_back_is_taken_back(world: World) -> None:
    order = sold(world, 3)
    accrue_royalties(came(order), now=CAME)
    undone = gone_back(order, 2)
    assert list(due_to_reverse(LATER)) == [undone]
    reversal = reverse_royalties(undone, now=LATER)
    assert (reversal.units, earned(order)) == (2, EACH)
    with pytest.raises(NothingToReverse):
        reverse_royalties(undone, now=LATER)
    assert wrong() == []


def test_it_never_falls_below_zero(world: World) -> None:
    order = sold(world, 2)
    came(order)
    undone = gone_back(order, 2)
    assert not due_to_accrue(LATER).exists()
    assert not due_to_reverse(LATER).exists()
    with pytest.raises(NothingToReverse):
        reverse_royalties(undone, now=LATER)
    assert (earned(order), wrong()) == (0, [])


def test_what_never_left_earns_nothing_and_takes_nothing(world: World) -> None:
    order = sold(world, 3)
    accrue_royalties(came(order, 2), now=CAME)
    lost = cancel(
        order=order, cause=Cause.LOST, units=1, goods_gross_cents=2500, key="loss:1", now=CAME
    )
    assert not due_to_reverse(CAME).exists()
    with pytest.raises(NothingToReverse):
        reverse_royalties(lost, now=CAME)
    assert (earned(order), wrong()) == (2 * EACH, [])


def test_money_given_back_without_goods_takes_nothing(world: World) -> None:
    order = sold(world, 2)
    accrue_royalties(came(order), now=CAME)
    cancel(order=order, cause=Cause.GESTURE, goods_gross_cents=500, key="gesture:1", now=CAME)
    assert not due_to_reverse(CAME).exists()
    assert earned(order) == 2 * EACH


def test_an_exchanged_unit_earns_once(world: World) -> None:
    order = sold(world, 2)
    accrue_royalties(came(order), now=CAME)
    back = Return.objects.create(
        order=order,
        units=1,
        reason=Return.Reason.DEFECTIVE,
        wish=Return.EXCHANGE,
        key="x",
        send_by_on=LATER.date(),
        at=CAME,
    )
    exchange_return(return_=back, units=1, note="lundi", person=make_person(), now=CAME)
    came(order, 1, at=LATER)
    assert not due_to_accrue(LATER).exists()
    assert (earned(order), wrong()) == (2 * EACH, [])


def test_the_checks_see_what_was_not_earned(world: World) -> None:
    order = sold(world, 2)
    came(order)
    assert wrong() == [f"order {order.pk}: 2 units kept at {EACH}, 0 earned"]


STEPS = st.lists(st.sampled_from(["came", "back", "lost"]), max_size=8)


@given(steps=STEPS, units=st.integers(1, 5))
def test_earned_follows_kept_in_whatever_order(steps: list[str], units: int) -> None:
    """The two levels meet after every step: what is written is the difference, up or down."""
    left, delivered, back, earned = units, 0, 0, 0
    for step in steps:
        delivered += step == "came" and delivered < units
        if step == "back" and left and back < delivered:
            left, back = left - 1, back + 1
        if step == "lost" and left > delivered - back:
            left -= 1
        kept = kept_units(left=left, delivered=delivered, back=back)
        earned += kept - earned
        assert 0 <= earned <= min(units, delivered)
        assert earned == kept


def test_lists_and_one_order_say_the_same(world: World) -> None:
    order = sold(world, 2)
    accrue_royalties(came(order), now=CAME)
    assert level_of(order) == (2, 2)
    gone_back(order, 1)
    assert level_of(order) == (1, 2)
    assert Royalty.objects.aggregate(sum=Sum("units"))["sum"] == 2
    assert not RoyaltyReversal.objects.exists()
