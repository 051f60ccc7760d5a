"""Payouts as Stripe lists them: the itemised CSV of its reconciliation or balance reports."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from clust.banking.columns import Row, table
from clust.banking.papers import NotAStatement, Unreadable, WrongSum

HEADINGS = {
    "payout": ("automatic_payout_id", "payout_id", "payout", "transfer"),
    "arrives": (
        "automatic_payout_effective_at",
        "payout_expected_arrival_date",
        "automatic_payout_effective_at_utc",
        "effective_at",
        "arrival_date",
        "transfer date utc",
        "available_on",
    ),
    "ref": ("balance_transaction_id", "id"),
    "kind": ("reporting_category", "type"),
    "source": ("source_id", "source"),
    "charge": ("charge_id",),
    "intent": ("payment_intent_id",),
    "refund": ("refund_id",),
    "currency": ("currency",),
    "gross": ("gross", "amount"),
    "fee": ("fee", "fees"),
    "net": ("net",),
}
THE_PAYOUT_ITSELF = "payout"


@dataclass(frozen=True, slots=True)
class SaidMovement:
    """One movement at the provider: what came is positive, what flowed back negative, in cents."""

    ref: str
    kind: str
    sources: Sequence[str]
    gross: int
    fee: int


@dataclass(frozen=True, slots=True)
class SaidPayout:
    """What the provider sent at once: its movements, the sum that arrives, what it kept."""

    ref: str
    currency: str
    arrives_on: date
    movements: Sequence[SaidMovement]

    @property
    def fee(self) -> int:
        """Return what the provider kept."""
        return sum(one.fee for one in self.movements)

    @property
    def net(self) -> int:
        """Return what arrives at the bank."""
        return sum(one.gross for one in self.movements) - self.fee


def read_payouts(data: bytes) -> list[SaidPayout]:
    """
    Return the payouts of a report, each checked to add up line by line.

    :raises BadPaper: a subclass says what is wrong, with line and amounts
    """
    rows = table(data, HEADINGS)
    if not rows or not {"payout", "ref", "gross", "net"} <= rows[0].known:
        raise NotAStatement
    paid = sorted((row for row in rows if "payout" in row), key=lambda row: row["payout"])
    return [_payout(ref, list(some)) for ref, some in groupby(paid, key=lambda row: row["payout"])]


def _payout(ref: str, rows: Sequence[Row]) -> SaidPayout:
    moving = [row for row in rows if row["kind"] != THE_PAYOUT_ITSELF]
    said = SaidPayout(
        ref=_short(ref, rows[0]),
        currency=(rows[0]["currency"] or "EUR").upper()[:3],
        arrives_on=rows[0].day("arrives"),
        movements=[_movement(row) for row in moving],
    )
    for row in rows:
        if row["kind"] == THE_PAYOUT_ITSELF and -row.cents("net") != said.net:
            raise WrongSum(row.number, -row.cents("net"), said.net)
    return said


def _movement(row: Row) -> SaidMovement:
    gross, fee = row.cents("gross"), row.cents("fee")
    if gross - fee != row.cents("net"):
        raise WrongSum(row.number, row.cents("net"), gross - fee)
    sources = (row[name] for name in ("source", "refund", "charge", "intent"))
    return SaidMovement(
        ref=_short(row["ref"], row),
        kind=row["kind"][:40],
        sources=[source for source in dict.fromkeys(sources) if source],
        gross=gross,
        fee=fee,
    )


def _short(ref: str, row: Row) -> str:
    if not 0 < len(ref) <= 120:
        raise Unreadable(row.number, ref[:30])
    return ref
