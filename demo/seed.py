"""
Fill the demo's shop: everything goes through the same actions as in a real one, at past moments.

Run again it keeps what is there and opens anew the clusts that are over.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from django.db import transaction
from django.utils import timezone

from clust import flow
from clust.campaigns.actions.opening import open_campaign
from clust.campaigns.actions.pledging import withdraw_pledge
from clust.campaigns.capacity import left_of
from clust.campaigns.models import Campaign, CampaignQuerySet, Pledge
from clust.flow.reach import EVER
from clust.people.models import Person
from clust.rules.ladder import Ladder
from clust.sourcing.models import Award
from clust.storefronts.models import DeliveryOption, Storefront
from demo.accounts import CLUB, COUNCIL, DESK, MEMBER, PARTNER
from demo.after import let_it_arrive, let_the_post_leave
from demo.buyers import Buyers, take_part
from demo.cards import card_of
from demo.catalogue import ITEMS
from demo.communities import open_communities
from demo.earning import let_the_club_earn
from demo.gathering import start_together
from demo.partnering import bring_buyers
from demo.scenes import SCENES, Own, Scene
from demo.shop import accept_quote, set_up
from demo.sponsor import bring_friends
from demo.subsidising import pay_a_part
from demo.talking import talk_together
from demo.telling import follow_along, lose_an_address
from demo.upstream import wish_together

CHANGE_THEIR_MIND = 0.07
ANNOUNCED = timedelta(hours=1)
NEGOTIATED = next(item for item in ITEMS if item.negotiated)


def fill(*, now: datetime) -> list[Campaign]:
    """Set the shop up and open what is missing; returns the clusts opened, with their past."""
    storefront = set_up(now=now)
    wish_together(storefront, person(DESK), person(MEMBER), NEGOTIATED, now=now)
    oldest, *later = SCENES
    opened = staged([oldest], storefront, now=now)
    bring_friends(storefront, person(MEMBER), open_scene, now=now)
    opened += staged(later, storefront, now=now)
    bring_buyers(storefront, person(DESK), person(PARTNER), now=now)
    talk_together(storefront, person(DESK), person(MEMBER), now=now)
    follow_along(person(MEMBER), storefront, now=now)
    open_communities(storefront, person(COUNCIL), person(CLUB), now=now)
    let_the_club_earn(person(DESK), email=CLUB, now=now)
    start_together(storefront, person(DESK), person(MEMBER), now=now)
    pay_a_part(person(MEMBER), MEMBER, person(COUNCIL), now=now)
    lose_an_address(now=now)
    flow.walk(now=now)
    flow.send(now=now, reach=EVER)
    return opened


def staged(scenes: list[Scene], storefront: Storefront, *, now: datetime) -> list[Campaign]:
    """Open what is missing of these scenes; their papers are numbered in the order of the days."""
    opened = []
    for scene in scenes:
        if not clusts_of(scene, now):
            opened.append(stage(scene, storefront, now=now))
            let_the_post_leave(opened[-1], now=now)
    return opened


def person(email: str) -> Person:
    """Return who signs in with an address."""
    return Person.objects.with_address(email).get()


def clusts_of(scene: Scene, now: datetime) -> CampaignQuerySet:
    """Return the clusts that stand for a scene: one that is over is shown once, others again."""
    found = Campaign.objects.filter(product__reference=scene.picture, gathering=None)
    return found if scene.is_over else found.filter(gate__open=True, closes_at__gt=now)


@transaction.atomic
def stage(scene: Scene, storefront: Storefront, *, now: datetime) -> Campaign:
    """Open a scene's clust in the past and let its past happen."""
    opens_at = now - scene.ago
    campaign = open_scene(scene, storefront, opens_at=opens_at, now=min(now, opens_at - ANNOUNCED))
    play_history(scene, campaign, until=min(now, campaign.closes_at))
    if scene.is_over:
        let_it_arrive(campaign, now=now)
    return campaign


