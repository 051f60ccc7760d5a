"""What the invented buyers do: join, wait, and change their minds."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from random import Random
from typing import Any

from clust.campaigns.actions.holding import confirm_hold, hold_place
from clust.campaigns.actions.pledging import (
    REFUSALS,
    PledgeRefused,
    place_pledge,
    withdraw_pledge,
)
from clust.campaigns.models import Campaign, Pledge, Withdrawal
from clust.people.models import Person
from clust.sourcing.models import Variant
from clust.storefronts.models import DeliveryOption
from clust.wallet.models import Card
from demo.cards import card_of
from demo.shop import crowd, invite_crowd

BASKETS = (1,) * 14 + (2,) * 5 + (3, 4)
STAYERS = 0.8
MOST_BUYERS = 1_500


@dataclass
class Buyers:
    """The crowd in front of one clust."""

    campaign: Campaign
    random: Random

    @cached_property
    def strangers(self) -> list[Person]:
        """Return those who are not in this clust yet, in no order."""
        found = list(crowd().exclude(pledges__campaign=self.campaign))
        self.random.shuffle(found)
        return found

    @cached_property
    def variants(self) -> list[Variant]:
        """Return what there is to choose from."""
        return list(self.campaign.product.variants.all())

    @cached_property
    def pickups(self) -> list[DeliveryOption]:
        """Return where buyers collect the goods."""
        offered = DeliveryOption.objects.filter(campaigndelivery__campaign=self.campaign)
        return list(offered.filter(kind=DeliveryOption.PICKUP))

    def basket(self) -> int:
        """Return how many units somebody takes."""
        return min(self.random.choice(BASKETS), self.campaign.per_person or 4)

    def newcomer(self, *, now: datetime) -> Person:
        """Return a buyer who is not in this clust yet; at last one who is."""
        if not self.strangers and crowd().count() < MOST_BUYERS:
            self.strangers += invite_crowd(20, now=now)
        return self.strangers.pop() if self.strangers else self.random.choice(list(crowd()))

    def join(self, units: int, *, now: datetime) -> Pledge:
        """
        Let a buyer in at the price of the moment; most stay in up to the opening price.

        :raises PledgeRefused: as `place_pledge`
        """
        stays = self.random.random() < STAYERS
        opening = self.campaign.ladder.opening_price
        return self._pledge(units, opening if stays else None, waits=False, now=now)

    def wait(self, units: int, rung: int, *, now: datetime) -> Pledge:
        """
        Let a buyer wait for the price of a rung, by its number.

        :raises PledgeRefused: as `place_pledge`
        """
        price = self.campaign.ladder.rungs[rung - 1].unit_price
        return self._pledge(units, price, waits=True, now=now)

    def _pledge(
        self, units: int, maximum_cents: int | None, *, waits: bool, now: datetime
    ) -> Pledge:
        in_cases, buyer = self.campaign.case_size > 1, self.newcomer(now=now)
        return take_part(
            card_of(buyer, self.random, now=now),
            campaign=self.campaign,
            person=buyer,
            variant=self.random.choice(self.variants),
            units=units,
            up_to=units + self.random.choice((0, 0, 1, 2)) if in_cases else None,
            fewer=in_cases and self.random.random() < 0.3,
            maximum_cents=maximum_cents,
            waits=waits,
            shown_cents=self.campaign.ladder.opening_price,
            delivery_option=self.random.choice(self.pickups),
            now=now,
        )

    def change_mind(self, *, now: datetime) -> Withdrawal | None:
        """Let an invented buyer take a whole pledge back, if there is one to take back."""
        standing = Pledge.objects.standing().filter(campaign=self.campaign)
        theirs = list(standing.filter(person__in=crowd()))
        return withdraw_pledge(pledge=self.random.choice(theirs), now=now) if theirs else None


def take_part(card: Card, *, campaign: Campaign, now: datetime, **choice: Any) -> Pledge:
    """
    Pledge; where the campaign asks for a card, hold the place and confirm the card at once.

    :raises PledgeRefused: as `place_pledge`
    """
    if not campaign.asks_for_card:
        return place_pledge(campaign=campaign, now=now, **choice)
    end = confirm_hold(hold=hold_place(campaign=campaign, now=now, **choice), card=card, now=now)
    if end.pledge is None:
        raise {kind.__name__: kind for kind in REFUSALS.values()}.get(end.cause, PledgeRefused)
    return end.pledge
