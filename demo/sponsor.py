"""A member whose link brought a friend who kept what came, and an advertisement with its cost."""

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

from clust.campaigns.models import Campaign
from clust.partners.actions.advertising import note_advert_cost
from clust.partners.actions.linking import make_link, name_advert, note_visit, refer
from clust.partners.models import Link
from clust.people.actions import add_address
from clust.people.models import Person
from clust.sponsoring.actions.joining import link_of_sponsor, set_terms
from clust.sponsoring.models import SponsorTerms
from clust.storefronts.models import DeliveryOption, Storefront
from demo.after import let_it_arrive
from demo.buyers import take_part
from demo.cards import OTHER, card_of
from demo.scenes import Scene
from demo.shop import invite_crowd

DAY = timedelta(days=1)
SCENE = Scene("game", ((1, 2_900),), lasts=3 * DAY, ago=37 * DAY)
TERMS = {"sponsor_cents": 500, "sponsored_cents": 300, "minimum_gross_cents": 2_000}
CLICKS, COST_CENTS = 40, 12_000


def bring_friends(
    storefront: Storefront, member: Person, open_scene: Callable[..., Campaign], *, now: datetime
) -> None:
    """Let a friend of the member and somebody who saw a poster buy, five weeks ago."""
    if SponsorTerms.objects.exists():
        return
    began = now - 45 * DAY
    set_terms(storefront=storefront, from_on=began.date(), person=None, now=began, **TERMS)
    own = link_of_sponsor(person=member, storefront=storefront, now=began)
    opens_at = now - SCENE.ago
    campaign = open_scene(SCENE, storefront, opens_at=opens_at, now=opens_at - DAY / 24)
    friend, stranger = invite_crowd(2, now=began)
    _buy(campaign, friend, own, now=opens_at + DAY / 2)
    _buy(campaign, stranger, _advertise(storefront, opens_at), now=opens_at + DAY)
    let_it_arrive(campaign, now=now)


def _advertise(storefront: Storefront, since: datetime) -> Link:
    advert = name_advert(storefront=storefront, name="Affiches du quartier", now=since)
    link = make_link(storefront=storefront, path="/", advert=advert, now=since)
    note_advert_cost(
        advert=advert,
        from_on=since.date(),
        until_on=(since + 6 * DAY).date(),
        net_cents=COST_CENTS,
        note="Impression et pose",
        person=None,
        now=since,
    )
    for click in range(CLICKS):
        note_visit(link, remembered=False, now=since + click * DAY / 8)
    return link


def _buy(campaign: Campaign, person: Person, link: Link, *, now: datetime) -> None:
    """Somebody comes by a link and takes one, to their door."""
    place = add_address(
        person=person,
        name="Invité de la démonstration",
        street=f"{person.pk} rue des Essais",
        postcode="69003",
        city="Lyon",
        country="FR",
        now=now,
    )
    rung = campaign.ladder.rungs[0]
    options = DeliveryOption.objects.filter(campaigndelivery__campaign=campaign)
    weighed = options.carrying(campaign.product.weight_g).filter(kind=DeliveryOption.PARCEL)
    pledge = take_part(
        card_of(person, Random(1), now=now, good=OTHER),
        campaign=campaign,
        person=person,
        variant=campaign.product.variants.all()[0],
        units=1,
        maximum_cents=rung.unit_price,
        waits=False,
        shown_cents=rung.unit_price,
        delivery_option=weighed[0],
        address=place,
        now=now,
    )
    visit = note_visit(link, remembered=True, now=now)
    refer(visit=visit.pk, storefront=link.storefront, person=person, key=pledge.key, now=now)
