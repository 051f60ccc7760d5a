"""Issuing credit notes for what was undone of an order after its invoice."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import NamedTuple

from django.db import transaction
from django.db.models import F, Sum

from clust.invoicing.actions.numbering import take_numbers
from clust.invoicing.copying import copy_documents
from clust.invoicing.models import (
    CreditNote,
    CreditNoteLine,
    InvoiceLine,
    Kind,
    Series,
    due_to_credit,
)
from clust.invoicing.sales import day_of
from clust.ledger.actions import Account
from clust.ledger.actions import Line as BookLine
from clust.ledger.many import Movement, post_all
from clust.orders.models import Cancellation, Order
from clust.rules.vat import Split, taken_off

MOST_AT_ONCE = 5_000


class Part(NamedTuple):
    """What is taken off one line of an invoice."""

    line: InvoiceLine
    units: int
    split: Split


class Draft(NamedTuple):
    """A credit note before it has its number."""

    cancellation: Cancellation
    parts: tuple[Part, ...]

    def of(self, kind: Kind) -> Split:
        """Return what is taken off goods, or off delivery."""
        found = (part.split for part in self.parts if part.line.kind == kind)
        return next(found, Split(0, 0))


@transaction.atomic
def credit_cancellation(cancellation: Cancellation, *, now: datetime) -> CreditNote | None:
    """
    Issue the credit note of what was undone, and with it all that wait in its campaign.

    Notes of one order are written in the order in which its parts were undone.
    """
    order = cancellation.order
    alike = due_to_credit(now).filter(order__campaign=order.campaign_id).order_by("pk")
    others = alike.exclude(order=order).values_list("order", flat=True)[:MOST_AT_ONCE]
    _credit([order.pk, *_free(list(others))], now)
    return CreditNote.objects.filter(cancellation=cancellation).first()


def _free(orders: Sequence[int]) -> Sequence[int]:
    rows = Order.objects.select_for_update(no_key=True, skip_locked=True).filter(pk__in=orders)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def _credit(orders: Sequence[int], now: datetime) -> list[CreditNote]:
    """Write the credit notes that wait for these orders, the first of which is not locked yet."""
    Order.objects.select_for_update(no_key=True).get(pk=orders[0])
    waiting = due_to_credit(now).filter(order__in=orders).select_related("order__invoice__seller")
    rows = list(waiting.order_by("order", "pk"))
    issued = list(_numbered(list(_drafts(rows)), day_of(now), now))
    copy_documents([_line(part, note) for one, note in issued for part in one.parts])
    moved = [move for one, note in issued if (move := _movement(one, note)).lines[-1].cents]
    if moved:
        post_all(movements=moved, now=now)
    return [note for _, note in issued]


def _drafts(rows: Sequence[Cancellation]) -> Iterator[Draft]:
    lines: dict[tuple[int, str], InvoiceLine] = {}
    left: dict[int, int] = {}
    invoices = [row.order.invoice.pk for row in rows]
    for line in InvoiceLine.objects.filter(invoice__in=invoices):
        lines[line.invoice_id, line.kind] = line
        left[line.pk] = line.gross_cents
    for invoice, kind, cents in _credited(invoices):
        left[lines[invoice, kind].pk] -= cents
    for row in rows:
        asked = (
            (Kind.GOODS, row.units, row.goods_gross_cents),
            (Kind.DELIVERY, 1, row.delivery_gross_cents),
        )
        parts = []
        for kind, units, cents in asked:
            if cents:
                line = lines[row.order.invoice.pk, kind]
                parts.append(Part(line, units, taken_off(left[line.pk], cents, line.per_mille)))
                left[line.pk] -= cents
        if parts:
            yield Draft(row, tuple(parts))


def _credited(invoices: Sequence[int]) -> Iterator[tuple[int, str, int]]:
    rows = CreditNoteLine.objects.filter(credit_note__invoice__in=invoices)
    sums = rows.values("kind", invoice=F("credit_note__invoice")).annotate(cents=Sum("gross_cents"))
    return ((row["invoice"], row["kind"], row["cents"]) for row in sums)


def _numbered(
    drafts: Sequence[Draft], on: date, now: datetime
) -> Iterator[tuple[Draft, CreditNote]]:
    def seller(one: Draft) -> int:
        return one.cancellation.order.invoice.seller_id

    for number, group in groupby(sorted(drafts, key=seller), key=seller):
        mine = list(group)
        numbers = take_numbers(
            seller=number, year=on.year, series=Series.CREDIT_NOTE, count=len(mine)
        )
        rows = [_note(one, n, on, now) for one, n in zip(mine, numbers, strict=True)]
        copy_documents(rows)
        yield from zip(mine, rows, strict=True)


def _note(one: Draft, number: int, on: date, now: datetime) -> CreditNote:
    invoice = one.cancellation.order.invoice
    net, vat = (sum(part.split[i] for part in one.parts) for i in (0, 1))
    return CreditNote(
        cancellation=one.cancellation,
        invoice=invoice,
        seller_id=invoice.seller_id,
        year=on.year,
        number=number,
        issued_on=on,
        currency=invoice.currency,
        net_cents=net,
        vat_cents=vat,
        gross_cents=net + vat,
        at=now,
    )


def _line(part: Part, note: CreditNote) -> CreditNoteLine:
    return CreditNoteLine(
        credit_note=note,
        kind=part.line.kind,
        units=part.units,
        per_mille=part.line.per_mille,
        net_cents=part.split.net,
        vat_cents=part.split.vat,
        gross_cents=part.split.net + part.split.vat,
    )


def _movement(one: Draft, note: CreditNote) -> Movement:
    goods, delivery = one.of(Kind.GOODS).vat, one.of(Kind.DELIVERY).vat
    invoice = one.cancellation.order.invoice
    detail = f"{invoice.country} {one.parts[0].line.per_mille}"
    return Movement(
        f"credit_note:{note.pk}",
        note.currency,
        [
            BookLine(Account.GOODS_PROMISED, -goods),
            BookLine(Account.DELIVERY_PROMISED, -delivery),
            BookLine(Account.VAT, goods + delivery, detail=detail),
        ],
    )
