"""Statements as banks let one download them in CSV."""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from django.utils.crypto import salted_hmac

from clust.banking.columns import Row, table
from clust.banking.papers import (
    FROM_TABLE,
    NotAStatement,
    SaidLine,
    SaidStatement,
    WrongSum,
    structured_in,
)

HEADINGS = {
    "day": ("date comptable", "date operation", "date d operation", "date de comptabilisation",
            "booking date", "completed date", "date", "buchungstag"),
    "amount": ("montant", "montant eur", "amount", "amount eur", "betrag"),
    "debit": ("debit", "debit euros", "money out"),
    "credit": ("credit", "credit euros", "money in"),
    "balance": ("solde", "balance", "solde apres operation", "saldo"),
    "text": ("libelle", "libelle operation", "communication", "description", "motif",
             "remittance information", "details", "verwendungszweck"),
    "name": ("contrepartie", "nom", "nom contrepartie", "payer", "counterparty", "name"),
    "iban": ("iban", "compte contrepartie", "iban contrepartie", "counterparty iban"),
    "reference": ("reference", "ref", "end to end id", "reference client"),
    "number": ("identifiant", "id", "transaction id", "numero operation", "reference banque"),
    "currency": ("devise", "currency"),
}  # fmt: skip


def read_table(data: bytes, *, account: str, currency: str) -> SaidStatement:
    """
    Return the statement that a CSV file is; where it has a running balance, that is checked.

    :param account: ours, which such a file seldom names
    :raises BadPaper: a subclass says what is wrong, with line and amounts
    """
    rows = table(data, HEADINGS)
    if not rows or "day" not in rows[0] or not any(_moves(row) for row in rows):
        raise NotAStatement
    if rows[0].day("day") > rows[-1].day("day"):
        rows = rows[::-1]
    _check_balances(rows)
    first, last = rows[0], rows[-1]
    return SaidStatement(
        account=account,
        currency=currency,
        number=f"{FROM_TABLE}{_digest(data.hex())}",
        lines=list(_lines(rows)),
        opening=first.cents("balance") - _cents(first) if "balance" in first else None,
        closing=last.cents("balance") if "balance" in last else None,
    )


def _moves(row: Row) -> bool:
    return any(name in row for name in ("amount", "debit", "credit"))


def _cents(row: Row) -> int:
    """Return what came or went; money out may be written with or without its sign."""
    if "amount" in row:
        return row.cents("amount")
    return abs(row.cents("credit")) - abs(row.cents("debit"))


def _check_balances(rows: Sequence[Row]) -> None:
    """
    See that each balance is the one before and what moved.

    :raises WrongSum: naming the first line where it is not
    """
    for before, row in pairwise(rows):
        if "balance" in before and "balance" in row:
            found = before.cents("balance") + _cents(row)
            if found != row.cents("balance"):
                raise WrongSum(row.number, row.cents("balance"), found)


def _lines(rows: Sequence[Row]) -> list[SaidLine]:
    seen: Counter[str] = Counter()
    lines = []
    for row in rows:
        day, cents = row.day("day"), _cents(row)
        if not cents:
            continue
        # The same words on the same day twice are two lines; in another file the same two.
        said = "|".join([str(day), str(cents), row["text"], row["reference"], row["number"]])
        seen[said] += 1
        lines.append(
            SaidLine(
                booked_on=day,
                cents=cents,
                ref=_digest(f"{said}|{seen[said]}"),
                reference=structured_in(row["reference"], row["text"]),
                name=row["name"],
                iban=row["iban"].replace(" ", ""),
                text=row["text"],
                end_to_end=row["reference"][:35],
            )
        )
    return lines


def _digest(text: str) -> str:
    """Return a number for words that may name people: nobody reads them out of it."""
    return salted_hmac("clust.banking", text, algorithm="sha256").hexdigest()[:40]
