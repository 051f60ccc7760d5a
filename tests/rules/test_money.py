"""Money loses no cent, whoever writes it and however it is split."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clust.rules.money import HIGHEST_PRICE, NotAPrice, parse_cents, plain, split
from tests.rules.published import cases

weights = st.lists(st.integers(0, 10**6), min_size=1, max_size=30).filter(any)
amounts = st.integers(0, 10**9)


@pytest.mark.parametrize(
    ("written", "cents"),
    [
        ("80", 8000),
        ("1234,50", 123450),
        ("1 234.50", 123450),
        ("1\u202f234,50", 123450),
        ("1'234.5", 123450),
        ("1.234,50", 123450),
        ("1,234.50", 123450),
        ("1.234.567,89", 123456789),
        (" 0.29 ", 29),
        ("0", 0),
        ("100000000.00", HIGHEST_PRICE),
    ],
)
def test_a_price_is_read_as_people_write_it(written: str, cents: int) -> None:
    assert parse_cents(written) == cents


@pytest.mark.parametrize(
    "written",
    [
        *("", " ", "-1", "+1", "1,234", "1.234", "0.001", "1e3", "NaN", "inf", "12,5,0", "1 23"),
        *("٣", "½", "100000000.01", "9" * 5000, "1_000", "0x10", ".5", "5.", "12 €", "12\n.5"),
    ],
)
def test_what_is_no_price_or_could_be_two_is_refused(written: str) -> None:
    with pytest.raises(NotAPrice):
        parse_cents(written)


def test_a_price_is_written_with_a_point_and_two_decimals() -> None:
    assert [plain(40000), plain(5), plain(-5), plain(0)] == ["400.00", "0.05", "-0.05", "0.00"]


@given(st.integers(0, HIGHEST_PRICE))
def test_a_written_price_reads_back_the_same(cents: int) -> None:
    assert parse_cents(plain(cents)) == cents


def test_published_splits_come_out_to_the_cent() -> None:
    for case in cases("splits"):
        assert split(case["amount"], case["weights"]) == case["shares"]


@given(amounts, weights)
def test_every_split_adds_up(amount: int, weights: list[int]) -> None:
    assert sum(split(amount, weights)) == amount


@given(amounts, weights)
def test_every_share_is_its_exact_part_rounded_down_or_up(amount: int, weights: list[int]) -> None:
    for share, weight in zip(split(amount, weights), weights, strict=True):
        assert share * sum(weights) - amount * weight + sum(weights) - 1 >= 0
        assert share * sum(weights) - amount * weight < sum(weights)


@given(amounts, weights)
def test_with_equal_weights_the_earlier_never_gets_less(amount: int, weights: list[int]) -> None:
    shares = split(amount, weights)
    for i, weight in enumerate(weights):
        same = [
            share for share, other in zip(shares[i:], weights[i:], strict=True) if other == weight
        ]
        assert same[0] == max(same)


@pytest.mark.parametrize(("amount", "weights"), [(-1, [1]), (1, []), (1, [0, 0]), (1, [2, -1])])
def test_what_cannot_be_split_is_refused(amount: int, weights: list[int]) -> None:
    with pytest.raises(ValueError, match="weights"):
        split(amount, weights)
