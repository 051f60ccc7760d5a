"""What the desk notes before a clust: suppliers, products, pictures, reference prices."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import IO, NamedTuple, TypedDict, Unpack
from uuid import uuid4

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction

from clust.base.pictures import rewritten
from clust.sourcing.models import (
    Award,
    Picture,
    Product,
    ReferencePrice,
    Supplier,
    Variant,
)

FROZEN = ("reference", "vat_per_mille", "vat_category", "weight_g", "withdrawal_exception")
HIGHEST_CENTS = 100_000_000


class NameTaken(Exception):
    """A supplier of this name is known already."""


class ReferenceTaken(Exception):
    """This supplier has a product of this reference already."""


class BadVariants(Exception):
    """Variants must have different names, and one alone may have none."""


class Frozen(Exception):
    """A quote for the product is accepted: what its clusts rest on cannot be changed any more."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(", ".join(names))
        self.names = tuple(names)


class BadReferencePrice(Exception):
    """A reference price has an amount, a source and a day that is not in the future."""


class VariantFacts(NamedTuple):
    """A size or colour: its names, its surcharge in cents gross, and its number once it has one."""

    name_fr: str = ""
    name_en: str = ""
    surcharge_gross_cents: int = 0
    number: int | None = None


class ProductFacts(TypedDict, total=False):
    """What is known of a product, by the names of its columns."""

    reference: str
    name_fr: str
    name_en: str
    description_fr: str
    description_en: str
    weight_g: int
    contents: int
    measure: str
    vat_per_mille: int
    vat_category: str
    manufacturer: str
    eu_responsible: str
    identifier: str
    warnings_fr: str
    warnings_en: str
    repairability: str
    eco_contribution_cents: int
    withdrawal_exception: str


def add_supplier(
    *, name: str, email: str = "", language: str = "fr", country: str = "FR"
) -> Supplier:
    """
    Note a company to buy from.

    :raises NameTaken: if it is known already
    """
    return _saved_supplier(Supplier(name=name, email=email, language=language, country=country))


def change_supplier(
    supplier: Supplier, *, name: str, email: str, language: str, country: str
) -> Supplier:
    """
    Write what is known of a supplier now.

    :raises NameTaken: if another one has that name
    """
    supplier.name, supplier.email = name, email
    supplier.language, supplier.country = language, country
    return _saved_supplier(supplier)


def _saved_supplier(supplier: Supplier) -> Supplier:
    try:
        with transaction.atomic():
            supplier.save()
    except IntegrityError as error:
        raise NameTaken(supplier.name) from error
    return supplier


@transaction.atomic
def add_product(
    *,
    supplier: Supplier,
    now: datetime,
    variants: Sequence[VariantFacts] = (VariantFacts(),),
    **facts: Unpack[ProductFacts],
) -> Product:
    """
    Note a product with its variants; one without choices has one, unnamed.

    :raises ReferenceTaken: if the supplier has that reference already
    :raises BadVariants: if names of variants are missing or alike
    """
    product = _saved_product(Product(supplier=supplier, added_at=now, **facts))
    _write_variants(product, variants)
    return product


@transaction.atomic
def change_product(
    product: Product,
    *,
    variants: Sequence[VariantFacts],
    **facts: Unpack[ProductFacts],
) -> Product:
    """
    Correct a product and its variants; variants may be added, never taken away.

    Once a quote for it is accepted, clusts rest on its reference, tax rate, weight, exception to
    the right of withdrawal, and on the names and surcharges of its variants: these stay. Words,
    safety data and pictures may always be corrected.

    :raises Frozen: naming what may not change any more
    :raises ReferenceTaken: if the supplier has that reference already
    :raises BadVariants: if names of variants are missing or alike, or one is somebody else's
    """
    changed = [name for name, value in facts.items() if getattr(product, name) != value]
    kept = _changed_variants(product, variants)
    if Award.objects.filter(quote__product=product).exists():
        frozen = [name for name in changed if name in FROZEN] + (["variants"] if kept else [])
        if frozen:
            raise Frozen(frozen)
    for name in changed:
        setattr(product, name, facts[name])  # type: ignore[literal-required]
    _saved_product(product)
    _write_variants(product, variants)
    return product


def _saved_product(product: Product) -> Product:
    try:
        with transaction.atomic():
            product.save()
    except IntegrityError as error:
        raise ReferenceTaken(product.reference) from error
    return product


def _changed_variants(product: Product, variants: Sequence[VariantFacts]) -> bool:
    """
    Say whether variants that exist would get another name or surcharge.

    :raises BadVariants: if one is missing or is not of this product
    """
    given = {line.number: line[:3] for line in variants if line.number is not None}
    known = {
        variant.pk: (variant.name_fr, variant.name_en, variant.surcharge_gross_cents)
        for variant in product.variants.all()
    }
    if given.keys() != known.keys():
        raise BadVariants
    return given != known


def _write_variants(product: Product, variants: Sequence[VariantFacts]) -> None:
    names = [line.name_fr for line in variants]
    if not names or len(set(names)) < len(names) or ("" in names and len(names) > 1):
        raise BadVariants
    try:
        with transaction.atomic():
            for position, line in enumerate(variants):
                _variant(product, line, position).save()
    except IntegrityError as error:
        raise BadVariants from error


def _variant(product: Product, line: VariantFacts, position: int) -> Variant:
    return Variant(
        pk=line.number,
        product=product,
        name_fr=line.name_fr,
        name_en=line.name_en or line.name_fr,
        surcharge_gross_cents=line.surcharge_gross_cents,
        position=position,
    )


def add_picture(*, product: Product, upload: IO[bytes], alt_fr: str, alt_en: str) -> Picture:
    """
    Show a product: the upload is checked, turned upright and written anew without metadata.

    :raises PictureRefused: if it is too heavy, too large or no picture
    """
    pixels = ContentFile(rewritten(upload), name=f"{uuid4().hex}.webp")
    return Picture.objects.create(
        product=product,
        file=pixels,
        alt_fr=alt_fr,
        alt_en=alt_en,
        position=product.pictures.count(),
    )


def remove_picture(picture: Picture) -> None:
    """Show a picture no longer, and keep no file of it."""
    storage, name = picture.file.storage, str(picture.file.name)
    picture.delete()
    transaction.on_commit(lambda: storage.delete(name))


def note_reference_price(
    *, product: Product, gross_cents: int, source: str, seen_on: date, today: date, url: str = ""
) -> ReferencePrice:
    """
    Note what somebody else asks for the product, with the place and the day it was seen.

    :raises BadReferencePrice: without a source, for no amount, or on a day to come
    """
    if not 1 <= gross_cents <= HIGHEST_CENTS or not source.strip() or seen_on > today:
        raise BadReferencePrice
    return ReferencePrice.objects.create(
        product=product, gross_cents=gross_cents, source=source, url=url, seen_on=seen_on
    )
