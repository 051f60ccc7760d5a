"""One click ends mails of a kind, as RFC 8058 says; service has no such link."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.test import Client

from clust.notices.actions.choosing import choose
from clust.notices.actions.telling import tell_receipts
from clust.notices.choosing import wants_of_one
from clust.notices.leaving import leave_link
from clust.notices.models import Notice, Preference, Rhythm, Topic
from clust.notices.sending import send_notices
from clust.people.actions import erase_person
from clust.people.models import Person
from tests.notices.conftest import Post
from tests.notices.members import member
from tests.notices.test_letters import part, text
from tests.world import DAY, World, make_campaign, pledge

pytestmark = pytest.mark.django_db

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def alice(world: World) -> Person:
    return member("alice@clust.example", language="en")


@pytest.fixture
def link(alice: Person) -> str:
    return urlsplit(leave_link(alice.pk, [Topic.PLEDGES])).path


def rhythm(person: Person) -> str:
    return wants_of_one(person).of(Topic.PLEDGES).mail


def test_a_mail_that_can_be_left_says_how_in_its_headers(
    world: World, post: Post, alice: Person
) -> None:
    campaign = make_campaign(world)
    Notice.objects.create(kind="soon", fact=1, campaign=campaign, person=alice, at=DAY)
    send_notices(Notice.objects.all(), now=DAY)
    (mail,) = post.mails
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = mail["List-Unsubscribe"].strip(" <>")
    assert address.startswith("https://clust.example/notices/leave/")
    assert address in text(mail).replace(" ", "")
    assert address in part(mail, "html")
    answer = Client(enforce_csrf_checks=True).post(urlsplit(address).path, ONE_CLICK)
    assert answer.status_code == 200
    assert rhythm(alice) == Rhythm.NEVER
    assert Preference.objects.get().source == "one_click"


def test_what_the_contract_wants_has_no_such_link(world: World, post: Post, alice: Person) -> None:
    pledge(world, make_campaign(world), person=alice)
    tell_receipts(now=DAY, since=DAY - timedelta(hours=1))
    send_notices(Notice.objects.all(), now=DAY)
    (mail,) = post.mails
    assert mail["List-Unsubscribe"] is None
    assert "/notices/leave/" not in part(mail, "html")


def test_looking_ends_nothing_and_can_be_undone(alice: Person, link: str) -> None:
    choose(person=alice, topic=Topic.PLEDGES, mail=Rhythm.WEEKLY, push=True, site=False, now=DAY)
    client = Client(headers={"Accept-Language": "en"})
    assert "My pledges" in client.get(link).content.decode()
    assert rhythm(alice) == Rhythm.WEEKLY
    for _ in range(2):
        answer = client.post(link)
    assert rhythm(alice) == Rhythm.NEVER
    first = client.post(link).context["undo"]
    assert answer.context["undo"]
    assert client.post(f"{link}undo/", {"before": "forged"}).status_code == 404
    assert client.post(f"{link}undo/", {"before": first}).status_code == 200


def test_undo_brings_back_what_was_chosen(alice: Person, link: str) -> None:
    choose(person=alice, topic=Topic.PLEDGES, mail=Rhythm.WEEKLY, push=True, site=False, now=DAY)
    client = Client()
    undo = client.post(link).context["undo"]
    client.post(f"{link}undo/", {"before": undo})
    assert wants_of_one(alice).of(Topic.PLEDGES) == (Rhythm.WEEKLY, True, False)


def test_a_forged_link_or_one_of_who_is_gone_ends_nothing(alice: Person, link: str) -> None:
    assert Client().post("/notices/leave/" + "x" * 40 + "/").status_code == 404
    service = urlsplit(leave_link(alice.pk, [Topic.SERVICE])).path
    assert Client().post(service).status_code == 404
    erase_person(person=alice, keep_until=DAY.date(), keep_addresses=[], now=DAY)
    assert Client().get(link).status_code == 404
    assert not Preference.objects.exists()
