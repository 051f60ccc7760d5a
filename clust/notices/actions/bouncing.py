"""What the mail provider says came back or was called spam, and trying an address again."""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Exists, OuterRef

from clust.notices.models import Bounce
from clust.people.models import Person


class UnknownAddress(Exception):
    """Nobody here is known by this address: nothing is kept of it."""


class NotStopped(Exception):
    """We write to this address as to any other."""


class Complained(Exception):
    """Whoever reads there called our mail spam: only they may have us write again."""


@transaction.atomic
def record_bounce(
    *, ref: str, address: str, kind: str, happened_at: datetime, now: datetime
) -> Bounce:
    """
    Write that a mail came back or was complained of; said twice it counts once.

    :param ref: the provider's number of the message
    :raises UnknownAddress: if nobody is known by the address
    """
    if not EmailAddress.objects.filter(email__iexact=address).exists():
        raise UnknownAddress
    row, _ = Bounce.objects.get_or_create(
        ref=ref,
        defaults={
            "address": address.lower(),
            "kind": kind,
            "happened_at": happened_at,
            "at": now,
        },
    )
    return row


@transaction.atomic
def try_again(*, person: Person, now: datetime) -> int:
    """Write to somebody's addresses again as before; returns how many bounces are lifted."""
    mine = EmailAddress.objects.filter(user=person).values_list("email", flat=True)
    stopped = Bounce.objects.stopping().filter(address__in=[email.lower() for email in mine])
    return stopped.update(lifted_at=now, lifted_by=person)


def forget_bounces() -> int:
    """Keep nothing of addresses that nobody here has any more; returns how many rows that were."""
    known = EmailAddress.objects.filter(email__iexact=OuterRef("address"))
    return Bounce.objects.filter(~Exists(known)).delete()[0]


@transaction.atomic
def write_again(*, address: str, person: Person, now: datetime) -> int:
    """
    Let the desk try an address again from which mails came back; returns how many are lifted.

    :param person: who at the desk does so
    :raises NotStopped: if nothing stops mails there
    :raises Complained: if a mail there was called spam
    """
    stopped = Bounce.objects.stopping().filter(address=address.lower())
    kinds = set(stopped.select_for_update().values_list("kind", flat=True))
    if not kinds:
        raise NotStopped
    if Bounce.Kind.COMPLAINT in kinds:
        raise Complained
    hard = stopped.filter(kind=Bounce.Kind.HARD)
    return hard.update(lifted_at=now, lifted_by=person)
