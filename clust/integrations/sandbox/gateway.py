"""The sandbox as a provider of card payments."""

from datetime import datetime
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import models, transaction
from django.db.models import Sum
from django.urls import reverse
from django.utils import timezone

from clust.integrations.sandbox.cards import kind
from clust.integrations.sandbox.models import Answer, SandboxCharge, SandboxRefund, SandboxSession
from clust.payments.gateway import (
    Ask,
    BadWebhook,
    Buyer,
    CardAnswer,
    ChargeAnswer,
    Charged,
    Confirmed,
    Event,
    Pending,
    ProviderSilent,
    RefundAnswer,
    Refunded,
    Refused,
    SavedCard,
)

DECLINES = {"refused": "card_declined", "expired": "expired_card"}


class KeyReused(ValueError):
    """The same key came again with other words: that is never the same call."""


class SandboxGateway:
    """A provider that keeps its own rows, charges nobody, and does what a card's kind says."""

    name = "sandbox"

    def __init__(self) -> None:
        if not settings.SANDBOX_ANSWERS:
            raise ImproperlyConfigured("the sandbox takes no payment here: CLUST_PAYMENT_GATEWAY")

    def save_card(
        self, *, key: str, buyer: Buyer, cents: int, currency: str, return_url: str, cancel_url: str
    ) -> Ask:
        """Send the holder to the sandbox's own card page."""
        session, _ = _once(
            SandboxSession,
            key,
            customer_ref=buyer.ref or f"sandbox-customer-{buyer.person}",
            cents=cents,
            currency=currency,
            return_url=return_url,
            cancel_url=cancel_url,
        )
        return Ask(_page(return_url, "card", session), str(session.token))

    def confirm_card(
        self, *, key: str, card: SavedCard, cents: int, currency: str, return_url: str
    ) -> CardAnswer:
        """Have the holder say yes, where the card's bank wants them to."""
        session, fresh = _once(
            SandboxSession,
            key,
            customer_ref=card.customer_ref,
            cents=cents,
            currency=currency,
            return_url=return_url,
        )
        if fresh:
            session.enter(card)
            session.answer = Answer.WAITING if kind(card.method_ref) == "asks" else Answer.YES
            session.save()
        return _session_answer(session)

    def card_state(self, *, key: str, ref: str) -> CardAnswer | None:
        """Return what became of a card that was to be saved or confirmed."""
        session = SandboxSession.objects.filter(key=key).first()
        return _session_answer(session) if session else None

    def charge(
        self, *, key: str, card: SavedCard, cents: int, currency: str, return_url: str = ""
    ) -> ChargeAnswer:
        """Charge, refuse, ask, answer late or not at all, as the card's kind says."""
        how = kind(card.method_ref)
        if how == "lost":
            raise ProviderSilent
        charge, fresh = _once(
            SandboxCharge,
            key,
            method_ref=card.method_ref,
            cents=cents,
            currency=currency,
            return_url=return_url,
            **_verdict(how, there=bool(return_url)),
        )
        if fresh and how == "silent":
            raise ProviderSilent
        return _charge_answer(charge)

    def charge_state(
        self, *, key: str, ref: str, card: SavedCard, since: datetime
    ) -> ChargeAnswer | None:
        """Return what became of a charge; a late one is made now."""
        charge = SandboxCharge.objects.filter(key=key).first()
        if charge and charge.answer == Answer.WAITING and kind(charge.method_ref) == "late":
            charge.answer = Answer.YES
            charge.save(update_fields=["answer"])
        return _charge_answer(charge) if charge else None

    def refund(self, *, key: str, charge_ref: str, cents: int) -> RefundAnswer:
        """Give back, never more than was charged."""
        with transaction.atomic():
            charge = SandboxCharge.objects.select_for_update().get(pk=charge_ref.split("-")[-1])
            refund, fresh = _once(
                SandboxRefund,
                key,
                charge=charge,
                cents=cents,
                code=_refund_code(charge, key, cents),
            )
        if fresh and kind(charge.method_ref) == "silent":
            raise ProviderSilent
        return _refund_answer(refund)

    def refund_state(self, *, key: str, ref: str, charge_ref: str) -> RefundAnswer | None:
        """Return what became of a refund."""
        refund = SandboxRefund.objects.filter(key=key).first()
        return _refund_answer(refund) if refund else None

    def forget_card(self, *, card: SavedCard) -> None:
        """Forget a card: the sandbox keeps none beyond the session that saved it."""
        SandboxSession.objects.filter(method_ref=card.method_ref).update(fingerprint="", last4="")

    def read_event(self, *, body: bytes, signature: str, now: datetime) -> Event:
        """
        Refuse every message: the sandbox sends none.

        :raises BadWebhook: always
        """
        raise BadWebhook


def _once(model: type[models.Model], key: str, **words: Any) -> tuple[Any, bool]:
    """
    Return the row of a key and whether it is new.

    :raises KeyReused: if the key was given with another amount before
    """
    row, fresh = model._default_manager.get_or_create(
        key=key, defaults={**words, "at": timezone.now()}
    )
    if row.cents != words["cents"]:  # type: ignore[attr-defined]
        raise KeyReused(key)
    return row, fresh


def _verdict(how: str, *, there: bool) -> dict[str, str]:
    """Return the answer and its code for a charge, its holder there to be asked or not."""
    if how in DECLINES:
        return {"answer": Answer.NO, "code": DECLINES[how]}
    if how == "asks" and not there:
        return {"answer": Answer.NO, "code": "authentication_required"}
    return {"answer": Answer.WAITING if how in {"asks", "late"} else Answer.YES}


def _refund_code(charge: SandboxCharge, key: str, cents: int) -> str:
    """Return why a charge cannot give back so much, or nothing."""
    given = charge.refunds.filter(code="").exclude(key=key).aggregate(sum=Sum("cents"))["sum"] or 0
    if charge.answer != Answer.YES or given + cents > charge.cents:
        return "amount_too_large"
    return "expired_or_canceled_card" if kind(charge.method_ref) == "keeps" else ""


def _session_answer(session: SandboxSession) -> CardAnswer:
    if session.answer == Answer.NO:
        return Refused(session.code, str(session.token))
    if session.answer == Answer.YES and session.card:
        return Confirmed(session.card, str(session.token))
    page = "card_bank" if session.card else "card"
    return Ask(_page(session.return_url, page, session), str(session.token))


def _charge_answer(charge: SandboxCharge) -> ChargeAnswer:
    if charge.answer == Answer.YES:
        return Charged(charge.ref, charge.cents)
    if charge.answer == Answer.NO:
        return Refused(charge.code, charge.ref, charge.code == "authentication_required")
    if kind(charge.method_ref) == "asks":
        return Ask(_page(charge.return_url, "charge_bank", charge), charge.ref)
    return Pending(charge.ref)


def _refund_answer(refund: SandboxRefund) -> RefundAnswer:
    if refund.code:
        return Refused(refund.code, refund.ref)
    return Refunded(refund.ref, refund.cents)


def _page(return_url: str, page: str, row: SandboxSession | SandboxCharge) -> str:
    """Return the address of a page of the sandbox, at the host its visitor comes from."""
    return urljoin(return_url, reverse(f"sandbox:{page}", args=[row.token]))
