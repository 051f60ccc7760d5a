"""Cards that the fake keeps, without the way over its pages."""

from datetime import date

from clust.people.models import Person
from clust.wallet.models import Card
from fakes.stripe import saving
from fakes.stripe.server import Server
from tests.world import DAY


def card_at(fake: Server, person: Person, number: str = "4242424242424242") -> Card:
    """Return a person's card, entered and confirmed at the fake."""
    with fake.fake.store.lock:
        customer = saving.create_customer(fake.fake, {})
        method = saving.make_card(fake.fake, number)
        words = {"customer": customer["id"], "payment_method": method["id"], "confirm": True}
        saving.create_setup(fake.fake, words)
    return Card.objects.create(
        person=person,
        gateway="stripe",
        customer_ref=customer["id"],
        method_ref=method["id"],
        fingerprint=method["card"]["fingerprint"],
        brand=method["card"]["brand"],
        last4=number[-4:],
        expires_on=date(method["card"]["exp_year"], method["card"]["exp_month"], 28),
        saved_at=DAY,
    )
