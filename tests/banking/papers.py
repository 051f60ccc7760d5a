"""Statements and payouts as banks and providers write them, for tests."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from clust.rules.money import plain

OURS = "FR7630006000011234567890189"
FIRST = date(2026, 3, 10)


class Said(NamedTuple):
    """A line of a statement: cents that came, or went where negative, and what was written."""

    cents: int
    text: str = ""
    name: str = "Camille Petit"
    iban: str = "FR1420041010050500013M02606"
    structured: str = ""
    parts: Sequence[int] = ()
    ref: str = ""
    end_to_end: str = ""


def camt(
    lines: Sequence[Said],
    *,
    version: str = "02",
    number: str = "S-1",
    opening: int = 100_000,
    closing: int | None = None,
    currency: str = "EUR",
    days: int = 0,
) -> bytes:
    """Write a CAMT.053 file; `closing` is what adds up unless it is said."""
    closing = opening + sum(line.cents for line in lines) if closing is None else closing
    booked = FIRST + timedelta(days=days)
    entries = "".join(_entry(line, n, version, currency, booked) for n, line in enumerate(lines, 1))
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version}"><BkToCstmrStmt>
<GrpHdr><MsgId>M</MsgId><CreDtTm>2026-03-10T20:00:00</CreDtTm></GrpHdr>
<Stmt><Id>{number}</Id><Acct><Id><IBAN>{OURS}</IBAN></Id><Ccy>{currency}</Ccy></Acct>
{_balance("OPBD", opening, currency)}{_balance("CLBD", closing, currency)}{entries}
</Stmt></BkToCstmrStmt></Document>""".encode()


def _balance(code: str, cents: int, currency: str) -> str:
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>{_amount(cents, currency)}"
        f"<Dt><Dt>{FIRST}</Dt></Dt></Bal>"
    )


def _amount(cents: int, currency: str) -> str:
    side = "CRDT" if cents >= 0 else "DBIT"
    return f'<Amt Ccy="{currency}">{plain(abs(cents))}</Amt><CdtDbtInd>{side}</CdtDbtInd>'


def _entry(line: Said, number: int, version: str, currency: str, booked: date) -> str:
    status = "<Sts>BOOK</Sts>" if int(version) < 4 else "<Sts><Cd>BOOK</Cd></Sts>"
    parts = line.parts or [abs(line.cents)]
    details = "".join(_detail(line, part, version, currency) for part in parts)
    return (
        f"<Ntry>{_amount(line.cents, currency)}{status}<BookgDt><Dt>{booked}</Dt></BookgDt>"
        f"<AcctSvcrRef>{line.ref or f'B{number}'}</AcctSvcrRef>"
        f"<NtryDtls>{details}</NtryDtls></Ntry>"
    )


def _detail(line: Said, cents: int, version: str, currency: str) -> str:
    party = "Dbtr" if line.cents > 0 else "Cdtr"
    name = f"<Nm>{line.name}</Nm>"
    who = name if int(version) < 4 else f"<Pty>{name}</Pty>"
    strd = (
        f"<Strd><CdtrRefInf><Ref>{line.structured}</Ref></CdtrRefInf></Strd>"
        if line.structured
        else ""
    )
    end = f"<Refs><EndToEndId>{line.end_to_end or 'NOTPROVIDED'}</EndToEndId></Refs>"
    return (
        f'<TxDtls><AmtDtls><TxAmt><Amt Ccy="{currency}">{plain(cents)}</Amt></TxAmt></AmtDtls>'
        f"{end}<RltdPties><{party}>{who}</{party}><{party}Acct><Id><IBAN>{line.iban}</IBAN></Id>"
        f"</{party}Acct></RltdPties>"
        f"<RmtInf><Ustrd>{line.text}</Ustrd>{strd}</RmtInf></TxDtls>"
    )


def csv(lines: Sequence[Said], *, days: int = 0) -> bytes:
    """Write the same lines as a bank lets one download them in a table."""
    booked = (FIRST + timedelta(days=days)).strftime("%d/%m/%Y")
    rows = [f"{booked};{plain(line.cents)};{_told(line)};{line.end_to_end}" for line in lines]
    return "\n".join(["Date;Montant;Libellé;Référence", *rows]).encode()


def _told(line: Said) -> str:
    return " ".join(filter(None, ["VIR SEPA", line.text, line.structured]))


PAYOUT_HEADINGS = (
    "automatic_payout_id,automatic_payout_effective_at,balance_transaction_id,created,"
    "available_on,currency,gross,fee,net,reporting_category,source_id,description"
)


def payout_paper(
    *lines: tuple[str, str, int, int], ref: str = "po_1", arrives: date = FIRST
) -> bytes:
    """Write a payout's CSV from (kind, source, gross, fee) in cents."""
    told = [
        f"{ref},{arrives} 00:00:00,txn_{ref}_{n},{arrives},{arrives},eur,{plain(gross)},"
        f"{plain(fee)},{plain(gross - fee)},{kind},{source},"
        for n, (kind, source, gross, fee) in enumerate(lines)
    ]
    return "\n".join([PAYOUT_HEADINGS, *told]).encode()
