"""Commissions as they are earned on delivery and taken back when a sale is undone."""

from datetime import datetime

from django.db import transaction

from clust.commissions.brought import brought, brought_by
from clust.commissions.models import Clawback, Commission
from clust.ledger.actions import Account, Line, post
from clust.orders.models import Cancellation, Order
from clust.partners.models import Agreement
from clust.supply.models import Delivery, DeliveryLine


class NothingEarned(Exception):
    """What came is earned for already, came back since, or nobody earns by it."""


class NothingToTakeBack(Exception):
    """It was taken back before, or nothing was earned."""


@transaction.atomic
def accrue_commissions(delivery: Delivery, *, now: datetime) -> list[Commission]:
    """
    Credit partners with what a delivery earns them, once a line; its orders are locked meanwhile.

    :raises NothingEarned: if there is nothing of it to credit
    """
    lines = delivery.lines.filter(commission=None).order_by("pk")
    keys = brought(Order.objects.filter(delivery_lines__in=lines)).values_list("pk", flat=True)
    orders = _locked(list(keys))
    found = [_accrue(one, orders[one.order_id], now) for one in lines if one.order_id in orders]
    written = [commission for commission in found if commission]
    if not written:
        raise NothingEarned
    return written


def _locked(keys: list[int]) -> dict[int, Order]:
    rows = Order.objects.filter(pk__in=keys).order_by("pk").select_for_update(no_key=True)
    return {order.pk: order for order in rows}


def _accrue(line: DeliveryLine, order: Order, now: datetime) -> Commission | None:
    earns = brought_by(order)
    units = min(line.units, earns.kept - earns.units) if earns else 0
    if earns is None or units <= 0 or Commission.objects.filter(delivery_line=line).exists():
        return None
    commission = Commission.objects.create(
        delivery_line=line,
        referral_id=earns.referral,
        agreement=earns.agreement,
        units=units,
        cents=max(earns.worth(earns.units + units) - earns.cents, 0),
        at=now,
    )
    _post(f"commission:{commission.pk}", order, earns.agreement, commission.cents, now)
    return commission


@transaction.atomic
def claw_back(cancellation: Cancellation, *, now: datetime) -> Clawback:
    """
    Take back what an order earned too much since a part of it was undone, once for each part.

    :raises NothingToTakeBack: if that was done, or nobody earned by the order
    """
    order = _locked([cancellation.order_id])[cancellation.order_id]
    earns = brought_by(order)
    if earns is None or Clawback.objects.filter(cancellation=cancellation).exists():
        raise NothingToTakeBack
    back = Clawback.objects.create(
        cancellation=cancellation,
        referral_id=earns.referral,
        agreement=earns.agreement,
        units=max(earns.units - earns.kept, 0),
        cents=max(earns.cents - earns.worth(min(earns.kept, earns.units)), 0),
        at=now,
    )
    _post(f"clawback:{back.pk}", order, earns.agreement, -back.cents, now)
    return back


def _post(key: str, order: Order, agreement: Agreement, cents: int, now: datetime) -> None:
    if cents:
        owed = Line(Account.COMMISSIONS, -cents, party=agreement.partner_id)
        post(
            key=key,
            currency=order.campaign.currency,
            lines=[Line(Account.COMMISSION_COSTS, cents), owed],
            now=now,
        )
