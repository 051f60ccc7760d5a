"""A statement of royalties as its creator keeps it: a page to print, a PDF; in their language."""

from datetime import date, timedelta
from typing import Any

from babel.dates import format_date
from django.db.models import Sum
from django.template.loader import render_to_string
from django.utils import translation

from clust.base import formats
from clust.base.pdf import as_pdf, hint
from clust.commissions.models import CommissionStatement, Royalty, RoyaltyReversal, RoyaltyStatement
from clust.ledger.readings import CALENDAR
from clust.people.models import Identity
from clust.wishes.models import RightsAssignment


def statement_html(statement: RoyaltyStatement, *, for_screen: bool = True) -> str:
    """Return the statement as a whole page in its creator's language."""
    with translation.override(statement.creator.language):
        page = _said(statement) | hint(for_screen=for_screen)
        return render_to_string("commissions/statement.html", page)


def statement_pdf(statement: RoyaltyStatement) -> bytes:
    """
    Return the statement as PDF, A4.

    :raises PdfUnavailable: where Pango is missing; print the page instead
    """
    return as_pdf(statement_html(statement, for_screen=False))


def _said(statement: RoyaltyStatement) -> dict[str, object]:
    contracts = RightsAssignment.objects.filter(
        person=statement.creator_id, project__wish__currency=statement.currency
    ).select_related("project__wish__storefront__seller")
    name = Identity.objects.filter(person=statement.creator_id).values_list("name", flat=True)
    amounts = {
        "before": statement.before_cents,
        "accrued": statement.accrued_cents,
        "reversed": -statement.reversed_cents,
        "payable": statement.payable_cents,
        "left": statement.open_cents,
    }
    told = {word: formats.money(cents, statement.currency) for word, cents in amounts.items()}
    return told | {
        "statement": statement,
        "creator": name.first() or "",
        "seller": contracts[0].project.wish.storefront.seller,
        "month": month_name(statement),
        "until": formats.day(last_day(statement)),
        "lines": [_line(statement, contract) for contract in contracts.order_by("pk")],
        "payout": statement.payout,
        "language": statement.creator.language,
    }


def last_day(statement: RoyaltyStatement | CommissionStatement) -> date:
    """Return the last day of a statement's month."""
    return (statement.until.astimezone(CALENDAR) - timedelta(days=1)).date()


def month_name(statement: RoyaltyStatement | CommissionStatement) -> str:
    """Return the month in words, such as March 2026."""
    return str(format_date(statement.month, "MMMM yyyy", locale=formats.reader()))


def _line(statement: RoyaltyStatement, contract: RightsAssignment) -> dict[str, str]:
    came, back = (_units(table, statement, contract) for table in (Royalty, RoyaltyReversal))
    cents = (came - back) * contract.royalty_cents
    return {
        "title": contract.project.wish.title,
        "number": contract.number,
        "came": formats.units(came),
        "back": formats.units(back),
        "each": formats.money(contract.royalty_cents, statement.currency),
        "cents": formats.money(cents, statement.currency),
    }


def _units(table: Any, statement: RoyaltyStatement, contract: RightsAssignment) -> int:
    """Return the units since the statement before."""
    earlier = RoyaltyStatement.objects.filter(
        creator=statement.creator_id, currency=statement.currency, month__lt=statement.month
    ).order_by("-month")
    rows = table.objects.filter(rights=contract, at__lt=statement.until)
    if last := earlier.first():
        rows = rows.filter(at__gte=last.until)
    return int(rows.aggregate(sum=Sum("units", default=0))["sum"])
