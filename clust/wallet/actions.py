"""What a person may ask of their wallet: keep a card, take it away, be shown what is in it."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from clust.people.models import Person
from clust.rules.money import plain
from clust.wallet.models import Card, Credit, Customer


@transaction.atomic
def save_card(
    *,
    person: Person,
    gateway: str,
    customer_ref: str,
    method_ref: str,
    fingerprint: str,
    brand: str,
    last4: str,
    expires_on: date,
    now: datetime,
) -> Card:
    """Keep a card that its provider saved; the same one saved twice is one."""
    Customer.objects.get_or_create(
        person=person, gateway=gateway, defaults={"ref": customer_ref, "at": now}
    )
    card, _ = Card.objects.get_or_create(
        gateway=gateway,
        method_ref=method_ref,
        defaults={
            "person": person,
            "customer_ref": customer_ref,
            "fingerprint": fingerprint,
            "brand": brand,
            "last4": last4,
            "expires_on": expires_on,
            "saved_at": now,
        },
    )
    return card


def remove_card(card: Card, *, now: datetime) -> Card:
    """Offer a card no more; its provider is asked to forget it afterwards."""
    if card.removed_at is None:
        card.removed_at = now
        card.save(update_fields=["removed_at"])
    return card


@transaction.atomic
def note_forgotten(card: Card, *, now: datetime) -> Card:
    """Write that the provider keeps a card no more; of somebody erased nothing stays here."""
    card.forgotten_at = now
    card.save(update_fields=["forgotten_at"])
    if not card.person.is_active:
        Card.objects.filter(pk=card.pk).delete()
    return card


@transaction.atomic
def empty_wallet(person: Person, *, now: datetime) -> int:
    """Take all cards away from somebody who leaves; returns how many."""
    Customer.objects.filter(person=person).delete()
    return Card.objects.filter(person=person, removed_at=None).update(removed_at=now)


def export_wallet(person: Person) -> dict[str, Any]:
    """Return what a wallet holds, ready for JSON; money as text."""
    return {
        "cards": [_card(card) for card in Card.objects.filter(person=person).order_by("id")],
        "credits": [_credit(row) for row in Credit.objects.filter(person=person).order_by("id")],
    }


def _card(card: Card) -> dict[str, Any]:
    return {
        "provider": card.gateway,
        "brand": card.brand,
        "last4": card.last4,
        "expires_on": card.expires_on.isoformat(),
        "saved_at": card.saved_at.isoformat(),
        "removed_at": card.removed_at.isoformat() if card.removed_at else None,
    }


def _credit(credit: Credit) -> dict[str, Any]:
    return {
        "amount": plain(credit.cents),
        "left": plain(credit.left_cents),
        "reason": credit.reason,
        "at": credit.at.isoformat(),
        "expires_at": credit.expires_at.isoformat(),
    }
