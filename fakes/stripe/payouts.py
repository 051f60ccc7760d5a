"""What the provider sends to the shop's bank, and the paper that says what is in it."""

import csv
import io
from datetime import UTC, datetime
from typing import Any

from fakes.stripe.errors import invalid
from fakes.stripe.fake import Fake
from fakes.stripe.shapes import made
from fakes.stripe.store import now

COLUMNS = (
    "automatic_payout_id",
    "automatic_payout_effective_at_utc",
    "balance_transaction_id",
    "created_utc",
    "available_on_utc",
    "currency",
    "gross",
    "fee",
    "net",
    "reporting_category",
    "source_id",
    "description",
    "charge_id",
    "payment_intent_id",
    "refund_id",
    "payment_metadata[key]",
    "refund_metadata[key]",
)


def pay_out(fake: Fake, currency: str = "eur") -> dict[str, Any]:
    """
    Send everything that was not sent yet.

    :raises ApiError: if there is nothing to send
    """
    waiting = [
        found
        for found in fake.store.all("balance_transaction")
        if found["currency"] == currency and not found.get("_payout")
    ]
    amount = sum(found["net"] for found in waiting)
    if amount <= 0:
        raise invalid("You have insufficient funds for this payout.", code="balance_insufficient")
    payout = made("payout", amount=amount, currency=currency, arrival_date=now())
    sent = made(
        "balance_transaction",
        amount=-amount,
        available_on=now(),
        currency=currency,
        description="STRIPE PAYOUT",
        fee=0,
        net=-amount,
        reporting_category="payout",
        source=payout["id"],
        status="available",
        type="payout",
        _payout=payout["id"],
    )
    payout["balance_transaction"] = fake.store.add(sent)["id"]
    fake.store.add(payout)
    for found in reversed(waiting):
        fake.store.change(found, _payout=payout["id"], status="available")
    fake.tell("payout.paid", payout)
    return payout


def paper(fake: Fake, number: str) -> str:
    """Return the lines of a payout as CSV, amounts with a decimal point."""
    payout = fake.store.get("payout", number)
    out = io.StringIO()
    lines = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    lines.writeheader()
    for found in reversed(list(fake.store.all("balance_transaction", _payout=number))):
        if found["type"] != "payout":
            lines.writerow(_line(fake, payout, found))
    return out.getvalue()


def _line(fake: Fake, payout: dict[str, Any], found: dict[str, Any]) -> dict[str, Any]:
    source = fake.store.objects[found["source"]]
    refund = source if source["object"] == "refund" else None
    charge = fake.store.objects[refund["charge"]] if refund else source
    return {
        "automatic_payout_id": payout["id"],
        "automatic_payout_effective_at_utc": _moment(payout["arrival_date"]),
        "balance_transaction_id": found["id"],
        "created_utc": _moment(found["created"]),
        "available_on_utc": _moment(found["available_on"]),
        "currency": found["currency"],
        "gross": _decimal(found["amount"]),
        "fee": _decimal(found["fee"]),
        "net": _decimal(found["net"]),
        "reporting_category": found["reporting_category"],
        "source_id": source["id"],
        "description": found["description"] or "",
        "charge_id": charge["id"],
        "payment_intent_id": charge["payment_intent"],
        "refund_id": refund["id"] if refund else "",
        "payment_metadata[key]": charge["metadata"].get("key", ""),
        "refund_metadata[key]": refund["metadata"].get("key", "") if refund else "",
    }


def _moment(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S")


def _decimal(cents: int) -> str:
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02d}"


def totals(fake: Fake) -> dict[str, int]:
    """Return what went through the account, in cents."""
    found: dict[str, int] = {"charges": 0, "charged": 0, "refunds": 0, "refunded": 0, "fees": 0}
    for charge in fake.store.all("charge"):
        found["charges"] += charge["paid"]
        found["charged"] += charge["amount_captured"]
    for refund in fake.store.all("refund"):
        if refund["status"] != "failed":
            found["refunds"] += 1
            found["refunded"] += refund["amount"]
    for balance in fake.store.all("balance_transaction"):
        found["fees"] += balance["fee"]
    return found
