"""Invoicing goods that came back and were sold again."""

from datetime import datetime

from django.db import transaction

from clust.invoicing.actions.numbering import take_numbers
from clust.invoicing.models import ResaleInvoice, ResoldTo, Series
from clust.invoicing.sales import day_of
from clust.rules.vat import split_gross
from clust.storefronts.models import Seller


@transaction.atomic
def invoice_resale(
    seller: Seller,
    *,
    product: str,
    who: str,
    units: int,
    gross_cents: int,
    per_mille: int,
    currency: str,
    now: datetime,
) -> ResaleInvoice:
    """
    Number and write the invoice of goods sold again at home; whoever sells them books it.

    :param gross_cents: the price of all units with tax
    """
    on = day_of(now)
    split = split_gross(gross_cents, per_mille)
    numbers = take_numbers(seller=seller.pk, year=on.year, series=Series.INVOICE, count=1)
    invoice = ResaleInvoice.objects.create(
        seller=seller,
        year=on.year,
        number=numbers[0],
        issued_on=on,
        currency=currency,
        net_cents=split.net,
        vat_cents=split.vat,
        gross_cents=gross_cents,
        country=seller.country,
        product=product[:240],
        units=units,
        per_mille=per_mille,
        at=now,
    )
    ResoldTo.objects.create(invoice=invoice, who=who)
    return invoice
