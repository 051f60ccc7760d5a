"""
Days of consumer sales as the French administration's flow 10.3 wants them.

Shaped after the external specifications, version 3.2 (annex 6: `Report`, `TransactionsReport`,
`Transactions`). Its schema is not public in a form that could be kept here, so the file has not
been held against it: an approved platform takes it over, checks it and hands it on.
"""

from collections.abc import Sequence
from datetime import date, datetime
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from clust.invoicing.reports import Day
from clust.rules.money import plain
from clust.storefronts.models import Seller

FIRST_SENDING, SELLER_ROLE, SIREN = "IN", "SE", "0002"
ON_PAYMENT = "72"


def report_xml(
    seller: Seller, days: Sequence[Day], first: date, last: date, *, now: datetime
) -> bytes:
    """Return the report of a period, both its days included."""
    root = Element("Report")
    head = SubElement(root, "ReportDocument")
    _say(head, Id=f"CLUST-{seller.pk}-{_day(first)}-{_day(last)}")
    _say(SubElement(head, "IssueDateTime"), DateTimeString=now.strftime("%Y%m%d%H%M%S"))
    _say(head, TypeCode=FIRST_SENDING)
    issuer = SubElement(head, "Issuer")
    SubElement(issuer, "Id", schemeId=SIREN).text = seller.vat_number[-9:]
    _say(issuer, Name=seller.name, RoleCode=SELLER_ROLE)
    report = SubElement(root, "TransactionsReport")
    _say(SubElement(report, "ReportPeriod"), StartDate=_day(first), EndDate=_day(last))
    for day in days:
        _transactions(report, day)
    indent(root, " ")
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True))


def _transactions(report: Element, day: Day) -> None:
    part = SubElement(report, "Transactions")
    _say(
        part,
        Date=_day(day.on),
        TransactionsCurrency="EUR",
        TaxDueDateTypeCode=ON_PAYMENT,
        CategoryCode=day.category,
        TaxExclusiveAmount=plain(day.net),
        TaxTotal=plain(day.vat),
        TransactionsCount=str(day.sales),
    )
    for per_mille, net, vat in day.rates:
        _say(
            SubElement(part, "TaxSubtotal"),
            TaxPercent=f"{per_mille // 10}.{per_mille % 10}",
            TaxableAmount=plain(net),
            TaxTotal=plain(vat),
        )


def _say(parent: Element, **said: str) -> None:
    for name, text in said.items():
        SubElement(parent, name).text = text


def _day(day: date) -> str:
    return day.strftime("%Y%m%d")
