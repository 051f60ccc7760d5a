"""
Talking with a provider about a card, in three acts that never share a transaction.

A check is written first (`begin_check`), then the provider is asked under its number, then the
answer is written. The page the holder comes back to, the provider's message and whoever looks for
checks without an answer all end in `record_card_answer`, which does what it does once.
"""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.db.models import F, Q

from clust.campaigns.actions.holding import confirm_hold
from clust.campaigns.actions.mandates import open_mandates, pass_mandates_on
from clust.campaigns.models import Hold, Mandate
from clust.orders.models import Order
from clust.payments.gateway import (
    Buyer,
    CardAnswer,
    Confirmed,
    Pending,
    ProviderSilent,
    Refused,
    SavedCard,
    gateway,
)
from clust.payments.models import CardCheck, CardCheckEnd
from clust.payments.settling import with_sums
from clust.people.models import Person
from clust.wallet.actions import note_forgotten, remove_card, save_card
from clust.wallet.models import Card, Customer

LOOKED_FOR = timedelta(days=2)


class StillNeeded(Exception):
    """A pledge or an order is to be paid with this card."""

    def __init__(self, mandates: Sequence[Mandate]) -> None:
        super().__init__(self.__doc__)
        self.mandates = mandates


@transaction.atomic
def begin_check(
    *,
    person: Person,
    cents: int,
    currency: str,
    now: datetime,
    hold: Hold | None = None,
    order: Order | None = None,
    replaces: Card | None = None,
    card: Card | None = None,
) -> CardCheck:
    """
    Write that a holder is about to be asked for a card, once for the same question without answer.

    :param cents: they authenticate it for charges up to so much; 0 just to keep it
    :param card: the one of theirs to be confirmed; a new one is entered where it is not given
    """
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    question = {"hold": hold, "order": order, "replaces": replaces, "card": card, "cents": cents}
    same = CardCheck.objects.filter(person=person, end=None, given_up=False, **question)
    young = same.filter(at__gt=now - timedelta(minutes=15)).order_by("-pk").first()
    return young or CardCheck.objects.create(
        person=person,
        gateway=card.gateway if card else settings.PAYMENT_GATEWAY,
        currency=currency,
        at=now,
        **question,
    )


def ask_holder(check: CardCheck, *, return_url: str, cancel_url: str, now: datetime) -> CardAnswer:
    """Ask the provider, outside any transaction; `Ask` says where the holder must go."""
    provider = gateway(check.gateway)
    told = {
        "key": check.key,
        "cents": check.cents,
        "currency": check.currency,
        "return_url": return_url,
    }
    try:
        if check.card:
            answer = provider.confirm_card(card=saved(check.card), **told)  # type: ignore[arg-type]
        else:
            buyer = buyer_of(check.person, check.gateway)
            answer = provider.save_card(buyer=buyer, cancel_url=cancel_url, **told)  # type: ignore[arg-type]
    except ProviderSilent:
        return Pending(check.ref)
    record_card_answer(check, answer=answer, now=now)
    return answer


def look_at_check(check: CardCheck, *, now: datetime) -> CardAnswer | None:
    """Ask the provider what became of a check, outside any transaction; None: never heard of it."""
    try:
        answer = gateway(check.gateway).card_state(key=check.key, ref=check.ref)
    except ProviderSilent:
        return Pending(check.ref)
    if answer:
        record_card_answer(check, answer=answer, now=now)
    return answer


def hear_of_check(*, key: str, now: datetime) -> CardAnswer | None:
    """Look at the check whose key a provider's message names; None where it is none of ours."""
    name, _, number = key.partition("-")
    known = name == "card" and number.isascii() and number.isdigit() and len(number) < 19
    check = CardCheck.objects.filter(pk=int(number), end=None).first() if known else None
    return look_at_check(check, now=now) if check else None


def find_card_answers(*, now: datetime, asked_before: datetime) -> int:
    """
    Look at checks that have had no answer so far; returns how many are done with.

    One whose holder never came back in two days is given up.
    """
    done = 0
    for check in CardCheck.objects.unknown(asked_before).order_by("pk")[:200]:
        look_at_check(check, now=now)
        ended = CardCheckEnd.objects.filter(card_check=check).exists()
        if not ended and check.at < now - LOOKED_FOR:
            CardCheck.objects.filter(pk=check.pk).update(given_up=True)
        done += ended
    return done


