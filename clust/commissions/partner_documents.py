"""A partner's statement and the bill we write for it: a page to print, a PDF, a table."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import F, QuerySet
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from clust.base import formats
from clust.base.pdf import as_pdf, hint
from clust.base.sheets import Cents, sheet
from clust.commissions.documents import last_day, month_name
from clust.commissions.models import (
    Clawback,
    Commission,
    CommissionStatement,
    MonthFee,
    SelfBill,
    Source,
)
from clust.commissions.owed import ORDER, fees_of, rows_of
from clust.partners.actions.paying import missing_for
from clust.partners.models import TaxData
from clust.storefronts.models import Seller


class StatementLine(NamedTuple):
    """What was earned or taken back: when, by which order of which clust, by what."""

    at: datetime
    product: str
    source: str
    order: str
    units: int
    cents: int


def lines_of(statement: CommissionStatement) -> list[StatementLine]:
    """Return what a statement's month brought, in order; nobody is named."""
    earlier = CommissionStatement.objects.filter(
        partner=statement.partner_id, currency=statement.currency, month__lt=statement.month
    )
    since = earlier.order_by("-month").values_list("until", flat=True).first()
    spell = {"at__lt": statement.until} | ({"at__gte": since} if since else {})
    told = (statement.partner, statement.currency)
    came, back = (rows_of(table, *told).filter(**spell) for table in (Commission, Clawback))
    fees = fees_of(*told).filter(**spell).select_related("storefront")
    taken = back.exclude(units=0, cents=0)
    return sorted([*rows_said(came, 1), *rows_said(taken, -1), *map(_fee_said, fees)])


def rows_said(rows: QuerySet[Any], sign: int) -> Iterator[StatementLine]:
    """Yield the lines of commissions, or with -1 of clawbacks."""
    order = ORDER[rows.model]
    told = rows.annotate(
        product=F(f"{order}__campaign__product__name_{formats.reader()}"),
        code=F("referral__visit__link__code"),
        name=F("referral__visit__link__name"),
        shop=F("tenure__storefront__name"),
        key=F(f"{order}__pk"),
    )
    fields = ("at", "product", "source", "code", "name", "shop", "key", "units", "cents")
    for at, product, source, code, name, shop, key, units, cents in told.values_list(*fields):
        link = f"{name} ({code})" if name else code
        named = link if source == Source.LINK else _at(source, shop)
        yield StatementLine(at, product, named, str(key), sign * units, sign * cents)


def _at(source: str, shop: str) -> str:
    return str(Source(source).label) + _(": ") + shop


def _fee_said(fee: MonthFee) -> StatementLine:
    named = _at(Source.SHOP, fee.storefront.name)
    return StatementLine(fee.at, _("Monthly fee"), named, "", 0, fee.cents)


def statement_csv(statement: CommissionStatement) -> Iterator[str]:
    """Return the lines of a statement as CSV."""
    with translation.override(statement.partner.language):
        header = [
            _("Day"),
            _("Clust"),
            _("Source"),
            _("Order"),
            _("Units"),
            _("Commission without tax"),
        ]
        rows = [
            [line.at, line.product, line.source, line.order, line.units, Cents(line.cents)]
            for line in lines_of(statement)
        ]
        yield from list(sheet(header, rows))


def statement_html(statement: CommissionStatement, *, for_screen: bool = True) -> str:
    """Return the statement, with the bill where there is one, in its partner's language."""
    with translation.override(statement.partner.language):
        page = _said(statement) | hint(for_screen=for_screen)
        return render_to_string("commissions/partner_statement.html", page)


def statement_pdf(statement: CommissionStatement) -> bytes:
    """
    Return the same as PDF, A4.

    :raises PdfUnavailable: where Pango is missing; print the page instead
    """
    return as_pdf(statement_html(statement, for_screen=False))


def missing_words(statement: CommissionStatement) -> list[str]:
    """Return in words what keeps a statement from being paid; none where nothing does."""
    words = {
        "address": _("the partner’s address"),
        "taxes": _("how the partner is taxed"),
        "number_waits": _("the answer of the register of VAT numbers"),
        "number_invalid": _("a VAT number that is in use"),
        "account": _("a confirmed bank account"),
    }
    if not statement.payable_cents or hasattr(statement, "bill"):
        return []
    return [words[word] for word in missing_for(statement.partner)]


def _said(statement: CommissionStatement) -> dict[str, object]:
    bill: SelfBill | None = getattr(statement, "bill", None)
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
        "partner": statement.partner,
        "bill": bill,
        "billed": _bill(bill, statement.currency) if bill else {},
        "seller": Seller.objects.order_by("pk").first(),
        "month": month_name(statement),
        "until": formats.day(last_day(statement)),
        "lines": _grouped(statement),
        "missing": missing_words(statement),
        "payout": statement.payout,
        "paid_on": formats.day(statement.payout.at) if statement.payout else "",
        "language": statement.partner.language,
    }


def _bill(bill: SelfBill, currency: str) -> dict[str, str]:
    return {
        "net": formats.money(bill.net_cents, currency),
        "vat": formats.money(bill.vat_cents, currency),
        "gross": formats.money(bill.gross_cents, currency),
        "set_off": formats.money(-bill.set_off_cents, currency) if bill.set_off_cents else "",
        "pay": formats.money(bill.pay_cents, currency),
        "rate": formats.rate(bill.per_mille) if bill.per_mille else "",
        "day": formats.day(bill.issued_on),
        "mention": _mention(bill.tax.status),
    }


def _mention(status: str) -> str:
    """Return what the law wants said of the tax."""
    words = {
        TaxData.Status.FRANCHISE: _("VAT not applicable, art. 293 B of the French tax code."),
        TaxData.Status.ABROAD: _("Reverse charge: VAT is due by the customer (art. 283-2 CGI)."),
        TaxData.Status.PRIVATE: _("Paid to a private person: no VAT."),
    }
    return words.get(TaxData.Status(status), "")


def _grouped(statement: CommissionStatement) -> list[dict[str, str]]:
    sums: dict[tuple[str, str], list[int]] = {}
    for line in lines_of(statement):
        found = sums.setdefault((line.product, line.source), [0, 0])
        found[0] += line.units
        found[1] += line.cents
    return [
        {
            "product": product,
            "link": link,
            "units": formats.units(units),
            "cents": formats.money(cents, statement.currency),
        }
        for (product, link), (units, cents) in sorted(sums.items())
    ]
