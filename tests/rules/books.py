"""Random ladders and books, and the rule read word for word, slowly."""

from collections.abc import Iterator, Sequence
from itertools import chain, combinations

from hypothesis import strategies as st

from clust.rules.clearing import Bid
from clust.rules.ladder import Ladder

BICYCLE = Ladder.of([(1, 50000), (6, 45000), (11, 40000), (16, 32000), (21, 25000)])

prices = st.integers(1, 12)
numbers_of_cases = st.integers(1, 5)
caps = st.none() | st.integers(1, 30)


@st.composite
def ladders(draw: st.DrawFn, deepest_start: int = 20) -> Ladder:
    starts = draw(st.sets(st.integers(1, deepest_start), min_size=1, max_size=6))
    falling = draw(st.sets(prices, min_size=len(starts), max_size=len(starts)))
    return Ladder.of(zip(sorted(starts), sorted(falling, reverse=True), strict=True))


@st.composite
def bids(draw: st.DrawFn, *, variants: int = 1, fewer: bool | None = None) -> Bid:
    units = draw(st.integers(1, 7))
    return Bid(
        units=units,
        maximum=draw(st.none() | prices),
        up_to=draw(st.none() | st.integers(units, units + 6)),
        fewer=draw(st.booleans()) if fewer is None else fewer,
        variant=draw(st.integers(0, variants - 1)),
    )


books = st.lists(bids(), max_size=12)
small_books = st.lists(bids(), max_size=7)
books_of_variants = st.lists(bids(variants=3), max_size=12)
yielding_books = st.lists(bids(fewer=True), max_size=12)


def groups(book: Sequence[Bid]) -> Iterator[tuple[Bid, ...]]:
    """Every group that could be made of the book."""
    return chain.from_iterable(combinations(book, size) for size in range(len(book) + 1))


def carries_its_price(ladder: Ladder, group: Sequence[Bid]) -> bool:
    price = ladder.price_at(sum(bid.units for bid in group))
    return price is not None and all(bid.pays(price) for bid in group)


def word_for_word(
    ladder: Ladder, number: int, book: Sequence[Bid], case: int, cap: int | None
) -> list[int]:
    """The units carried at a rung, as the rule tells it: one step after the other, no shortcut."""
    admitted = _admitted(ladder.rungs[number - 1].unit_price, book, case, cap)
    shares = [0] * len(book)
    for variant in {bid.variant for bid in book}:
        same = {place: asked for place, asked in admitted.items() if book[place].variant == variant}
        while True:
            wanted = sum(units for units, _ in same.values())
            total = wanted + sum(extra for _, extra in same.values())
            units = case * min(-(-wanted // case), total // case)
            if units >= wanted:
                break
            tried = _cut(book, same, wanted - units)
            if isinstance(tried, dict):
                same = tried
                break
            del same[tried]
        spare = units - sum(wanted for wanted, _ in same.values())
        for place, (asked, extra) in same.items():
            shares[place] = asked + min(extra, spare)
            spare -= min(extra, spare)
    return shares


def _admitted(
    price: int, book: Sequence[Bid], case: int, cap: int | None
) -> dict[int, tuple[int, int]]:
    admitted: dict[int, tuple[int, int]] = {}
    for place, bid in enumerate(book):
        if bid.pays(price):
            for units in range(bid.units, 0 if bid.fewer else bid.units - 1, -1):
                extra = bid.extra if units == bid.units else 0
                if cap is None or _fits(book, {**admitted, place: (units, 0)}, case, cap):
                    admitted[place] = (units, extra)
                    break
    return admitted


def _fits(book: Sequence[Bid], admitted: dict[int, tuple[int, int]], case: int, cap: int) -> bool:
    wanted: dict[int, int] = {}
    for place, (units, _) in admitted.items():
        wanted[book[place].variant] = wanted.get(book[place].variant, 0) + units
    return sum(-(-units // case) for units in wanted.values()) <= cap // case


def _cut(
    book: Sequence[Bid], same: dict[int, tuple[int, int]], over: int
) -> dict[int, tuple[int, int]] | int:
    """What is left after cutting from the latest, or the place of the one to be left out whole."""
    cut = dict(same)
    for place in sorted(same, reverse=True):
        if not over:
            break
        if not book[place].fewer:
            return place
        less = min(over, same[place][0])
        cut[place] = (same[place][0] - less, 0)
        over -= less
    return cut
