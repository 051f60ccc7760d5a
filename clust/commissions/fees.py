"""Monthly fees of communities' shops: which months wait, and what a partner still owes of them."""

from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import QuerySet, Sum
from django.db.models.expressions import RawSQL

from clust.base.sql import statement
from clust.commissions.models import FeeInvoice, FeePayment, SelfBill
from clust.ledger.readings import CALENDAR
from clust.partners.models import Partner, Tenure


def due_to_charge_months(now: datetime) -> QuerySet[Tenure]:
    """Return shops' keepers with months begun that have no fee yet."""
    waiting = f"SELECT tenure_id FROM ({statement('commissions', 'months_due')}) AS due"
    # S611 warns of raw SQL; this is our own file, and the day is handed over apart from it.
    return Tenure.objects.filter(pk__in=RawSQL(waiting, [_today(now)]), at__lte=now)  # noqa: S611


def months_due(tenure: Tenure, now: datetime) -> list[tuple[date, int]]:
    """Return the months of a shop that wait for their fee, each with its agreement."""
    waiting = statement("commissions", "months_due")
    with connection.cursor() as cursor:
        cursor.execute(f"{waiting} AND t.id = %s ORDER BY month", [_today(now), tenure.pk])
        return [(month, agreement) for _, agreement, month in cursor.fetchall()]


def _today(now: datetime) -> date:
    return now.astimezone(CALENDAR).date()


def fees_open(partner: Partner, currency: str) -> int:
    """Return what a partner owes us of its fees in cents with tax: not paid, not set off."""
    invoiced = FeeInvoice.objects.filter(partner=partner, fee__storefront__currency=currency)
    paid = FeePayment.objects.filter(partner=partner, currency=currency)
    set_off = SelfBill.objects.filter(partner=partner, statement__currency=currency)
    return (
        _total(invoiced, "gross_cents") - _total(paid, "cents") - _total(set_off, "set_off_cents")
    )


def _total(rows: QuerySet[Any], of: str) -> int:
    return int(rows.aggregate(sum=Sum(of, default=0))["sum"])
