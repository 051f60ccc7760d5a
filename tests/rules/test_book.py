"""Anyone can recompute a price from a campaign's book, and a bad book says where it is bad."""

import contextlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clust.rules.book import BadBook, clear_book
from clust.rules.clearing import Bid, clear
from clust.rules.ladder import Ladder
from clust.rules.money import plain
from tests.rules.books import books_of_variants, caps, ladders, numbers_of_cases

LADDER = [[1, "500"], [6, "450"], [11, "400.00"]]
FIXED = [[1, "10.00"]]


def book(**fields: object) -> dict[str, object]:
    return {"ladder": LADDER, "pledges": [{"units": 2}], **fields}


def pledge(**fields: object) -> dict[str, object]:
    return book(pledges=[{"units": 2}, {"units": 1, **fields}])


def test_a_book_clears_at_the_price_its_pledges_carry() -> None:
    pledges = [{"units": 5, "maximum": "500.00"}, {"units": 6, "maximum": "400"}]
    assert clear_book(book(pledges=pledges)) == {
        "price": "400.00",
        "units": 11,
        "allotments": [5, 6],
    }


def test_a_book_below_its_critical_mass_clears_at_nothing() -> None:
    assert clear_book({"ladder": [[3, "1"]], "pledges": [{"units": 2}]}) == {
        "price": None,
        "units": 0,
        "allotments": [0],
    }


def test_a_book_with_all_conditions_is_read() -> None:
    pledges = [
        {"units": 3, "up_to": 5, "maximum": None, "fewer": False, "variant": 7},
        {"units": 2, "up_to": None, "maximum": "450,50", "fewer": True, "variant": 7},
    ]
    cleared = clear_book(book(pledges=pledges, case=3, cap=9, minimum_cases=2, arrived=None))
    assert cleared == {"price": "450.00", "units": 6, "allotments": [4, 2]}


@pytest.mark.parametrize(
    ("arrived", "shares"),
    [(6, [4, 1, 1]), (4, [3, 1, 0]), (1, [1, 0, 0]), (0, [0, 0, 0])],
)
def test_a_short_delivery_is_shared_in_order(arrived: int, shares: list[int]) -> None:
    pledges = [{"units": 3, "up_to": 5}, {"units": 1, "up_to": 4}, {"units": 1}]
    cleared = clear_book({"ladder": FIXED, "case": 3, "pledges": pledges, "arrived": arrived})
    assert cleared == {"price": "10.00", "units": sum(shares), "allotments": shares}


def test_a_short_delivery_goes_past_those_who_wait_for_a_lower_price() -> None:
    pledges = [{"units": 3, "maximum": "9.00"}, {"units": 2}, {"units": 2}]
    cleared = clear_book({"ladder": FIXED, "pledges": pledges, "arrived": 3})
    assert cleared["allotments"] == [0, 2, 1]


@given(ladders(), books_of_variants, numbers_of_cases, caps)
def test_a_book_written_down_clears_as_it_did(
    ladder: Ladder, bids: list[Bid], case: int, cap: int | None
) -> None:
    written = {
        "ladder": [[rung.from_units, plain(rung.unit_price)] for rung in ladder.rungs],
        "case": case,
        "cap": cap,
        "pledges": [
            {
                "units": bid.units,
                "up_to": bid.up_to,
                "maximum": bid.maximum and plain(bid.maximum),
                "fewer": bid.fewer,
                "variant": bid.variant,
            }
            for bid in bids
        ],
    }
    clearing = clear(ladder, bids, case=case, cap=cap)
    assert clear_book(json.loads(json.dumps(written))) == {
        "price": clearing and plain(clearing.price),
        "units": clearing.units if clearing else 0,
        "allotments": list(clearing.allotments) if clearing else [0] * len(bids),
    }


@pytest.mark.parametrize(
    ("data", "path"),
    [
        (None, ""),
        ([], ""),
        ({}, "ladder"),
        ({"ladder": LADDER}, "pledges"),
        (book(pledges={}), "pledges"),
        (book(pledges=[2]), "pledges[0]"),
        (book(pledges=[{}]), "pledges[0].units"),
        (book(note="hello"), "note"),
        (book(case=0), "case"),
        (book(case=None), "case"),
        (book(cap=0), "cap"),
        (book(cap="9"), "cap"),
        (book(minimum_cases=-1), "minimum_cases"),
        (book(arrived=-1), "arrived"),
        (book(arrived=True), "arrived"),
        (book(pledges=[{"units": 1}, {"units": 1, "variant": 1}], arrived=1), "arrived"),
        (pledge(units=0), "pledges[1].units"),
        (pledge(units=-3), "pledges[1].units"),
        (pledge(units=1.5), "pledges[1].units"),
        (pledge(units=2.0), "pledges[1].units"),
        (pledge(units=True), "pledges[1].units"),
        (pledge(units="2"), "pledges[1].units"),
        (pledge(units=10**7 + 1), "pledges[1].units"),
        (pledge(units=10**5000), "pledges[1].units"),
        (pledge(units=float("nan")), "pledges[1].units"),
        (pledge(units=None), "pledges[1].units"),
        (pledge(units=3, up_to=2), "pledges[1].up_to"),
        (pledge(up_to=True), "pledges[1].up_to"),
        (pledge(maximum=400), "pledges[1].maximum"),
        (pledge(maximum=400.0), "pledges[1].maximum"),
        (pledge(maximum="cheap"), "pledges[1].maximum"),
        (pledge(maximum="-1"), "pledges[1].maximum"),
        (pledge(maximum="0.00"), "pledges[1].maximum"),
        (pledge(maximum="1e3"), "pledges[1].maximum"),
        (pledge(fewer=1), "pledges[1].fewer"),
        (pledge(fewer=None), "pledges[1].fewer"),
        (pledge(fewer="no"), "pledges[1].fewer"),
        (pledge(variant=-1), "pledges[1].variant"),
        (pledge(max="400"), "pledges[1].max"),
        (book(ladder="1:500"), "ladder"),
        (book(ladder=[]), "ladder"),
        (book(ladder=[[1, "5", 0]]), "ladder[0]"),
        (book(ladder=[1]), "ladder[0]"),
        (book(ladder=[[0, "5"]]), "ladder[0][0]"),
        (book(ladder=[[1, "5"], [2.0, "4"]]), "ladder[1][0]"),
        (book(ladder=[[1, 5]]), "ladder[0][1]"),
        (book(ladder=[[1, "100000000.01"]]), "ladder[0][1]"),
        (book(ladder=[[1, "5"], [1, "4"]]), "ladder[1]"),
        (book(ladder=[[1, "5"], [2, "5"]]), "ladder[1]"),
        (book(ladder=[[i + 1, plain(1000 - i)] for i in range(501)]), "ladder"),
    ],
)
def test_a_bad_book_is_refused_at_the_field_that_is_wrong(data: Any, path: str) -> None:
    with pytest.raises(BadBook) as caught:
        clear_book(data)
    assert caught.value.path == path
    assert caught.value.reason


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)
fields = st.sampled_from(["ladder", "pledges", "case", "cap", "minimum_cases", "arrived"])


@given(fields, anything)
def test_whatever_stands_in_a_book_is_cleared_or_refused(field: str, value: object) -> None:
    with contextlib.suppress(BadBook):
        assert set(clear_book(book(**{field: value}))) == {"price", "units", "allotments"}
