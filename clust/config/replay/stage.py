"""The rows a replay needs around its campaigns: a storefront of its own, a supplier, people."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction

from clust.campaigns.actions.opening import open_campaign
from clust.campaigns.models import Campaign
from clust.config.replay.plan import Act
from clust.people.models import Person
from clust.rules.ladder import Ladder
from clust.rules.margin import without_tax
from clust.sourcing.actions.quoting import award_quote, record_quote
from clust.sourcing.models import Product, Supplier, Variant
from clust.storefronts.models import DeliveryOption, Seller, Storefront, Terms

NAME = "Replay"
SLUG = "replay-"


@dataclass(frozen=True, slots=True)
class Stage:
    """Where a replay plays: its storefront, a supplier, a pickup without cost, and its people."""

    storefront: Storefront
    supplier: Supplier
    pickup: DeliveryOption
    people: dict[str, Person]


@transaction.atomic
def set_stage(*, title: str, currency: str, buyers: Sequence[str], now: datetime) -> Stage:
    """
    Write a new storefront and new people; nobody else sees or meets them.

    The storefront answers at no domain, and the people have no e-mail address.
    """
    seller = _seller(now)
    storefront = Storefront.objects.create(
        slug=f"{SLUG}{_runs() + 1}",
        name=title[:80],
        seller=seller,
        language="en",
        currency=currency,
    )
    pickup = DeliveryOption.objects.create(
        storefront=storefront,
        kind=DeliveryOption.PICKUP,
        name_fr="Sans livraison",
        name_en="No delivery",
        place="-",
        gross_cents=0,
        started_at=now,
    )
    supplier, _ = Supplier.objects.get_or_create(name=NAME, defaults={"language": "en"})
    return Stage(storefront, supplier, pickup, _people(buyers, now))


def _runs() -> int:
    slugs = Storefront.objects.filter(slug__startswith=SLUG).values_list("slug", flat=True)
    return max((int(slug.removeprefix(SLUG)) for slug in slugs), default=0)


def _seller(now: datetime) -> Seller:
    seller, made = Seller.objects.get_or_create(
        name=NAME, defaults={"street": "-", "postcode": "-", "city": "-", "registration": "-"}
    )
    if made:
        words = "Orders of the past, played again: nothing is sold."
        Terms.objects.create(
            seller=seller, version=1, text_fr=words, text_en=words, published_at=now
        )
    return seller


def _people(buyers: Sequence[str], now: datetime) -> dict[str, Person]:
    people = Person.objects.bulk_create(
        [Person(joined_at=now, language="en", password=make_password(None)) for _ in buyers],
        batch_size=1000,
    )
    return dict(zip(buyers, people, strict=True))


@transaction.atomic
def open_act(
    stage: Stage, act: Act, *, opens_at: datetime, closes_at: datetime, now: datetime
) -> Campaign:
    """
    Open the campaign of an act: the item's price breaks are the ladder, with tax.

    The supplier is taken to ask the same without tax, so that the books are real and no price
    lies below its cost.
    """
    product = _product(stage.supplier, act, now)
    currency = stage.storefront.currency
    cost = cost_ladder(act.ladder, product.vat_per_mille)
    quote = record_quote(product=product, rungs=cost, currency=currency, note=NAME, now=now)
    return open_campaign(
        award=award_quote(quote, person=None, reason=NAME, now=now),
        storefront=stage.storefront,
        ladder=act.ladder,
        opens_at=opens_at,
        closes_at=closes_at,
        delivery_options=[stage.pickup],
        now=now,
    )


def cost_ladder(ladder: Ladder, vat_per_mille: int) -> list[tuple[int, int]]:
    """Return the rungs without tax; of prices that are then alike the first is kept."""
    starts: dict[int, int] = {}
    for rung in ladder.rungs:
        starts.setdefault(without_tax(rung.unit_price, vat_per_mille), rung.from_units)
    return [(start, cents) for cents, start in starts.items()]


def _product(supplier: Supplier, act: Act, now: datetime) -> Product:
    product, made = Product.objects.get_or_create(
        supplier=supplier,
        reference=act.code,
        defaults={"name_fr": act.name, "name_en": act.name, "added_at": now},
    )
    if made:
        Variant.objects.create(product=product)
    return product
