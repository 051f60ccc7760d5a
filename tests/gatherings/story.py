"""A club of which a member starts a private clust on kettles."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from clust.campaigns.actions.pledging import place_pledge
from clust.campaigns.models import Hold, Mandate, Pledge
from clust.gatherings.actions.inviting import invite_by_link, take_link
from clust.gatherings.actions.offering import offer_for_gatherings
from clust.gatherings.actions.papering import Signed, enter_paper
from clust.gatherings.actions.starting import start_gathering
from clust.gatherings.models import Acceptance, Gathering, Offering, PaperForm
from clust.people.models import Identity, Person
from clust.rules.ladder import Ladder
from tests.world import DAY, World, make_award, make_person

LADDER = [(1, 5000), (4, 4500), (8, 4000)]
TEN_DAYS = timedelta(days=10)


def offer(world: World, now: datetime = DAY, **changes: Any) -> Offering:
    """Let the desk allow kettles for private clusts."""
    told = {
        "award": make_award(world.kettle, cost=[(1, 1000)], now=now),
        "storefront": world.storefront,
        "ladder": Ladder.of(LADDER),
        "starters": Offering.Starters.MEMBERS,
        "shortest_days": 2,
        "longest_days": 30,
        "delivery_gross_cents": 200,
        "takes_transfers": True,
        "person": None,
        "now": now,
    }
    return offer_for_gatherings(**{**told, **changes})


def start(
    world: World,
    founder: Person | None = None,
    *,
    offering: Offering | None = None,
    now: datetime = DAY,
    **changes: Any,
) -> Gathering:
    """Let a member start a private clust for their club."""
    told = {
        "offering": offering or offer(world, now),
        "founder": founder or named("Anne Leblanc", now),
        "name": "Le club de go",
        "words": "",
        "place": "Salle des fêtes, 2 rue du Lac, 69001 Lyon",
        "closes_at": now + TEN_DAYS,
        "key": uuid4(),
        "now": now,
    }
    return start_gathering(**{**told, **changes})


def named(name: str, now: datetime = DAY, **fields: object) -> Person:
    """Write a person with a name."""
    person = make_person(now, **fields)
    Identity.objects.create(person=person, name=name)
    return person


def come(gathering: Gathering, person: Person, now: datetime = DAY) -> Acceptance:
    """Let somebody take the link up; there is one afterwards."""
    link = gathering.invitations.filter(open=True).first() or invite_by_link(
        gathering=gathering, person=gathering.founder, now=now
    )
    return take_link(invitation=link, person=person, now=now)


def join(gathering: Gathering, person: Person, units: int = 1, now: datetime = DAY) -> Pledge:
    """Let somebody pledge at the opening price, to be paid by transfer."""
    campaign = gathering.campaign
    pledge = place_pledge(
        campaign=campaign,
        person=person,
        variant=campaign.product.variants.get(),
        units=units,
        delivery_option=gathering.place,
        maximum_cents=campaign.ladder.opening_price,
        shown_cents=campaign.ladder.opening_price,
        confirmed=True,
        now=now,
    )
    Mandate.objects.create(pledge=pledge, by_transfer=True, most_gross_cents=99_999, at=now)
    return pledge


def sign(
    gathering: Gathering, *, by_transfer: bool = True, now: datetime = DAY, **changes: Any
) -> PaperForm:
    """Let the founder enter what Marcelle signed: two units at the opening price at most."""
    variant = gathering.campaign.product.variants.get()
    told = {
        "gathering": gathering,
        "entered_by": gathering.founder,
        "signed": Signed(variant, 2, 5000, now.date()),
        "name": "Marcelle Petit",
        "place": {"street": "1 rue Haute", "postcode": "69001", "city": "Lyon", "country": "FR"},
        "language": "fr",
        "by_transfer": by_transfer,
        "key": uuid4(),
        "now": now,
    }
    return enter_paper(**{**told, **changes})


def last_hold() -> Hold:
    """Return the choice that was held last."""
    return Hold.objects.latest("pk")
