"""Caps of private clusts: together no more than the supplier of their quote can deliver."""

from datetime import datetime

from django.db import transaction

from clust.campaigns.actions.amending import raise_cap
from clust.campaigns.models import Amendment, Campaign
from clust.gatherings.capacity import left_of
from clust.gatherings.models import Offering
from clust.people.models import Person
from clust.sourcing.models import Quote


class NotSoManyLeft(Exception):
    """The private clusts that run with this quote leave fewer units, of which it says how many."""

    def __init__(self, left: int) -> None:
        super().__init__(self.__doc__)
        self.left = left


class TooFew(Exception):
    """With so few units it could never reach its critical mass, or fill a case."""

    def __init__(self, least: int) -> None:
        super().__init__(self.__doc__)
        self.least = least


def cap_of(offering: Offering, most: int | None) -> int | None:
    """
    Return the cap of one more private clust; until it is written no other takes of the quote.

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


@transaction.atomic
def raise_gathering_cap(
    *, campaign: Campaign, cap: int, person: Person | None, now: datetime
) -> Amendment:
    """
    Raise the cap of a private clust, as far as the others with its quote leave units.

    :raises NotSoManyLeft: if they leave fewer
    :raises NotInBuyersFavour: if it is not higher
    :raises TooLate: if it is closed
    """
    quote = campaign.award.quote
    lock_quote(quote)
    left = left_of(quote, but=campaign)
    if left is not None and cap > left:
        raise NotSoManyLeft(left)
    return raise_cap(campaign=campaign, cap=cap, person=person, now=now)


def lock_quote(quote: Quote) -> None:
    """Let no other private clust take units of a quote meanwhile."""
    Quote.objects.select_for_update(no_key=True).get(pk=quote.pk)
