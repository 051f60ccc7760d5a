"""Caps of private clusts: no more than the supplier of their quote can deliver."""

from clust.campaigns.capacity import NotSoManyLeft, left_of, lock_quote
from clust.gatherings.models import Offering


class TooFew(Exception):
    """With so few units it could never reach its critical mass, or fill a case."""

    def __init__(self, least: int) -> None:
        super().__init__(self.__doc__)
        self.least = least


def cap_of(offering: Offering, most: int | None) -> int | None:
    """
    Return the cap of one more private clust; until it is written no other clust takes of the quote.

    :raises NotSoManyLeft: if others leave fewer
    :raises TooFew: if it could not begin to work with so few
    """
    quote = offering.award.quote
    if quote.capacity is not None:
        lock_quote(quote)
    left, least = left_of(quote), max(offering.ladder.critical_mass, quote.case_size)
    if left is not None and max(most or left, least) > left:
        raise NotSoManyLeft(left)
    if most is not None and most < least:
        raise TooFew(least)
    return left if most is None else most
