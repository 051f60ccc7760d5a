"""Asking to be told of events, with a secret; and asking no longer."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import uuid4

from django.db import transaction

from clust.hooks.kinds import KINDS, OF_A_STOREFRONT, told
from clust.hooks.models import Endpoint, EndpointEnd, EndpointSecret
from clust.people.models import Person
from clust.storefronts.models import Storefront

MOST_ENDPOINTS, LONGEST_URL = 10, 500
OVERLAP = timedelta(hours=24)


class TooManyEndpoints(Exception):
    """This person has as many addresses here as anybody may."""


class BadKinds(Exception):
    """No kind of event, an unknown one, or one that this address may not be told."""


class AlreadyEnded(Exception):
    """The address is told nothing any more."""


@transaction.atomic
def listen(
    *,
    storefront: Storefront,
    person: Person,
    url: str,
    kinds: Iterable[str],
    for_storefront: bool = False,
    now: datetime,
) -> Endpoint:
    """
    Have an address told of events from now on, signed with a secret of its own.

    :param url: the caller has had it checked by `sender().refusal`
    :raises BadKinds: if none is wanted, or one that there is not for such an address
    :raises TooManyEndpoints: beyond ten that stand
    """
    wanted = set(kinds)
    if not wanted or wanted - (OF_A_STOREFRONT if for_storefront else set(KINDS)):
        raise BadKinds
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    mine = Endpoint.objects.standing().filter(person=person, storefront=storefront)
    if mine.count() >= MOST_ENDPOINTS:
        raise TooManyEndpoints
    endpoint = Endpoint.objects.create(
        storefront=storefront,
        person=person,
        for_storefront=for_storefront,
        url=url,
        kinds=told(wanted),
        at=now,
    )
    EndpointSecret.objects.create(endpoint=endpoint, nonce=uuid4(), at=now)
    return endpoint


@transaction.atomic
def renew_secret(*, endpoint: Endpoint, now: datetime) -> EndpointSecret:
    """
    Sign with a new secret; for a day with the old one too, so that nothing is missed.

    :raises AlreadyEnded: if the address is told nothing any more
    """
    if not Endpoint.objects.standing().select_for_update().filter(pk=endpoint.pk).exists():
        raise AlreadyEnded
    endpoint.secrets.filter(ends_at=None).update(ends_at=now + OVERLAP)
    return EndpointSecret.objects.create(endpoint=endpoint, nonce=uuid4(), at=now)


@transaction.atomic
def end_endpoint(*, endpoint: Endpoint, cause: str, now: datetime) -> EndpointEnd:
    """
    Tell an address nothing any more.

    :raises AlreadyEnded: if it ended before
    """
    if not Endpoint.objects.standing().filter(pk=endpoint.pk).update(open=False):
        raise AlreadyEnded
    endpoint.open = False
    return EndpointEnd.objects.create(endpoint=endpoint, cause=cause, at=now)
