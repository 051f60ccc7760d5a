"""What a ladder leaves above its cost."""

from hypothesis import given
from hypothesis import strategies as st

from clust.rules.ladder import Ladder
from clust.rules.margin import margin_at, propose, steps, without_tax

COST = Ladder.of([(1, 4000), (50, 3600), (200, 3000)])


def test_takings_fall_at_a_step() -> None:
    ladder = Ladder.of([(1, 9000), (20, 8500)])
    assert [step.less_than_before for step in steps(ladder, COST, 200)] == [0, 1000]


def test_each_rung_is_seen_at_both_its_edges() -> None:
    ladder = Ladder.of([(1, 6000), (100, 5400)])
    first, last = steps(ladder, COST, 200, cap=300)
    assert (first.first.units, first.last and first.last.units) == (1, 99)
    assert (last.first.units, last.last and last.last.units) == (100, 300)
    assert first.last == margin_at(99, 6000, COST, 200)


def test_the_deepest_rung_has_no_end_without_a_cap() -> None:
    assert [step.last for step in steps(Ladder.of([(1, 6000)]), COST, 200)] == [None]


def test_a_rung_below_cost_is_seen() -> None:
    ladder = Ladder.of([(1, 4800), (10, 4700)])
    assert [step.below_cost for step in steps(ladder, COST, 200)] == [False, True]


def test_margin_is_counted_without_tax() -> None:
    margin = margin_at(10, 6000, COST, 200)
    assert (margin.price_net, margin.each, margin.total) == (5000, 1000, 10_000)
    assert margin.per_mille == 200


def test_the_quantity_below_the_first_cost_rung_costs_as_much_as_the_first() -> None:
    assert margin_at(5, 6000, Ladder.of([(10, 4000)]), 200).cost == 4000


def test_a_proposal_is_a_quarter_over_cost_at_prices_that_look_like_prices() -> None:
    assert propose(COST, 200).rungs == ((1, 6090), (50, 5490), (200, 4590))


def test_small_prices_are_proposed_in_small_steps() -> None:
    assert propose(Ladder.of([(1, 200), (10, 40)]), 200).rungs == ((1, 309), (10, 60))


@st.composite
def costs(draw: st.DrawFn) -> Ladder:
    prices = sorted(draw(st.sets(st.integers(1, 100_000), min_size=1, max_size=12)), reverse=True)
    units = sorted(draw(st.sets(st.integers(1, 5_000), min_size=len(prices), max_size=len(prices))))
    return Ladder.of(zip(units, prices, strict=True))


@given(costs(), st.integers(0, 250), st.integers(0, 1000))
def test_a_proposal_never_sells_below_cost(cost: Ladder, vat: int, margin: int) -> None:
    ladder = propose(cost, vat, margin_per_mille=margin)
    assert ladder.critical_mass == cost.critical_mass
    assert not any(step.below_cost for step in steps(ladder, cost, vat))
    for rung in ladder.rungs:
        assert without_tax(rung.unit_price, vat) >= (cost.price_at(rung.from_units) or 0)


def test_a_royalty_is_a_cost_but_no_purchase_price() -> None:
    (step,) = steps(Ladder.of([(10, 4860)]), COST, 200, royalty=100)
    assert (step.first.price_net, step.first.cost) == (4050, 4000)
    assert (step.first.each, step.first.total) == (-50, -500)
    assert not step.below_cost


@given(costs(), st.integers(0, 5_000), st.integers(1, 5_000))
def test_a_royalty_lowers_each_margin_by_itself(cost: Ladder, royalty: int, units: int) -> None:
    before = margin_at(units, 6000, cost, 200)
    after = margin_at(units, 6000, cost, 200, royalty=royalty)
    assert after.total == before.total - units * royalty
    assert after.below_cost == before.below_cost
    assert margin_at(units, 6000, cost.dearer(royalty), 200).each == after.each
