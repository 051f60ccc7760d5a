"""The objects with all their fields, shaped as Stripe's own examples are."""

from copy import deepcopy
from typing import Any

from fakes.stripe.store import now, number

ADDRESS = dict.fromkeys(("city", "country", "line1", "line2", "postal_code", "state"))
CHECKS = {"address_line1_check": None, "address_postal_code_check": None, "cvc_check": "pass"}


def made(kind: str, **words: Any) -> dict[str, Any]:
    """Return a new object of a kind with the words given, the rest as Stripe leaves it."""
    start = {"id": number(kind), "object": kind, "created": now()}
    if kind not in {"refund", "balance_transaction"}:
        start["livemode"] = False
    if kind not in {"event", "balance_transaction", "mandate", "setup_attempt"}:
        start["metadata"] = {}
    return {**start, **deepcopy(FIELDS[kind]), **words}


def secret(found: dict[str, Any]) -> str:
    """Return a client secret for an intent."""
    return f"{found['id']}_secret_{number('event')[4:]}"


def card(brand: str, digits: str, month: int, year: int, fingerprint: str) -> dict[str, Any]:
    """Return the card of a payment method."""
    return {
        "brand": brand,
        "checks": CHECKS,
        "country": "FR",
        "display_brand": brand,
        "exp_month": month,
        "exp_year": year,
        "fingerprint": fingerprint,
        "funding": "credit",
        "generated_from": None,
        "last4": digits[-4:],
        "networks": {"available": [brand], "preferred": None},
        "regulated_status": None,
        "three_d_secure_usage": {"supported": True},
        "wallet": None,
    }


def charge_details(saved: dict[str, Any]) -> dict[str, Any]:
    """Return how a charge was paid."""
    kept = {name: saved[name] for name in ("brand", "checks", "country", "exp_month", "exp_year")}
    kept |= {name: saved[name] for name in ("fingerprint", "funding", "last4", "regulated_status")}
    return {
        "type": "card",
        "card": {
            **kept,
            "amount_authorized": None,
            "authorization_code": None,
            "extended_authorization": {"status": "disabled"},
            "incremental_authorization": {"status": "unavailable"},
            "installments": None,
            "mandate": None,
            "multicapture": {"status": "unavailable"},
            "network": saved["brand"],
            "network_token": {"used": False},
            "network_transaction_id": None,
            "overcapture": {"maximum_amount_capturable": 0, "status": "unavailable"},
            "three_d_secure": None,
            "transaction_link_id": None,
            "wallet": None,
        },
    }


def outcome(code: str = "", decline: str = "") -> dict[str, Any]:
    """Return what the card's bank said of a charge."""
    return {
        "advice_code": None,
        "network_advice_code": None,
        "network_decline_code": None,
        "network_status": "declined_by_network" if code else "approved_by_network",
        "reason": (decline or code) or None,
        "seller_message": "Declined." if code else "Payment complete.",
        "type": "issuer_declined" if code else "authorized",
    }


def _nothing(*names: str) -> dict[str, Any]:
    return dict.fromkeys(names)


