"""Workers that arrange at once, with real connections: one fact, one mail."""

from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection

from clust.notices import arranging
from clust.notices.actions.choosing import choose
from clust.notices.arranging import arrange
from clust.notices.models import Carrying, Digest, DigestLine, Notice, Rhythm, Sending, Topic
from clust.notices.sending import send_notices
from clust.people.models import Person
from tests.notices.conftest import Post
from tests.notices.members import member
from tests.world import DAY, World, make_campaign

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.load]

WORKERS = 4
EIGHT = DAY.replace(hour=7) + timedelta(days=1)


@pytest.fixture
def alice() -> Person:
    return member("alice@clust.example", language="en")


@pytest.fixture
def notices(world: World, alice: Person) -> list[Notice]:
    return [
        Notice.objects.create(
            kind="soon", fact=number, campaign=make_campaign(world), person=alice, at=DAY
        )
        for number in range(1, 7)
    ]


def at_once(*works: Callable[[], object]) -> list[Exception]:
    start, failed = Barrier(len(works)), []

    def run(work: Callable[[], object]) -> None:
        try:
            start.wait()
            work()
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [Thread(target=run, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failed


def daily(alice: Person, mail: str = Rhythm.DAILY) -> None:
    choose(person=alice, topic=Topic.PLEDGES, mail=mail, push=False, site=True, now=DAY)


def test_each_fact_stands_in_one_digest(alice: Person, notices: list[Notice], post: Post) -> None:
    daily(alice)
    assert at_once(*[lambda: arrange(notices, now=DAY)] * WORKERS) == []
    assert DigestLine.objects.count() == Sending.objects.count() == len(notices)
    assert Digest.objects.count() == 1
    at_once(*[lambda: send_notices(Notice.objects.due_to_send(EIGHT), now=EIGHT)] * WORKERS)
    assert len(post.mails) == 1


def test_digests_of_several_people_are_filled_at_once(world: World) -> None:
    people = [member(f"{number}@clust.example") for number in range(4)]
    for person in people:
        daily(person)
        choose(
            person=person,
            topic=Topic.FOLLOWED,
            mail=Rhythm.WEEKLY,
            push=False,
            site=True,
            now=DAY,
        )
    campaign = make_campaign(world)
    written = [
        Notice.objects.create(
            kind=kind, fact=fact, campaign=campaign, person=people[fact * step % 4], at=DAY
        )
        for kind, step in (("soon", 1), ("last_day", 3))
        for fact in range(12)
    ]
    batches = [written[number::WORKERS] for number in range(WORKERS)]
    works = [lambda batch=batch: arrange(batch, now=DAY) for batch in batches]
    assert at_once(*works) == []
    assert DigestLine.objects.count() == len(written)
    assert Digest.objects.count() == 2 * len(people)


def changes_as_they_leave(alice: Person, notices: list[Notice]) -> int:
    """Send at once in one worker while another, after a new choice, puts them into a digest."""

    def second() -> None:
        daily(alice)
        for notice in notices:
            arrange([notice], now=DAY)

    at_once(lambda: send_notices(notices, now=DAY), second)
    return DigestLine.objects.count()


def test_whatever_is_chosen_as_mails_leave_no_fact_is_told_twice(
    alice: Person, notices: list[Notice], post: Post
) -> None:
    lines = changes_as_they_leave(alice, notices)
    assert lines + len(post.mails) == len(notices)
    assert not Carrying.objects.exists()


def test_who_only_looks_whether_it_was_sent_would_tell_twice(
    alice: Person, notices: list[Notice], post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: a notice on its way, arranged without a look whether somebody carries it."""
    for notice in notices:
        Carrying.objects.create(notice=notice, until=DAY + timedelta(minutes=15))
    daily(alice)
    assert arrange(notices, now=DAY) == 0
    monkeypatch.setattr(arranging, "_free", lambda numbers, now: notices)
    assert arrange(notices, now=DAY) == len(notices)
