"""The cards that the sandbox knows: each behaves in one way, said by its number or reference."""

import uuid
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clust.payments.gateway import SavedCard


class NotATestCard(Exception):
    """A number that is not in the sandbox's list: nobody's real card is ever taken."""


class CardDeclined(Exception):
    """The card cannot even be saved."""


@dataclass(frozen=True, slots=True)
class TestCard:
    """A number and how it behaves: `kind` begins the reference of every card saved from it."""

    number: str
    kind: str
    says: Promise


TEST_CARDS = (
    TestCard("4242424242424242", "ok", _("is charged")),
    TestCard("4000000000000341", "refused", _("is refused when it is charged")),
    TestCard("4000002760003184", "asks", _("has its bank ask you, each time")),
    TestCard("4000000000000069", "expired", _("is out of date when it is charged")),
    TestCard("4000001000000018", "late", _("is charged, but the answer comes late")),
    TestCard("4000001000000026", "silent", _("is charged, but no answer comes")),
    TestCard("4000001000000034", "lost", _("is not charged, and no answer comes")),
    TestCard("4000001000000042", "keeps", _("is charged, and takes no money back")),
)
DECLINED = TestCard("4000000000000002", "declined", _("is refused at once"))


def kind(method_ref: str) -> str:
    """Return how a saved card behaves."""
    return method_ref.partition("-")[0]


def new_card(number: str, customer_ref: str, on: date) -> SavedCard:
    """
    Return a card saved from a number, good for three years.

    :raises NotATestCard: if the number is none of the list
    :raises CardDeclined: if its bank says no at once
    """
    if number == DECLINED.number:
        raise CardDeclined
    found = next((card for card in TEST_CARDS if card.number == number), None)
    if not found:
        raise NotATestCard
    return SavedCard(
        customer_ref=customer_ref,
        method_ref=f"{found.kind}-{uuid.uuid4().hex[:12]}",
        fingerprint=sha256(number.encode()).hexdigest()[:16],
        brand="visa",
        last4=number[-4:],
        expires_on=last_day(on.year + 3, on.month),
    )


def last_day(year: int, month: int) -> date:
    """Return the last day of a month: a card is good until then."""
    return (date(year, month, 28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
