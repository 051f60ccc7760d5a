"""Stating what a community owes for a month, and taking its payment."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import DateTimeField, Exists, F, OuterRef, Q, QuerySet, Value

from clust.contributions.models import (
    ContributionLine,
    ContributionPayment,
    ContributionStatement,
)
from clust.contributions.months import last_month, month_start
from clust.ledger.actions import Account, Line, post
from clust.orders.models import Order, Subsidy, SubsidyReturn
from clust.payments.settling import with_sums
from clust.people.models import Person
from clust.rules.references import structured
from clust.storefronts.models import Storefront

TIME_TO_PAY = timedelta(days=30)


class AlreadyStated(Exception):
    """The month has its statement, or there is nothing to state."""


class NotSoMuch(Exception):
    """The statement asks for less than was paid, or nothing was."""


class AlreadyPaid(Exception):
    """This transfer was noted before."""


@transaction.atomic
def state_contributions(storefront: Storefront, *, now: datetime) -> list[ContributionStatement]:
    """
    Write what a community owes until the end of the last month, one statement for each currency.

    Of orders whose buyers have paid their part, with what flowed back of those stated before.

    :raises AlreadyStated: if it is written, or nothing came since
    """
    Storefront.objects.select_for_update(no_key=True).get(pk=storefront.pk)
    until = month_start(now)
    rows = list(subsidies_to_state(until).filter(part__plan__budget__storefront=storefront))
    backs = list(returns_to_state(until).filter(subsidy__part__plan__budget__storefront=storefront))
    currencies = {row.part.plan.budget.currency for row in rows}
    currencies |= {row.subsidy.part.plan.budget.currency for row in backs}
    stated = _stated(now).filter(storefront=storefront).values_list("currency", flat=True)
    written = [
        _state(storefront, currency, rows, backs, now)
        for currency in sorted(currencies.difference(stated))
    ]
    if not written:
        raise AlreadyStated
    return written


def _stated(now: datetime) -> QuerySet[ContributionStatement]:
    """Return statements of the last month; what comes in late waits for the next."""
    return ContributionStatement.objects.filter(month__gte=last_month(now))


def subsidies_to_state(until: datetime) -> QuerySet[Subsidy]:
    """Return subsidies of orders that their buyers have paid, on no statement yet."""
    paid = with_sums(Order.objects.all()).filter(pk=OuterRef("order"), kept__gte=F("due"))
    whole = Q(returned_cents__lt=F("cents"))
    return (
        Subsidy.objects.filter(Exists(paid), whole, stated=None, at__lt=until)
        .select_related("part__plan__budget")
        .order_by("pk")
    )


def returns_to_state(until: datetime) -> QuerySet[SubsidyReturn]:
    """Return what flowed back of subsidies that are, or are about to be, on a statement."""
    paid = with_sums(Order.objects.all()).filter(pk=OuterRef("subsidy__order"), kept__gte=F("due"))
    about_to = Q(
        Exists(paid),
        subsidy__returned_cents__lt=F("subsidy__cents"),
        subsidy__at__lt=until,
    )
    return (
        SubsidyReturn.objects.filter(
            Q(subsidy__stated__isnull=False) | about_to, stated=None, at__lt=until
        )
        .select_related("subsidy__part__plan__budget")
        .order_by("pk")
    )


def _state(
    storefront: Storefront,
    currency: str,
    subsidies: list[Subsidy],
    returns: list[SubsidyReturn],
    now: datetime,
) -> ContributionStatement:
    lines = list(_lines(currency, subsidies, returns))
    earlier = ContributionStatement.objects.filter(storefront=storefront, currency=currency)
    last = earlier.order_by("month").last()
    statement = ContributionStatement.objects.create(
        storefront=storefront,
        currency=currency,
        month=last_month(now),
        until=month_start(now),
        subsidies_cents=sum(line.cents for line in lines if line.cents > 0),
        returns_cents=-sum(line.cents for line in lines if line.cents < 0),
        before_cents=min(0, last.balance_cents) if last else 0,
        due_on=(month_start(now) + TIME_TO_PAY).date(),
        at=now,
    )
    for line in lines:
        line.statement = statement
    ContributionLine.objects.bulk_create(lines)
    statement.reference = structured(f"CS{statement.pk:09}")
    statement.save(update_fields=["reference"])
    return statement


def _lines(
    currency: str, subsidies: list[Subsidy], returns: list[SubsidyReturn]
) -> Iterator[ContributionLine]:
    for subsidy in subsidies:
        if subsidy.part.plan.budget.currency == currency:
            yield ContributionLine(subsidy=subsidy, cents=subsidy.cents)
    for back in returns:
        if back.subsidy.part.plan.budget.currency == currency:
            yield ContributionLine(returned=back, cents=-back.cents)


@transaction.atomic
def receive_contribution(
    *,
    statement: ContributionStatement,
    cents: int,
    reference: str,
    person: Person | None,
    now: datetime,
) -> ContributionPayment:
    """
    Note that money of a community came to our bank.

    :param reference: of the transfer, or of the bank's line
    :raises NotSoMuch: if it is nothing, or more than is due
    :raises AlreadyPaid: if the transfer was noted before
    """
    statement = ContributionStatement.objects.select_for_update(no_key=True).get(pk=statement.pk)
    if statement.payments.filter(reference=reference).exists():
        raise AlreadyPaid
    if not 0 < cents <= statement.due_cents:
        raise NotSoMuch
    payment = ContributionPayment.objects.create(
        statement=statement, cents=cents, reference=reference, person=person, at=now
    )
    post(
        key=f"contribution_payment:{payment.pk}",
        currency=statement.currency,
        lines=[
            Line(Account.BANK, cents),
            Line(Account.SUBSIDIES, -cents, party=statement.storefront_id),
        ],
        now=now,
    )
    return payment


def due_to_state(now: datetime) -> QuerySet[Storefront]:
    """Return storefronts whose communities owe something since the last month was over."""
    until = month_start(now)
    plan, back_plan = "part__plan__budget__", "subsidy__part__plan__budget__"
    owed = subsidies_to_state(until).filter(
        ~_stated_in(plan, now), **{f"{plan}storefront": OuterRef("pk")}
    )
    back = returns_to_state(until).filter(
        ~_stated_in(back_plan, now), **{f"{back_plan}storefront": OuterRef("pk")}
    )
    waits = Storefront.objects.filter(Exists(owed) | Exists(back))
    return waits.annotate(over_at=Value(until, DateTimeField()))


def _stated_in(budget: str, now: datetime) -> Exists:
    found = _stated(now).filter(
        storefront=OuterRef(f"{budget}storefront"), currency=OuterRef(f"{budget}currency")
    )
    return Exists(found)
