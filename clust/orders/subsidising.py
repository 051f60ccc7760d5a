"""What communities promised is paid towards orders, and flows back where a sale is undone."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet, prefetch_related_objects

from clust.campaigns.models import Campaign, Pledge
from clust.ledger.actions import Account, Line
from clust.ledger.many import Movement, post_all
from clust.orders.models import Cancellation, Order, Subsidy, SubsidyReturn
from clust.rules.subsidy import given_back, in_turn
from clust.subsidies.actions.promising import give_back, settle_promises
from clust.subsidies.models import Promise, PromiseKey
from clust.subsidies.purses import lock_budgets, lock_promises


def promised_for(keys: Iterable[UUID] | QuerySet[Any, Any]) -> dict[UUID, Promise]:
    """Return the promises that stand for pledges with these keys, by all their keys, locked."""
    numbers = PromiseKey.objects.filter(key__in=keys).values("promise")
    found = list(lock_promises(numbers).values())
    prefetch_related_objects(found, "keys", "parts__plan__budget")
    return {key.key: promise for promise in found for key in promise.keys.all()}


def promised_of(campaign: Campaign, pledges: QuerySet[Pledge]) -> dict[UUID, Promise]:
    """Return the promises that stand for pledges of a campaign, as `promised_for`."""
    if not Promise.objects.standing().filter(campaign=campaign).exists():
        return {}
    return promised_for(pledges.values("key"))


def lock_purses(promises: Iterable[Promise]) -> None:
    """Lock the budgets that promises draw from; whoever needs a gate too takes it after them."""
    if numbers := {part.plan.budget_id for one in promises for part in one.parts.all()}:
        lock_budgets(numbers)


def pay_subsidies(
    orders: Iterable[Order], promises: Mapping[UUID, Promise], *, now: datetime
) -> list[Subsidy]:
    """Pay towards new orders what was promised for their pledges, at the price they came to."""
    mine = [(order, promises[order.pledge.key]) for order in orders if order.pledge.key in promises]
    if not mine:
        return []
    subsidies = [one for order, promise in mine for one in _paid(order, promise, now)]
    Subsidy.objects.bulk_create(subsidies)
    settle_promises(
        promises=[promise for _, promise in mine],
        paid={one.part_id: one.cents for one in subsidies},
        now=now,
    )
    _post([(f"subsidy:{one.pk}", one, one.cents) for one in subsidies], now)
    return subsidies


def _paid(order: Order, promise: Promise, now: datetime) -> list[Subsidy]:
    parts = sorted(promise.parts.all(), key=lambda part: (part.plan.rank, part.plan_id))
    goods = order.total_gross_cents - order.delivery_gross_cents
    paid = in_turn([one.plan.terms for one in parts], goods, [one.cents for one in parts])
    return [
        Subsidy(order=order, part=part, cents=cents, at=now)
        for part, cents in zip(parts, paid, strict=True)
        if cents
    ]


def return_subsidies(undone: Iterable[Cancellation], *, now: datetime) -> list[SubsidyReturn]:
    """Let flow back to communities what they paid of parts of sales just undone, in one go."""
    by_order = {one.order_id: one for one in undone if one.goods_gross_cents}
    rows = Subsidy.objects.select_for_update(no_key=True, of=("self",)).filter(
        order__in=by_order, returned_cents__lt=F("cents")
    )
    found = defaultdict[int, list[Subsidy]](list)
    for row in rows.select_related("order", "part__plan__budget").order_by("pk"):
        found[row.order_id].append(row)
    returns = [
        one
        for order, subsidies in found.items()
        for one in _returned(by_order[order], subsidies, now)
    ]
    _write(returns, now)
    return returns


def _returned(
    undone: Cancellation, subsidies: Sequence[Subsidy], now: datetime
) -> list[SubsidyReturn]:
    order = subsidies[0].order
    back = given_back(
        [one.part.plan.terms for one in subsidies],
        [one.left_cents for one in subsidies],
        _goods_left(order) + undone.goods_gross_cents,
        undone.goods_gross_cents,
        undone.units,
    )
    return [
        SubsidyReturn(subsidy=one, cancellation=undone, cents=cents, at=now)
        for one, cents in zip(subsidies, back, strict=True)
        if cents
    ]


def _goods_left(order: Order) -> int:
    gone = order.cancellations.values_list("goods_gross_cents", flat=True)
    return order.total_gross_cents - order.delivery_gross_cents - sum(gone)


def _write(returns: Sequence[SubsidyReturn], now: datetime) -> None:
    SubsidyReturn.objects.bulk_create(returns)
    for one in returns:
        Subsidy.objects.filter(pk=one.subsidy_id).update(
            returned_cents=F("returned_cents") + one.cents
        )
    give_back(parts={one.subsidy.part_id: one.cents for one in returns}, now=now)
    _post([(f"subsidy_return:{one.pk}", one.subsidy, -one.cents) for one in returns], now)


def _post(facts: Sequence[tuple[str, Subsidy, int]], now: datetime) -> None:
    if facts:
        post_all(movements=[_movement(*fact) for fact in facts], now=now)


def _movement(key: str, subsidy: Subsidy, cents: int) -> Movement:
    """Return that the community owes so much more, and the buyer so much less."""
    budget = subsidy.part.plan.budget
    return Movement(
        key,
        budget.currency,
        [
            Line(Account.SUBSIDIES, cents, party=budget.storefront_id),
            Line(Account.BUYERS, -cents, party=subsidy.order.person_id),
        ],
    )
