"""Which call does what, and which of Stripe's parameters it takes."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

from fakes.stripe import paying, saving
from fakes.stripe.fake import Fake
from fakes.stripe.forms import Shape, labels, span, text, texts, truth, whole
from fakes.stripe.lists import listed, searched

Call = Callable[..., dict[str, Any]]

ADDRESS = dict.fromkeys(("city", "country", "line1", "line2", "postal_code", "state"), text)
PAGE: Shape = {
    "limit": whole,
    "starting_after": text,
    "ending_before": text,
    "created": span,
    "expand": texts,
}
ONE: Shape = {"expand": texts}
QUERY: Shape = {"query": text, "limit": whole, "page": text, "expand": texts}
LABELS: Shape = {"metadata": labels, "description": text, "expand": texts}
CUSTOMER: Shape = {
    **LABELS,
    "address": ADDRESS,
    "email": text,
    "name": text,
    "phone": text,
    "preferred_locales": texts,
}
MANDATE: Shape = {
    "amount": whole,
    "amount_type": text,
    "currency": text,
    "description": text,
    "end_date": whole,
    "interval": text,
    "interval_count": whole,
    "reference": text,
    "start_date": whole,
    "supported_types": texts,
}
SETUP_OPTIONS: Shape = {"card": {"mandate_options": MANDATE, "request_three_d_secure": text}}
SETUP: Shape = {
    **LABELS,
    "confirm": truth,
    "customer": text,
    "payment_method": text,
    "payment_method_options": SETUP_OPTIONS,
    "allowed_payment_method_types": texts,
    "return_url": text,
    "usage": text,
}
SESSION: Shape = {
    "cancel_url": text,
    "client_reference_id": text,
    "currency": text,
    "custom_text": {"submit": {"message": text}, "after_submit": {"message": text}},
    "customer": text,
    "expand": texts,
    "expires_at": whole,
    "locale": text,
    "metadata": labels,
    "mode": text,
    "payment_method_options": {"card": {"request_three_d_secure": text}},
    "allowed_payment_method_types": texts,
    "setup_intent_data": {"description": text, "metadata": labels},
    "success_url": text,
}
PAYMENT: Shape = {
    **LABELS,
    "amount": whole,
    "confirm": truth,
    "currency": text,
    "customer": text,
    "off_session": truth,
    "payment_method": text,
    "payment_method_options": {"card": {"request_three_d_secure": text}},
    "allowed_payment_method_types": texts,
    "receipt_email": text,
    "return_url": text,
    "statement_descriptor_suffix": text,
}
REFUND: Shape = {
    "amount": whole,
    "charge": text,
    "expand": texts,
    "metadata": labels,
    "payment_intent": text,
    "reason": text,
}
METHOD: Shape = {
    "billing_details": {"address": ADDRESS, "email": text, "name": text, "phone": text},
    "card": {"number": text, "exp_month": whole, "exp_year": whole, "cvc": text},
    "expand": texts,
    "metadata": labels,
    "type": text,
}


@dataclass(frozen=True)
class Route:
    """A method and path, the parameters it takes, and what it does."""

    method: str
    path: str
    shape: Shape
    call: Call

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The path with a name for each number in it."""
        return re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[\\w-]+)", self.path))

    def match(self, method: str, path: str) -> dict[str, str] | None:
        """Return the numbers named in a path, or None if it is another call's."""
        if method != self.method:
            return None
        found = self.pattern.fullmatch(path)
        return found.groupdict() if found else None


def _get(kind: str, fake: Fake, given: dict[str, Any], number: str) -> dict[str, Any]:
    return fake.store.get(kind, number, kind.split(".")[-1])


def _list(kind: str, path: str, fake: Fake, given: dict[str, Any], **owner: str) -> dict[str, Any]:
    return listed(fake.store, kind, {**given, **owner}, path)


def _search(kind: str, path: str, fake: Fake, given: dict[str, Any]) -> dict[str, Any]:
    return searched(fake.store, kind, given, path)


def _change(kind: str, fake: Fake, given: dict[str, Any], number: str) -> dict[str, Any]:
    found = fake.store.get(kind, number)
    given["metadata"] = {**found["metadata"], **given.get("metadata", {})}
    return fake.store.change(found, **given)


