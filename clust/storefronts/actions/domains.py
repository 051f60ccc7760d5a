"""Host names of a storefront: claimed, proved by a record, given up."""

import re
from datetime import datetime
from secrets import token_hex

from django.db import IntegrityError, transaction

from clust.people.models import Person
from clust.storefronts.models import Domain, DomainCheck, DomainClaim, Storefront
from clust.storefronts.records import Names, names

LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")
LONGEST = 253
MOST_OPEN = 10


class NotAHost(Exception):
    """Not a host name such as shop.example.org."""


class HostTaken(Exception):
    """A storefront answers at that host already."""


class TooManyClaims(Exception):
    """A storefront proves ten host names at a time at most."""


class AlreadyClaimed(Exception):
    """The storefront claimed this host name before."""


class LastDomain(Exception):
    """A storefront answers at one host at least."""


class ClaimEnded(Exception):
    """The claim was proved or taken back."""


def as_host(text: str) -> str:
    """
    Return a host name as the domain name system knows it: small letters, IDNA.

    :raises NotAHost: if it is none
    """
    text = text.strip().rstrip(".").lower()
    try:
        host = text.encode("idna").decode("ascii")
    except UnicodeError as error:
        raise NotAHost from error
    labels = host.split(".")
    if len(host) > LONGEST or len(labels) < 2 or labels[-1].isdecimal():
        raise NotAHost
    if not all(LABEL.fullmatch(label) for label in labels):
        raise NotAHost
    return host


@transaction.atomic
def claim_domain(
    *, storefront: Storefront, host: str, by: Person | None, now: datetime
) -> DomainClaim:
    """
    Say that a host name is the community's own; it answers there once that is proved.

    :raises NotAHost: if it is none
    :raises HostTaken: if a storefront answers there
    :raises AlreadyClaimed: if this storefront claimed it before
    :raises TooManyClaims: if ten wait for their proof
    """
    host = as_host(host)
    Storefront.objects.select_for_update(no_key=True).get(pk=storefront.pk)
    if Domain.objects.filter(host=host).exists():
        raise HostTaken
    claims = DomainClaim.objects.filter(storefront=storefront, ended_at=None)
    if claims.filter(host=host).exists():
        raise AlreadyClaimed
    if claims.open().count() >= MOST_OPEN:
        raise TooManyClaims
    return DomainClaim.objects.create(
        storefront=storefront, host=host, token=token_hex(16), by=by, at=now
    )


def prove_domain(
    claim: DomainClaim, *, now: datetime, resolver: Names | None = None
) -> DomainCheck:
    """
    Look the record of a claim up, outside of any transaction; where it is there, answer at the
    host.

    :raises NamesSilent: if no name server answers
    :raises ClaimEnded: if it was proved or taken back meanwhile
    """
    texts = (resolver or names()).texts(claim.record_name)
    return note_record(claim=claim, texts=texts, now=now)


@transaction.atomic
def note_record(*, claim: DomainClaim, texts: list[str], now: datetime) -> DomainCheck:
    """
    Write down what was found; where the record is right, the storefront answers at the host.

    :raises ClaimEnded: if it was proved or taken back meanwhile
    """
    claim = DomainClaim.objects.select_for_update().get(pk=claim.pk)
    if claim.domain_id or claim.ended_at:
        raise ClaimEnded
    found = claim.record_value in (text.strip() for text in texts)
    said = "" if found else next(iter(texts), "")[:120]
    if found:
        try:
            with transaction.atomic():
                claim.domain = Domain.objects.create(storefront=claim.storefront, host=claim.host)
        except IntegrityError:
            found, said = False, "taken"
    claim.save(update_fields=["domain"])
    return DomainCheck.objects.create(claim=claim, found=found, said=said, at=now)


@transaction.atomic
def take_claim_back(*, claim: DomainClaim, now: datetime) -> DomainClaim:
    """
    Claim a host name no more.

    :raises ClaimEnded: if it was proved or taken back before
    """
    open_ones = DomainClaim.objects.filter(pk=claim.pk, domain=None, ended_at=None)
    if not open_ones.update(ended_at=now):
        raise ClaimEnded
    claim.refresh_from_db()
    return claim


@transaction.atomic
def give_domain_up(*, domain: Domain, now: datetime) -> None:
    """
    Answer at a host no more.

    :raises LastDomain: if it is the only one
    """
    Storefront.objects.select_for_update(no_key=True).get(pk=domain.storefront_id)
    others = Domain.objects.filter(storefront=domain.storefront_id).exclude(pk=domain.pk)
    if not others.exists():
        raise LastDomain
    DomainClaim.objects.filter(domain=domain).update(ended_at=now)
    domain.delete()
