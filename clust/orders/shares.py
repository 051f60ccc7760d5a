"""Who pays what of a pledge or an order: the community its part, the buyer the rest."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import F, Sum

from clust.campaigns.models import Hold, Pledge
from clust.orders.models import Order, Subsidy
from clust.rules.subsidy import Terms, in_turn
from clust.subsidies.models import PromiseKey, PromisePart


class Share(NamedTuple):
    """The one line of a price that a community bears a part of, in cents gross."""

    community: str
    goods_cents: int
    subsidy_cents: int
    delivery_cents: int

    @property
    def total_cents(self) -> int:
        """Return what goods and delivery cost, whoever pays."""
        return self.goods_cents + self.delivery_cents

    @property
    def you_pay_cents(self) -> int:
        """Return the buyer's part, with delivery."""
        return self.goods_cents - self.subsidy_cents + self.delivery_cents


@dataclass(frozen=True)
class Promised:
    """What a community promised towards a pledge: it follows the price."""

    community: str
    terms: list[Terms]
    most: list[int]

    def at(self, goods_cents: int, delivery_cents: int) -> Share:
        """Return who pays what where the goods come to so much."""
        paid = sum(in_turn(self.terms, goods_cents, self.most))
        return Share(self.community, goods_cents, paid, delivery_cents)


def promised(pledges: Iterable[Pledge | Hold]) -> Mapping[int, Promised]:
    """Return what stands promised towards pledges or holds, by their numbers; few have any."""
    by_key = {pledge.key: pledge.pk for pledge in pledges}
    keys = PromiseKey.objects.filter(key__in=by_key, promise__end=None)
    pledge_of = {row.promise_id: by_key[row.key] for row in keys}
    if not pledge_of:
        return {}
    found: dict[int, Promised] = {}
    parts = PromisePart.objects.filter(promise__in=pledge_of).order_by("plan__rank", "plan_id")
    for part in parts.select_related("plan__budget__storefront"):
        name = part.plan.budget.storefront.name
        one = found.setdefault(pledge_of[part.promise_id], Promised(name, [], []))
        one.terms.append(part.plan.terms)
        one.most.append(part.cents)
    return found


def share_of(order: Order) -> Share | None:
    """Return who pays what of an order as it was made, None where no community does."""
    rows = Subsidy.objects.filter(order=order)
    paid = rows.aggregate(sum=Sum("cents"))["sum"]
    if not paid:
        return None
    name = rows.values_list("part__plan__budget__storefront__name", flat=True)[0]
    goods = order.total_gross_cents - order.delivery_gross_cents
    return Share(name, goods, paid, order.delivery_gross_cents)


def subsidy_left(order: Order) -> int:
    """Return what communities pay of what is left of an order, in cents."""
    left = Subsidy.objects.filter(order=order).aggregate(
        sum=Sum(F("cents") - F("returned_cents"), default=0)
    )
    return int(left["sum"])
