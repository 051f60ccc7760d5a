"""A line that a table brought as one sum, once the bank tells its parts."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import F

from clust.banking.models import BankLine, Matching
from clust.banking.papers import SaidLine
from clust.orders.models import Order
from clust.payments.actions.charging import receive_transfer
from clust.payments.models import TransferDue
from clust.payments.settling import settlement


@transaction.atomic
def match_parts(line: BankLine, *, parts: Iterable[SaidLine], now: datetime) -> list[Matching]:
    """
    Take the parts of a line as payments of the orders whose reference and amount they have.

    What is left of the line waits for the desk as before.
    """
    line = BankLine.objects.select_for_update(no_key=True).get(pk=line.pk)
    awaited = {
        due.reference: due.order
        for due in TransferDue.objects.filter(
            reference__in={part.reference for part in parts if part.reference},
            order__campaign__currency=line.account.currency,
        ).select_related("order__campaign")
    }
    paid = (
        _pay(line, awaited[part.reference], part.cents, now)
        for part in parts
        if part.reference in awaited
    )
    return [matching for matching in paid if matching]


def _pay(line: BankLine, order: Order, cents: int, now: datetime) -> Matching | None:
    Order.objects.select_for_update(no_key=True).get(pk=order.pk)
    line.refresh_from_db(fields=["left_cents"])
    if not 0 < cents <= line.left_cents or settlement(order).to_charge != cents:
        return None
    capture = receive_transfer(
        order=order,
        cents=cents,
        ref=f"bank-{line.pk}-{line.matchings.count() + 1}",
        was_unmatched=True,
        now=now,
    )
    BankLine.objects.filter(pk=line.pk).update(left_cents=F("left_cents") - cents)
    return Matching.objects.create(line=line, capture=capture, cents=cents, at=now)
