"""The rows a shop stands on: seller, terms, storefront, delivery, products, quotes and people."""

import re
from dataclasses import astuple, dataclass
from datetime import datetime, timedelta
from pathlib import Path

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import models, transaction

from clust.people.actions import add_address
from clust.people.models import Address, Identity, Person
from clust.sourcing.actions.products import (
    ProductFacts,
    VariantFacts,
    add_product,
    add_supplier,
    note_reference_price,
)
from clust.sourcing.actions.quoting import award_quote, record_quote
from clust.sourcing.models import Award, Picture, Product, Supplier, SupplierContact
from clust.storefronts.models import DeliveryOption, Domain, Seller, Storefront, Terms
from demo.accounts import CLUB, COUNCIL, DESK, MEMBER, PARTNER, PASSWORD, SUPPLIER
from demo.catalogue import ITEMS, LOUPIOTE, SEEN_ON, SOURCE, Company, Item

HERE = Path(__file__).resolve().parent
PICTURES = HERE / "pictures"
HOSTS = ("localhost", "127.0.0.1", "[::1]")

FIRST_NAMES = re.findall(
    r"\w+",
    """
    Adèle Aïssa Amine Anouk Bastien Blanche Célestin Chloé Corentin Dalila Denis Elsa Émile Fanny
    Farid Flore Gaspard Hanna Hugo Inès Ismaël Jeanne Joseph Karim Léa Léonie Loïc Lucie Malik
    Manon Marius Nadia Nils Noémie Oscar Paloma Paul Quentin Rachel Rémi Rosa Sacha Samir Simone
    Solène Théo Ulysse Valentin Violette Yasmine Yves Zoé
    """,
)
CROWD_AT_FIRST = 40
INVENTED = "!"  # in the place of a password: who signed up or was entered on paper has another


@dataclass(frozen=True, slots=True)
class Carriage:
    """A way of delivery at the start; `place` makes it a pickup."""

    fr: str
    en: str
    cents: int
    from_g: int
    below_g: int
    place: str = ""
    countries: str = "FR BE LU"
    addresses: int = 1


CARRIAGES = (
    Carriage("Colis à domicile, moins de 1 kg", "Parcel, below 1 kg", 490, 0, 1_000, addresses=2),
    Carriage("Colis à domicile, 1 à 5 kg", "Parcel, 1 to 5 kg", 790, 1_000, 5_000),
    Carriage("Colis à domicile, 5 à 30 kg", "Parcel, 5 to 30 kg", 1_490, 5_000, 30_000),
    Carriage("Transporteur, dès 30 kg", "Carrier, from 30 kg", 3_900, 30_000, 2_000_000, "", "FR"),
    Carriage(
        "Retrait à l’atelier de Lyon",
        "Pickup at the Lyon workshop",
        0,
        0,
        2_000_000,
        "1 place de l’Exemple, 69001 Lyon",
        "FR",
    ),
    Carriage(
        "Retrait au relais de Nantes",
        "Pickup point in Nantes",
        290,
        0,
        2_000_000,
        "1 quai de l’Exemple, 44000 Nantes",
        "FR",
    ),
)


@transaction.atomic
def set_up(*, now: datetime) -> Storefront:
    """Write all that is missing; what is there stays as it is."""
    storefront = open_shop(now=now)
    desk = member(DESK, "Dominique, aux achats", desk=True, now=now)
    camille = member(MEMBER, "Camille Exemple", now=now)
    place_for_parcels(camille, now=now)
    member(COUNCIL, "Élu du CSE Acme", now=now)
    member(CLUB, "Bureau du club", now=now)
    for item in ITEMS:
        offer(item, desk, now=now)
    supplier = Supplier.objects.get(name=LOUPIOTE.name)
    contact = member(SUPPLIER, "Sacha, chez Loupiote", now=now)
    member(PARTNER, "Noé Exemple", now=now)
    SupplierContact.objects.get_or_create(person=contact, defaults={"supplier": supplier})
    invite_crowd(CROWD_AT_FIRST - crowd().count(), now=now)
    return storefront


def open_shop(*, now: datetime) -> Storefront:
    """Write the seller with its terms, and the storefront with its hosts and ways of delivery."""
    seller, _ = Seller.objects.get_or_create(
        name="Clust Démonstration SAS",
        defaults={
            "street": "1 place de l’Exemple",
            "postcode": "69001",
            "city": "Lyon",
            "registration": "RCS Lyon 000 000 000 (exemple)",
            "vat_number": "FR00000000000",
            "iban": "FR7630006000011234567890189",
            "email": "bonjour@clust.example",
            "phone": "+33 4 00 00 00 00",
            "mediator": "Médiation de l’Exemple, 1 rue de l’Exemple, 75000 Paris",
            "mediator_url": "https://mediation.example/",
        },
    )
    texts = {f"text_{code}": (HERE / f"terms.{code}.txt").read_text() for code in ("fr", "en")}
    published = {**texts, "published_at": now - timedelta(days=130)}
    Terms.objects.get_or_create(seller=seller, version=1, defaults=published)
    storefront, _ = Storefront.objects.get_or_create(
        slug="clust", defaults={"name": "Clust", "seller": seller}
    )
    for host in HOSTS:
        Domain.objects.get_or_create(host=host, defaults={"storefront": storefront})
    for carriage in CARRIAGES:
        deliver(storefront, carriage, now=now)
    return storefront


