"""What Stripe's objects and errors mean in our words."""

from datetime import date, timedelta
from typing import Any

import stripe

from clust.payments.gateway import (
    Ask,
    CardAnswer,
    ChargeAnswer,
    Charged,
    Confirmed,
    Pending,
    ProviderSilent,
    RefundAnswer,
    Refunded,
    Refused,
    SavedCard,
)

WANTS_HOLDER = "authentication_required"
# Declines that say what to do next; others are a plain `card_declined`.
TOLD_APART = {
    "card_not_supported",
    "card_velocity_exceeded",
    "currency_not_supported",
    "fraudulent",
    "insufficient_funds",
    "lost_card",
    "pickup_card",
    "restricted_card",
    "stolen_card",
    "transaction_not_allowed",
    "try_again_later",
    "withdrawal_count_limit_exceeded",
    WANTS_HOLDER,
}
# The request is wrong for this card or amount, whoever sends it and whenever.
FOR_GOOD = {"resource_missing", "amount_too_small", "amount_too_large"}
OF_THE_CARD = {"payment_method", "customer"}


def charge_answer(intent: stripe.PaymentIntent) -> ChargeAnswer:
    """Return what became of a charge."""
    if intent.status == "succeeded":
        return Charged(intent.id, intent.amount_received)
    if intent.status == "requires_action":
        return Ask(_where(intent), intent.id)
    if intent.status == "canceled":
        return Refused("canceled", intent.id)
    if intent.status == "requires_payment_method":
        return _refused(intent.last_payment_error, intent.id)
    return Pending(intent.id)


def setup_answer(intent: stripe.SetupIntent, ref: str = "") -> CardAnswer:
    """Return what became of a card that was to be saved, its payment method in the answer."""
    ref = ref or intent.id
    if intent.status == "succeeded":
        return Confirmed(saved_card(intent.payment_method), ref)
    if intent.status == "requires_action":
        return Ask(_where(intent), ref)
    if intent.status == "canceled":
        return Refused("canceled", ref)
    if intent.status == "requires_payment_method":
        return _refused(intent.last_setup_error, ref)
    return Pending(ref)


def session_answer(session: stripe.checkout.Session) -> CardAnswer:
    """Return what became of a card page."""
    if session.status == "open" and session.url:
        return Ask(session.url, session.id)
    if session.status == "expired":
        return Refused("page_expired", session.id)
    intent = session.setup_intent
    if not isinstance(intent, stripe.SetupIntent):
        raise ProviderSilent("a card page without its card")
    return setup_answer(intent, session.id)


def refund_answer(refund: stripe.Refund) -> RefundAnswer:
    """Return what became of a refund."""
    if refund.status == "succeeded":
        return Refunded(refund.id, refund.amount)
    if refund.status in {"failed", "canceled"}:
        return Refused(refund.failure_reason or "refund_failed", refund.id)
    return Pending(refund.id)


def saved_card(method: Any) -> SavedCard:
    """Return a card as we keep it; it is good until the last day of its month."""
    if not isinstance(method, stripe.PaymentMethod) or method.card is None:
        raise ProviderSilent("a card without its details")
    card = method.card
    return SavedCard(
        customer_ref=str(method.customer or ""),
        method_ref=method.id,
        fingerprint=card.fingerprint or "",
        brand=card.brand,
        last4=card.last4,
        expires_on=last_day(card.exp_year, card.exp_month),
    )


def last_day(year: int, month: int) -> date:
    """Return the last day of a month."""
    return (date(year, month, 28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def card_refused(error: stripe.CardError) -> Refused:
    """Return why a card was refused; the intent that was tried is in the error."""
    said = error.error
    intent = getattr(said, "payment_intent", None) or getattr(said, "setup_intent", None)
    return _refused(said, intent.id if intent else "")


def request_refused(error: stripe.InvalidRequestError) -> Refused | None:
    """Return why a request can never be done, None if the fault is ours and is to be seen."""
    if error.code in FOR_GOOD or error.param in OF_THE_CARD:
        return Refused(error.code or "card_gone")
    return None


def _refused(said: Any, ref: str) -> Refused:
    code = getattr(said, "code", None) or "card_declined"
    decline = getattr(said, "decline_code", None) or ""
    told = decline if decline in TOLD_APART else code
    return Refused(told, ref, wants_holder=told == WANTS_HOLDER)


def _where(intent: stripe.PaymentIntent | stripe.SetupIntent) -> str:
    """Return where the holder says yes; without an address nobody can."""
    action = intent.next_action
    if not action or not action.redirect_to_url or not action.redirect_to_url.url:
        raise ProviderSilent("the bank asks, but not on a page")
    return action.redirect_to_url.url
