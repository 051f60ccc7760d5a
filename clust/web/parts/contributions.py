"""A community's monthly statement as it keeps it: a page to print, a PDF, the list behind it."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from babel.dates import format_date
from django.template.loader import render_to_string
from django.utils import timezone, translation

from clust.base import formats
from clust.base.pdf import as_pdf, hint
from clust.contributions.models import ContributionLine, ContributionStatement
from clust.ledger.readings import CALENDAR

ON_PAPER = 2_000


class StatedLine(NamedTuple):
    """Who, under which plan, for which order, on which day, how many cents."""

    number: str
    name: str
    plan: str
    order: int
    day: date
    cents: int


def stated_lines(statement: ContributionStatement) -> Iterator[StatedLine]:
    """Yield the list behind a statement, those on the roll by their numbers."""
    lines = statement.lines.select_related(
        "subsidy__part__plan",
        "subsidy__part__promise__entry",
        "returned__subsidy__part__plan",
        "returned__subsidy__part__promise__entry",
    )
    for line in lines.order_by("pk"):
        yield _line(line)


def _line(line: ContributionLine) -> StatedLine:
    subsidy = line.subsidy or line.returned.subsidy  # type: ignore[union-attr]
    fact = line.subsidy or line.returned
    entry = subsidy.part.promise.entry
    return StatedLine(
        entry.number,
        entry.name,
        subsidy.part.plan.name,
        subsidy.order_id,
        timezone.localdate(fact.at),  # type: ignore[union-attr]
        line.cents,
    )


def statement_html(statement: ContributionStatement, *, for_screen: bool = True) -> str:
    """Return the statement as a whole page in its storefront's language."""
    with translation.override(statement.storefront.language):
        page = _said(statement) | hint(for_screen=for_screen)
        return render_to_string("parts/contribution.html", page)


def statement_pdf(statement: ContributionStatement) -> bytes:
    """
    Return the statement as PDF, A4.

    :raises PdfUnavailable: where Pango is missing; print the page instead
    """
    return as_pdf(statement_html(statement, for_screen=False))


def _said(statement: ContributionStatement) -> dict[str, object]:
    currency = statement.currency
    lines = list(stated_lines(statement))
    amounts = {
        "subsidies": statement.subsidies_cents,
        "returns": -statement.returns_cents,
        "before": statement.before_cents,
        "asked": statement.asked_cents,
        "carried": min(0, statement.balance_cents),
        "paid": statement.paid_cents,
        "due": statement.due_cents,
    }
    return {
        **{word: formats.money(cents, currency) for word, cents in amounts.items()},
        "statement": statement,
        "community": statement.storefront.name,
        "seller": statement.storefront.seller,
        "month": month_name(statement),
        "until": formats.day((statement.until.astimezone(CALENDAR) - timedelta(days=1)).date()),
        "due_on": formats.day(statement.due_on),
        "reference": formats.grouped(statement.reference or ""),
        "iban": formats.grouped(statement.storefront.seller.iban),
        "lines": [_told(line, currency) for line in lines[:ON_PAPER]],
        "more": max(0, len(lines) - ON_PAPER),
        "language": statement.storefront.language,
    }


def _told(line: StatedLine, currency: str) -> dict[str, object]:
    told = line._asdict() | {"day": formats.day(line.day)}
    return told | {"cents": formats.money(line.cents, currency)}


def month_name(statement: ContributionStatement) -> str:
    """Return the month in words, such as March 2026."""
    return str(format_date(statement.month, "MMMM yyyy", locale=formats.reader()))
