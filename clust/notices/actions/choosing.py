"""Choosing how to be told, leaving a topic by the link in a mail, and marking as read."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from clust.notices.choosing import wants_of_one
from clust.notices.models import Notice, Preference, QuietHours, Reading, ReadUpTo, Rhythm, Topic
from clust.people.models import Person


class AlwaysByMail(Exception):
    """What the law or the contract wants told is always told by mail."""


@transaction.atomic
def choose(
    *,
    person: Person,
    topic: Topic,
    mail: str,
    push: bool,
    site: bool,
    source: str = Preference.Source.PAGE,
    now: datetime,
) -> Preference:
    """
    Write how somebody wants to be told of a topic, in place of what they chose before.

    :raises AlwaysByMail: if service is to be told otherwise
    """
    if topic == Topic.SERVICE and mail != Rhythm.AT_ONCE:
        raise AlwaysByMail
    row, _ = Preference.objects.update_or_create(
        person=person,
        topic=topic,
        defaults={"mail": mail, "push": push, "site": site, "source": source, "at": now},
    )
    return row


@transaction.atomic
def leave_topics(*, person: Person, topics: Collection[Topic], now: datetime) -> dict[Topic, str]:
    """
    Send no more mails about these topics; leaving twice is once.

    :returns: how often they left before, so that it can be taken back
    """
    wants, before = wants_of_one(person), {}
    for topic in topics:
        was = wants.of(topic)
        before[topic] = was.mail
        if was.mail != Rhythm.NEVER:
            _mail(person, topic, Rhythm.NEVER, now)
    return before


@transaction.atomic
def come_back(*, person: Person, rhythms: dict[Topic, str], now: datetime) -> None:
    """Send mails about topics as they were sent before they were left."""
    for topic, rhythm in rhythms.items():
        _mail(person, topic, rhythm, now)


def _mail(person: Person, topic: Topic, rhythm: str, now: datetime) -> None:
    was = wants_of_one(person).of(topic)
    choose(
        person=person,
        topic=topic,
        mail=rhythm,
        push=was.push,
        site=was.site,
        source=Preference.Source.ONE_CLICK,
        now=now,
    )


@transaction.atomic
def keep_quiet(
    *, person: Person, from_hour: int | None, to_hour: int | None, now: datetime
) -> QuietHours | None:
    """Leave somebody alone between two hours of their day; never, where one is None."""
    if from_hour is None or to_hour is None or from_hour == to_hour:
        QuietHours.objects.filter(person=person).delete()
        return None
    row, _ = QuietHours.objects.update_or_create(
        person=person, defaults={"from_hour": from_hour, "to_hour": to_hour, "at": now}
    )
    return row


def mark_read(*, notice: Notice, now: datetime) -> Reading:
    """Mark a notice as read; twice is once."""
    row, _ = Reading.objects.get_or_create(notice=notice, defaults={"at": now})
    return row


@transaction.atomic
def mark_all_read(*, person: Person, up_to: int, now: datetime) -> ReadUpTo:
    """
    Mark everything as read that somebody was told up to a notice, which they saw on the page.

    :param up_to: number of that notice; what comes later stays unread
    """
    row, new = ReadUpTo.objects.select_for_update().get_or_create(
        person=person, defaults={"notice": up_to, "at": now}
    )
    if not new and row.notice < up_to:
        row.notice, row.at = up_to, now
        row.save(update_fields=["notice", "at"])
    Reading.objects.filter(notice__person=person, notice__lte=row.notice).delete()
    return row
