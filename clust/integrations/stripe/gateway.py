"""Stripe as a provider of card payments."""

import time
from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Protocol, TypeVar

import stripe
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from clust.base.formats import money
from clust.integrations.stripe.answers import (
    card_refused,
    charge_answer,
    refund_answer,
    request_refused,
    session_answer,
    setup_answer,
)
from clust.integrations.stripe.client import ErrorKept, heard, make_client
from clust.integrations.stripe.events import read_event
from clust.payments.gateway import (
    Ask,
    Buyer,
    CardAnswer,
    ChargeAnswer,
    Event,
    ProviderSilent,
    RefundAnswer,
    Refused,
    SavedCard,
)

DAY = 86_400
CLOCKS_APART = timedelta(hours=1)
PAGE = 100


class Labelled(Protocol):
    """An object of Stripe that carries our key."""

    @property
    def metadata(self) -> Any:
        """Our labels."""


Found = TypeVar("Found", bound=Labelled)


class StripeGateway:
    """
    Cards are saved on Stripe's page and charged later by their reference.

    Our keys go out with the installation's own word before them, as idempotency keys and as
    labels: two installations on one account never meet each other's.
    """

    name = "stripe"

    def __init__(self) -> None:
        self.stripe = make_client()
        self.prefix = f"{settings.STRIPE_PREFIX}-"

    # Cards

    def save_card(
        self, *, key: str, buyer: Buyer, cents: int, currency: str, return_url: str, cancel_url: str
    ) -> Ask:
        """
        Open a card page.

        The page names the most that is charged. It cannot pass that amount to the bank:
        only `confirm_card` can, and each charge is bounded by our mandate.
        """
        customer = buyer.ref or self._customer(buyer)
        try:
            with heard():
                session = self.stripe.v1.checkout.sessions.create(
                    {
                        "mode": "setup",
                        "allowed_payment_method_types": ["card"],
                        "customer": customer,
                        "client_reference_id": self.prefix + key,
                        "locale": "fr" if buyer.language == "fr" else "en",
                        "success_url": return_url,
                        "cancel_url": cancel_url,
                        "payment_method_options": {"card": {"request_three_d_secure": "any"}},
                        "custom_text": {"submit": {"message": _told(buyer, cents, currency)}},
                    },
                    self._once(key),
                )
        except (ErrorKept, stripe.IdempotencyError):
            session = self._found_session(key, customer)
        answer = session_answer(session)
        return answer if isinstance(answer, Ask) else Ask(return_url, session.id)

    def _found_session(self, key: str, customer: str) -> stripe.checkout.Session:
        with heard():
            listed = self.stripe.v1.checkout.sessions.list(
                {
                    "customer": customer,
                    "limit": PAGE,
                    "expand": ["data.setup_intent.payment_method"],
                }
            )
        for session in listed.data:
            if session.client_reference_id == self.prefix + key:
                return session
        raise ProviderSilent("no card page under this key")

    def _customer(self, buyer: Buyer) -> str:
        """Return Stripe's customer for a person, made if there is none."""
        label = f"{self.prefix}{buyer.person}"
        words = sha256(f"{buyer.email} {buyer.language}".encode()).hexdigest()[:12]
        with heard():
            known = self.stripe.v1.customers.search({"query": f"metadata['person']:'{label}'"})
            if known.data:
                return known.data[0].id
            customer = self.stripe.v1.customers.create(
                {
                    "email": buyer.email,
                    "preferred_locales": [buyer.language],
                    "metadata": {"person": label},
                },
                self._once(f"customer-{buyer.person}-{words}"),
            )
        return customer.id

    def confirm_card(
        self, *, key: str, card: SavedCard, cents: int, currency: str, return_url: str
    ) -> CardAnswer:
        """Have the card's bank agree to later charges of up to so much."""
        try:
            with heard():
                intent = self.stripe.v1.setup_intents.create(
                    {
                        "allowed_payment_method_types": ["card"],
                        "customer": card.customer_ref,
                        "payment_method": card.method_ref,
                        "usage": "off_session",
                        "confirm": True,
                        "return_url": return_url,
                        "payment_method_options": {"card": self._agreed(key, cents, currency)},
                        "metadata": {"key": self.prefix + key},
                        "expand": ["payment_method"],
                    },
                    self._once(key),
                )
        except stripe.CardError as error:
            return card_refused(error)
        except stripe.InvalidRequestError as error:
            if refused := request_refused(error):
                return refused
            raise
        except (ErrorKept, stripe.IdempotencyError):
            intent = self._found_setup(key, card)
        return setup_answer(intent)

    def _agreed(self, key: str, cents: int, currency: str) -> Any:
        """Return what the bank is asked to agree to; from today, as the calendar has it."""
        if not cents:
            return {"request_three_d_secure": "any"}
        most = {
            "amount": cents,
            "amount_type": "maximum",
            "currency": currency.lower(),
            "interval": "sporadic",
            "reference": self.prefix + key,
            "start_date": int(time.time()) // DAY * DAY,
        }
        return {"request_three_d_secure": "any", "mandate_options": most}

    def _found_setup(self, key: str, card: SavedCard) -> stripe.SetupIntent:
        """Return what the same call made before: on another day its words were others."""
        with heard():
            listed = self.stripe.v1.setup_intents.list(
                {
                    "customer": card.customer_ref,
                    "payment_method": card.method_ref,
                    "limit": PAGE,
                    "expand": ["data.payment_method"],
                }
            )
        found = self._labelled(listed.data, key)
        if not found:
            raise ProviderSilent("no setup under this key")
        return found

    def card_state(self, *, key: str, ref: str) -> CardAnswer | None:
        """Return what became of a card page or of a setup."""
        if not ref:
            return None
        try:
            with heard():
                if ref.startswith("cs_"):
                    expand = ["setup_intent.payment_method"]
                    session = self.stripe.v1.checkout.sessions.retrieve(ref, {"expand": expand})
                    return session_answer(session)
                intent = self.stripe.v1.setup_intents.retrieve(ref, {"expand": ["payment_method"]})
                return setup_answer(intent)
        except stripe.InvalidRequestError:
            return None

    def forget_card(self, *, card: SavedCard) -> None:
        """Take a card from its customer; one that is gone already is gone."""
        try:
            with heard():
                self.stripe.v1.payment_methods.detach(card.method_ref)
        except stripe.InvalidRequestError:
            return

    # Charges

    def charge(
        self, *, key: str, card: SavedCard, cents: int, currency: str, return_url: str = ""
    ) -> ChargeAnswer:
        """Charge a saved card, its holder away or, with a `return_url`, there to be asked."""
        words: Any = {
            "amount": cents,
            "currency": currency.lower(),
            "allowed_payment_method_types": ["card"],
            "customer": card.customer_ref,
            "payment_method": card.method_ref,
            "confirm": True,
            "metadata": {"key": self.prefix + key},
        }
        words |= {"return_url": return_url} if return_url else {"off_session": True}
        try:
            with heard():
                intent = self.stripe.v1.payment_intents.create(words, self._once(key))
        except stripe.CardError as error:
            return card_refused(error)
        except stripe.InvalidRequestError as error:
            if refused := request_refused(error):
                return refused
            raise
        except (ErrorKept, stripe.IdempotencyError) as error:
            return self._charge_before(key, card, error)
        return charge_answer(intent)

    def _charge_before(self, key: str, card: SavedCard, error: Exception) -> ChargeAnswer:
        """
        Return what a call under the same key did before.

        Stripe keeps an error of its own under the key for good: where no charge is listed
        nothing was taken, and only another key can take it. Money that Stripe finds later is told
        by a message, and flows back.
        """
        found = self._listed_charge(key, card, None)
        if found:
            return charge_answer(found)
        if isinstance(error, ErrorKept):
            return Refused("processing_error")
        raise ProviderSilent("no charge under this key") from None

    def charge_state(
        self, *, key: str, ref: str, card: SavedCard, since: datetime
    ) -> ChargeAnswer | None:
        """Return what became of a charge, by its reference or among its customer's charges."""
        if not ref:
            found = self._listed_charge(key, card, since)
            return charge_answer(found) if found else None
        try:
            with heard():
                return charge_answer(self.stripe.v1.payment_intents.retrieve(ref))
        except stripe.InvalidRequestError:
            return None

    def _listed_charge(
        self, key: str, card: SavedCard, since: datetime | None
    ) -> stripe.PaymentIntent | None:
        words: Any = {"customer": card.customer_ref, "limit": PAGE}
        if since:
            words["created"] = {"gte": int((since - CLOCKS_APART).timestamp())}
        try:
            with heard():
                listed = self.stripe.v1.payment_intents.list(words)
                return self._labelled(listed.auto_paging_iter(), key)
        except stripe.InvalidRequestError:
            return None

    # Refunds

    def refund(self, *, key: str, charge_ref: str, cents: int) -> RefundAnswer:
        """Give money back; Stripe itself never gives more than was taken."""
        try:
            with heard():
                made = self.stripe.v1.refunds.create(
                    {
                        "payment_intent": charge_ref,
                        "amount": cents,
                        "metadata": {"key": self.prefix + key},
                    },
                    self._once(key),
                )
        except stripe.InvalidRequestError as error:
            found = self._listed_refund(key, charge_ref)
            return refund_answer(found) if found else Refused(error.code or "amount_too_large")
        except (ErrorKept, stripe.IdempotencyError) as error:
            found = self._listed_refund(key, charge_ref)
            if not found and isinstance(error, ErrorKept):
                return Refused("processing_error")
            if not found:
                raise ProviderSilent("no refund under this key") from None
            return refund_answer(found)
        return refund_answer(made)

    def refund_state(self, *, key: str, ref: str, charge_ref: str) -> RefundAnswer | None:
        """Return what became of a refund, by its reference or among those of its charge."""
        if not ref:
            found = self._listed_refund(key, charge_ref)
            return refund_answer(found) if found else None
        try:
            with heard():
                return refund_answer(self.stripe.v1.refunds.retrieve(ref))
        except stripe.InvalidRequestError:
            return None

    def _listed_refund(self, key: str, charge_ref: str) -> stripe.Refund | None:
        try:
            with heard():
                listed = self.stripe.v1.refunds.list({"payment_intent": charge_ref, "limit": PAGE})
                return self._labelled(listed.auto_paging_iter(), key)
        except stripe.InvalidRequestError:
            return None

    # Messages, keys

    def read_event(self, *, body: bytes, signature: str, now: datetime) -> Event:
        """
        Read a message of Stripe.

        :raises BadWebhook: if it is not Stripe's, or too old
        """
        return read_event(body=body, signature=signature, now=now, prefix=self.prefix)

    def _once(self, key: str) -> Any:
        return {"idempotency_key": self.prefix + key}

    def _labelled(self, found: Iterable[Found], key: str) -> Found | None:
        """Return the object that carries our key."""
        label = self.prefix + key
        return next((one for one in found if getattr(one.metadata, "key", "") == label), None)


def _told(buyer: Buyer, cents: int, currency: str) -> str:
    """Return what a card page says about later charges."""
    with override(buyer.language):
        if not cents:
            return _("This card is kept for your next orders. Nothing is charged now.")
        most = money(cents, currency)
        return _("This card may be charged once, at most %(most)s.") % {"most": most}
