"""Giving credits, and letting go of what nobody spent in time."""

from datetime import datetime

from django.db import transaction

from clust.ledger.actions import Account, Line, post
from clust.people.models import Person
from clust.storefronts.models import Seller
from clust.wallet.models import Credit, CreditExpiry, CreditTaking


@transaction.atomic
def give_credit(
    *,
    person: Person,
    seller: Seller,
    cents: int,
    reason: str,
    key: str,
    expires_at: datetime,
    now: datetime,
    currency: str = "EUR",
) -> Credit:
    """
    Give a person money off later orders, once per `key`: the fact that earned it.

    Credits are earned, never bought, and never turned into money.
    """
    credit, new = Credit.objects.get_or_create(
        key=key,
        defaults={
            "person": person,
            "seller": seller,
            "cents": cents,
            "left_cents": cents,
            "currency": currency,
            "reason": reason,
            "expires_at": expires_at,
            "at": now,
        },
    )
    if new:
        _post(f"credit:{credit.pk}", credit, cents, now)
    return credit


@transaction.atomic
def expire_credit(credit: Credit, *, now: datetime) -> CreditExpiry:
    """Let go of what is left of a credit whose time is over."""
    credit = Credit.objects.select_for_update().get(pk=credit.pk)
    left = credit.left_cents
    Credit.objects.filter(pk=credit.pk).update(left_cents=0)
    expiry = CreditExpiry.objects.create(credit=credit, cents=left, at=now)
    _post(f"credit_expiry:{credit.pk}", credit, -left, now)
    return expiry


@transaction.atomic
def take_credit_back(credit: Credit, *, now: datetime) -> CreditTaking:
    """Take back what is left of a credit whose cause was undone, once; what was spent stays so."""
    credit = Credit.objects.select_for_update().get(pk=credit.pk)
    taking, new = CreditTaking.objects.get_or_create(
        credit=credit, defaults={"cents": credit.left_cents, "at": now}
    )
    if new and taking.cents:
        Credit.objects.filter(pk=credit.pk).update(left_cents=0)
        _post(f"credit_taking:{credit.pk}", credit, -taking.cents, now)
    return taking


def _post(key: str, credit: Credit, cents: int, now: datetime) -> None:
    lines = [
        Line(Account.CREDIT_COSTS, cents),
        Line(Account.CREDITS, -cents, party=credit.person_id),
    ]
    post(key=key, currency=credit.currency, lines=lines, now=now)
