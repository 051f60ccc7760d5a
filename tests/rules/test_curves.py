"""A demand curve says what each price sells, and how firmly it is meant."""

from hypothesis import given
from hypothesis import strategies as st

from clust.rules.curves import DemandCurve, Firmness, Units

units = st.builds(Units, *[st.integers(0, 50)] * 3)
cells = st.lists(st.tuples(st.none() | st.integers(1, 30), units), max_size=12)


def test_a_price_sells_to_all_who_would_pay_it() -> None:
    curve = DemandCurve.of([(80, Units(card=2)), (100, Units(limit=1)), (None, Units(5))])
    assert [(step.price, step.reached.total) for step in curve.steps] == [(100, 6), (80, 8)]
    assert curve.at(101) == Units(5)
    assert curve.at(90).firm == 1
    assert curve.price_for(7) == 80
    assert curve.price_for(9) is None
    assert curve.points(Firmness.CARD) == [(100, 0), (80, 2)]


def test_nothing_is_a_curve_too() -> None:
    curve = DemandCurve.of([])
    assert curve.steps == ()
    assert curve.units.total == 0


@given(cells)
def test_a_curve_counts_every_unit_at_each_price(
    cells: list[tuple[int | None, Units]],
) -> None:
    curve = DemandCurve.of(cells)
    assert curve.units.total == sum(told.total for _, told in cells)
    for step in curve.steps:
        would = [told for price, told in cells if price is None or price >= step.price]
        assert step.reached == curve.at(step.price) == sum(would, Units())


@given(cells)
def test_a_lower_price_never_sells_less(cells: list[tuple[int | None, Units]]) -> None:
    for least in Firmness:
        points = DemandCurve.of(cells).points(least)
        assert [price for price, _ in points] == sorted({p for p, _ in points}, reverse=True)
        assert [told for _, told in points] == sorted(told for _, told in points)
