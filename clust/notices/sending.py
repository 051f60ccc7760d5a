"""
Bringing notices to the post, each once however many workers try.

A worker first writes that it carries the notice (`Carrying`, committed), then talks to the mail
server outside any transaction, then writes that it left (`Sending`). Two workers never carry the
same notice: the row is one to a notice, and who has just taken it looks again whether the mail
left meanwhile. A worker killed on the way leaves its row, which runs out after `CARRIED_AT_MOST`
so that another takes over. If it was killed after the server said yes and before `Sending` was
written, the mail leaves twice, with the same Message-ID; SMTP offers no way to know better.
A row, and not an advisory lock: it also holds behind a connection pooler.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from smtplib import SMTPDataError, SMTPNotSupportedError, SMTPRecipientsRefused
from typing import Any

import structlog
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection, transaction

from clust.base.sql import statement
from clust.notices.arranging import arrange
from clust.notices.letters import write_letter
from clust.notices.models import Carrying, Notice, Sending
from clust.notices.readers import reader_of
from clust.notices.speaking import Speaker, speakers_of

CARRIED_AT_MOST = timedelta(minutes=15)
LONGEST_REST = timedelta(days=1)
REFUSALS = (SMTPRecipientsRefused, SMTPDataError, SMTPNotSupportedError)
CLOSING = 421

log = structlog.get_logger()


class BeingSent(Exception):
    """Another worker carries this notice, or it rests until it is tried again."""


class PostFailed(Exception):
    """The mail server cannot be reached, or broke off."""


def send_notice(notice: Notice, *, now: datetime) -> Sending:
    """
    Send a notice by mail, or write that its reader has no address; sent already, it stays so.

    :raises BeingSent: if somebody else does
    :raises PostFailed: if the mail server does not answer; nothing is lost
    :raises smtplib.SMTPException: if it refuses this mail, which then rests
    """
    set_aside_unreachable([notice], now=now)
    arrange([notice], now=now)
    if sent := Sending.objects.filter(notice=notice).first():
        return sent
    with _post() as post:
        return _carry(notice, None, post, now)


def send_notices(notices: Iterable[Notice], *, now: datetime) -> int:
    """
    Send notices one after another over one connection, each kept as sent before the next leaves.

    One that the post refuses, or that cannot be written, is logged and rests; the others go on.

    :returns: how many are done with: sent, in a digest, not wanted, or without an address
    :raises PostFailed: if the mail server does not answer; what has left stays sent
    """
    waiting = list(notices)
    done = set_aside_unreachable(waiting, now=now) + arrange(waiting, now=now)
    due = Notice.objects.due_to_send(now).filter(pk__in=[notice.pk for notice in waiting])
    left = list(due.order_by("pk"))
    if not left:
        return done
    speakers = speakers_of(left)
    with _post() as post:
        return done + sum(_try(notice, speakers.get(notice.pk), post, now) for notice in left)


def set_aside_unreachable(notices: Sequence[Notice], *, now: datetime) -> int:
    """
    Write of those whose reader has no confirmed address that they cannot leave; how many.

    Where the reader signed on paper, who entered the form is told instead.
    """
    told: dict[str, Any] = {"notices": [notice.pk for notice in notices], "now": now}
    done = 0
    with transaction.atomic(), connection.cursor() as cursor:
        for name in ("on_paper", "no_address"):
            cursor.execute(statement("notices", name), told)
            done += int(cursor.rowcount)
    return done


@contextmanager
def _post() -> Iterator[BaseEmailBackend]:
    post = get_connection()
    try:
        post.open()
    except OSError as error:
        raise PostFailed from error
    try:
        yield post
    finally:
        post.close()


def _try(notice: Notice, speaker: Speaker | None, post: BaseEmailBackend, now: datetime) -> bool:
    try:
        _carry(notice, speaker, post, now)
    except PostFailed:
        raise
    except BeingSent:
        return False
    except REFUSALS as error:
        log.warning("mail refused", notice=notice.pk, error=type(error).__name__)
        return False
    except Exception:
        log.exception("mail not written", notice=notice.pk)
        return False
    return True


def _carry(
    notice: Notice, speaker: Speaker | None, post: BaseEmailBackend, now: datetime
) -> Sending:
    tries = _take(notice, now)
    if sent := Sending.objects.filter(notice=notice).first():
        Carrying.objects.filter(notice=notice).delete()
        return sent
    try:
        reader = reader_of(notice)
        if reader:
            _hand_over(write_letter(notice, reader, speaker, now=now), post)
    except Exception as error:
        _rest(notice, error, tries, now)
        raise
    return _keep(notice, Sending.SENT if reader else Sending.NO_ADDRESS, now)


def _hand_over(letter: EmailMessage, post: BaseEmailBackend) -> None:
    try:
        post.send_messages([letter])
    except OSError as error:
        if isinstance(error, REFUSALS) and getattr(error, "smtp_code", 0) != CLOSING:
            raise
        raise PostFailed from error


def _take(notice: Notice, now: datetime) -> int:
    """Write that we carry a notice; return for the how manieth time it is tried."""
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute(
            statement("notices", "carry"),
            {"notice": notice.pk, "now": now, "until": now + CARRIED_AT_MOST},
        )
        taken = cursor.fetchone()
    if taken is None:
        raise BeingSent
    return int(taken[0])


def _rest(notice: Notice, error: Exception, tries: int, now: datetime) -> None:
    """Set a notice free where the post failed; else let it rest, ever longer."""
    rest = min(LONGEST_REST, timedelta(minutes=2 ** min(tries, 12)))
    if isinstance(error, PostFailed):
        rest = timedelta(0)
    Carrying.objects.filter(notice=notice).update(until=now + rest, error=type(error).__name__)


def _keep(notice: Notice, outcome: str, now: datetime) -> Sending:
    with transaction.atomic(durable=True):
        sending = Sending.objects.create(notice=notice, outcome=outcome, at=now)
        Carrying.objects.filter(notice=notice).delete()
    return sending
