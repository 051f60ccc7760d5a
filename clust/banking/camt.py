"""Statements as banks send them in XML: ISO 20022, CAMT.053, versions 02 to 08."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from xml.etree.ElementTree import Element, ParseError

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from clust.banking.papers import (
    MOST_BYTES,
    MOST_LINES,
    NotAStatement,
    OtherCurrency,
    SaidLine,
    SaidStatement,
    TooLarge,
    Unreadable,
    WrongSum,
    structured_in,
)

KNOWN = re.compile(r"\{urn:iso:std:iso:20022:tech:xsd:camt\.053\.001\.0[2-8]\}Document")
OPENING, CLOSING = ("OPBD", "PRCD"), ("CLBD",)


def read_camt(data: bytes) -> list[SaidStatement]:
    """
    Return the statements of a file, each checked to add up.

    Entities and document types are refused: a statement has none.

    :raises BadPaper: a subclass says what is wrong, with line and amounts
    """
    if len(data) > MOST_BYTES:
        raise TooLarge
    try:
        root = ElementTree.fromstring(data, forbid_dtd=True)
    except (ParseError, DefusedXmlException, LookupError, ValueError) as error:
        raise NotAStatement from error
    if not KNOWN.fullmatch(root.tag):
        raise NotAStatement
    for node in root.iter():
        node.tag = node.tag.rpartition("}")[2]
    found = [_statement(node) for node in root.iterfind("BkToCstmrStmt/Stmt")]
    if not found:
        raise NotAStatement
    for statement in found:
        statement.check()
    return found


def _statement(node: Element) -> SaidStatement:
    account = _text(node, "Acct/Id/IBAN") or _text(node, "Acct/Id/Othr/Id")
    balances = {_text(one, "Tp/CdOrPrtry/Cd"): one for one in node.iterfind("Bal")}
    closing = next((balances[code] for code in CLOSING if code in balances), None)
    opening = next((balances[code] for code in OPENING if code in balances), None)
    number = _text(node, "Id")
    if not account or not number or closing is None or opening is None:
        raise NotAStatement
    currency = _currency(closing)
    lines = list(_lines(node, currency))
    if len(lines) > MOST_LINES:
        raise TooLarge
    return SaidStatement(
        account=account,
        currency=currency,
        number=number,
        lines=lines,
        opening=_signed(opening, currency, 0),
        closing=_signed(closing, currency, 0),
    )


def _lines(statement: Element, currency: str) -> Iterator[SaidLine]:
    for number, entry in enumerate(statement.iterfind("Ntry"), 1):
        if (_text(entry, "Sts/Cd") or _text(entry, "Sts")) in ("BOOK", ""):
            yield from _entry(entry, number, currency)


def _entry(entry: Element, number: int, currency: str) -> Iterator[SaidLine]:
    """Yield the line of an entry, or those that a batch is made of."""
    cents = _signed(entry, currency, number)
    booked_on = _day(entry, number)
    ref = _text(entry, "AcctSvcrRef") or _text(entry, "NtryRef") or str(number)
    # Numbers of a bank may begin anew with each statement: the day makes them last.
    ref = f"{booked_on:%Y%m%d}-{ref}-{cents}"
    details = entry.findall("NtryDtls/TxDtls")
    if len(details) < 2:
        yield _line(details[0] if details else entry, booked_on, cents, ref)
        return
    parts = [_part(detail, currency, number) for detail in details]
    sign = -1 if cents < 0 else 1
    if sum(parts) != abs(cents):
        raise WrongSum(number, abs(cents), sum(parts))
    for place, (detail, part) in enumerate(zip(details, parts, strict=True), 1):
        yield _line(detail, booked_on, sign * part, f"{ref}-{place}", batch=ref)


def _line(node: Element, booked_on: date, cents: int, ref: str, *, batch: str = "") -> SaidLine:
    party = "Dbtr" if cents > 0 else "Cdtr"
    said = [_inner(one) for one in node.iterfind("RmtInf/Ustrd")]
    reference = _text(node, "RmtInf/Strd/CdtrRefInf/Ref")
    return SaidLine(
        booked_on=booked_on,
        cents=cents,
        ref=ref[:80],
        reference=structured_in(reference, *said, _text(node, "Refs/EndToEndId")),
        name=_text(node, f"RltdPties/{party}/Nm") or _text(node, f"RltdPties/{party}/Pty/Nm"),
        iban=_text(node, f"RltdPties/{party}Acct/Id/IBAN"),
        end_to_end=_end_to_end(node),
        text=" ".join(filter(None, [*said, reference])) or _text(node, "AddtlNtryInf"),
        batch=batch,
    )


def _end_to_end(node: Element) -> str:
    """Return the number of a transfer, or of the batch of them that was booked as one."""
    batch = "NtryDtls/Btch"
    said = _text(node, "Refs/EndToEndId").replace("NOTPROVIDED", "")
    return (said or _text(node, f"{batch}/PmtInfId") or _text(node, f"{batch}/MsgId"))[:35]


def _part(detail: Element, currency: str, number: int) -> int:
    for path in ("AmtDtls/TxAmt/Amt", "Amt"):
        if (amount := detail.find(path)) is not None:
            return _cents(amount, currency, number)
    raise Unreadable(number, "Amt")


def _signed(node: Element, currency: str, number: int) -> int:
    amount = node.find("Amt")
    side = _text(node, "CdtDbtInd")
    if amount is None or side not in ("CRDT", "DBIT"):
        raise Unreadable(number, "Amt")
    return _cents(amount, currency, number) * (1 if side == "CRDT" else -1)


def _cents(amount: Element, currency: str, number: int) -> int:
    if amount.get("Ccy") != currency:
        raise OtherCurrency
    written = _inner(amount)
    if not re.fullmatch(r"[0-9]{1,13}(\.[0-9]{0,5})?", written):
        raise Unreadable(number, written[:30])
    cents = Decimal(written) * 100
    if cents != int(cents):
        raise Unreadable(number, written)
    return int(cents)


def _currency(balance: Element) -> str:
    amount = balance.find("Amt")
    found = "" if amount is None else amount.get("Ccy", "")
    if not re.fullmatch("[A-Z]{3}", found):
        raise NotAStatement
    return found


def _day(entry: Element, number: int) -> date:
    written = _text(entry, "BookgDt/Dt") or _text(entry, "BookgDt/DtTm")
    try:
        return date.fromisoformat(written[:10])
    except ValueError as error:
        raise Unreadable(number, written[:30]) from error


def _text(node: Element, path: str) -> str:
    found = node.find(path)
    return "" if found is None else _inner(found)


def _inner(node: Element) -> str:
    return " ".join((node.text or "").replace("\x00", "").split())
