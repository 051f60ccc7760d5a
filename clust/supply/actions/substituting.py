"""Another variant in the place of one that cannot be brought, only by each buyer's yes."""

from datetime import date, datetime

from django.db import transaction

from clust.orders.models import Cause, Order
from clust.people.models import Person
from clust.sourcing.models import Variant
from clust.supply.claims import claims_on, locked, undo
from clust.supply.models import (
    ParcelLine,
    PurchaseOrder,
    PurchaseOrderLine,
    PurchaseReduction,
    Substitution,
    SubstitutionAnswer,
    SubstitutionQuestion,
)
from clust.supply.models.substituting import ZONE
from clust.supply.reducing import write_reduction


class CannotSubstitute(Exception):
    """No substitute can be offered, or the question cannot be answered; subclasses say why."""


class NotASubstitute(CannotSubstitute):
    """It is the same variant, or one of another product."""


class Dearer(CannotSubstitute):
    """The surcharge of the other variant is higher than what buyers paid."""


class TooSoon(CannotSubstitute):
    """Buyers have until tomorrow at least."""


class AlreadyOffered(CannotSubstitute):
    """A substitute was offered for this line before."""


class PartlySent(CannotSubstitute):
    """Some buyer has a part of it already."""


class NobodyWaits(CannotSubstitute):
    """Nobody waits for this variant any more."""


class TooLate(CannotSubstitute):
    """The last day to answer has passed."""


class AlreadyAnswered(CannotSubstitute):
    """The buyer said the contrary, or nothing is left to say it about."""


@transaction.atomic
def offer_substitute(
    *,
    line: PurchaseOrderLine,
    variant: Variant,
    answer_by_on: date,
    now: datetime,
    note: str = "",
    person: Person | None = None,
) -> Substitution:
    """
    Ask every buyer of a line whether another variant of the product may come instead.

    It concerns all of the line that is not sent. Nothing of it leaves before the buyer's yes.

    :raises CannotSubstitute: a subclass says why
    """
    purchase_order = PurchaseOrder.objects.select_for_update(no_key=True).get(
        pk=line.purchase_order_id
    )
    if Substitution.objects.filter(line=line).exists():
        raise AlreadyOffered
    if variant == line.variant or variant.product_id != line.variant.product_id:
        raise NotASubstitute
    orders = _waiting(purchase_order, line)
    if any(order.surcharge_gross_cents < variant.surcharge_gross_cents for order in orders):
        raise Dearer
    if answer_by_on <= now.astimezone(ZONE).date():
        raise TooSoon
    offer = Substitution.objects.create(
        line=line, variant=variant, answer_by_on=answer_by_on, note=note, person=person, at=now
    )
    SubstitutionQuestion.objects.bulk_create(
        SubstitutionQuestion(offer=offer, order=order, at=now) for order in orders
    )
    return offer


def _waiting(purchase_order: PurchaseOrder, line: PurchaseOrderLine) -> list[Order]:
    """Return the orders that still wait for the units of a line, locked."""
    bought = purchase_order.shares.filter(order__variant=line.variant, order__substitution=None)
    orders = locked(bought.values_list("order", flat=True))
    claims = claims_on(order.pk for order in orders)
    waiting = [order for order in orders if claims[order.pk].units]
    if not waiting:
        raise NobodyWaits
    if ParcelLine.objects.filter(order__in=waiting).exists():
        raise PartlySent
    return waiting


@transaction.atomic
def answer_substitution(
    *, question: SubstitutionQuestion, accepted: bool, person: Person, now: datetime
) -> SubstitutionAnswer:
    """
    Take a buyer's yes or no: all that is left of the order is sent as the other variant, or undone.

    The same answer twice is once.

    :raises TooLate: if the last day has passed
    :raises AlreadyAnswered: if the contrary was said, or nothing is left
    """
    order = _locked(question)
    if done := SubstitutionAnswer.objects.filter(question=question).first():
        if done.accepted is accepted and done.person == person:
            return done
        raise AlreadyAnswered
    if question.offer.is_over(now):
        raise TooLate
    if not claims_on([order.pk])[order.pk].units:
        raise AlreadyAnswered
    return _answered(question, order, accepted, person, now)


@transaction.atomic
def lapse_question(question: SubstitutionQuestion, *, now: datetime) -> SubstitutionAnswer:
    """
    Take silence until the last day for a no.

    :raises AlreadyAnswered: if the buyer spoke in the meantime
    """
    order = _locked(question)
    if SubstitutionAnswer.objects.filter(question=question).exists():
        raise AlreadyAnswered
    return _answered(question, order, False, None, now)


def _locked(question: SubstitutionQuestion) -> Order:
    """Lock the purchase order, then the buyer's, as whoever shortens or sends does."""
    PurchaseOrder.objects.select_for_update(no_key=True).get(lines=question.offer.line_id)
    return locked([question.order_id])[0]


def _answered(
    question: SubstitutionQuestion,
    order: Order,
    accepted: bool,
    person: Person | None,
    now: datetime,
) -> SubstitutionAnswer:
    line, units = question.offer.line, claims_on([order.pk])[order.pk].units
    answer = SubstitutionAnswer.objects.create(
        question=question, accepted=accepted, units=units, person=person, at=now
    )
    if units and not accepted:
        key, cause = f"substitution:{answer.pk}", PurchaseReduction.Cause.SHORTENED
        undo(order, units, Cause.NO_SUBSTITUTE, key, now=now)
        write_reduction(line.purchase_order, line.variant_id, units, cause, key, now)
    return answer
