"""Charges and refunds: what may be taken, what was, and what goes back."""

import math
import time
from typing import Any

from fakes.stripe.errors import CardRefused, Silence, invalid
from fakes.stripe.fake import Fake
from fakes.stripe.saving import ask, method_of, test_card
from fakes.stripe.shapes import charge_details, made, outcome, secret
from fakes.stripe.store import now, shown

Words = dict[str, Any]
LEAST, MOST = 50, 99_999_999
FEE_PER_MILLE, FEE_CENTS = 15, 25
OVER = {"succeeded", "canceled", "processing"}


def create_intent(fake: Fake, given: Words) -> Words:
    """Make a payment intent, and confirm it if asked to."""
    _check_amount(given)
    confirm = given.pop("confirm", False)
    off_session, return_url = given.pop("off_session", False), given.pop("return_url", None)
    if off_session and not confirm:
        raise invalid("You cannot pass `off_session` without `confirm`.", param="off_session")
    if given.get("customer"):
        fake.store.get("customer", given["customer"], "customer")
    intent = made("payment_intent", **given)
    intent["client_secret"] = secret(intent)
    if given.get("payment_method"):
        intent["payment_method"] = method_of(fake, given["payment_method"])["id"]
        intent["status"] = "requires_confirmation"
        _check_owner(fake, intent)
    how = test_card(method_of(fake, intent["payment_method"])).silent if confirm else ""
    if how == "before":
        raise Silence
    fake.store.add(intent)
    fake.tell("payment_intent.created", intent)
    if not confirm:
        return intent
    return {**_confirm(fake, intent, off_session, return_url), "_silent": how == "after"}


def _check_amount(given: Words) -> None:
    for needed in ("amount", "currency"):
        if not given.get(needed):
            raise invalid(
                f"Missing required param: {needed}.", param=needed, code="parameter_missing"
            )
    if given["amount"] < LEAST:
        raise invalid("Amount must be at least €0.50 eur", param="amount", code="amount_too_small")
    if given["amount"] > MOST:
        raise invalid("Amount is too large", param="amount", code="amount_too_large")


def _check_owner(fake: Fake, intent: Words) -> None:
    """Refuse a card of somebody else, and one that was taken away."""
    method = fake.store.get("payment_method", intent["payment_method"], "payment_method")
    if method.get("_gone") or (method["customer"] and method["customer"] != intent["customer"]):
        raise invalid(
            "The provided PaymentMethod cannot be used with this customer. It may have been "
            "detached, or belong to another customer.",
            param="payment_method",
        )


def confirm_intent(fake: Fake, given: Words, payment_intent: str) -> Words:
    """Confirm a payment intent, perhaps with another card."""
    intent = fake.store.get("payment_intent", payment_intent)
    if given.get("payment_method"):
        method = method_of(fake, given["payment_method"])
        fake.store.change(intent, payment_method=method["id"])
        _check_owner(fake, intent)
    return _confirm(fake, intent, given.get("off_session", False), given.get("return_url"))


def _confirm(fake: Fake, intent: Words, off_session: bool, return_url: str | None) -> Words:
    if intent["status"] in OVER:
        raise _unexpected(intent, "confirm")
    method = fake.store.get("payment_method", intent["payment_method"], "payment_method")
    card = test_card(method)
    asks = card.asks == "always" or (card.asks == "saving" and not method.get("_confirmed"))
    if not asks:
        return pay(fake, intent)
    if off_session:
        return fail(fake, intent, CardRefused("authentication_required", "authentication_required"))
    if not return_url:
        raise invalid("This card needs a return_url to be confirmed.", param="return_url")
    fake.store.change(intent, status="requires_action", next_action=ask(fake, intent, return_url))
    fake.tell("payment_intent.requires_action", intent)
    return intent


def pay(fake: Fake, intent: Words) -> Words:
    """
    Take the money, now or late.

    :raises CardRefused: if the card's bank says no
    """
    method = fake.store.get("payment_method", intent["payment_method"])
    decline = test_card(method).charging or _expired(method)
    if decline:
        return fail(fake, intent, CardRefused(*decline.split("/")))
    if test_card(method).late:
        until = time.time() + fake.late_seconds
        fake.store.change(intent, status="processing", next_action=None, _late_until=until)
        fake.tell("payment_intent.processing", intent)
        return intent
    return _succeed(fake, intent)


def _expired(method: Words) -> str:
    today = time.gmtime(now())
    until = (method["card"]["exp_year"], method["card"]["exp_month"])
    return "expired_card" if until < (today.tm_year, today.tm_mon) else ""


def _succeed(fake: Fake, intent: Words) -> Words:
    charge = _charge(fake, intent)
    balance = _balance(fake, charge, "charge", charge["amount"], _fee(charge["amount"]))
    charge.update(
        status="succeeded",
        paid=True,
        captured=True,
        amount_captured=charge["amount"],
        balance_transaction=balance["id"],
        outcome=outcome(),
    )
    fake.store.add(charge)
    fake.store.change(
        intent,
        status="succeeded",
        amount_received=intent["amount"],
        latest_charge=charge["id"],
        next_action=None,
        last_payment_error=None,
        _late_until=None,
    )
    fake.tell("charge.succeeded", charge)
    fake.tell("payment_intent.succeeded", intent)
    return intent


def _charge(fake: Fake, intent: Words) -> Words:
    method = fake.store.get("payment_method", intent["payment_method"])
    same = ("amount", "currency", "customer", "description", "metadata", "payment_method")
    return made(
        "charge",
        **{name: intent[name] for name in same},
        payment_intent=intent["id"],
        payment_method_details=charge_details(method["card"]),
    )


