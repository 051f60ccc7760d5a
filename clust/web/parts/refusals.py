"""Why a card was refused, or money did not go back: the provider's codes in words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS: dict[str, Promise] = {
    "amount_too_large": _("the amount is above what the card may pay"),
    "amount_too_small": _("the amount is too small for a card"),
    "authentication_required": _("the bank wants its holder to confirm"),
    "canceled": _("cancelled at the provider"),
    "card_declined": _("the bank said no, without a reason"),
    "card_gone": _("the provider does not know the card any more"),
    "card_not_supported": _("the card cannot pay this kind of purchase"),
    "card_velocity_exceeded": _("the card was used too often or for too much"),
    "currency_not_supported": _("the card cannot pay in this currency"),
    "do_not_honor": _("the bank said no, without a reason"),
    "expired_card": _("the card is out of date"),
    "expired_or_canceled_card": _("the card is out of date or cancelled"),
    "fraudulent": _("the bank suspects a fraud"),
    "generic_decline": _("the bank said no, without a reason"),
    "incorrect_cvc": _("the security code is wrong"),
    "incorrect_number": _("the card number is wrong"),
    "insufficient_funds": _("not enough money on the account"),
    "invalid_cvc": _("the security code is wrong"),
    "lost_card": _("the card was reported lost"),
    "lost_or_stolen_card": _("the card was reported lost or stolen"),
    "made_after_all": _("the card provider made the refund after all"),
    "no_card": _("no card is left to charge"),
    "not_confirmed": _("its holder did not confirm in time"),
    "not_due": _("less was due by then"),
    "not_received": _("the provider never received the request"),
    "page_expired": _("the provider’s page ran out"),
    "pickup_card": _("the card cannot be used: its bank knows why"),
    "processing_error": _("something went wrong at the provider"),
    "resource_missing": _("the provider does not know the card any more"),
    "restricted_card": _("the card cannot be used: its bank knows why"),
    "stolen_card": _("the card was reported stolen"),
    "transaction_not_allowed": _("the card cannot pay this kind of purchase"),
    "try_again_later": _("the bank could not answer"),
    "withdrawal_count_limit_exceeded": _("the limit of the card is reached"),
}
# Providers ask that whoever holds the card is not told these: it may not be theirs.
KEPT_FROM_BUYERS = {
    "fraudulent",
    "lost_card",
    "lost_or_stolen_card",
    "pickup_card",
    "restricted_card",
    "stolen_card",
}
PLAINLY = "card_declined"


def why(code: str | None) -> str:
    """Return the words for a code at the desk, the code itself where we have none."""
    return str(WORDS.get(code or "", code or ""))


def why_for_buyer(code: str) -> str:
    """Return the words for a code as its buyer may read them; unknown ones plainly."""
    told = PLAINLY if code in KEPT_FROM_BUYERS or code not in WORDS else code
    return str(WORDS[told])


def code_for_buyer(code: str) -> str:
    """Return the code to name to one's bank, without what is kept from buyers."""
    return PLAINLY if code in KEPT_FROM_BUYERS else code
