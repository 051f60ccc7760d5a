"""Errors in the words of Stripe."""

from typing import Any


class ApiError(Exception):
    """What goes wrong, as Stripe would say it: an HTTP status and an error object."""

    def __init__(self, status: int, kind: str, message: str, **words: Any) -> None:
        super().__init__(message)
        self.status = status
        self.error = {"type": kind, "message": message, **words}


class Silence(Exception):
    """The line is cut before anything was done."""


def invalid(message: str, *, param: str = "", code: str = "", **words: Any) -> ApiError:
    """Return a 400: the request itself is wrong."""
    named = {"param": param} if param else {}
    coded = {"code": code} if code else {}
    return ApiError(400, "invalid_request_error", message, **coded, **named, **words)


def missing(kind: str, number: str, param: str = "id") -> ApiError:
    """Return Stripe's answer about an object that is not there."""
    return ApiError(
        404,
        "invalid_request_error",
        f"No such {kind.replace('.', ' ')}: '{number}'",
        code="resource_missing",
        param=param,
    )


class CardRefused(ApiError):
    """A 402: a card, or its bank, says no."""

    def __init__(self, code: str, decline: str = "", **words: Any) -> None:
        declined = {"decline_code": decline} if decline else {}
        super().__init__(402, "card_error", MESSAGES[code], code=code, **declined, **words)


MESSAGES = {
    "card_declined": "Your card was declined.",
    "expired_card": "Your card has expired.",
    "incorrect_cvc": "Your card's security code is incorrect.",
    "processing_error": "An error occurred while processing your card. Try again in a little bit.",
    "authentication_required": (
        "Your card was declined. This transaction requires authentication."
    ),
    "payment_intent_authentication_failure": ("We are unable to authenticate your payment method."),
    "setup_intent_authentication_failure": "We are unable to authenticate your payment method.",
}
