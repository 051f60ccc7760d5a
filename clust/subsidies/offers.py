"""What a community would pay towards somebody's order: its plans, and what is left for them."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.utils import timezone

from clust.campaigns.models import Campaign
from clust.people.models import Person
from clust.rules.subsidy import in_turn, kept_free
from clust.storefronts.actions.roll import entry_of
from clust.storefronts.models import RollEntry, Storefront
from clust.subsidies.models import SubsidyAllowance, SubsidyBudget, SubsidyPlan
from clust.wishes.models import Category

PERSON, FAMILY = "person:", "family:"


class Holding(NamedTuple):
    """Whose allowance under which plan's line, in which year (0: in all)."""

    line: int
    holder: str
    year: int


@dataclass(frozen=True)
class SubsidyOffer:
    """Plans that would pay for somebody on the roll, and what each purse they draw from has."""

    entry: RollEntry
    plans: Sequence[SubsidyPlan]
    holdings: Sequence[Mapping[Holding, int]]
    left: Mapping[Hashable, int]

    def kept(self, goods_most: int) -> list[int]:
        """Return what each plan would keep free for goods that cost up to so much."""
        purses = [
            (plan.budget_id, *own) for plan, own in zip(self.plans, self.holdings, strict=True)
        ]
        return kept_free([plan.terms for plan in self.plans], goods_most, purses, self.left)

    def pays(self, goods_cents: int, goods_most: int) -> int:
        """Return what they would pay at a price, out of what they keep free for the most."""
        return sum(in_turn([plan.terms for plan in self.plans], goods_cents, self.kept(goods_most)))

    def would_pay(self, goods_cents: int) -> int:
        """Return what their terms come to, were every purse full."""
        enough = [goods_cents] * len(self.plans)
        return sum(in_turn([plan.terms for plan in self.plans], goods_cents, enough))


def subsidy_offer(
    *, campaign: Campaign, storefront: Storefront, person: Person, now: datetime
) -> SubsidyOffer | None:
    """Return what a storefront's community would pay for somebody, None where it pays nothing."""
    entry = entry_of(storefront=storefront, person=person, now=now)
    plans = plans_for(campaign=campaign, entry=entry, now=now) if entry else []
    if entry is None or not plans:
        return None
    holdings = [holdings_of(plan, entry, now) for plan in plans]
    budgets = {plan.budget_id: plan.budget for plan in plans}
    return SubsidyOffer(entry, plans, holdings, left_in(budgets, holdings, allowances(holdings)))


def plans_for(*, campaign: Campaign, entry: RollEntry, now: datetime) -> list[SubsidyPlan]:
    """Return the plans that pay for somebody and these goods today, in their order."""
    plans = SubsidyPlan.objects.in_force(timezone.localdate(now)).filter(
        budget__storefront=entry.storefront_id, budget__currency=campaign.currency
    )
    for_them = [plan for plan in plans.select_related("budget") if plan.is_for(entry)]
    if not any(plan.goods for plan in for_them):
        return for_them
    kinds = kinds_of(campaign)
    return [plan for plan in for_them if plan.pays_for(kinds)]


def kinds_of(campaign: Campaign) -> set[str]:
    """Return the kinds of goods of a campaign: its product's for the tax, its wishes' shelves."""
    wished = Category.objects.filter(
        wishes__brief_line__brief__enquiries__quotes__award__campaign=campaign
    )
    return {campaign.product.vat_category, *wished.values_list("slug", flat=True)} - {""}


def holdings_of(plan: SubsidyPlan, entry: RollEntry, now: datetime) -> dict[Holding, int]:
    """Return the allowances that a plan counts in for somebody, each with its ceiling."""
    year = timezone.localdate(now).year if plan.yearly else 0
    ceilings = {
        f"{PERSON}{entry.pk}": plan.person_most_cents,
        f"{FAMILY}{entry.family}": plan.family_most_cents,
    }
    return {
        Holding(plan.line, holder, year): most
        for holder, most in ceilings.items()
        if most is not None
    }


def allowances(holdings: Iterable[Mapping[Holding, int]]) -> dict[Holding, SubsidyAllowance]:
    """Return what is known of allowances; one that nobody drew from has no row."""
    wanted = {one for own in holdings for one in own}
    rows = SubsidyAllowance.objects.filter(
        line__in={one.line for one in wanted}, holder__in={one.holder for one in wanted}
    )
    found = {Holding(row.line, row.holder, row.year): row for row in rows}
    return {one: row for one, row in found.items() if one in wanted}


def left_in(
    budgets: Mapping[int, SubsidyBudget],
    holdings: Iterable[Mapping[Holding, int]],
    drawn: Mapping[Holding, SubsidyAllowance],
) -> dict[Hashable, int]:
    """Return what every purse has left, in cents."""
    left: dict[Hashable, int] = {pk: budget.left_cents for pk, budget in budgets.items()}
    for own in holdings:
        for holding, most in own.items():
            row = drawn.get(holding)
            gone = row.gone_cents if row else 0
            left[holding] = min(left.get(holding, most), most - gone)
    return left