def deliver(storefront: Storefront, carriage: Carriage, *, now: datetime) -> None:
    """Write a way of delivery."""
    DeliveryOption.objects.get_or_create(
        storefront=storefront,
        name_fr=carriage.fr,
        defaults={
            "kind": DeliveryOption.PICKUP if carriage.place else DeliveryOption.PARCEL,
            "name_en": carriage.en,
            "place": carriage.place,
            "countries": carriage.countries,
            "from_g": carriage.from_g,
            "below_g": carriage.below_g,
            "gross_cents": carriage.cents,
            "parcels_most": carriage.addresses,
            "started_at": now - timedelta(days=130),
        },
    )


# Products


def offer(item: Item, desk: Person, *, now: datetime) -> Product:
    """Write a product with its variants, picture and reference price, and its accepted quote."""
    supplier = supplier_at(item.company)
    product = supplier.products.filter(reference=item.picture).first()
    if product is None:
        product = add_product(
            supplier=supplier,
            variants=[VariantFacts(*astuple(choice)) for choice in item.choices],
            now=now - timedelta(days=120),
            **described(item),
        )
        note_reference_price(
            product=product,
            gross_cents=item.reference_cents,
            source=SOURCE,
            seen_on=SEEN_ON,
            today=max(SEEN_ON, now.date()),
        )
        if not item.negotiated:
            accept_quote(product, item, desk, now=now)
    hang_picture(product, item)
    return product


def supplier_at(company: Company) -> Supplier:
    """Return the supplier, noted once."""
    known = Supplier.objects.filter(name=company.name).first()
    return known or add_supplier(name=company.name, email=company.email)


def described(item: Item) -> ProductFacts:
    """Return what a product's page says."""
    return {
        "reference": item.picture,
        "name_fr": item.fr,
        "name_en": item.en,
        "description_fr": item.about_fr,
        "description_en": item.about_en,
        "weight_g": item.weight_g,
        "contents": item.kilograms * 1_000,
        "measure": "kg" if item.kilograms else "",
        "vat_per_mille": item.vat_per_mille,
        "manufacturer": item.company.address,
        "eu_responsible": f"{item.company.address}, {item.company.email}",
        "identifier": item.identifier,
        "warnings_fr": item.warnings_fr,
        "warnings_en": item.warnings_en,
        "repairability": item.repairability,
        "eco_contribution_cents": item.eco_cents,
        "withdrawal_exception": item.exception,
    }


def accept_quote(product: Product, item: Item, desk: Person, *, now: datetime) -> Award:
    """Record the supplier's quote, and that the desk accepted it."""
    quote = record_quote(
        product=product,
        rungs=item.cost,
        case_size=item.case_size,
        minimum_cases=item.minimum_cases,
        capacity=item.capacity,
        lead_days=item.lead_days,
        now=now - timedelta(days=110),
    )
    return award_quote(
        quote, person=desk, reason="Meilleur prix rendu", now=now - timedelta(days=108)
    )


def hang_picture(product: Product, item: Item) -> None:
    """Put the drawing of a product among the shop's pictures."""
    drawing = PICTURES / f"{item.picture}.svg"
    name = f"pictures/{drawing.name}"
    kept = Path(settings.MEDIA_ROOT) / name
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_bytes(drawing.read_bytes())
    Picture.objects.get_or_create(
        product=product, file=name, defaults={"alt_fr": item.fr, "alt_en": item.en}
    )


# People


def member(email: str, name: str, *, now: datetime, desk: bool = False) -> Person:
    """Write a person who can sign in with the demo's password, once."""
    known = Person.objects.by_confirmed_address(email)
    if known:
        return known
    person = Person(joined_at=now - timedelta(days=50), is_staff=desk)
    person.set_password(PASSWORD)
    person.save()
    Identity.objects.create(person=person, name=name)
    EmailAddress.objects.create(user=person, email=email, verified=True, primary=True)
    return person


def place_for_parcels(person: Person, *, now: datetime) -> Address:
    """Return where the member's parcels go, noted once."""
    return person.addresses.first() or add_address(
        person=person,
        name="Camille Exemple",
        street="12 rue de l’Exemple",
        postcode="69007",
        city="Lyon",
        now=now - timedelta(days=50),
    )


def crowd() -> models.QuerySet[Person]:
    """Return the invented buyers, and nobody else without an address."""
    return Person.objects.filter(password=INVENTED, emailaddress=None, identity__isnull=False)


def invite_crowd(count: int, *, now: datetime) -> list[Person]:
    """Return so many new buyers."""
    return [invite(now=now) for _ in range(count)]


def invite(*, now: datetime) -> Person:
    """Write a buyer, who is known by a first name and a letter."""
    person = Person.objects.create(password=INVENTED, joined_at=now - timedelta(days=30))
    rounds, first = divmod(person.pk, len(FIRST_NAMES))
    letter = chr(ord("A") + (person.pk + rounds) % 26)
    Identity.objects.create(person=person, name=f"{FIRST_NAMES[first]} {letter}.")
    return person
