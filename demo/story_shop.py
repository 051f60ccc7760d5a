"""The shop that the story of docs/walk.md happens in."""

from datetime import UTC, datetime, timedelta

from clust.people.actions import add_address, join_as_guest
from clust.people.models import Address, Person
from clust.sourcing.actions.products import (
    VariantFacts,
    add_product,
    add_supplier,
    note_reference_price,
)
from clust.sourcing.models import Product
from clust.storefronts.models import DeliveryOption, Domain, Seller, Storefront, Terms

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def open_shop() -> Storefront:
    """Write a seller, its terms, a storefront and two ways of delivery."""
    seller = Seller.objects.create(
        name="Clust SAS",
        street="1 place de l’Exemple",
        postcode="69001",
        city="Lyon",
        registration="RCS Lyon 000 000 000",
        vat_number="FR00000000000",
        email="bonjour@clust.example",
        phone="+33 4 00 00 00 00",
        mediator="Médiation de l’Exemple",
        mediator_url="https://mediation.example/",
    )
    Terms.objects.create(
        seller=seller, version=1, text_fr="CGV", text_en="Terms", published_at=START - DAY
    )
    storefront = Storefront.objects.create(slug="walk", name="Clust", seller=seller)
    Domain.objects.create(storefront=storefront, host="walk.example")
    for kind, name, place, cents in (
        (DeliveryOption.PICKUP, "Retrait", "1 place de l’Exemple, 69001 Lyon", 0),
        (DeliveryOption.PARCEL, "Colis", "", 790),
    ):
        DeliveryOption.objects.create(
            storefront=storefront,
            kind=kind,
            name_fr=name,
            name_en=name,
            place=place,
            gross_cents=cents,
            started_at=START - DAY,
        )
    return storefront


def bicycle() -> Product:
    """Note the product and what somebody else asks for it."""
    product = add_product(
        supplier=add_supplier(name="Cycles Tramontane", email="commandes@tramontane.example"),
        variants=[VariantFacts()],
        now=START - 10 * DAY,
        reference="bicycle",
        name_fr="Vélo de ville",
        name_en="City bike",
        weight_g=16_500,
    )
    day = (START - 4 * DAY).date()
    note_reference_price(
        product=product, gross_cents=54_900, source="exemple", seen_on=day, today=day
    )
    return product


def buyer(name: str, *, now: datetime) -> Person:
    """Let somebody come who reads mail at this address."""
    return join_as_guest(email=f"{name.lower()}@walk.example", language="en", now=now)


def place_of(person: Person, *, now: datetime) -> Address:
    """Note where parcels go."""
    return add_address(
        person=person,
        name="C",
        street="3 rue de l’Exemple",
        postcode="69002",
        city="Lyon",
        now=now,
    )
