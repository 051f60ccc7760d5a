"""What a provider of card payments must be able to do, in our words; integrations do it."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string


class ProviderSilent(Exception):
    """No answer that tells what happened: it may have been done. Ask again, never repeat."""


class ProviderBusy(ProviderSilent):
    """The provider asks us to come more slowly; nothing was done."""


class BadWebhook(Exception):
    """A message that the provider did not sign, or signed too long ago."""


@dataclass(frozen=True, slots=True)
class Buyer:
    """Who pays, as far as a provider must know: a number of ours, and its own reference if any."""

    person: int
    ref: str | None
    email: str
    language: str


@dataclass(frozen=True, slots=True)
class SavedCard:
    """A card that the provider keeps for us."""

    customer_ref: str
    method_ref: str
    fingerprint: str
    brand: str
    last4: str
    expires_on: date


@dataclass(frozen=True, slots=True)
class Ask:
    """The holder must say yes at the provider, at this address, which leads back to ours."""

    url: str
    ref: str


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The holder authenticated this card for off-session charges up to the amount named."""

    card: SavedCard
    ref: str


@dataclass(frozen=True, slots=True)
class Charged:
    """The money was taken."""

    ref: str
    cents: int


@dataclass(frozen=True, slots=True)
class Refused:
    """The money was not taken: the provider's code; `wants_holder` if the bank asks them."""

    code: str
    ref: str = ""
    wants_holder: bool = False


@dataclass(frozen=True, slots=True)
class Pending:
    """The provider has it in hand and does not know yet."""

    ref: str = ""


@dataclass(frozen=True, slots=True)
class Refunded:
    """The money is on its way back to the card."""

    ref: str
    cents: int


CardAnswer = Ask | Confirmed | Refused | Pending
ChargeAnswer = Ask | Charged | Refused | Pending
RefundAnswer = Refunded | Refused | Pending


@dataclass(frozen=True, slots=True)
class Event:
    """A message of the provider: its own number (for doubles) and what of ours it is about."""

    number: str
    about: str  # "hold", "charge", "refund", "card", "payout" or "" for what does not concern us
    key: str  # ours: the key that we gave, or the provider's reference of a card or payout
    ref: str
    at: datetime


class Gateway(Protocol):
    """
    A provider of card payments.

    `key` is ours, and the provider's idempotency key: the same call with the same key is done
    once. Every call may raise `ProviderSilent`: then what happened is unknown, and the `..._state`
    questions, which never do anything, find out. Amounts are whole cents of `currency`.
    """

    name: str

    def save_card(
        self, *, key: str, buyer: Buyer, cents: int, currency: str, return_url: str, cancel_url: str
    ) -> Ask:
        """Send the holder to the provider to enter a card and authenticate it for up to `cents`."""

    def confirm_card(
        self, *, key: str, card: SavedCard, cents: int, currency: str, return_url: str
    ) -> CardAnswer:
        """Have a card that is already saved authenticated for up to `cents`."""

    def card_state(self, *, key: str, ref: str) -> CardAnswer | None:
        """
        Return what became of `save_card` or `confirm_card`.

        None if the provider never heard of it, or gave no `ref` to ask under: then make the same
        call with the same key again, it is done once.
        """

    def charge(
        self,
        *,
        key: str,
        card: SavedCard,
        cents: int,
        currency: str,
        return_url: str = "",
    ) -> ChargeAnswer:
        """Take money; with a `return_url` its holder is there to be asked, else they are not."""

    def charge_state(
        self, *, key: str, ref: str, card: SavedCard, since: datetime
    ) -> ChargeAnswer | None:
        """Return what became of a charge; None if the provider never heard of it."""

    def refund(self, *, key: str, charge_ref: str, cents: int) -> RefundAnswer:
        """Give money of a charge back."""

    def refund_state(self, *, key: str, ref: str, charge_ref: str) -> RefundAnswer | None:
        """Return what became of a refund; None if the provider never heard of it."""

    def forget_card(self, *, card: SavedCard) -> None:
        """Have the provider forget a card."""

    def read_event(self, *, body: bytes, signature: str, now: datetime) -> Event:
        """
        Read a message of the provider.

        :raises BadWebhook: if it is not the provider's, or too old
        """


@cache
def gateway(name: str) -> Gateway:
    """Return the provider of this name, as the settings have it."""
    found: Gateway = import_string(settings.PAYMENT_GATEWAYS[name])()
    return found