def open_scene(
    scene: Scene, storefront: Storefront, *, opens_at: datetime, now: datetime
) -> Campaign:
    """Open a clust as the desk would."""
    award = award_of(scene, now=opens_at)
    return open_campaign(
        award=award,
        storefront=storefront,
        ladder=Ladder.of(scene.ladder),
        opens_at=opens_at,
        closes_at=opens_at + scene.lasts,
        delivery_options=list(
            storefront.delivery_options.filter(
                below_g__gt=award.quote.product.weight_g, ended_at=None
            )
        ),
        cap=scene.cap,
        per_person=scene.per_person,
        closes_when_full=scene.cap is not None,
        opened_by=person(DESK),
        asks_for_card=True,
        takes_transfers=scene.takes_transfers,
        ships_singles=scene.ships_singles,
        now=now,
    )


def award_of(scene: Scene, *, now: datetime) -> Award:
    """Return the first quote with room for a scene; once all are sold, its maker quotes again."""
    awards = Award.objects.filter(quote__product__reference=scene.picture).order_by("pk")
    for award in awards.select_related("quote__product"):
        left = left_of(award.quote)
        if left is None or left >= (scene.cap or 1):
            return award
    item = next(item for item in ITEMS if item.picture == scene.picture)
    return accept_quote(award.quote.product, item, person(DESK), now=now)


# What happened before one came in


def play_history(scene: Scene, campaign: Campaign, *, until: datetime) -> None:
    """Let the crowd join, wait and change its mind, until so many units are in and waiting."""
    random = Random(f"{scene.picture} {campaign.pk}")
    buyers = Buyers(campaign, random)
    steps = list(plan(scene, buyers))
    lived = max((until - campaign.opens_at).total_seconds(), 0)
    seconds = sorted(random.uniform(0, lived) for _ in steps)
    joined: list[Pledge] = []
    for n, (step, second) in enumerate(zip(steps, seconds, strict=True)):
        now = campaign.opens_at + timedelta(seconds=second)
        play(step, buyers, joined, now=now)
        if scene.own and n == len(steps) * 2 // 3:
            play_own(scene.own, campaign, now=now)


def play(
    step: tuple[int, int | None], buyers: Buyers, joined: list[Pledge], *, now: datetime
) -> None:
    """Do what a step of the plan says."""
    units, rung = step
    if units < 0:
        withdraw_pledge(pledge=joined.pop(), now=now)
    elif rung:
        buyers.wait(units, rung, now=now)
    else:
        joined.append(buyers.join(units, now=now))


def plan(scene: Scene, buyers: Buyers) -> Iterator[tuple[int, int | None]]:
    """Yield (units, rung waited for), and (-1, None) for the last to join taking it back."""
    joined: list[int] = []
    waiting = [(1, rung) for rung, units in scene.waiting for _ in range(units)]
    random = buyers.random
    random.shuffle(waiting)
    total = scene.units + len(waiting)
    while sum(joined) < scene.units:
        units = min(buyers.basket(), scene.units - sum(joined))
        joined.append(units)
        yield units, None
        if random.random() < CHANGE_THEIR_MIND:
            joined.pop()
            yield -1, None
        if waiting and random.random() < len(waiting) / total * 2:
            yield waiting.pop()
    yield from waiting


def play_own(own: Own, campaign: Campaign, *, now: datetime) -> None:
    """Let the demo's member take part, with a parcel to their door."""
    camille = person(MEMBER)
    rungs = campaign.ladder.rungs
    pledge = take_part(
        card_of(camille, Random(0), now=now),
        campaign=campaign,
        person=camille,
        variant=campaign.product.variants.all()[0],
        units=own.units,
        maximum_cents=rungs[(own.waits_on or 1) - 1].unit_price,
        waits=own.waits_on is not None,
        shown_cents=rungs[0].unit_price,
        delivery_option=parcel(campaign, own.units),
        address=camille.addresses.first(),
        now=now,
    )
    if own.takes_back:
        withdraw_pledge(pledge=pledge, now=now + timedelta(seconds=40))


def parcel(campaign: Campaign, units: int) -> DeliveryOption:
    """Return the parcel that carries so many units."""
    weight_g = units * campaign.product.weight_g
    carrying = DeliveryOption.objects.filter(campaigndelivery__campaign=campaign).carrying(weight_g)
    return carrying.filter(kind=DeliveryOption.PARCEL)[0]


def main() -> None:
    """Fill the shop now."""
    fill(now=timezone.now())
