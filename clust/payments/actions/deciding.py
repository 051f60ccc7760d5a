"""What the desk decides when money has come in: order from the supplier, or call it all off."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Sum

from clust.base.sql import statement
from clust.campaigns.models import Campaign, Clearing
from clust.ledger.many import post_each
from clust.orders.models import Cancellation
from clust.orders.subsidising import return_subsidies
from clust.payments.actions.sharing import CANCELLATION_LINES
from clust.payments.models import CampaignCancellation, PurchaseDecision
from clust.payments.settling import captured_orders
from clust.people.models import Person
from clust.rules.margin import Margin, margin_at

REFUND_LINES = """
    SELECT 'refund:' || r.id AS key, k.currency, line.*
    FROM refund AS r
    JOIN capture AS c ON c.id = r.capture_id
    JOIN "order" AS o ON o.id = c.order_id
    JOIN campaign AS k ON k.id = o.campaign_id
    CROSS JOIN LATERAL (VALUES
        ('buyers', o.person_id, r.cents), ('refunds_on_way', NULL::bigint, -r.cents)
    ) AS line (account, party, cents)
    WHERE r.id = ANY(%s)
"""


class NothingCaptured(Exception):
    """No unit is paid: there is nothing to order."""


class AlreadyDecided(Exception):
    """The desk has decided this before."""


class CalledOff(Exception):
    """This clust was called off."""


class AtTheSupplier(Exception):
    """The supplier has its order: what it refuses or does not send is undone from there."""


class SoldBelowCost(Exception):
    """At the quantity paid the goods cost more than they are sold for; the desk decides."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How the buyers of a clearing stand, in orders, units and cents gross."""

    orders: dict[str, int]
    cents: dict[str, int]
    paid_units: int
    margin: Margin
    below_minimum: bool
    to_refund: int

    @property
    def below_cost(self) -> bool:
        """Say whether what is paid is sold under the purchase price."""
        return self.paid_units > 0 and self.margin.below_cost


def outcome(clearing: Clearing) -> Outcome:
    """Return how the buyers of a clearing stand, and what ordering now would mean."""
    with connection.cursor() as cursor:
        cursor.execute(statement("payments", "outcome"), {"clearing": clearing.pk})
        counted = cursor.fetchall()
    campaign = clearing.closing.campaign
    units = sum(left for state, _, left, _, _ in counted if state in ("paid", "free"))
    return Outcome(
        orders={state: orders for state, orders, *_ in counted},
        cents={state: due for state, _, _, due, _ in counted},
        paid_units=units,
        margin=_margin(campaign, clearing, units),
        below_minimum=units < max(1, campaign.minimum_cases) * campaign.case_size,
        to_refund=sum(kept for *_, kept in counted),
    )


def paid_units(clearing: Clearing) -> int:
    """Return the units that are paid and not undone."""
    total: int = captured_orders(clearing).aggregate(sum=Sum("units_left"))["sum"] or 0
    return total


def _margin(campaign: Campaign, clearing: Clearing, units: int) -> Margin:
    cost = campaign.award.quote.cost_ladder()
    vat, royalty = campaign.product.vat_per_mille, campaign.royalty_cents
    return margin_at(units, clearing.gross_cents or 0, cost, vat, royalty=royalty)


@transaction.atomic
def decide_purchase(
    clearing: Clearing, *, person: Person | None, now: datetime, below_cost_reason: str = ""
) -> PurchaseDecision:
    """
    Order with what is paid, without waiting for the rest, or though it is little.

    :param below_cost_reason: the legal exception, where the goods are sold below their cost now
    :raises SoldBelowCost: if they are, and no exception is given (commercial code L442-5)
    :raises NothingCaptured: if nothing is paid
    :raises CalledOff: if the campaign was called off
    :raises AlreadyDecided: if someone else did
    """
    Clearing.objects.select_for_update(no_key=True).get(pk=clearing.pk)
    if CampaignCancellation.objects.filter(clearing=clearing).exists():
        raise CalledOff
    units, campaign = paid_units(clearing), clearing.closing.campaign
    if not units:
        raise NothingCaptured
    excused = below_cost_reason or campaign.below_cost_reason
    if not excused and _margin(campaign, clearing, units).below_cost:
        raise SoldBelowCost
    try:
        with transaction.atomic():
            return PurchaseDecision.objects.create(
                clearing=clearing, person=person, below_cost_reason=below_cost_reason, at=now
            )
    except IntegrityError as error:
        raise AlreadyDecided from error


@transaction.atomic
def call_off(
    clearing: Clearing, *, person: Person | None, condition: str, now: datetime
) -> CampaignCancellation:
    """
    Call a cleared campaign off: from now on nobody is charged and nothing is ordered.

    :param condition: the condition in the terms under which that is allowed
    :raises CalledOff: if it was called off before
    :raises AtTheSupplier: if its goods are ordered
    """
    Clearing.objects.select_for_update(no_key=True).get(pk=clearing.pk)
    if Clearing.objects.filter(pk=clearing.pk, purchase_order__isnull=False).exists():
        raise AtTheSupplier
    try:
        with transaction.atomic():
            return CampaignCancellation.objects.create(
                clearing=clearing, person=person, condition=condition, at=now
            )
    except IntegrityError as error:
        raise CalledOff from error


@transaction.atomic
def undo_campaign(called_off: CampaignCancellation, *, now: datetime) -> None:
    """Undo the whole sale of a campaign called off and give everybody's money back, as one set."""
    words: dict[str, Any] = {
        "clearing": called_off.clearing_id,
        "fact": called_off.pk,
        "now": now,
    }
    with connection.cursor() as cursor:
        cursor.execute(
            'SELECT FROM "order" AS o JOIN allotment AS a ON a.id = o.allotment_id'
            " WHERE a.clearing_id = %s ORDER BY o.id FOR NO KEY UPDATE OF o",
            [called_off.clearing_id],
        )
        cursor.execute(statement("payments", "call_off"), words)
        undone = [pk for (pk,) in cursor.fetchall()]
        cursor.execute(statement("payments", "refund_all"), words)
        refunds = [pk for (pk,) in cursor.fetchall()]
    post_each(lines_sql=CANCELLATION_LINES, params=[undone], now=now)
    post_each(lines_sql=REFUND_LINES, params=[refunds], now=now)
    subsidised = Cancellation.objects.filter(pk__in=undone, order__subsidies__isnull=False)
    return_subsidies(list(subsidised.distinct()), now=now)
