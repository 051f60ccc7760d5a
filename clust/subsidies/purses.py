"""
Budgets and allowances, which many draw from at once: locked in one order, moved as sets.

Promises are locked first, then budgets, then allowances, and a clust's gate after all of them.
"""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import QuerySet

from clust.base.sql import statement
from clust.subsidies.models import Promise, PromisePart, SubsidyAllowance, SubsidyBudget


class Moved(NamedTuple):
    """By how much what a part keeps free, and what it uses, changes; in cents."""

    part: int
    reserved: int
    used: int


def lock_promises(numbers: QuerySet[Any, Any]) -> dict[int, Promise]:
    """Lock promises that stand, always in the order of their numbers and before budgets."""
    rows = Promise.objects.standing().filter(pk__in=numbers)
    return {row.pk: row for row in rows.select_for_update(no_key=True, of=("self",)).order_by("pk")}


def lock_budgets(numbers: Iterable[int]) -> dict[int, SubsidyBudget]:
    """Lock budgets, always in the order of their numbers and before allowances."""
    rows = SubsidyBudget.objects.select_for_update(no_key=True).filter(pk__in=set(numbers))
    return {row.pk: row for row in rows.order_by("pk")}


def lock_allowances(numbers: Iterable[int]) -> dict[int, SubsidyAllowance]:
    """Lock allowances, always in the order of their numbers."""
    rows = SubsidyAllowance.objects.select_for_update(no_key=True).filter(pk__in=set(numbers))
    return {row.pk: row for row in rows.order_by("pk")}


def move(moves: Sequence[Moved]) -> None:
    """Change the kept numbers of all budgets and allowances that parts draw from."""
    if not moves:
        return
    parts = PromisePart.objects.filter(pk__in=[one.part for one in moves])
    drawn = list(parts.values_list("plan__budget_id", "of_person_id", "of_family_id"))
    lock_budgets(budget for budget, _, _ in drawn)
    lock_allowances(number for _, *own in drawn for number in own if number)
    columns = [list(column) for column in zip(*moves, strict=True)]
    with connection.cursor() as cursor:
        for name in ("move_budgets", "move_allowances"):
            cursor.execute(statement("subsidies", name), columns)
