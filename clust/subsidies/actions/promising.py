"""Promising a subsidy before a pledge is placed, and letting it go where nothing comes of it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q

from clust.campaigns.models import Campaign
from clust.people.models import Person
from clust.rules.subsidy import within
from clust.storefronts.actions.roll import entry_of
from clust.storefronts.models import RollEntry, Storefront
from clust.subsidies.models import Promise, PromiseEnd, PromiseKey, PromisePart, SubsidyAllowance
from clust.subsidies.offers import (
    FAMILY,
    PERSON,
    Holding,
    SubsidyOffer,
    holdings_of,
    left_in,
    plans_for,
)
from clust.subsidies.purses import Moved, lock_allowances, lock_budgets, lock_promises, move


class PromisedLess(Exception):
    """Less than was shown is left by now; nothing is promised."""


class AlreadyEnded(Exception):
    """The promise came to its end before."""


@transaction.atomic
def promise_subsidy(
    *,
    campaign: Campaign,
    storefront: Storefront,
    person: Person,
    key: UUID,
    goods_most: int,
    shown_most: int,
    now: datetime,
) -> Promise | None:
    """
    Keep free what a community pays towards a choice, before its place is asked for.

    :param key: the choice's, later the pledge's; sent twice it is promised once
    :param goods_most: the most that the goods can cost, in cents
    :param shown_most: what the page said that the community pays then; at a lower price it follows
    :returns: None where the community pays nothing
    :raises PromisedLess: if it is less by now
    """
    if known := _known(key, person):
        return known
    entry = entry_of(storefront=storefront, person=person, now=now)
    offer = _locked_offer(campaign, entry, now) if entry else None
    if offer and (known := _known(key, person)):
        return known
    kept = offer.kept(goods_most) if offer else []
    if sum(kept) < shown_most:
        raise PromisedLess
    if offer is None or not any(kept):
        return None
    promise = Promise.objects.create(
        campaign=campaign, person=person, entry=offer.entry, goods_most_cents=goods_most, at=now
    )
    PromiseKey.objects.create(promise=promise, key=key)
    _write_parts(promise, offer, kept)
    return promise


def _known(key: UUID, person: Person) -> Promise | None:
    return Promise.objects.filter(keys__key=key, person=person).first()


def _locked_offer(campaign: Campaign, entry: RollEntry, now: datetime) -> SubsidyOffer | None:
    """Return the offer with all its purses locked until the transaction ends."""
    plans = plans_for(campaign=campaign, entry=entry, now=now)
    if not plans:
        return None
    holdings = [holdings_of(plan, entry, now) for plan in plans]
    budgets = lock_budgets(plan.budget_id for plan in plans)
    drawn = _allowances(holdings)
    return SubsidyOffer(entry, plans, holdings, left_in(budgets, holdings, drawn))


def _allowances(holdings: Iterable[Mapping[Holding, int]]) -> dict[Holding, SubsidyAllowance]:
    """Return allowances, written where nobody drew from them yet, locked."""
    numbers = []
    for holding, most in ((one, most) for own in holdings for one, most in own.items()):
        row, _ = SubsidyAllowance.objects.get_or_create(
            **holding._asdict(), defaults={"most_cents": most}
        )
        SubsidyAllowance.objects.filter(pk=row.pk, most_cents__lt=most).update(most_cents=most)
        numbers.append(row.pk)
    rows = lock_allowances(numbers).values()
    return {Holding(row.line, row.holder, row.year): row for row in rows}


def _write_parts(promise: Promise, offer: SubsidyOffer, kept: Sequence[int]) -> None:
    drawn = _allowances(offer.holdings)
    parts = []
    for plan, own, cents in zip(offer.plans, offer.holdings, kept, strict=True):
        rows = {one.holder: drawn[one] for one in own}
        parts.append(
            PromisePart(
                promise=promise,
                plan=plan,
                cents=cents,
                of_person=next((rows[one] for one in rows if one.startswith(PERSON)), None),
                of_family=next((rows[one] for one in rows if one.startswith(FAMILY)), None),
            )
        )
    PromisePart.objects.bulk_create(parts)
    move([Moved(part.pk, part.cents, 0) for part in parts])


@transaction.atomic
def extend_promise(promise: Promise, *, key: UUID, goods_most: int, now: datetime) -> Promise:
    """
    Let a promise stand for a choice that takes the place of another, at a higher maximum.

    What more it comes to is kept free as far as the purses carry it; what was promised stands.

    :raises AlreadyEnded: if it came to its end
    """
    promise = Promise.objects.select_for_update(no_key=True).get(pk=promise.pk)
    if PromiseEnd.objects.filter(promise=promise).exists():
        raise AlreadyEnded
    PromiseKey.objects.get_or_create(key=key, defaults={"promise": promise})
    if goods_most <= promise.goods_most_cents:
        return promise
    Promise.objects.filter(pk=promise.pk).update(goods_most_cents=goods_most)
    _widen(promise, goods_most, now)
    return promise


def _widen(promise: Promise, goods_most: int, now: datetime) -> None:
    """Keep more free in the parts of plans that still promise, up to the price."""
    rest = goods_most - sum(part.cents for part in promise.parts.all())
    plans = plans_for(campaign=promise.campaign, entry=promise.entry, now=now)
    parts = promise.parts.filter(plan__in=plans).select_related("plan")
    parts = parts.order_by("plan__rank", "plan_id")
    budgets = lock_budgets(plan.budget_id for plan in plans)
    drawn = lock_allowances(number for part in parts for number in part.ceilings)
    moves = []
    for part in parts:
        budget = budgets[part.plan.budget_id]
        rooms = [most - drawn[number].gone_cents for number, most in part.ceilings.items()]
        wanted = part.plan.terms.towards(goods_most) - part.cents
        if more := within(wanted, budget.left_cents, rest, *rooms):
            rest -= more
            budget.reserved_cents += more
            PromisePart.objects.filter(pk=part.pk).update(cents=F("cents") + more)
            moves.append(Moved(part.pk, more, 0))
    move(moves)


@transaction.atomic
def settle_promises(
    *, promises: Sequence[Promise], paid: Mapping[int, int], now: datetime
) -> list[PromiseEnd]:
    """
    End promises whose pledges are ordered: what is paid is used, the rest is free again.

    :param paid: the cents that each part pays, by its number; parts that pay nothing may be missing
    """
    return _end(promises, PromiseEnd.ORDERED, paid, now)


@transaction.atomic
def release_promise(promise: Promise, *, now: datetime) -> PromiseEnd:
    """
    Let a promise go that no order can come of any more.

    :raises AlreadyEnded: if it came to its end
    """
    Promise.objects.select_for_update(no_key=True).get(pk=promise.pk)
    if PromiseEnd.objects.filter(promise=promise).exists():
        raise AlreadyEnded
    return _end([promise], PromiseEnd.RELEASED, {}, now)[0]


@transaction.atomic
def release_earlier(*, person: Person, now: datetime) -> list[PromiseEnd]:
    """Let all promises to somebody go, by whatever form, that no order can come of any more."""
    mine = Q(person=person) | Q(entry__claim__person=person)
    due = Promise.objects.due_to_release(now).filter(mine)
    if not (found := lock_promises(due.values("pk"))):
        return []
    return _end(list(due.filter(pk__in=found)), PromiseEnd.RELEASED, {}, now)


def _end(
    promises: Sequence[Promise], cause: str, paid: Mapping[int, int], now: datetime
) -> list[PromiseEnd]:
    ends = PromiseEnd.objects.bulk_create(
        PromiseEnd(promise=promise, cause=cause, at=now) for promise in promises
    )
    parts = PromisePart.objects.filter(promise__in=promises)
    move([Moved(part.pk, -part.cents, paid.get(part.pk, 0)) for part in parts])
    return ends


@transaction.atomic
def give_back(*, parts: Mapping[int, int], now: datetime) -> None:
    """Let what flows back of subsidies paid be free again: cents by the part that promised them."""
    move([Moved(part, 0, -cents) for part, cents in parts.items() if cents])
