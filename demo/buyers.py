"""What the invented buyers do: join, wait, and change their minds."""

from datetime import datetime
from random import Random

from clust.campaigns.actions.pledging import place_pledge, withdraw_pledge
from clust.campaigns.models import Campaign, Pledge, Withdrawal
from clust.people.models import Person
from clust.storefronts.models import DeliveryOption
from demo.shop import crowd, invite_crowd

BASKETS = (1,) * 14 + (2,) * 5 + (3, 4)
STAYERS = 0.8
MOST_BUYERS = 1_500


def basket(random: Random, most: int | None) -> int:
    """Return how many units somebody takes."""
    return min(random.choice(BASKETS), most or 4)


def newcomer(campaign: Campaign, random: Random, *, now: datetime) -> Person:
    """Return a buyer who is not in this clust yet; at last one who is."""
    everybody = crowd()
    strangers = list(everybody.exclude(pledges__campaign=campaign))
    if not strangers and everybody.count() < MOST_BUYERS:
        strangers = invite_crowd(20, now=now)
    return random.choice(strangers or list(everybody))


def pickup(campaign: Campaign, random: Random) -> DeliveryOption:
    """Return where a buyer collects the goods."""
    offered = campaign.deliveries.filter(option__kind=DeliveryOption.PICKUP)
    return random.choice([delivery.option for delivery in offered.select_related("option")])


def join(campaign: Campaign, random: Random, units: int, *, now: datetime) -> Pledge:
    """
    Let a buyer in at the price of the moment; most of them stay in up to the opening price.

    :raises PledgeRefused: as `place_pledge`
    """
    opening = campaign.ladder.opening_price
    stays = random.random() < STAYERS
    return _pledge(
        campaign, random, units, maximum_cents=opening if stays else None, waits=False, now=now
    )


def wait(campaign: Campaign, random: Random, units: int, rung: int, *, now: datetime) -> Pledge:
    """
    Let a buyer wait for the price of a rung, by its number.

    :raises PledgeRefused: as `place_pledge`
    """
    price = campaign.ladder.rungs[rung - 1].unit_price
    return _pledge(campaign, random, units, maximum_cents=price, waits=True, now=now)


def _pledge(
    campaign: Campaign,
    random: Random,
    units: int,
    *,
    maximum_cents: int | None,
    waits: bool,
    now: datetime,
) -> Pledge:
    in_cases = campaign.case_size > 1
    return place_pledge(
        campaign=campaign,
        person=newcomer(campaign, random, now=now),
        variant=random.choice(list(campaign.product.variants.all())),
        units=units,
        up_to=units + random.choice((0, 0, 1, 2)) if in_cases else None,
        fewer=in_cases and random.random() < 0.3,
        maximum_cents=maximum_cents,
        waits=waits,
        shown_cents=campaign.ladder.opening_price,
        delivery_option=pickup(campaign, random),
        now=now,
    )


def change_mind(campaign: Campaign, random: Random, *, now: datetime) -> Withdrawal | None:
    """Let an invented buyer take a whole pledge back, if there is one to take back."""
    theirs = Pledge.objects.standing().filter(campaign=campaign, person__in=crowd())
    found = list(theirs.values_list("pk", flat=True))
    if not found:
        return None
    return withdraw_pledge(pledge=Pledge.objects.get(pk=random.choice(found)), now=now)
