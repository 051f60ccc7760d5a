"""Commissions as they are earned on delivery and taken back when a sale is undone."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction

from clust.commissions.brought import PLACES, Brought, brought_by
from clust.commissions.models import Clawback, Commission
from clust.ledger.actions import Account, Line, post
from clust.orders.models import Cancellation, Order
from clust.supply.models import Delivery, DeliveryLine


class NothingEarned(Exception):
    """What came is earned for already, came back since, or nobody earns by it."""


class NothingToTakeBack(Exception):
    """It was taken back before, or nothing was earned."""


@transaction.atomic
def accrue_commissions(delivery: Delivery, *, now: datetime) -> list[Commission]:
    """
    Credit partners with what a delivery earns them, each once a line.

    Its orders are locked meanwhile; one may earn by its link or its shop, and by its portal.

    :raises NothingEarned: if there is nothing of it to credit
    """
    lines = list(delivery.lines.order_by("pk"))
    orders = _locked([line.order_id for line in lines])
    found = [one for line in lines for one in _accrue(line, orders[line.order_id], now)]
    if not found:
        raise NothingEarned
    return found


def _locked(keys: list[int]) -> dict[int, Order]:
    rows = Order.objects.filter(pk__in=keys).order_by("pk").select_for_update(no_key=True)
    return {order.pk: order for order in rows}


def _accrue(line: DeliveryLine, order: Order, now: datetime) -> Iterator[Commission]:
    for place in PLACES:
        if not line.commissions.filter(source__in=place).exists():
            earns = brought_by(order, place)
            units = min(line.units, earns.kept - earns.units) if earns else 0
            if earns and units > 0:
                yield _credited(line, earns, units, now)


def _credited(line: DeliveryLine, earns: Brought, units: int, now: datetime) -> Commission:
    commission = Commission.objects.create(
        delivery_line=line,
        units=units,
        cents=max(earns.worth(earns.units + units) - earns.cents, 0),
        at=now,
        **earns.cause,
    )
    _post(f"commission:{commission.pk}", earns, commission.cents, now)
    return commission


@transaction.atomic
def claw_back(cancellation: Cancellation, *, now: datetime) -> list[Clawback]:
    """
    Take back what an order earned too much since a part of it was undone, once for each part.

    :raises NothingToTakeBack: if that was done, or nobody earned by the order
    """
    order = _locked([cancellation.order_id])[cancellation.order_id]
    found = list(_taken_back(cancellation, order, now))
    if not found:
        raise NothingToTakeBack
    return found


def _taken_back(cancellation: Cancellation, order: Order, now: datetime) -> Iterator[Clawback]:
    for place in PLACES:
        if cancellation.clawbacks.filter(source__in=place).exists():
            continue
        if earns := brought_by(order, place):
            back = Clawback.objects.create(
                cancellation=cancellation,
                units=max(earns.units - earns.kept, 0),
                cents=max(earns.cents - earns.worth(min(earns.kept, earns.units)), 0),
                at=now,
                **earns.cause,
            )
            _post(f"clawback:{back.pk}", earns, -back.cents, now)
            yield back


def _post(key: str, earns: Brought, cents: int, now: datetime) -> None:
    if cents:
        owed = Line(Account.COMMISSIONS, -cents, party=earns.agreement.partner_id)
        post(
            key=key,
            currency=earns.order.campaign.currency,
            lines=[Line(Account.COMMISSION_COSTS, cents), owed],
            now=now,
        )
