"""A quote for a product that we do not know yet: both are noted, or neither."""

from datetime import datetime
from typing import Unpack

from django.db import transaction

from clust.people.models import Person
from clust.sourcing.actions.products import ProductFacts, add_product
from clust.sourcing.actions.quoting import QuoteTerms, Rungs, offer_quote
from clust.sourcing.models import Enquiry, Product, Quote, Supplier


@transaction.atomic
def offer_new_product(
    *,
    supplier: Supplier,
    facts: ProductFacts,
    rungs: Rungs,
    person: Person | None,
    now: datetime,
    enquiry: Enquiry | None = None,
    replaces: Quote | None = None,
    **terms: Unpack[QuoteTerms],
) -> Quote:
    """
    Note a supplier's product, and what it asks for it; safety data may follow.

    :param rungs: pairs of (from units, unit cost in cents net)
    :raises ReferenceTaken: if the supplier has that reference already
    :raises InvalidLadder: if the rungs make no ladder
    :raises QuoteRefused: a subclass says why
    :raises QuoteClosed: if `replaces` is accepted, replaced or rejected already
    """
    product = add_product(supplier=supplier, now=now, **facts)
    return offer_quote(
        product=product,
        person=person,
        rungs=rungs,
        now=now,
        enquiry=enquiry,
        replaces=replaces,
        **terms,
    )


@transaction.atomic
def note_safety(
    product: Product, *, manufacturer: str, eu_responsible: str, identifier: str, warnings_fr: str
) -> Product:
    """Write who makes a product, who answers for it in the EU, its identifier and its warnings."""
    told = {
        "manufacturer": manufacturer,
        "eu_responsible": eu_responsible,
        "identifier": identifier,
        "warnings_fr": warnings_fr,
    }
    Product.objects.filter(pk=product.pk).update(**told)
    product.refresh_from_db(fields=list(told))
    return product
