"""Royalties as they are earned on delivery and taken back on return."""

from datetime import datetime

from django.db import transaction

from clust.commissions.levels import level_of
from clust.commissions.models import Royalty, RoyaltyReversal
from clust.ledger.actions import Account, Line, post
from clust.orders.models import Cancellation, Order
from clust.supply.models import Delivery, DeliveryLine
from clust.wishes.models import RightsAssignment


class NothingEarned(Exception):
    """What came is earned for already, or came back since."""


class NothingToReverse(Exception):
    """Nothing is earned for that was not kept."""


@transaction.atomic
def accrue_royalties(delivery: Delivery, *, now: datetime) -> list[Royalty]:
    """
    Credit creators with what a delivery earns them, once a line; its orders are locked meanwhile.

    :raises NothingEarned: if there is nothing of it to credit
    """
    lines = delivery.lines.filter(royalty=None, order__campaign__rights__isnull=False)
    keys = list(lines.values_list("order", flat=True))
    orders = _locked(keys)
    found = [_accrue(line, orders[line.order_id], now) for line in lines.order_by("pk")]
    written = [royalty for royalty in found if royalty]
    if not written:
        raise NothingEarned
    return written


def _locked(keys: list[int]) -> dict[int, Order]:
    rows = Order.objects.filter(pk__in=keys).order_by("pk").select_for_update(no_key=True)
    return {order.pk: order for order in rows}


def _accrue(line: DeliveryLine, order: Order, now: datetime) -> Royalty | None:
    rights = order.campaign.rights
    level = level_of(order)
    units = min(line.units, level.kept - level.earned)
    if rights is None or units <= 0 or Royalty.objects.filter(delivery_line=line).exists():
        return None
    royalty = Royalty.objects.create(
        delivery_line=line,
        rights=rights,
        units=units,
        cents=units * rights.royalty_cents,
        at=now,
    )
    _post(f"royalty:{royalty.pk}", rights, royalty.cents, now)
    return royalty


@transaction.atomic
def reverse_royalties(cancellation: Cancellation, *, now: datetime) -> RoyaltyReversal:
    """
    Take back what was earned for units that came back; never more than was earned.

    :raises NothingToReverse: if all that is earned for is still kept
    """
    order = _locked([cancellation.order_id])[cancellation.order_id]
    rights, level = order.campaign.rights, level_of(order)
    done = RoyaltyReversal.objects.filter(cancellation=cancellation).exists()
    units = level.earned - level.kept
    if rights is None or done or units <= 0:
        raise NothingToReverse
    reversal = RoyaltyReversal.objects.create(
        cancellation=cancellation,
        rights=rights,
        units=units,
        cents=units * rights.royalty_cents,
        at=now,
    )
    _post(f"royalty_reversal:{reversal.pk}", rights, -reversal.cents, now)
    return reversal


def _post(key: str, rights: RightsAssignment, cents: int, now: datetime) -> None:
    post(
        key=key,
        currency=rights.project.wish.currency,
        lines=[
            Line(Account.ROYALTY_COSTS, cents),
            Line(Account.ROYALTIES, -cents, party=rights.person_id),
        ],
        now=now,
    )
