"""What the supplier answers, and what happens where it brings less."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from clust.people.models import Person
from clust.supply.claims import NotEnough, hold_spares, open_units, remaining_of
from clust.supply.models import (
    PurchaseAnswer,
    PurchaseAnswerLine,
    PurchaseOrder,
    PurchaseReduction,
)
from clust.supply.reducing import reduce, write_reduction

Reason = PurchaseReduction.Cause


class MoreThanOrdered(Exception):
    """The supplier promises more than is ordered."""


class NotRefused(Exception):
    """The supplier's last word is no refusal."""


class RefusedExchange(Exception):
    """New units were to replace others: the money is given back where those came back."""


@transaction.atomic
def answer_purchase(
    purchase_order: PurchaseOrder,
    *,
    now: datetime,
    units: Mapping[int, int] | None = None,
    refused: bool = False,
    deliver_by_on: date | None = None,
    note: str = "",
    person: Person | None = None,
) -> PurchaseAnswer:
    """
    Note what the supplier says: it confirms, refuses, or brings less of some variants.

    Less is shared out among the buyers in the order of the book, and what is missing refunded. A
    refusal changes nothing yet: the desk decides. Of an exchange, less than all is a refusal.

    :param units: what it will bring of each variant, all that is open where left out
    :raises MoreThanOrdered: if it is more than is open
    :raises NotEnough: if more is on its way to buyers already
    """
    still_open = _locked_units(purchase_order)
    promised = {variant: (units or {}).get(variant, n) for variant, n in still_open.items()}
    if any(n > still_open[variant] or n < 0 for variant, n in promised.items()):
        raise MoreThanOrdered
    short = promised != still_open if purchase_order.is_exchange else not any(promised.values())
    refused = refused or short
    answer = PurchaseAnswer.objects.create(
        purchase_order=purchase_order,
        refused=refused,
        deliver_by_on=deliver_by_on,
        note=note,
        person=person,
        at=now,
    )
    if not refused:
        _note_lines(answer, promised)
        for variant, n in promised.items():
            key = f"answer:{answer.pk}:{variant}"
            reduce(purchase_order, variant, still_open[variant] - n, Reason.SHORTENED, key, now)
    return answer


def _locked_units(purchase_order: PurchaseOrder) -> dict[int, int]:
    """Return what is open of each variant; the order stays locked."""
    PurchaseOrder.objects.select_for_update(no_key=True).get(pk=purchase_order.pk)
    return open_units(purchase_order)


def _note_lines(answer: PurchaseAnswer, promised: Mapping[int, int]) -> None:
    PurchaseAnswerLine.objects.bulk_create(
        PurchaseAnswerLine(answer=answer, variant_id=variant, units=units)
        for variant, units in promised.items()
    )


@transaction.atomic
def accept_refusal(purchase_order: PurchaseOrder, *, now: datetime) -> list[PurchaseReduction]:
    """
    Take a refusal as it is: nothing is owed to the supplier, and every buyer is refunded.

    :raises NotRefused: if its last answer is another one
    :raises RefusedExchange: if it was to replace what buyers sent back
    """
    if purchase_order.is_exchange:
        raise RefusedExchange
    still_open = _locked_units(purchase_order)
    last = purchase_order.answers.first()
    if last is None or not last.refused:
        raise NotRefused
    reduced = (
        reduce(purchase_order, variant, n, Reason.REFUSED, f"refusal:{last.pk}:{variant}", now)
        for variant, n in still_open.items()
    )
    return [row for row in reduced if row is not None]


@transaction.atomic
def call_off(
    *, purchase_order: PurchaseOrder, variant: int, units: int, now: datetime
) -> PurchaseReduction:
    """
    Call off units that no buyer has any more, before the supplier sends them.

    :raises NotEnough: if so many are not left over
    """
    still_open = _locked_units(purchase_order)
    hold_spares(purchase_order.campaign_id)
    over = min(remaining_of(purchase_order.campaign_id, variant), still_open.get(variant, 0))
    if not 0 < units <= over:
        raise NotEnough
    number = purchase_order.reductions.count()
    key = f"call_off:{purchase_order.pk}:{number}"
    return write_reduction(purchase_order, variant, units, Reason.UNWANTED, key, now)
