"""Forged hosts, and addresses to go back to that lead away."""

import pytest
from django.test import Client

from clust.people.models import Person
from tests.web.office.conftest import make_member, make_shop
from tests.world import World, make_world

pytestmark = pytest.mark.django_db

AWAY = [
    "https://evil.example/",
    "//evil.example/",
    "///evil.example",
    "/\\evil.example",
    "http:evil.example",
    "javascript:alert(1)",
    "https:evil.example",
    "/\t/evil.example",
    "\thttps://evil.example",
]


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture
def bo(world: World) -> Person:
    person = make_member("bo@example.org")
    person.set_password("une bouilloire pour deux")
    person.save()
    return person


@pytest.mark.parametrize(
    "host", ["evil.example", "testserver.evil.example", "evil.testserver", "localhost", "127.0.0.1"]
)
def test_a_host_that_is_nobodys_is_404(world: World, host: str) -> None:
    answer = Client(headers={"host": host}).get("/account/password/reset/")
    assert (answer.status_code, answer.content) == (404, b"Unknown host.")


@pytest.mark.parametrize("host", ["", "a b", "testserver/x", "testserver@evil.example", "[::1"])
def test_a_host_that_is_none_is_refused(world: World, host: str) -> None:
    assert Client(headers={"host": host}).get("/").status_code in (400, 404)


@pytest.mark.parametrize("host", ["TESTSERVER", "testserver:8443", "testserver."])
def test_a_host_may_be_written_otherwise(world: World, host: str) -> None:
    assert Client(headers={"host": host}).get("/about/").status_code == 200


def test_another_host_in_a_proxys_header_counts_for_nothing(world: World) -> None:
    club = make_shop(world, "go")
    browser = Client(headers={"host": "testserver", "x-forwarded-host": club.host})
    assert "Club go" not in browser.get("/").content.decode()


@pytest.mark.parametrize("away", AWAY)
def test_choosing_a_language_leads_to_no_other_host(world: World, away: str) -> None:
    assert Client().get("/language/en/", {"next": away}).url == "/"


@pytest.mark.parametrize("away", AWAY)
def test_signing_in_leads_to_no_other_host(world: World, bo: Person, away: str) -> None:
    sent = {"login": "bo@example.org", "password": "une bouilloire pour deux", "next": away}
    answer = Client().post("/account/login/", sent)
    assert answer.status_code == 302
    assert "evil" not in answer.url
    assert "alert" not in answer.url


@pytest.mark.parametrize("away", AWAY)
def test_signing_out_leads_to_no_other_host(world: World, bo: Person, away: str) -> None:
    browser = Client()
    browser.force_login(bo, "allauth.account.auth_backends.AuthenticationBackend")
    assert browser.post("/account/logout/", {"next": away}).url == "/"


def test_a_session_of_one_shop_counts_at_another_only_as_who_it_is(
    world: World, bo: Person
) -> None:
    closed = make_shop(world, "quiet", admission="invited")
    assert closed.reading(bo).get("/wishes/").status_code == 404
