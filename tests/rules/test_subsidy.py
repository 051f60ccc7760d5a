"""What a community pays: never more than the price, its promise or its budget; all adds up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clust.rules.subsidy import Terms, given_back, in_turn, kept_free, within

CENTS = st.integers(0, 200_000)
MOST = st.none() | CENTS
TERMS = st.builds(Terms, fixed_cents=CENTS, order_most=MOST) | st.builds(
    Terms, per_mille=st.integers(0, 1000), order_most=MOST
)
PLANS = st.lists(st.tuples(TERMS, CENTS), min_size=1, max_size=4)


@pytest.mark.parametrize(
    ("terms", "goods", "paid"),
    [
        (Terms(fixed_cents=1000), 5000, 1000),
        (Terms(fixed_cents=1000), 800, 800),
        (Terms(per_mille=200), 4999, 1000),
        (Terms(per_mille=1000), 4999, 4999),
        (Terms(per_mille=500, order_most=2000), 9000, 2000),
        (Terms(per_mille=0), 9000, 0),
    ],
)
def test_a_plan_pays_an_amount_or_a_share(terms: Terms, goods: int, paid: int) -> None:
    assert terms.towards(goods) == paid


@pytest.mark.parametrize("both", [{}, {"fixed_cents": 1, "per_mille": 1}, {"per_mille": 1001}])
def test_a_plan_has_one_kind_of_terms(both: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=r"a plan has|an amount is"):
        Terms(**both)


def test_a_budget_carries_what_is_left_of_it() -> None:
    assert within(1000, 600, None) == 600
    assert within(1000, -5) == 0


def test_plans_pay_in_their_order() -> None:
    plans = [Terms(fixed_cents=3000), Terms(per_mille=500)]
    assert in_turn(plans, 5000, [3000, 5000]) == [3000, 2000]
    assert in_turn(plans, 10_000, [3000, 1000]) == [3000, 1000]


def test_plans_that_share_a_budget_do_not_spend_it_twice() -> None:
    plans = [Terms(fixed_cents=3000), Terms(fixed_cents=3000)]
    assert kept_free(plans, 10_000, [["budget"], ["budget"]], {"budget": 4000}) == [3000, 1000]


def test_the_smallest_of_budget_and_allowances_decides() -> None:
    left = {"budget": 9000, "person": 800, "family": 1200}
    plans = [Terms(per_mille=500)]
    assert kept_free(plans, 10_000, [["budget", "person", "family"]], left) == [800]


@given(PLANS, CENTS)
def test_no_plans_pay_more_than_the_price(plans: list[tuple[Terms, int]], goods: int) -> None:
    terms, most = [plan for plan, _ in plans], [bound for _, bound in plans]
    paid = in_turn(terms, goods, most)
    assert sum(paid) <= goods
    assert all(0 <= cents <= bound for cents, bound in zip(paid, most, strict=True))


@given(PLANS, CENTS, st.lists(st.integers(0, 2), min_size=4, max_size=4))
def test_no_purse_is_overdrawn(
    plans: list[tuple[Terms, int]], goods: int, shared: list[int]
) -> None:
    terms, left = [plan for plan, _ in plans], {n: bound for n, (_, bound) in enumerate(plans)}
    purses = [(min(shared[n], len(plans) - 1),) for n in range(len(plans))]
    paid = kept_free(terms, goods, purses, left)
    assert sum(paid) <= goods
    for purse, bound in left.items():
        drawn = sum(cents for cents, own in zip(paid, purses, strict=True) if purse in own)
        assert drawn <= bound


@given(PLANS, CENTS, CENTS)
def test_at_a_lower_price_no_plan_pays_more_than_it_kept_free(
    plans: list[tuple[Terms, int]], one: int, other: int
) -> None:
    terms, left = [plan for plan, _ in plans], {n: bound for n, (_, bound) in enumerate(plans)}
    most = kept_free(terms, max(one, other), [(n,) for n in left], left)
    assert in_turn(terms, max(one, other), most) == most
    lower = in_turn(terms, min(one, other), most)
    assert lower == in_turn(terms, min(one, other), list(left.values()))


@given(PLANS, CENTS, st.lists(st.tuples(st.integers(1, 5), st.integers(1, 100)), max_size=6))
def test_what_is_undone_flows_back_to_whom_paid_it_and_ends_at_nothing(
    plans: list[tuple[Terms, int]], goods: int, parts: list[tuple[int, int]]
) -> None:
    terms = [plan for plan, _ in plans]
    paid = in_turn(terms, goods, [bound for _, bound in plans])
    for units, percent in [*parts, (1, 100)]:
        undone = goods * percent // 100
        back = given_back(terms, paid, goods, undone, units % 2)
        assert all(0 <= gone <= cents for gone, cents in zip(back, paid, strict=True))
        assert sum(back) <= undone
        paid = [cents - gone for cents, gone in zip(paid, back, strict=True)]
        goods -= undone
        assert sum(paid) <= goods
    assert sum(paid) == 0


def test_units_undone_are_shared_as_they_were_paid() -> None:
    assert given_back([Terms(fixed_cents=1000)], [1000], 9000, 3000, 1) == [333]
    assert given_back([Terms(per_mille=500)], [4500], 9000, 3001, 1) == [1501]


def test_a_lower_price_is_the_buyers_under_a_fixed_amount_and_shared_under_a_share() -> None:
    assert given_back([Terms(fixed_cents=1000)], [1000], 5000, 1000, 0) == [0]
    assert given_back([Terms(fixed_cents=4500)], [4500], 5000, 1000, 0) == [500]
    assert given_back([Terms(per_mille=200)], [1000], 5000, 1000, 0) == [200]


def test_a_lower_price_leaves_a_plan_what_it_pays_at_that_price() -> None:
    half = Terms(per_mille=500, order_most=1000)
    assert given_back([half], [1000], 10_000, 2000, 0) == [0]
    assert given_back([half], [1000], 10_000, 9000, 0) == [500]
    promised_less = Terms(per_mille=500)
    assert given_back([promised_less], [1000], 10_000, 2000, 0) == [0]


@given(PLANS, CENTS, CENTS)
def test_bought_now_and_at_the_close_a_price_is_shared_alike(
    plans: list[tuple[Terms, int]], one: int, other: int
) -> None:
    terms, most = [plan for plan, _ in plans], [bound for _, bound in plans]
    shown, final = max(one, other), min(one, other)
    paid = in_turn(terms, shown, most)
    back = given_back(terms, paid, shown, shown - final, 0)
    left = [cents - gone for cents, gone in zip(paid, back, strict=True)]
    all_is_the_communitys = sum(back) == shown - final
    assert left == in_turn(terms, final, most) or all_is_the_communitys
