"""Commission: worked cases, and that its parts add up however an order comes and goes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clust.rules.commission import Terms, commission, part, share

TERMS = st.builds(
    Terms,
    goods_bp=st.integers(0, 10_000),
    order_cents=st.integers(0, 10_000),
    margin_bp=st.integers(0, 10_000),
)
CENTS = st.integers(0, 10_000_000)


@pytest.mark.parametrize(
    ("terms", "earned"),
    [
        (Terms(500, 0, 0), 500),
        (Terms(0, 150, 0), 150),
        (Terms(0, 0, 2_000), 800),
        (Terms(500, 150, 2_000), 1_450),
    ],
)
def test_a_hundred_euros_of_goods_that_cost_sixty(terms: Terms, earned: int) -> None:
    assert commission(goods_net=10_000, cost_net=6_000, kept=2, terms=terms) == earned


def test_half_a_cent_is_rounded_up() -> None:
    assert (share(10, 500), share(9, 500), share(30, 500)) == (1, 0, 2)
    assert (part(5, 1, 2), part(100, 1, 3), part(100, 3, 3)) == (3, 33, 100)


@given(goods=CENTS, cost=CENTS, terms=TERMS)
def test_nothing_kept_earns_nothing(goods: int, cost: int, terms: Terms) -> None:
    assert commission(goods_net=goods, cost_net=cost, kept=0, terms=terms) == 0


@given(goods=CENTS, cost=CENTS, terms=TERMS)
def test_a_loss_is_ours_alone(goods: int, cost: int, terms: Terms) -> None:
    without = terms._replace(margin_bp=0)
    earned = commission(goods_net=goods, cost_net=goods + cost, kept=1, terms=terms)
    assert earned == commission(goods_net=goods, cost_net=0, kept=1, terms=without)


@given(more=CENTS, goods=CENTS, terms=TERMS)
def test_more_goods_never_earn_less(more: int, goods: int, terms: Terms) -> None:
    less = commission(goods_net=goods, cost_net=0, kept=1, terms=terms)
    assert less <= commission(goods_net=goods + more, cost_net=0, kept=2, terms=terms)


@given(goods=CENTS, terms=TERMS)
def test_it_is_never_more_than_the_shares_and_the_fixed_part(goods: int, terms: Terms) -> None:
    earned = commission(goods_net=goods, cost_net=0, kept=1, terms=terms)
    assert 0 <= earned <= share(goods, terms.goods_bp + terms.margin_bp) + terms.order_cents + 1


@given(
    cents=CENTS, kept=st.lists(st.integers(0, 20), min_size=1), each=st.integers(1, 50_000),
    terms=TERMS,
)  # fmt: skip
def test_what_comes_and_goes_adds_up(cents: int, kept: list[int], each: int, terms: Terms) -> None:
    owed, before = 0, 0
    for units in kept:
        now = commission(goods_net=units * each, cost_net=cents, kept=units, terms=terms)
        owed, before = owed + now - before, now
    assert owed == commission(goods_net=kept[-1] * each, cost_net=cents, kept=kept[-1], terms=terms)
