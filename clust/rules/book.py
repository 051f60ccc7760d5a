"""A campaign's book outside any database: what an auditor needs to recompute a price."""

from dataclasses import dataclass
from typing import Any

from clust.rules.allocation import share_delivery
from clust.rules.clearing import Bid, Clearing, InvalidBid, clear
from clust.rules.fields import BadBook, entries, optional, price, record, whole
from clust.rules.ladder import InvalidLadder, Ladder
from clust.rules.money import plain

__all__ = ["BadBook", "Book", "clear_book", "read_book"]

_BOOK = {"ladder", "pledges", "case", "cap", "minimum_cases", "arrived"}
_PLEDGE = {"units", "up_to", "maximum", "fewer", "variant"}


@dataclass(frozen=True, slots=True)
class Book:
    """A ladder, the pledges in the order of the book, and the supplier's conditions."""

    ladder: Ladder
    bids: tuple[Bid, ...]
    case: int
    cap: int | None
    minimum_cases: int
    arrived: int | None


def clear_book(data: object) -> dict[str, Any]:
    """
    Return `{"price", "units", "allotments"}` of a book; with "arrived", shares of what came.

    :raises BadBook: naming the first field that is wrong
    """
    book = read_book(data)
    clearing = clear(
        book.ladder, book.bids, case=book.case, cap=book.cap, minimum_cases=book.minimum_cases
    )
    allotments = _allotments(book, clearing)
    final = plain(clearing.price) if clearing else None
    return {"price": final, "units": sum(allotments), "allotments": allotments}


def read_book(data: object) -> Book:
    """
    Return the book that the data, as read from JSON, describes.

    :raises BadBook: naming the first field that is wrong
    """
    fields = record(data, "", known=_BOOK, needed=("ladder", "pledges"))
    pledges = enumerate(entries(fields["pledges"], "pledges"))
    book = Book(
        ladder=_ladder(fields["ladder"]),
        bids=tuple([_bid(pledge, f"pledges[{place}]") for place, pledge in pledges]),
        case=whole(fields.get("case", 1), "case", least=1),
        cap=optional(fields, "cap", "", least=1),
        minimum_cases=whole(fields.get("minimum_cases", 0), "minimum_cases", least=0),
        arrived=optional(fields, "arrived", "", least=0),
    )
    if book.arrived is not None and len({bid.variant for bid in book.bids}) > 1:
        raise BadBook("arrived", "a delivery is shared within one variant")
    return book


def _allotments(book: Book, clearing: Clearing | None) -> list[int]:
    if clearing is None:
        return [0] * len(book.bids)
    if book.arrived is None:
        return list(clearing.allotments)
    eligible = [place for place, bid in enumerate(book.bids) if bid.pays(clearing.price)]
    shares = share_delivery([book.bids[place] for place in eligible], book.arrived)
    by_place = dict(zip(eligible, shares, strict=True))
    return [by_place.get(place, 0) for place in range(len(book.bids))]


def _ladder(value: object) -> Ladder:
    pairs = [_rung(pair, f"ladder[{place}]") for place, pair in enumerate(entries(value, "ladder"))]
    try:
        return Ladder.of(pairs)
    except InvalidLadder as error:
        path = "ladder" if error.number is None else f"ladder[{error.number - 1}]"
        raise BadBook(path, error.reason) from error


def _rung(value: object, path: str) -> tuple[int, int]:
    pair = entries(value, path)
    if len(pair) != 2:
        raise BadBook(path, 'a rung is [from, "price"]')
    return whole(pair[0], f"{path}[0]", least=1), price(pair[1], f"{path}[1]")


def _bid(value: object, path: str) -> Bid:
    fields = record(value, path, known=_PLEDGE, needed=("units",))
    maximum, fewer = fields.get("maximum"), fields.get("fewer", False)
    if not isinstance(fewer, bool):
        raise BadBook(f"{path}.fewer", "must be true or false")
    try:
        return Bid(
            units=whole(fields["units"], f"{path}.units", least=1),
            maximum=None if maximum is None else price(maximum, f"{path}.maximum"),
            up_to=optional(fields, "up_to", f"{path}.", least=1),
            fewer=fewer,
            variant=whole(fields.get("variant", 0), f"{path}.variant", least=0),
        )
    except InvalidBid as error:
        raise BadBook(f"{path}.up_to", "must be at least the units wanted") from error
