"""What is owed to partners at a moment: due, held, stated, and who waits for a statement."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import DateTimeField, Exists, F, OuterRef, QuerySet, Sum, Value

from clust.commissions.levels import last_month, month_start, summed
from clust.commissions.models import Clawback, Commission, CommissionStatement, MonthFee, SelfBill
from clust.partners.models import Partner, PayoutAccount, TaxCheck, TaxData
from clust.rules.commission import Account
from clust.rules.royalties import HELD_DAYS

BY = "agreement__partner"
ORDER = {Commission: "delivery_line__order", Clawback: "cancellation__order"}


def rows_of(table: Any, partner: Partner, currency: str) -> QuerySet[Any]:
    """Return a partner's commissions or clawbacks in a currency."""
    told = {BY: partner, f"{ORDER[table]}__campaign__currency": currency}
    rows: QuerySet[Any] = table.objects.filter(**told)
    return rows


def fees_of(partner: Partner, currency: str) -> QuerySet[MonthFee]:
    """Return the monthly fees that a partner earns in a currency."""
    earned = MonthFee.objects.filter(agreement__partner=partner, cents__gt=0)
    return earned.filter(storefront__currency=currency)


def account_of(partner: Partner, currency: str, until: datetime) -> Account:
    """Return a partner's commissions before a moment, in cents of a currency without tax."""
    earned, back = (
        rows_of(table, partner, currency).filter(at__lt=until) for table in (Commission, Clawback)
    )
    fees = fees_of(partner, currency).filter(at__lt=until)
    held = earned.filter(at__gte=until - timedelta(days=HELD_DAYS))
    stated = CommissionStatement.objects.filter(partner=partner, currency=currency)
    return Account(
        _total(earned) + _total(fees), _total(back), _total(held), _total(stated, "payable_cents")
    )


def currencies_of(partner: Partner) -> list[str]:
    """Return the currencies that a partner earned in."""
    rows = Commission.objects.filter(**{BY: partner})
    fees = MonthFee.objects.filter(agreement__partner=partner, cents__gt=0)
    sold = rows.values_list(f"{ORDER[Commission]}__campaign__currency", flat=True)
    return sorted({*sold, *fees.values_list("storefront__currency", flat=True)})


def _total(rows: QuerySet[Any], of: str = "cents") -> int:
    return int(rows.aggregate(sum=Sum(of, default=0))["sum"])


def due_to_state_commissions(now: datetime) -> QuerySet[Partner]:
    """Return partners with commissions until the last month that no statement has settled."""
    until = month_start(now)
    earned = Commission.objects.filter(**{BY: OuterRef("pk")}, at__lt=until)
    back = Clawback.objects.filter(**{BY: OuterRef("pk")}, at__lt=until)
    fees = MonthFee.objects.filter(agreement__partner=OuterRef("pk"), cents__gt=0, at__lt=until)
    stated = CommissionStatement.objects.filter(partner=OuterRef("pk"))
    return (
        Partner.objects.filter(
            Exists(earned) | Exists(fees), ~Exists(stated.filter(month__gte=last_month(now)))
        )
        .annotate(
            owed=summed(earned, BY, "cents")
            + summed(fees, BY, "cents")
            - summed(back, BY, "cents")
            - summed(stated, "partner", "payable_cents")
        )
        .exclude(owed=0)
        .annotate(over_at=Value(until, DateTimeField()))
    )


def due_to_bill(now: datetime) -> QuerySet[CommissionStatement]:
    """Return statements that pay something out and have no bill, once all is known for one."""
    billed = SelfBill.objects.filter(statement=OuterRef("pk"))
    tax = TaxData.objects.standing().filter(partner=OuterRef("partner"))
    checked = TaxCheck.objects.filter(tax=OuterRef("pk"), valid=True)
    account = PayoutAccount.objects.standing().filter(partner=OuterRef("partner"))
    known = Exists(tax.filter(vat_number="")) | Exists(tax.filter(Exists(checked)))
    return CommissionStatement.objects.filter(
        known, ~Exists(billed), Exists(account), payable_cents__gt=0, at__lte=now
    ).exclude(partner__street="")


def held_back(now: datetime) -> QuerySet[CommissionStatement]:
    """Return statements that wait for something that we do not know of their partner."""
    waiting = CommissionStatement.objects.filter(payable_cents__gt=0, bill=None, at__lte=now)
    return waiting.exclude(pk__in=due_to_bill(now).values("pk")).order_by(F("at"))
