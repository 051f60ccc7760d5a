"""
A small world for tests: one seller, one storefront, a supplier with kettles, and people.

Times are handed in; the world's day is `DAY`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from clust.campaigns.actions.holding import hold_place
from clust.campaigns.actions.opening import open_campaign
from clust.campaigns.actions.pledging import place_pledge
from clust.campaigns.models import Campaign, Hold, Pledge
from clust.people.models import Address, Person
from clust.rules.ladder import Ladder
from clust.sourcing.models import Award, Product, Quote, QuoteRung, Supplier, Variant
from clust.storefronts.models import DeliveryOption, Domain, Seller, Storefront, Terms
from clust.wallet.models import Card

DAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
WEEK = timedelta(days=7)
KETTLE_LADDER = [(1, 5000), (6, 4500), (11, 4000), (16, 3200), (21, 2500)]

_numbers = count(1)


@dataclass
class World:
    """What a test finds when it begins."""

    storefront: Storefront
    supplier: Supplier
    kettle: Product
    parcel: DeliveryOption
    pickup: DeliveryOption


def make_world(now: datetime = DAY) -> World:
    """Write the rows that every story needs."""
    seller = Seller.objects.create(
        name="Clust SAS",
        street="1 place du Marché",
        postcode="69001",
        city="Lyon",
        registration="RCS Lyon 000 000 000",
        vat_number="FR00000000000",
        email="bonjour@clust.example",
        phone="+33 4 00 00 00 00",
        mediator="Médiation de la consommation",
        mediator_url="https://mediation.example/",
    )
    Terms.objects.create(seller=seller, version=1, text_fr="CGV", text_en="Terms", published_at=now)
    storefront = Storefront.objects.create(slug="clust", name="Clust", seller=seller)
    Domain.objects.create(storefront=storefront, host="testserver")
    supplier = Supplier.objects.create(name="Bouilloires Martin", email="ventes@martin.example")
    return World(
        storefront=storefront,
        supplier=supplier,
        kettle=make_product(supplier, now=now),
        parcel=DeliveryOption.objects.create(
            storefront=storefront,
            kind="parcel",
            name_fr="Colis à domicile",
            name_en="Parcel to your door",
            gross_cents=490,
            started_at=now,
        ),
        pickup=DeliveryOption.objects.create(
            storefront=storefront,
            kind="pickup",
            name_fr="Retrait à Lyon",
            name_en="Pickup in Lyon",
            place="1 place du Marché, 69001 Lyon",
            gross_cents=0,
            started_at=now,
        ),
    )


def make_product(
    supplier: Supplier,
    *,
    name: str = "Bouilloire",
    variants: Sequence[str] = ("",),
    now: datetime = DAY,
) -> Product:
    """Write a product with its variants."""
    product = Product.objects.create(
        supplier=supplier,
        reference=f"R{next(_numbers)}",
        name_fr=name,
        name_en=name,
        manufacturer="Martin SA, Lyon",
        eu_responsible="Martin SA, Lyon",
        identifier="B-1",
        added_at=now,
    )
    for position, variant in enumerate(variants):
        Variant.objects.create(product=product, name_fr=variant, name_en=variant, position=position)
    return product


def make_award(
    product: Product,
    *,
    cost: Sequence[tuple[int, int]] = ((1, 1000),),
    case_size: int = 1,
    minimum_cases: int = 0,
    capacity: int | None = None,
    now: datetime = DAY,
) -> Award:
    """Write a quote with its rungs, accepted."""
    quote = Quote.objects.create(
        product=product,
        case_size=case_size,
        minimum_cases=minimum_cases,
        capacity=capacity,
        received_at=now,
    )
    for from_units, net_cents in cost:
        QuoteRung.objects.create(quote=quote, from_units=from_units, net_cents=net_cents)
    return Award.objects.create(quote=quote, person=None, at=now)


def make_campaign(
    world: World,
    ladder: Sequence[tuple[int, int]] = KETTLE_LADDER,
    *,
    product: Product | None = None,
    award: Award | None = None,
    cap: int | None = None,
    per_person: int | None = None,
    case_size: int = 1,
    minimum_cases: int = 0,
    closes_when_full: bool = False,
    deliveries: Sequence[DeliveryOption] = (),
    now: datetime = DAY,
    lasts: timedelta = WEEK,
    asks_for_card: bool = False,
    takes_transfers: bool = False,
    ships_singles: bool = False,
) -> Campaign:
    """Open a clust on kettles for a week."""
    award = award or make_award(
        product or world.kettle,
        cost=[(1, 1)],
        case_size=case_size,
        minimum_cases=minimum_cases,
        now=now,
    )
    return open_campaign(
        award=award,
        storefront=world.storefront,
        ladder=Ladder.of(ladder),
        opens_at=now,
        closes_at=now + lasts,
        delivery_options=deliveries or [world.parcel, world.pickup],
        cap=cap,
        per_person=per_person,
        closes_when_full=closes_when_full,
        asks_for_card=asks_for_card,
        takes_transfers=takes_transfers,
        ships_singles=ships_singles,
        now=now,
    )


def make_person(now: datetime = DAY, **fields: object) -> Person:
    """Write a person: a number, no name."""
    return Person.objects.create(joined_at=now, **fields)


def make_address(person: Person, *, country: str = "FR", now: datetime = DAY) -> Address:
    """Write a place for parcels."""
    return Address.objects.create(
        person=person,
        name="A. Dupont",
        street="3 rue Neuve",
        postcode="69002",
        city="Lyon",
        country=country,
        added_at=now,
    )


def make_card(person: Person, *, now: datetime = DAY, method: str = "") -> Card:
    """Write a card that the sandbox keeps for a person; `method` says how it behaves."""
    number = next(_numbers)
    return Card.objects.create(
        person=person,
        gateway="sandbox",
        customer_ref=f"customer-{person.pk}",
        method_ref=method or f"ok-{number}",
        fingerprint=f"print-{number}",
        brand="visa",
        last4="4242",
        expires_on=(now + timedelta(days=900)).date(),
        saved_at=now,
    )


def hold(
    world: World,
    campaign: Campaign,
    units: int = 1,
    maximum_cents: int | None = None,
    *,
    person: Person | None = None,
    delivery_option: DeliveryOption | None = None,
    now: datetime = DAY,
    **choice: Any,
) -> Hold:
    """Somebody chooses `units`, for pickup, in a campaign that asks for a card."""
    opening = campaign.ladder.opening_price
    return hold_place(
        campaign=campaign,
        person=person or make_person(now),
        variant=campaign.product.variants.all()[0],
        units=units,
        delivery_option=delivery_option or world.pickup,
        maximum_cents=maximum_cents,
        waits=maximum_cents is not None and maximum_cents < opening,
        shown_cents=opening,
        now=now,
        **choice,
    )


def pledge(
    world: World,
    campaign: Campaign,
    units: int = 1,
    maximum_cents: int | None = None,
    *,
    person: Person | None = None,
    variant: Variant | None = None,
    up_to: int | None = None,
    fewer: bool = False,
    now: datetime = DAY,
) -> Pledge:
    """Somebody takes `units`, for pickup: at any price down from the opening one, or waiting."""
    opening = campaign.ladder.opening_price
    return place_pledge(
        campaign=campaign,
        person=person or make_person(now),
        variant=variant or campaign.product.variants.all()[0],
        units=units,
        up_to=up_to,
        fewer=fewer,
        maximum_cents=opening if maximum_cents is None else maximum_cents,
        waits=maximum_cents is not None,
        shown_cents=opening,
        delivery_option=world.pickup,
        now=now,
    )