def fail(fake: Fake, intent: Words, refused: CardRefused, *, tried: bool = True) -> Words:
    """
    Write that nothing was taken, and why.

    :raises CardRefused: always, with the intent in it
    """
    method = fake.store.get("payment_method", intent["payment_method"])
    if tried:
        charge = _charge(fake, intent)
        code, decline = refused.error["code"], refused.error.get("decline_code", "")
        charge.update(
            failure_code=code,
            failure_message=refused.error["message"],
            outcome=outcome(code, decline),
        )
        refused.error["charge"] = fake.store.add(charge)["id"]
        fake.store.change(intent, latest_charge=charge["id"])
        fake.tell("charge.failed", charge)
    refused.error["payment_method"] = shown(method)
    fake.store.change(
        intent,
        status="requires_payment_method",
        payment_method=None,
        next_action=None,
        last_payment_error=dict(refused.error),
    )
    fake.tell("payment_intent.payment_failed", intent)
    refused.error["payment_intent"] = shown(intent)
    raise refused


def cancel_intent(fake: Fake, given: Words, payment_intent: str) -> Words:
    """Give a payment intent up."""
    intent = fake.store.get("payment_intent", payment_intent)
    if intent["status"] in OVER:
        raise _unexpected(intent, "cancel")
    fake.store.change(intent, status="canceled", canceled_at=now(), next_action=None, **given)
    fake.tell("payment_intent.canceled", intent)
    return intent


def _unexpected(intent: Words, verb: str) -> Exception:
    return invalid(
        f"You cannot {verb} this PaymentIntent because it has a status of {intent['status']}.",
        code="payment_intent_unexpected_state",
        payment_intent=shown(intent),
    )


def settle(fake: Fake, *, at_once: bool = False) -> int:
    """Answer what was left waiting and is due now, or all of it; return how much that was."""
    moment = math.inf if at_once else time.time()
    with fake.store.lock:
        late = [fake.store.objects[number] for number in sorted(fake.store.late)]
        due = [found for found in late if found["_late_until"] <= moment]
        for found in due:
            _finish(fake, found)
    return len(due)


def _finish(fake: Fake, found: Words) -> None:
    """Give the answer that was late."""
    if found["object"] == "payment_intent":
        _succeed(fake, found)
        return
    fake.store.change(found, _late_until=None)
    if found["_then"] == "failed":
        _fail_refund(fake, found)
    else:
        fake.store.change(found, status="succeeded")
        fake.tell("refund.updated", found)


# Refunds


def create_refund(fake: Fake, given: Words) -> Words:
    """
    Give money of a charge back.

    :raises ApiError: if more is asked for than is left of it
    """
    charge = _charge_of(fake, given)
    left = charge["amount_captured"] - charge["amount_refunded"]
    amount = given.pop("amount", left)
    if not left:
        raise invalid(
            f"Charge {charge['id']} has already been refunded.", code="charge_already_refunded"
        )
    if not 0 < amount <= left:
        raise invalid(
            f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left})",
            param="amount",
        )
    how = test_card(fake.store.get("payment_method", charge["payment_method"])).refunds
    refund = made("refund", amount=amount, charge=charge["id"], currency=charge["currency"])
    refund.update({**given, "payment_intent": charge["payment_intent"]})
    refund["balance_transaction"] = _balance(fake, refund, "refund", -amount, 0)["id"]
    if how != "succeeded":
        refund |= {"status": "pending", "_then": how, "_late_until": now() + fake.late_seconds}
    fake.store.add(refund)
    refunded = charge["amount_refunded"] + amount
    fake.store.change(
        charge, amount_refunded=refunded, refunded=refunded == charge["amount_captured"]
    )
    fake.tell("refund.created", refund)
    fake.tell("charge.refunded", charge)
    return refund


def _charge_of(fake: Fake, given: Words) -> Words:
    if given.get("payment_intent"):
        intent = fake.store.get("payment_intent", given.pop("payment_intent"), "payment_intent")
        given["charge"] = intent["latest_charge"]
        if intent["status"] != "succeeded":
            raise invalid(
                f"This PaymentIntent ({intent['id']}) does not have a successful charge to refund."
            )
    return fake.store.get("charge", given.pop("charge", None), "charge")


def _fail_refund(fake: Fake, refund: Words) -> None:
    """Write that a refund never reached its card: the money is back with the shop."""
    charge = fake.store.get("charge", refund["charge"])
    back = _balance(fake, refund, "refund_failure", refund["amount"], 0)
    fake.store.change(
        refund,
        status="failed",
        failure_reason="expired_or_canceled_card",
        failure_balance_transaction=back["id"],
    )
    left = charge["amount_refunded"] - refund["amount"]
    fake.store.change(charge, amount_refunded=left, refunded=False)
    fake.tell("refund.failed", refund)


# What the account holds


def _fee(amount: int) -> int:
    """Return what the provider keeps of a charge, in cents."""
    return (amount * FEE_PER_MILLE + 500) // 1000 + FEE_CENTS


def _balance(fake: Fake, source: Words, kind: str, amount: int, fee: int) -> Words:
    details = {"amount": fee, "application": None, "currency": source["currency"]}
    details |= {"description": "Stripe processing fees", "type": "stripe_fee"}
    return fake.store.add(
        made(
            "balance_transaction",
            amount=amount,
            available_on=now(),
            currency=source["currency"],
            description=source.get("description"),
            fee=fee,
            fee_details=[details] if fee else [],
            net=amount - fee,
            reporting_category=kind,
            source=source["id"],
            type=kind,
        )
    )
