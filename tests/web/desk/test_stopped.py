"""Addresses that take no more mails than they must, at the desk."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from clust.notices.actions.bouncing import (
    NotStopped,
    forget_bounces,
    record_bounce,
    try_again,
    write_again,
)
from clust.notices.models import Bounce, Notice
from clust.people.models import Person
from tests.web.desk.conftest import NOON, reading
from tests.web.desk.test_lists import queries
from tests.web.shop.pages import text
from tests.world import DAY, World, make_campaign, make_person

LIST = "/desk/notices/stopped/"


def known(address: str) -> Person:
    person = make_person(DAY)
    EmailAddress.objects.create(user=person, email=address, verified=True, primary=True)
    return person


def bounce(address: str, kind: str = "hard", days: int = 0) -> Bounce:
    return record_bounce(
        ref=f"m{Bounce.objects.count()}",
        address=address,
        kind=kind,
        happened_at=DAY + timedelta(days=days),
        now=DAY,
    )


@pytest.fixture
def people(world: World) -> list[Person]:
    """Alice's mailbox is gone; Bruno called a mail spam; Chloé's was full for a day."""
    people = [known(f"{name}@clust.example") for name in ("Alice", "bruno", "chloe")]
    bounce("alice@clust.example")
    bounce("alice@clust.example", days=1)
    bounce("bruno@clust.example", "hard")
    bounce("bruno@clust.example", "complaint", days=1)
    bounce("chloe@clust.example", "soft")
    return people


def shown(desk: Client, asked: str = "") -> list[str]:
    return [row.address for row in desk.get(f"{LIST}?{asked}").context["page"]]


@pytest.mark.usefixtures("people")
def test_each_stopped_address_is_there_once(desk: Client) -> None:
    assert shown(desk, "sort=address") == ["alice@clust.example", "bruno@clust.example"]
    assert shown(desk, "q=BRUNO") == ["bruno@clust.example"]
    assert shown(desk, "why=hard") == ["alice@clust.example"]
    assert shown(desk, "why=complaint") == ["bruno@clust.example"]


def test_it_says_since_when_and_what_was_told_last(
    desk: Client, world: World, people: list[Person]
) -> None:
    for number, kind in enumerate((Notice.Kind.RECEIPT, Notice.Kind.SOON)):
        Notice.objects.create(
            kind=kind, fact=number, campaign=make_campaign(world), person=people[0], at=DAY
        )
    (row,) = desk.get(f"{LIST}?person={people[0].pk}").context["page"]
    assert (row.happened_at, row.last_kind, row.last_at) == (DAY, "soon", DAY)
    assert "Closing soon" in text(desk.get(LIST))
    file = desk.get(f"{LIST}?export=csv&sort=address")
    lines = b"".join(file.streaming_content).decode()  # type: ignore[attr-defined]
    assert "alice@clust.example" in lines.splitlines()[1]
    assert "closing soon" in lines.splitlines()[1]
    assert "called it spam" in lines.splitlines()[2]


def test_the_list_costs_as_many_queries_for_three_rows_as_for_one(
    desk: Client, world: World
) -> None:
    found = []
    for number in range(3):
        known(f"reader{number}@clust.example")
        bounce(f"reader{number}@clust.example")
        queries(desk, LIST)
        found.append((queries(desk, LIST), queries(desk, f"{LIST}?lifted=yes")))
    assert len(set(found)) == 1


def test_the_desk_tries_an_address_again_and_that_is_written(
    desk: Client, worker: Person, people: list[Person]
) -> None:
    alice = Bounce.objects.filter(address="alice@clust.example").earliest("pk")
    asked = desk.get(f"{LIST}{alice.pk}/trying/")
    assert "Write to alice@clust.example again?" in text(asked)
    assert Bounce.objects.stopping().filter(address=alice.address).count() == 2, "only asked"
    page = desk.post(f"{LIST}{alice.pk}/trying/", follow=True)
    assert "We write there again." in text(page)
    lifted = Bounce.objects.filter(address=alice.address)
    assert set(lifted.values_list("lifted_by", "lifted_at")) == {(worker.pk, NOON)}
    assert shown(desk) == ["bruno@clust.example"]
    assert shown(desk, "lifted=yes") == ["alice@clust.example"] * 2
    again = desk.post(f"{LIST}{alice.pk}/trying/", {"sure": "on"})
    assert (again.status_code, "We write there already." in again.content.decode()) == (422, True)


@pytest.mark.parametrize(
    ("language", "words"), [("en", "called our mail spam"), ("fr", "signalé notre mail")]
)
def test_whoever_complained_is_not_written_to_by_the_desk(
    people: list[Person], worker: Person, language: str, words: str
) -> None:
    bruno = Bounce.objects.filter(address="bruno@clust.example").earliest("pk")
    answer = reading(language, worker).post(f"{LIST}{bruno.pk}/trying/")
    assert answer.status_code == 422
    assert words in text(answer)
    assert Bounce.objects.stopping().filter(address=bruno.address).count() == 2
    try_again(person=people[1], now=NOON)
    assert not Bounce.objects.stopping().filter(address=bruno.address).exists()
    assert set(
        Bounce.objects.filter(address=bruno.address).values_list("lifted_by", flat=True)
    ) == {people[1].pk}


def test_an_address_is_tried_again_where_it_is_stopped_only(
    worker: Person, people: list[Person]
) -> None:
    with pytest.raises(NotStopped):
        write_again(address="chloe@clust.example", person=worker, now=NOON)


def test_nobody_lifts_a_bounce_at_no_moment(worker: Person, people: list[Person]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Bounce.objects.update(lifted_by=worker)


@pytest.mark.usefixtures("people")
def test_only_the_desk_sees_it() -> None:
    stranger = reading("en", make_person(timezone.now()))
    assert stranger.get(LIST).status_code in (403, 404)
    assert Client().get(LIST).status_code == 302


def test_nothing_is_kept_of_an_address_that_its_reader_left(people: list[Person]) -> None:
    EmailAddress.objects.filter(email="bruno@clust.example").update(email="b@clust.example")
    assert forget_bounces() == 2
    assert set(Bounce.objects.values_list("address", flat=True)) == {
        "alice@clust.example",
        "chloe@clust.example",
    }
