"""Every month a creator reads what was earned, what is held, and what is paid out."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clust import flow
from clust.commissions.actions.accruing import accrue_royalties
from clust.commissions.actions.stating import (
    AlreadyPaid,
    AlreadyStated,
    NoReference,
    NothingToPay,
    pay_royalties,
    state_royalties,
)
from clust.commissions.levels import due_to_state
from clust.commissions.models import RoyaltyPayout, RoyaltyStatement, due_to_pay
from clust.ledger.actions import Account
from clust.ledger.readings import party_balance
from clust.people.models import Person
from clust.rules.royalties import Account as Sums
from clust.rules.royalties import payable
from tests.commissions.story import CAME, EACH, came, sold, won
from tests.commissions.test_royalties import gone_back, wrong
from tests.world import World, make_person, make_world

APRIL, MAY, JUNE = (
    datetime.fromisoformat(f"2026-{month}-01T04:00:00+02:00") for month in ("04", "05", "06")
)


@pytest.fixture
def world(db: None) -> World:
    """A small world."""
    return make_world()


@pytest.fixture
def creator(world: World) -> Person:
    """A creator of whose lamp three came on 12 March."""
    project = won(world)
    accrue_royalties(came(sold(world, 3, project=project)), now=CAME)
    return project.wish.person


def test_royalties_of_thirty_days_are_held(creator: Person) -> None:
    (march,) = state_royalties(creator, now=APRIL)
    assert (march.month, march.accrued_cents, march.payable_cents) == (date(2026, 3, 1), 450, 0)
    assert march.open_cents == 450
    (april,) = state_royalties(creator, now=MAY)
    assert (april.before_cents, april.accrued_cents, april.payable_cents) == (450, 0, 450)
    assert (april.open_cents, wrong()) == (0, [])


def test_a_month_is_stated_once(creator: Person) -> None:
    state_royalties(creator, now=APRIL)
    assert not due_to_state(APRIL).exists()
    with pytest.raises(AlreadyStated):
        state_royalties(creator, now=APRIL + timedelta(days=20))


def test_nobody_is_sent_empty_statements(creator: Person) -> None:
    for month in (APRIL, MAY, JUNE):
        flow.walk(now=month)
    assert [row.month.month for row in RoyaltyStatement.objects.order_by("pk")] == [3, 4]


def test_the_first_month_waits_for_its_end(creator: Person) -> None:
    assert not due_to_state(datetime.fromisoformat("2026-03-31T23:59:59+02:00")).exists()
    assert due_to_state(datetime.fromisoformat("2026-04-01T00:00:00+02:00")).get() == creator


def test_what_came_back_after_it_was_paid_is_set_off(world: World) -> None:
    project = won(world)
    order = sold(world, 2, project=project)
    accrue_royalties(came(order), now=CAME)
    state_royalties(project.wish.person, now=MAY)
    gone_back(order, 1)
    flow.walk(now=MAY)
    (may,) = state_royalties(project.wish.person, now=JUNE)
    assert (may.reversed_cents, may.payable_cents, may.open_cents) == (EACH, 0, -EACH)
    assert wrong() == []


def test_a_payment_is_noted_once_and_booked(creator: Person) -> None:
    (march,) = state_royalties(creator, now=APRIL)
    (april,) = state_royalties(creator, now=MAY)
    desk = make_person(is_staff=True)
    assert list(due_to_pay(MAY)) == [april]
    with pytest.raises(NothingToPay):
        pay_royalties(statement=march, reference="V1", person=desk, now=MAY)
    with pytest.raises(NoReference):
        pay_royalties(statement=april, reference=" ", person=desk, now=MAY)
    pay_royalties(statement=april, reference="V1", person=desk, now=MAY)
    with pytest.raises(AlreadyPaid):
        pay_royalties(statement=april, reference="V2", person=desk, now=MAY)
    assert RoyaltyPayout.objects.get().cents == 450
    assert party_balance(Account.ROYALTIES, creator.pk) == 0
    assert wrong() == []


CENTS = st.integers(0, 10_000)


@given(moves=st.lists(st.tuples(CENTS, CENTS, CENTS), max_size=12))
def test_no_more_is_paid_out_than_was_earned(moves: list[tuple[int, int, int]]) -> None:
    accrued = reversed_ = stated = most = 0
    for earned, back, held in moves:
        accrued += earned
        reversed_ = min(accrued, reversed_ + back)
        stated += payable(Sums(accrued, reversed_, min(held, accrued), stated))
        most = max(most, accrued - reversed_)
        assert 0 <= stated <= most


def test_what_is_not_held_flows_out_at_last() -> None:
    assert payable(Sums(accrued=900, reversed=200, held=0, stated=300)) == 400
    assert payable(Sums(accrued=900, reversed=200, held=500, stated=300)) == 0
