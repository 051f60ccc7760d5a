"""A supplier's orders show at which quantities its prices break."""

import csv
from collections import defaultdict
from decimal import Decimal
from typing import NamedTuple

import pytest

from clust.rules.ladder import Ladder
from clust.rules.price_breaks import price_breaks
from tests.rules.published import published


def test_a_price_starts_at_the_smallest_quantity_sold_at_it_or_less() -> None:
    lines = [(48, 29), (96, 29), (2880, 18), (288, 21), (500, 21)]
    assert price_breaks(lines) == [(1, 29), (288, 21), (2880, 18)]


def test_a_price_that_starts_no_earlier_than_the_next_lower_one_is_dropped() -> None:
    assert price_breaks([(1, 50), (20, 40), (10, 30)]) == [(1, 50), (10, 30)]
    assert price_breaks([(1, 50), (10, 40), (10, 30)]) == [(1, 50), (10, 30)]
    assert price_breaks([(5, 50), (1, 40)]) == [(1, 40)]


def test_the_highest_price_starts_at_one_unit() -> None:
    assert price_breaks([(6, 50), (6, 40)]) == [(1, 50), (6, 40)]


def test_an_item_sold_at_one_price_has_a_fixed_price() -> None:
    assert price_breaks([(6, 50), (12, 50)]) == [(1, 50)]


def test_cancelled_and_free_lines_say_nothing() -> None:
    assert price_breaks([(-6, 10), (6, 0), (0, 5), (3, -5)]) == []


class Line(NamedTuple):
    at: str
    quantity: int
    cents: int


@pytest.fixture(scope="module")
def items() -> dict[str, list[Line]]:
    found: dict[str, list[Line]] = defaultdict(list)
    with published("online_retail_dec_2010.csv").open(encoding="utf-8", newline="") as orders:
        for row in csv.DictReader(orders):
            line = Line(row["at"], int(row["quantity"]), int(Decimal(row["unit_price"]) * 100))
            if line.quantity > 0 and line.cents > 0:
                found[row["stock_code"]].append(line)
    return found


def laddered(items: dict[str, list[Line]]) -> dict[str, Ladder]:
    breaks = {
        code: price_breaks((line.quantity, line.cents) for line in lines)
        for code, lines in items.items()
    }
    return {code: Ladder.of(rungs) for code, rungs in breaks.items() if len(rungs) > 1}


def total(ladder: Ladder, quantity: int) -> int:
    return quantity * (ladder.price_at(quantity) or 0)


def quantity(lines: list[Line]) -> int:
    return sum(line.quantity for line in lines)


def test_a_wholesalers_three_days_hold_495_ladders(items: dict[str, list[Line]]) -> None:
    ladders = laddered(items)
    assert sum(map(len, items.values())) == 7290
    assert (len(items), len(ladders)) == (1838, 495)
    assert ladders["84077"] == Ladder.of([(1, 43), (48, 29), (288, 21), (2880, 18)])


def test_together_its_buyers_pay_less_than_alone(items: dict[str, list[Line]]) -> None:
    ladders = laddered(items)
    alone = sum(line.quantity * line.cents for code in ladders for line in items[code])
    together = sum(total(ladder, quantity(items[code])) for code, ladder in ladders.items())
    assert (alone, together) == (10263313, 8847792)


def test_on_ladders_learnt_before_a_third_day_together_is_still_cheaper(
    items: dict[str, list[Line]],
) -> None:
    before = {code: [line for line in items[code] if line.at < "2010-12-03"] for code in items}
    after = {code: [line for line in items[code] if line.at >= "2010-12-03"] for code in items}
    campaigns = {code: ladder for code, ladder in laddered(before).items() if after[code]}
    ends = [
        (ladder.rung_at(quantity(after[code])), ladder.rungs) for code, ladder in campaigns.items()
    ]
    alone = sum(total(campaigns[i], line.quantity) for i in campaigns for line in after[i])
    together = sum(total(ladder, quantity(after[code])) for code, ladder in campaigns.items())
    assert len(campaigns) == 296
    assert sum(end == rungs[0] for end, rungs in ends) == 139
    assert sum(end == rungs[-1] for end, rungs in ends) == 134
    assert (alone, together) == (1759026, 1643633)
