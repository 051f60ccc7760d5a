"""Two senders at once, with real connections: each notice leaves once."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.core.mail import get_connection
from django.db import connection

from clust.notices.actions import tell_receipts
from clust.notices.letters import write_letter
from clust.notices.models import Carrying, Notice, Sending
from clust.notices.readers import reader_of
from clust.notices.sending import send_notices
from tests.notices.conftest import Post
from tests.notices.members import member
from tests.world import DAY, World, make_campaign, pledge

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.load]

SENDERS = 4
NOTICES = 12


@pytest.fixture
def notices(world: World) -> list[Notice]:
    campaign = make_campaign(world)
    for number in range(NOTICES):
        pledge(world, campaign, person=member(f"{number}@clust.example"))
    tell_receipts(now=DAY, since=DAY - timedelta(hours=1))
    return list(Notice.objects.order_by("pk"))


def at_once(send: Callable[[], object]) -> None:
    start = Barrier(SENDERS)

    def run() -> None:
        try:
            start.wait()
            send()
        finally:
            connection.close()

    threads = [Thread(target=run) for _ in range(SENDERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def copies(post: Post) -> Counter[str]:
    return Counter(mail["Message-ID"] for mail in post.mails)


def test_each_notice_leaves_once(notices: list[Notice], post: Post) -> None:
    at_once(lambda: send_notices(notices, now=DAY))
    assert set(copies(post).values()) == {1}
    assert Sending.objects.filter(outcome="sent").count() == NOTICES
    assert not Carrying.objects.exists()


def test_senders_that_only_look_first_would_send_twice(notices: list[Notice], post: Post) -> None:
    """The control: without the row that says who carries, looking for a sending is not enough."""

    def look_and_send() -> None:
        with get_connection() as server:
            for notice in notices:
                reader = reader_of(notice)
                if reader and not Sending.objects.filter(notice=notice).exists():
                    server.send_messages([write_letter(notice, reader, now=DAY)])
                    Sending.objects.get_or_create(
                        notice=notice, defaults={"outcome": "sent", "at": DAY}
                    )

    at_once(look_and_send)
    assert len(copies(post)) == NOTICES
    assert max(copies(post).values()) > 1
