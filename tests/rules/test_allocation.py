"""A short delivery is shared in order: first what everybody wanted, then the extras."""

from hypothesis import given
from hypothesis import strategies as st

from clust.rules.allocation import share_delivery
from clust.rules.clearing import Bid
from tests.rules.books import books
from tests.rules.published import cases

arrivals = st.integers(0, 120)


def test_published_deliveries_are_shared_as_published() -> None:
    for case in cases("short_delivery"):
        bids = [Bid(wanted, up_to=wanted + extra) for wanted, extra in case["pledges"]]
        assert share_delivery(bids, case["arrived"]) == case["shares"]


@given(books, arrivals)
def test_all_that_arrives_is_shared_as_long_as_somebody_takes_it(
    book: list[Bid], arrived: int
) -> None:
    most = sum(bid.units + bid.extra for bid in book)
    assert sum(share_delivery(book, arrived)) == min(arrived, most)


@given(books, arrivals)
def test_nobody_gets_extras_before_everybody_has_what_they_wanted(
    book: list[Bid], arrived: int
) -> None:
    shares = list(zip(book, share_delivery(book, arrived), strict=True))
    if any(got > bid.units for bid, got in shares):
        assert all(got >= bid.units for bid, got in shares)


@given(books, arrivals)
def test_nobody_gets_a_unit_before_those_earlier_have_what_they_wanted(
    book: list[Bid], arrived: int
) -> None:
    shares = share_delivery(book, arrived)
    for place, got in enumerate(shares):
        assert not got or all(
            earlier >= bid.units for bid, earlier in zip(book[:place], shares, strict=False)
        )


@given(books, arrivals)
def test_one_more_unit_takes_nothing_from_anybody(book: list[Bid], arrived: int) -> None:
    shares = zip(share_delivery(book, arrived), share_delivery(book, arrived + 1), strict=True)
    assert all(less <= more for less, more in shares)