def _session(fake: Fake, given: dict[str, Any], number: str) -> dict[str, Any]:
    return saving.open_session(fake, number)


def _reading(kind: str, name: str, **filters: Callable[..., Any]) -> list[Route]:
    """Return the routes that read objects of a kind: one, and a list."""
    path = f"/v1/{name}"
    return [
        Route("GET", f"{path}/{{number}}", ONE, partial(_get, kind)),
        Route("GET", path, {**PAGE, **filters}, partial(_list, kind, path)),
    ]


ROUTES = [
    *(
        Route("GET", f"/v1/{name}/search", QUERY, partial(_search, kind, f"/v1/{name}/search"))
        for kind, name in (
            ("customer", "customers"),
            ("payment_intent", "payment_intents"),
            ("charge", "charges"),
        )
    ),
    Route("POST", "/v1/customers", {**CUSTOMER, "payment_method": text}, saving.create_customer),
    Route("POST", "/v1/customers/{customer}", CUSTOMER, saving.change_customer),
    Route("DELETE", "/v1/customers/{customer}", {}, saving.delete_customer),
    Route(
        "GET",
        "/v1/customers/{customer}/payment_methods",
        {**PAGE, "type": text},
        partial(_list, "payment_method", "/v1/customers/payment_methods"),
    ),
    *_reading("customer", "customers", email=text),
    Route("POST", "/v1/payment_methods", METHOD, saving.create_method),
    Route(
        "POST",
        "/v1/payment_methods/{payment_method}/attach",
        {"customer": text, "expand": texts},
        saving.attach,
    ),
    Route("POST", "/v1/payment_methods/{payment_method}/detach", ONE, saving.detach),
    *_reading("payment_method", "payment_methods", customer=text, type=text),
    Route("POST", "/v1/setup_intents", SETUP, saving.create_setup),
    Route(
        "POST",
        "/v1/setup_intents/{setup_intent}/confirm",
        {"payment_method": text, "return_url": text, "expand": texts},
        saving.confirm_setup,
    ),
    Route(
        "POST",
        "/v1/setup_intents/{setup_intent}/cancel",
        {"cancellation_reason": text, "expand": texts},
        saving.cancel_setup,
    ),
    *_reading("setup_intent", "setup_intents", customer=text, payment_method=text),
    Route("POST", "/v1/checkout/sessions", SESSION, saving.create_session),
    Route("POST", "/v1/checkout/sessions/{session}/expire", ONE, saving.expire_session),
    Route("GET", "/v1/checkout/sessions/{number}", ONE, _session),
    *_reading("checkout.session", "checkout/sessions", customer=text, status=text)[1:],
    Route("POST", "/v1/payment_intents", PAYMENT, paying.create_intent),
    Route(
        "POST",
        "/v1/payment_intents/{payment_intent}/confirm",
        {"payment_method": text, "off_session": truth, "return_url": text, "expand": texts},
        paying.confirm_intent,
    ),
    Route(
        "POST",
        "/v1/payment_intents/{payment_intent}/cancel",
        {"cancellation_reason": text, "expand": texts},
        paying.cancel_intent,
    ),
    Route("POST", "/v1/payment_intents/{number}", LABELS, partial(_change, "payment_intent")),
    *_reading("payment_intent", "payment_intents", customer=text),
    *_reading("charge", "charges", customer=text, payment_intent=text),
    Route("POST", "/v1/refunds", REFUND, paying.create_refund),
    *_reading("refund", "refunds", charge=text, payment_intent=text),
    *_reading(
        "balance_transaction",
        "balance_transactions",
        payout=text,
        source=text,
        type=text,
        currency=text,
    ),
    *_reading("payout", "payouts", status=text),
    *_reading("event", "events", type=text),
]


def route(method: str, path: str) -> tuple[Route, dict[str, str]] | None:
    """Return what answers a call, with the numbers in its path."""
    for known in ROUTES:
        numbers = known.match(method, path)
        if numbers is not None:
            return known, numbers
    return None
