"""
Before the post: what may leave now, what waits for a digest or for the morning, and what nobody
wants by mail.

What leaves at once and what stands in a digest never is the same notice, whatever people choose
meanwhile. Who arranges locks the notice, then looks whether somebody carries it; who carries it
first writes `Carrying`, which waits for that lock, and then looks for a `Sending`. A line is
written under its digest's lock, after a look whether the digest is under way; who sends a digest
reads its lines under the same lock.
"""

from collections.abc import Collection
from datetime import datetime

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models.functions import Lower

from clust.campaigns.models import Campaign
from clust.notices.choosing import Wants, wants_of
from clust.notices.models import (
    Bounce,
    Carrying,
    Digest,
    DigestLine,
    Notice,
    Rhythm,
    Sending,
    Topic,
)
from clust.notices.speaking import speakers_of
from clust.notices.topics import topic_of
from clust.people.models import Person
from clust.rules.telling import digest_at, wakes_at

CALLS_TO_CLUST = {Notice.Kind.SOON, Notice.Kind.LAST_DAY, Notice.Kind.OPENED}


@transaction.atomic
def arrange(notices: Collection[Notice], *, now: datetime) -> int:
    """
    Settle of notices that can wait how they leave.

    :returns: how many are done with: in a digest, not wanted by mail, or to a stopped address
    """
    waiting = _free([notice.pk for notice in notices if _can_wait(notice)], now)
    people = {notice.person_id for notice in waiting if notice.person_id}
    _lock(people)
    wants = wants_of(people)
    stopped = _stopped(wants)
    speakers = {key: row.storefront.pk for key, row in speakers_of(waiting).items()}
    sendings = []
    for notice in waiting:
        person = notice.person_id or 0
        outcome = (
            Sending.STOPPED
            if person in stopped
            else _outcome(notice, wants[person], speakers.get(notice.pk, 0), now)
        )
        if outcome:
            sendings.append(Sending(notice=notice, outcome=outcome, at=now))
    return len(Sending.objects.bulk_create(sendings))


def _can_wait(notice: Notice) -> bool:
    is_service = topic_of(notice.kind) == Topic.SERVICE
    return bool(notice.person_id) and (not is_service or notice.kind == Notice.Kind.DIGEST)


def _lock(people: Collection[int]) -> None:
    """Two workers that fill digests of the same people do so one after the other, in one order."""
    list(Person.objects.select_for_update(no_key=True).filter(pk__in=people).order_by("pk"))


def _free(numbers: list[int], now: datetime) -> list[Notice]:
    """Lock what nobody holds; then look, in a statement of its own, what nobody carries."""
    rows = Notice.objects.filter(pk__in=numbers).order_by("pk")
    locked = [row.pk for row in rows.select_for_update(skip_locked=True, of=("self",))]
    return list(
        Notice.objects.due_to_send(now)
        .filter(pk__in=locked)
        .select_related("campaign", "person")
        .order_by("pk")
    )


def _stopped(people: Collection[int]) -> set[int]:
    """Return of these people those whose address takes no more than it must."""
    addresses: dict[int, str] = {}
    known = EmailAddress.objects.filter(user__in=list(people), verified=True)
    for person, address in known.order_by("-primary", "pk").values_list("user", Lower("email")):
        addresses.setdefault(person, address)
    bounced = set(
        Bounce.objects.stopping()
        .filter(address__in=addresses.values())
        .values_list("address", flat=True)
    )
    return {person for person, address in addresses.items() if address in bounced}


def _outcome(notice: Notice, wants: Wants, storefront: int, now: datetime) -> str:
    if notice.kind == Notice.Kind.DIGEST:
        return _rest(notice, wants, now) if wanted_lines(notice, wants, now) else Sending.UNWANTED
    rhythm = wants.of(topic_of(notice.kind)).mail
    if rhythm == Rhythm.NEVER:
        return Sending.UNWANTED
    if rhythm == Rhythm.AT_ONCE:
        return _rest(notice, wants, now)
    weekly = rhythm == Rhythm.WEEKLY
    _put_into_digest(notice, wants, storefront, now, weekly=weekly)
    return Sending.DIGEST


def _rest(notice: Notice, wants: Wants, now: datetime) -> str:
    """Let a mail rest while its reader is to be left alone."""
    until = wakes_at(now, wants.zone, wants.quiet)
    if until > now:
        Carrying.objects.update_or_create(
            notice=notice, defaults={"until": until, "tries": 0, "error": ""}
        )
    return ""


def _put_into_digest(
    notice: Notice, wants: Wants, storefront: int, now: datetime, *, weekly: bool
) -> None:
    leaves_at = digest_at(now, wants.zone, weekly=weekly)
    while not (digest := _open_digest(notice, storefront, leaves_at, now)):
        leaves_at = digest_at(leaves_at, wants.zone, weekly=weekly)
    DigestLine.objects.create(notice=notice, digest=digest)


def _open_digest(
    notice: Notice, storefront: int, leaves_at: datetime, now: datetime
) -> Digest | None:
    """Return the digest of that moment, locked, or None where it is under way."""
    digest, new = Digest.objects.select_for_update().get_or_create(
        person=notice.person,
        storefront_id=storefront,
        leaves_at=leaves_at,
        defaults={"at": now},
    )
    if new:
        Notice.objects.create(
            kind=Notice.Kind.DIGEST,
            fact=digest.pk,
            person_id=notice.person_id,
            storefront_id=storefront,
            at=leaves_at,
        )
    mail = Notice.objects.filter(kind=Notice.Kind.DIGEST, fact=digest.pk)
    under_way = Carrying.objects.filter(notice__in=mail, tries__gt=0).exists()
    return None if under_way or Sending.objects.filter(notice__in=mail).exists() else digest


def wanted_lines(notice: Notice, wants: Wants, now: datetime) -> list[Notice]:
    """
    Return what a digest tells of, without what its reader wants no more mails about.

    What calls to a clust is left out once that is closed: nobody can come any more.
    """
    with transaction.atomic():
        digest = Digest.objects.select_for_update().get(pk=notice.fact)
        lines = Notice.objects.filter(digestline__digest=digest).order_by("pk")
        wanted = [row for row in lines if wants.of(topic_of(row.kind)).mail != Rhythm.NEVER]
        over = _over(wanted, now)
        return [row for row in wanted if row.pk not in over]


def _over(lines: Collection[Notice], now: datetime) -> set[int]:
    """Return the numbers of those that call to a clust that is closed."""
    called = {row.pk: row.campaign_id or row.fact for row in lines if row.kind in CALLS_TO_CLUST}
    live = Campaign.objects.live(now).filter(pk__in=called.values())
    still = set(live.values_list("pk", flat=True))
    return {number for number, campaign in called.items() if campaign not in still}
