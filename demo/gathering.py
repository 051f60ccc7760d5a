"""A private clust in the demo: a club with a few in, some invited, one of them on paper."""

from datetime import datetime, timedelta
from uuid import uuid4

from django.db import transaction

from clust.campaigns.actions.holding import confirm_hold, hold_place
from clust.gatherings.actions.inviting import (
    invite_by_link,
    note_sent,
    show_name,
    take_link,
    write_letters,
)
from clust.gatherings.actions.offering import offer_for_gatherings
from clust.gatherings.actions.papering import Signed, enter_paper
from clust.gatherings.actions.starting import start_gathering
from clust.gatherings.models import Gathering, Offering
from clust.people.models import Person
from clust.rules.ladder import Ladder
from clust.sourcing.models import Award
from clust.storefronts.models import Storefront
from demo.shop import crowd

DAY = timedelta(days=1)
WITH = ("lamp", "kettle", "headphones")
STEPS = ((1, 150), (6, 140), (12, 130))
IN, SEEN = 4, 2
WRITTEN = ("fanny@club.example", "gilles@club.example", "hanae@club.example")
WORDS = "Pour la salle du jeudi, et pour celles et ceux qui en veulent chez eux."
PLACE = "Maison des associations, 4 rue du Lac, 69003 Lyon"
MARCELLE = {"street": "12 rue Haute", "postcode": "69003", "city": "Lyon", "country": "FR"}


@transaction.atomic
def start_together(storefront: Storefront, desk: Person, member: Person, *, now: datetime) -> None:
    """Let the desk allow a few products, and the demo's member organise for a club."""
    for reference in WITH:
        allow(storefront, reference, desk, now)
    if Gathering.objects.running().filter(founder=member).exists():
        return
    offering = Offering.objects.standing(now.date()).filter(storefront=storefront).first()
    if offering is not None:
        organise(offering, member, now)


def allow(storefront: Storefront, reference: str, desk: Person, now: datetime) -> None:
    """Allow a product for private clusts, well above what its first unit costs."""
    awards = Award.objects.filter(quote__product__reference=reference, offerings=None)
    award = awards.order_by("pk").first()
    if award is None or (award.quote.valid_until and award.quote.valid_until < now.date()):
        return
    quote = award.quote
    each = quote.cost_ladder().opening_price * (1000 + quote.product.vat_per_mille) // 1000
    offer_for_gatherings(
        award=award,
        storefront=storefront,
        ladder=Ladder.of((units, each * percent // 10_000 * 100) for units, percent in STEPS),
        starters=Offering.Starters.MEMBERS,
        shortest_days=2,
        longest_days=30,
        delivery_gross_cents=250,
        takes_transfers=True,
        person=desk,
        now=now,
    )


def organise(offering: Offering, member: Person, now: datetime) -> None:
    """Start it three days ago: some came by the link, some were written to, one signed a form."""
    began = now - 3 * DAY
    gathering = start_gathering(
        offering=offering,
        founder=member,
        name="Le club de go du jeudi",
        words=WORDS,
        place=PLACE,
        closes_at=now + 6 * DAY,
        key=uuid4(),
        now=began,
    )
    link = invite_by_link(gathering=gathering, person=member, now=began)
    for number, person in enumerate(crowd().order_by("-pk")[: IN + SEEN]):
        came = take_link(invitation=link, person=person, now=began + DAY)
        if number < IN:
            show_name(came, shows=number % 2 == 0, now=began + DAY)
            join(gathering, person, 1 + number % 2, began + DAY)
    write(gathering, member, began)
    enter(gathering, member, now - DAY)


def join(gathering: Gathering, person: Person, units: int, now: datetime) -> None:
    """Order like everybody, to be paid by transfer."""
    campaign = gathering.campaign
    opening = campaign.ladder.opening_price
    hold = hold_place(
        campaign=campaign,
        person=person,
        variant=campaign.product.variants.all()[0],
        units=units,
        delivery_option=gathering.place,
        maximum_cents=opening,
        shown_cents=opening,
        now=now,
    )
    confirm_hold(hold=hold, by_transfer=True, now=now)


def write(gathering: Gathering, member: Person, now: datetime) -> None:
    """Write to three who have not answered."""
    letters = write_letters(
        gathering=gathering, person=member, emails=WRITTEN, language="fr", now=now
    )
    for letter in letters:
        note_sent(letter, now=now)


def enter(gathering: Gathering, member: Person, now: datetime) -> None:
    """Enter what Marcelle signed at the club."""
    campaign = gathering.campaign
    variant = campaign.product.variants.all()[0]
    enter_paper(
        gathering=gathering,
        entered_by=member,
        signed=Signed(variant, 1, campaign.ladder.opening_price, now.date()),
        name="Marcelle Petit",
        place=MARCELLE,
        language="fr",
        by_transfer=True,
        key=uuid4(),
        now=now,
    )
