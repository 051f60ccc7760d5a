"""Setting money aside, and saying under which terms it is paid; nothing said is changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import F

from clust.people.models import Person
from clust.storefronts.models import Storefront
from clust.subsidies.models import BudgetChange, SubsidyBudget, SubsidyPlan, SubsidyPlanEnd


class AlreadyTaken(Exception):
    """So much of the budget is promised or used already that it cannot be made so small."""


class AlreadyEnded(Exception):
    """The plan was ended or replaced before."""


class BadTerms(Exception):
    """A plan pays a fixed amount or a share, for some time, out of a budget of its days."""


@dataclass(frozen=True, slots=True)
class PlanTerms:
    """What a plan says; amounts in cents, the share in per mille, ceilings None for none."""

    name: str
    begins_on: date
    ends_on: date
    rank: int = 1
    fixed_cents: int | None = None
    per_mille: int | None = None
    order_most_cents: int | None = None
    person_most_cents: int | None = None
    family_most_cents: int | None = None
    yearly: bool = True
    people: Sequence[str] = ()
    goods: Sequence[str] = ()
    occasion: str = ""


@transaction.atomic
def open_budget(
    *,
    storefront: Storefront,
    name: str,
    cents: int,
    begins_on: date,
    ends_on: date,
    person: Person | None,
    now: datetime,
) -> SubsidyBudget:
    """
    Set money aside for a time.

    :raises BadTerms: if it is no money, or for no time
    """
    if cents <= 0 or ends_on < begins_on:
        raise BadTerms
    budget = SubsidyBudget.objects.create(
        storefront=storefront,
        name=name,
        currency=storefront.currency,
        begins_on=begins_on,
        ends_on=ends_on,
        at=now,
    )
    change_budget(budget, cents=cents, person=person, now=now)
    budget.refresh_from_db()
    return budget


@transaction.atomic
def change_budget(
    budget: SubsidyBudget, *, cents: int, person: Person | None, now: datetime
) -> BudgetChange:
    """
    Give a budget so many cents more, or less where below zero.

    :raises BadTerms: if nothing changes
    :raises AlreadyTaken: if what is promised and used is more than would be left
    """
    if not cents:
        raise BadTerms
    try:
        with transaction.atomic():
            SubsidyBudget.objects.filter(pk=budget.pk).update(total_cents=F("total_cents") + cents)
    except IntegrityError as error:
        raise AlreadyTaken from error
    return BudgetChange.objects.create(budget=budget, cents=cents, person=person, at=now)


@transaction.atomic
def make_plan(
    *, budget: SubsidyBudget, terms: PlanTerms, person: Person | None, now: datetime
) -> SubsidyPlan:
    """
    Say under which terms a budget pays.

    :raises BadTerms: if it is neither a fixed amount nor a share, or both, or for no time
    """
    return _write(budget, terms, person, now)


@transaction.atomic
def replace_plan(
    plan: SubsidyPlan, *, terms: PlanTerms, person: Person | None, now: datetime
) -> SubsidyPlan:
    """
    Go on with other terms; what was promised stands, and ceilings count on.

    :raises AlreadyEnded: if it was ended before
    :raises BadTerms: as `make_plan`
    """
    end_plan(plan, person=person, now=now)
    return _write(plan.budget, terms, person, now, replaces=plan)


@transaction.atomic
def end_plan(plan: SubsidyPlan, *, person: Person | None, now: datetime) -> SubsidyPlanEnd:
    """
    Promise nothing more under a plan.

    :raises AlreadyEnded: if it was ended before
    """
    try:
        with transaction.atomic():
            return SubsidyPlanEnd.objects.create(plan=plan, person=person, at=now)
    except IntegrityError as error:
        raise AlreadyEnded from error


def _write(
    budget: SubsidyBudget,
    terms: PlanTerms,
    person: Person | None,
    now: datetime,
    replaces: SubsidyPlan | None = None,
) -> SubsidyPlan:
    if bool(terms.fixed_cents) == bool(terms.per_mille):
        raise BadTerms
    said = {name: getattr(terms, name) for name in PlanTerms.__slots__}
    said |= {"people": list(terms.people), "goods": list(terms.goods)}
    plan = SubsidyPlan(
        budget=budget,
        replaces=replaces,
        series=replaces.line if replaces else 0,
        person=person,
        at=now,
        **said,
    )
    try:
        with transaction.atomic():
            plan.save(force_insert=True)
    except IntegrityError as error:
        raise BadTerms from error
    return plan
