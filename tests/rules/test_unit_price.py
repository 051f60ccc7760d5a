"""The price per kilogram or litre."""

from hypothesis import given
from hypothesis import strategies as st

from clust.rules.unit_price import unit_price


def test_half_a_litre_costs_twice_as_much_a_litre() -> None:
    assert unit_price(1_240, 500) == 2_480


def test_half_a_cent_goes_up() -> None:
    assert unit_price(1, 400) == 3


@given(st.integers(1, 10_000_000), st.integers(1, 1_000_000))
def test_it_is_never_more_than_half_a_cent_off(cents: int, contents: int) -> None:
    assert abs(2 * unit_price(cents, contents) * contents - 2_000 * cents) <= contents
