"""Making keys and revoking them; taking a request once, and keeping what was answered."""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.db import transaction

from clust.keys.models import ApiKey, KeptAnswer, KeyRevocation
from clust.keys.scopes import OF_A_STOREFRONT, SCOPES, told
from clust.people.models import Person
from clust.storefronts.models import Storefront

MOST_KEYS = 20
KEPT = timedelta(hours=24)
IN_FLIGHT = timedelta(minutes=2)


class TooManyKeys(Exception):
    """This person has as many keys here as anybody may."""


class BadScopes(Exception):
    """No scope, an unknown one, or one that this kind of key may not have."""


class AlreadyRevoked(Exception):
    """The key ended before."""


class OtherRequest(Exception):
    """The same Idempotency-Key came with another request."""


class InFlight(Exception):
    """The same request is being answered at this moment."""


def digest(secret: str) -> str:
    """Return what is kept of a secret; it is long and random, so that no salt is needed."""
    return sha256(secret.encode()).hexdigest()


@transaction.atomic
def make_key(
    *,
    storefront: Storefront,
    person: Person,
    name: str,
    scopes: Iterable[str],
    for_storefront: bool = False,
    now: datetime,
) -> tuple[ApiKey, str]:
    """
    Make a key; returns it with its secret, which nobody can be shown again.

    :param for_storefront: the caller has seen that the person runs the storefront
    :raises BadScopes: if none is wanted, or one that there is not for such a key
    :raises TooManyKeys: beyond twenty that stand
    """
    wanted = set(scopes)
    if not wanted or wanted - (OF_A_STOREFRONT if for_storefront else set(SCOPES)):
        raise BadScopes
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    if ApiKey.objects.standing().filter(person=person, storefront=storefront).count() >= MOST_KEYS:
        raise TooManyKeys
    public = secrets.token_hex(8)
    secret = f"clust_{public}_{secrets.token_urlsafe(32)}"
    key = ApiKey.objects.create(
        storefront=storefront,
        person=person,
        for_storefront=for_storefront,
        name=name,
        public=public,
        digest=digest(secret),
        scopes=told(wanted),
        at=now,
    )
    return key, secret


@transaction.atomic
def revoke_key(*, api_key: ApiKey, person: Person, now: datetime) -> KeyRevocation:
    """
    End a key at once.

    :raises AlreadyRevoked: if it ended before
    """
    revoked, new = KeyRevocation.objects.get_or_create(
        api_key=api_key, defaults={"person": person, "at": now}
    )
    if not new:
        raise AlreadyRevoked
    return revoked


def note_use(*, api_key: ApiKey, now: datetime) -> None:
    """Note the day a key was last used; one write a day."""
    today = now.date()
    if api_key.last_used_on != today:
        ApiKey.objects.filter(pk=api_key.pk).update(last_used_on=today)


@transaction.atomic
def take_request(
    *, api_key: ApiKey, route: str, idempotency_key: str, asked: str, now: datetime
) -> tuple[KeptAnswer, bool]:
    """
    Take a request unless it was taken; returns its row, and whether it is to be answered now.

    One whose answer never came, because its process was killed, may be answered again after two
    minutes: what it writes has a key of its own and is written once.

    :param asked: digest of what was asked
    :raises OtherRequest: if the key came with another request before
    :raises InFlight: if it is being answered
    """
    kept, new = KeptAnswer.objects.get_or_create(
        api_key=api_key,
        route=route,
        idempotency_key=idempotency_key,
        defaults={"asked": asked, "at": now},
    )
    if new:
        return kept, True
    kept = KeptAnswer.objects.select_for_update().get(pk=kept.pk)
    if kept.asked != asked:
        raise OtherRequest
    if kept.status is not None:
        return kept, False
    if kept.at > now - IN_FLIGHT:
        raise InFlight
    KeptAnswer.objects.filter(pk=kept.pk).update(at=now)
    return kept, True


def keep_answer(*, kept: KeptAnswer, status: int, content: str, kind: str, now: datetime) -> None:
    """Keep what was answered; a failure of ours is forgotten, so that it can be tried again."""
    row = KeptAnswer.objects.filter(pk=kept.pk)
    if status >= 500:
        row.delete()
    else:
        row.update(status=status, content=content, kind=kind, at=now)


def forget_answers(*, now: datetime) -> int:
    """Forget the answers of more than a day ago; returns how many."""
    return KeptAnswer.objects.due_to_forget(now - KEPT).delete()[0]


@transaction.atomic
def erase_keys(person: Person, *, now: datetime) -> int:
    """Revoke what somebody who leaves made, and forget its names; returns how many."""
    keys = ApiKey.objects.filter(person=person)
    for key in keys.filter(revocation=None):
        revoke_key(api_key=key, person=person, now=now)
    KeptAnswer.objects.filter(api_key__person=person).delete()
    return keys.update(name="–")


def export_keys(person: Person) -> list[dict[str, Any]]:
    """Return a person's keys, without their secrets, which nobody keeps."""
    rows = ApiKey.objects.filter(person=person).order_by("pk")
    return [
        {"name": row.name, "key": row.public, "scopes": row.scopes, "at": row.at.isoformat()}
        for row in rows
    ]
