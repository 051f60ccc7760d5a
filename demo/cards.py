"""The cards of the demo's people, kept by the same provider as everybody's."""

from datetime import date, datetime
from random import Random

from django.conf import settings

from clust.integrations.stripe.answers import saved_card
from clust.integrations.stripe.client import make_client
from clust.payments.gateway import SavedCard
from clust.people.models import Person
from clust.wallet.actions import save_card
from clust.wallet.models import Card

REFUSED = 0.05
GOOD, OTHER, BAD = "pm_card_visa", "pm_card_mastercard", "pm_card_chargeCustomerFail"


def card_of(person: Person, random: Random, *, now: datetime, good: str = GOOD) -> Card:
    """
    Return somebody's card; one in twenty is refused when it is charged.

    :param good: which test card it is otherwise; who has the same one counts as one household
    """
    known = person.cards.filter(removed_at=None).first()
    if known:
        return known
    bad = random.random() < REFUSED
    at_provider = settings.PAYMENT_GATEWAY == "stripe"
    kept = at_stripe(person, BAD if bad else good) if at_provider else in_box(person, bad)
    return save_card(
        person=person,
        gateway=settings.PAYMENT_GATEWAY,
        customer_ref=kept.customer_ref,
        method_ref=kept.method_ref,
        fingerprint=kept.fingerprint,
        brand=kept.brand,
        last4=kept.last4,
        expires_on=kept.expires_on,
        now=now,
    )


def at_stripe(person: Person, test_card: str) -> SavedCard:
    """Have the provider keep one of its own test cards."""
    client = make_client()
    customer = client.v1.customers.create({"metadata": {"person": str(person.pk)}})
    method = client.v1.payment_methods.attach(test_card, {"customer": customer.id})
    return saved_card(method)


def in_box(person: Person, bad: bool) -> SavedCard:
    """Make up a card of the sandbox, which knows what to do from its reference."""
    return SavedCard(
        customer_ref=f"sandbox-customer-{person.pk}",
        method_ref=f"{'refused' if bad else 'ok'}-demo-{person.pk}",
        fingerprint=f"demo-{person.pk}",
        brand="visa",
        last4="0341" if bad else "4242",
        expires_on=date(2039, 12, 31),
    )