FIELDS: dict[str, dict[str, Any]] = {
    "customer": {
        **_nothing("currency", "default_source", "description", "discount", "email", "name"),
        **_nothing("phone", "shipping", "test_clock"),
        "address": ADDRESS,
        "balance": 0,
        "delinquent": False,
        "invoice_prefix": "7FE1103",
        "invoice_settings": {
            **_nothing("custom_fields", "default_payment_method", "footer", "rendering_options")
        },
        "next_invoice_sequence": 1,
        "preferred_locales": [],
        "tax_exempt": "none",
    },
    "payment_method": {
        **_nothing("customer", "customer_account"),
        "type": "card",
        "allow_redisplay": "unspecified",
        "billing_details": {
            "address": ADDRESS,
            **_nothing("email", "name", "phone", "tax_id"),
        },
    },
    "setup_intent": {
        **_nothing("application", "automatic_payment_methods", "cancellation_reason", "customer"),
        **_nothing("client_secret", "description", "excluded_payment_method_types"),
        **_nothing("flow_directions", "last_setup_error", "latest_attempt", "mandate"),
        **_nothing("next_action", "on_behalf_of", "payment_method", "single_use_mandate"),
        **_nothing("payment_method_configuration_details"),
        "payment_method_options": {},
        "payment_method_types": ["card"],
        "status": "requires_payment_method",
        "usage": "off_session",
    },
    "checkout.session": {
        **_nothing("after_expiration", "allow_promotion_codes", "amount_subtotal", "amount_total"),
        **_nothing("billing_address_collection", "cancel_url", "client_reference_id"),
        **_nothing("client_secret", "collected_information", "consent", "consent_collection"),
        **_nothing("currency", "currency_conversion", "customer", "customer_account"),
        **_nothing("customer_creation", "customer_details", "customer_email", "discounts"),
        **_nothing("expires_at", "integration_identifier", "invoice", "invoice_creation"),
        **_nothing("locale", "managed_payments", "origin_context", "payment_intent"),
        **_nothing("payment_link", "payment_method_collection", "permissions", "recovered_from"),
        **_nothing("payment_method_configuration_details", "saved_payment_method_options"),
        **_nothing("setup_intent", "shipping_address_collection", "shipping_cost", "submit_type"),
        **_nothing("subscription", "success_url", "total_details", "ui_mode", "url"),
        **_nothing("wallet_options"),
        "adaptive_pricing": None,
        "automatic_tax": _nothing("liability", "provider", "status") | {"enabled": False},
        "custom_fields": [],
        "custom_text": {
            **_nothing("after_submit", "shipping_address", "submit", "terms_of_service_acceptance")
        },
        "mode": "setup",
        "payment_method_options": {},
        "payment_method_types": ["card"],
        "payment_status": "no_payment_required",
        "phone_number_collection": {"enabled": False},
        "shipping_options": [],
        "status": "open",
    },
    "payment_intent": {
        **_nothing("application", "application_fee_amount", "automatic_payment_methods"),
        **_nothing("canceled_at", "cancellation_reason", "client_secret", "customer"),
        **_nothing("customer_account", "description", "excluded_payment_method_types"),
        **_nothing("last_payment_error", "latest_charge", "managed_payments", "next_action"),
        **_nothing("on_behalf_of", "payment_method", "payment_method_configuration_details"),
        **_nothing("processing", "receipt_email", "review", "setup_future_usage", "shipping"),
        **_nothing("source", "statement_descriptor", "statement_descriptor_suffix"),
        **_nothing("transfer_data", "transfer_group"),
        "amount": 0,
        "amount_capturable": 0,
        "amount_details": {"tip": {}},
        "amount_received": 0,
        "capture_method": "automatic",
        "confirmation_method": "automatic",
        "currency": "eur",
        "payment_method_options": {},
        "payment_method_types": ["card"],
        "status": "requires_payment_method",
    },
    "charge": {
        **_nothing("application", "application_fee", "application_fee_amount", "customer"),
        **_nothing("balance_transaction", "calculated_statement_descriptor", "description"),
        **_nothing("failure_balance_transaction", "failure_code", "failure_message"),
        **_nothing("on_behalf_of", "payment_intent", "payment_method", "receipt_email"),
        **_nothing("receipt_number", "receipt_url", "review", "shipping", "source"),
        **_nothing("source_transfer", "statement_descriptor", "statement_descriptor_suffix"),
        **_nothing("transfer_data", "transfer_group"),
        "amount": 0,
        "amount_captured": 0,
        "amount_refunded": 0,
        "billing_details": {
            "address": ADDRESS,
            **_nothing("email", "name", "phone", "tax_id"),
        },
        "captured": False,
        "currency": "eur",
        "disputed": False,
        "fraud_details": {},
        "paid": False,
        "refunded": False,
        "status": "failed",
    },
    "refund": {
        **_nothing("balance_transaction", "charge", "customer", "customer_account"),
        **_nothing("payment_intent", "payment_method", "reason", "receipt_number"),
        **_nothing("source_transfer_reversal", "transfer_reversal"),
        "amount": 0,
        "currency": "eur",
        "destination_details": {"card": {"type": "refund"}, "type": "card"},
        "status": "succeeded",
    },
    "balance_transaction": {
        "exchange_rate": None,
        "balance_type": "payments",
        "fee_details": [],
        "status": "pending",
    },
    "payout": {
        **_nothing("application_fee", "application_fee_amount", "balance_transaction"),
        **_nothing("failure_balance_transaction", "failure_code", "failure_message"),
        **_nothing("original_payout", "payout_method", "reversed_by", "statement_descriptor"),
        "automatic": True,
        "description": "STRIPE PAYOUT",
        "destination": "ba_1Pgc79B7WZ01zgkWoU5vBiXt",
        "method": "standard",
        "reconciliation_status": "completed",
        "source_type": "card",
        "status": "paid",
        "trace_id": {"status": "unsupported", "value": None},
        "type": "bank_account",
    },
    "event": {"api_version": None, "pending_webhooks": 0},
}
