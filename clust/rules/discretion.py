"""Demand as strangers may see it: at no price does a step stand for only one or two people."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import inf

from clust.rules.curves import Firmness


@dataclass(frozen=True, slots=True)
class Word:
    """What so many people said alike: the highest price they named, if any, and how firmly."""

    price: int | None
    firmness: Firmness
    people: int
    units: int

    @property
    def height(self) -> float:
        """The price to compare by: whoever names none pays any."""
        return inf if self.price is None else self.price


def discreet(words: Iterable[Word], fewest: int) -> list[Word]:
    """
    Return words of so many people each, told together at the lowest price among them.

    This reads them with caution: nobody is said to pay more, or to be firmer, than they said. So
    few of one firmness in all count as less firm; so few wishes go with the lowest price told.

    :param fewest: at least so many people have spoken in all
    """
    told: list[Word] = []
    left: list[Word] = []
    given = list(words)
    for firmness in reversed(Firmness):
        left += [word for word in given if word.firmness is firmness]
        if _people(left) >= fewest:
            told += _grouped(left, firmness, fewest)
            left = []
    return _with_last(told, left)


def _people(words: Iterable[Word]) -> int:
    return sum(word.people for word in words)


def _together(words: Sequence[Word], firmness: Firmness) -> Word:
    lowest = min(words, key=lambda word: word.height)
    return Word(lowest.price, firmness, _people(words), sum(word.units for word in words))


def _grouped(words: list[Word], firmness: Firmness, fewest: int) -> list[Word]:
    groups: list[list[Word]] = [[]]
    for word in sorted(words, key=lambda word: -word.height):
        if _people(groups[-1]) >= fewest:
            groups.append([])
        groups[-1].append(word)
    if len(groups) > 1 and _people(groups[-1]) < fewest:
        few = groups.pop()
        groups[-1] += few
    return [_together(group, firmness) for group in groups]


def _with_last(told: list[Word], left: list[Word]) -> list[Word]:
    if not left or not told:
        return told
    last = min(told, key=lambda word: word.height)
    rest = _together(left, Firmness.WISH)
    lowest = min(last, rest, key=lambda word: word.height).price
    others = [word for word in told if word is not last]
    return [*others, replace(last, price=lowest), replace(rest, price=lowest)]