@transaction.atomic
def record_card_answer(
    check: CardCheck, *, answer: CardAnswer, now: datetime
) -> CardCheckEnd | None:
    """
    Write a provider's answer and what follows from it; again it changes nothing.

    A confirmed card is kept. It makes the pledge of a hold, or takes the place of another card.
    """
    check = CardCheck.objects.select_for_update(no_key=True).get(pk=check.pk)
    if done := CardCheckEnd.objects.filter(card_check=check).first():
        return done
    if answer.ref and answer.ref != check.ref:
        CardCheck.objects.filter(pk=check.pk).update(ref=answer.ref)
    if isinstance(answer, Refused):
        return CardCheckEnd.objects.create(
            card_check=check, confirmed=False, code=answer.code[:60], at=now
        )
    if isinstance(answer, Confirmed):
        return _confirmed(check, answer, now)
    return None


def _confirmed(check: CardCheck, answer: Confirmed, now: datetime) -> CardCheckEnd:
    card = save_card(person=check.person, gateway=check.gateway, now=now, **asdict(answer.card))
    end = CardCheckEnd.objects.create(card_check=check, card=card, confirmed=True, at=now)
    if check.hold:
        confirm_hold(hold=check.hold, card=card, ref=answer.ref, now=now)
    if check.replaces:
        _replace(check.replaces, card, now)
    _drop_doubles(card, now)
    return end


def _replace(old: Card, card: Card, now: datetime) -> None:
    """Let `card` pay for all that `old` was to pay for."""
    pass_mandates_on(mandates=mandates_needing(old), card=card, now=now)
    if old.pk != card.pk:
        remove_card(old, now=now)


def _drop_doubles(card: Card, now: datetime) -> None:
    """Take away what the same piece of plastic left here before, where nothing needs it."""
    if not card.fingerprint:
        return
    for double in Card.objects.filter(
        person=card.person_id, fingerprint=card.fingerprint, removed_at=None
    ).exclude(pk=card.pk):
        if not mandates_needing(double):
            remove_card(double, now=now)


def mandates_needing(*cards: Card) -> list[Mandate]:
    """Return the mandates under which cards may still be charged."""
    owing = with_sums(Order.objects.all()).filter(due__gt=F("kept")).values("pk")
    unpaid = Mandate.objects.filter(
        Q(pledge__allotment__order__in=owing) | Q(pledge__direct__order__in=owing), card__in=cards
    )
    rows = {row.pk: row for row in unpaid.select_related("pledge__campaign__product")}
    return [*rows.values(), *(row for row in open_mandates(cards) if row.pk not in rows)]


@transaction.atomic
def take_card_away(card: Card, *, now: datetime) -> Card:
    """
    Remove a card from its holder's wallet.

    :raises StillNeeded: if a pledge or an order is to be paid with it; replace it then
    """
    card = Card.objects.select_for_update().get(pk=card.pk)
    if needing := mandates_needing(card):
        raise StillNeeded(needing)
    return remove_card(card, now=now)


def forget_cards(*, now: datetime) -> int:
    """Have providers forget the cards that were removed, outside any transaction; how many."""
    done = 0
    for card in Card.objects.due_to_forget(now).order_by("pk")[:200]:
        try:
            gateway(card.gateway).forget_card(card=saved(card))
        except ProviderSilent:
            continue
        note_forgotten(card, now=now)
        done += 1
    return done


def saved(card: Card) -> SavedCard:
    """Return a card as its provider knows it."""
    return SavedCard(
        customer_ref=card.customer_ref,
        method_ref=card.method_ref,
        fingerprint=card.fingerprint,
        brand=card.brand,
        last4=card.last4,
        expires_on=card.expires_on,
    )


def buyer_of(person: Person, provider: str) -> Buyer:
    """Return what a provider is told of a person."""
    mails = EmailAddress.objects.filter(user=person, verified=True).order_by("-primary", "pk")
    known = Customer.objects.filter(person=person, gateway=provider).first()
    return Buyer(
        person=person.pk,
        ref=known.ref if known else None,
        email=mails.values_list("email", flat=True).first() or "",
        language=person.language,
    )
