"""Issuing invoices for orders that are paid, thousands at once where thousands wait."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from clust.invoicing.actions.numbering import take_numbers
from clust.invoicing.copying import copy_documents
from clust.invoicing.models import (
    BilledTo,
    Invoice,
    InvoiceLine,
    Kind,
    Series,
    Treatment,
    of_known_buyers,
    paid_in_full,
)
from clust.invoicing.sales import Sale, day_of, paid_sales
from clust.ledger.actions import Account
from clust.ledger.actions import Line as BookLine
from clust.ledger.many import Movement, post_all
from clust.orders.cancelling import cancel
from clust.orders.models import Cause, Order, Subsidy
from clust.payments.models import Capture, CreditUse
from clust.rules.vat import OutsideUnion, Split, Taxed, UnknownRate, rate_of, split_gross
from clust.rules.vat import Treatment as Taxation

MOST_AT_ONCE = 5_000


class Draft(NamedTuple):
    """An invoice before it has its number."""

    sale: Sale
    taxed: Taxed
    goods: Split
    delivery: Split

    @property
    def vat(self) -> int:
        """Return the tax, in cents."""
        return self.goods.vat + self.delivery.vat


@transaction.atomic
def invoice_payment(payment: Capture | CreditUse | Subsidy, *, now: datetime) -> Invoice | None:
    """
    Issue the invoice of the order that was paid, and with it all that wait in its campaign.

    :returns: the order's invoice, none if it is not paid in full
    :raises OutsideUnion, UnknownRate: if no tax can be named for it
    """
    order = payment.order
    alike = of_known_buyers(now).filter(campaign=order.campaign_id).exclude(pk=order.pk)
    waiting = paid_in_full(alike).order_by("pk").values_list("pk", flat=True)[:MOST_AT_ONCE]
    issue_invoices(orders=[order.pk], others=list(waiting), now=now)
    return Invoice.objects.filter(order=order).first()


@transaction.atomic
def issue_invoices(
    *, orders: Sequence[int], now: datetime, others: Sequence[int] = ()
) -> list[Invoice]:
    """
    Number and write the invoices of paid orders, and put their tax into the books.

    Whoever has one keeps it; who is not paid in full gets none.

    :param orders, others: numbers of orders; others only where nobody is at them and all is plain
    :raises OutsideUnion, UnknownRate: if no tax can be named for one of `orders`
    """
    on = day_of(now)
    list(_locked(orders))
    free = list(_locked(others, skip=True)) if others else []
    plain = (sale for sale in paid_sales(free) if _can_be_taxed(sale, on))
    wanted = paid_sales(_without_tax(orders, on, now))
    drafts = [draft(sale, on) for sale in sorted((*wanted, *plain))]
    issued = list(_numbered(drafts, on, now))
    _write_down(issued, now)
    return [invoice for _, invoice in issued]


def _locked(orders: Sequence[int], *, skip: bool = False) -> Iterable[int]:
    rows = Order.objects.select_for_update(no_key=True, skip_locked=skip).filter(pk__in=orders)
    return rows.order_by("pk").values_list("pk", flat=True)


def _can_be_taxed(sale: Sale, on: date) -> bool:
    try:
        return sale.taxed(on).treatment != Taxation.EXEMPT
    except (OutsideUnion, UnknownRate):
        return False


def _without_tax(orders: Sequence[int], on: date, now: datetime) -> Sequence[int]:
    """Take the tax off what companies abroad bought: they account for it, and do not pay it."""
    for sale in list(paid_sales(orders)):
        if sale.taxed(on).treatment == Taxation.EXEMPT:
            per_mille = rate_of(sale.kind, sale.goods_to, on)
            cancel(
                order=Order.objects.get(pk=sale.order),
                cause=Cause.TAX,
                key=f"tax:{sale.order}",
                goods_gross_cents=split_gross(sale.goods, per_mille).vat,
                delivery_gross_cents=split_gross(sale.delivery, per_mille).vat,
                now=now,
            )
    return orders


def draft(sale: Sale, on: date) -> Draft:
    """Split what is left of a sale, line by line, at the rate of its day."""
    rate = sale.taxed(on)
    goods, delivery = (split_gross(c, rate.per_mille) for c in (sale.goods, sale.delivery))
    return Draft(sale, rate, goods, delivery)


def _numbered(drafts: Sequence[Draft], on: date, now: datetime) -> Iterator[tuple[Draft, Invoice]]:
    by_seller = sorted(drafts, key=lambda one: (one.sale.seller, one.sale.order))
    for seller, group in groupby(by_seller, key=lambda one: one.sale.seller):
        mine = list(group)
        numbers = take_numbers(seller=seller, year=on.year, series=Series.INVOICE, count=len(mine))
        rows = [_invoice(one, n, on, now) for one, n in zip(mine, numbers, strict=True)]
        copy_documents(rows)
        yield from zip(mine, rows, strict=True)


def _invoice(one: Draft, number: int, on: date, now: datetime) -> Invoice:
    sale = one.sale
    return Invoice(
        order_id=sale.order,
        seller_id=sale.seller,
        year=on.year,
        number=number,
        issued_on=on,
        currency=sale.currency,
        treatment=Treatment(one.taxed.treatment),
        country=one.taxed.country,
        company_id=sale.company,
        last_cancellation=sale.last_cancellation,
        net_cents=one.goods.net + one.delivery.net,
        vat_cents=one.vat,
        gross_cents=sale.goods + sale.delivery,
        at=now,
    )


def _write_down(issued: Sequence[tuple[Draft, Invoice]], now: datetime) -> None:
    """Write lines, buyers and books of invoices that have their numbers."""
    copy_documents([line for one, invoice in issued for line in _lines(one, invoice)])
    copy_documents([_billed_to(one, invoice) for one, invoice in issued])
    moved = [_movement(one, invoice) for one, invoice in issued if one.vat]
    if moved:
        post_all(movements=moved, now=now)


def _lines(one: Draft, invoice: Invoice) -> Iterator[InvoiceLine]:
    parts = ((Kind.GOODS, one.sale.units, one.goods), (Kind.DELIVERY, 1, one.delivery))
    for kind, units, split in parts:
        if split.net + split.vat:
            yield InvoiceLine(
                invoice=invoice,
                kind=kind,
                units=units,
                per_mille=one.taxed.per_mille,
                net_cents=split.net,
                vat_cents=split.vat,
                gross_cents=split.net + split.vat,
            )


def _billed_to(one: Draft, invoice: Invoice) -> BilledTo:
    sale = one.sale
    person = sale.name or sale.address_name
    return BilledTo(
        invoice=invoice,
        person_id=sale.person,
        name=sale.company_name or person or _("Customer no. %(number)s") % {"number": sale.person},
        contact=person if sale.company else "",
        street=sale.street,
        extra=sale.extra,
        postcode=sale.postcode,
        city=sale.city,
        country=sale.country or one.taxed.country,
        vat_number=sale.vat_number,
    )


def _movement(one: Draft, invoice: Invoice) -> Movement:
    return Movement(
        f"invoice:{invoice.pk}",
        invoice.currency,
        [
            BookLine(Account.GOODS_PROMISED, one.goods.vat),
            BookLine(Account.DELIVERY_PROMISED, one.delivery.vat),
            BookLine(Account.VAT, -one.vat, detail=f"{one.taxed.country} {one.taxed.per_mille}"),
        ],
    )
