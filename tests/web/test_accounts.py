"""People come in by e-mail and a password, and by a link that proves the e-mail is theirs."""

import re
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client

from clust.people.models import Identity, Person
from tests.world import World, make_world

PASSWORD = "une-phrase-assez-longue"


@pytest.fixture
def world(db: None) -> World:
    cache.clear()
    return make_world()


def sign_up(client: Client, email: str = "alice@example.org") -> None:
    answer = client.post("/account/signup/", {"email": email, "password1": PASSWORD})
    assert answer.status_code == 302, answer.content.decode()[:2000]


def confirm(client: Client) -> None:
    link = re.search(r"http://\S+/account/confirm-email/\S+", str(mail.outbox[-1].body))
    assert link
    client.post(link.group())


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_a_new_person_is_a_number_with_a_language(client: Client, world: World) -> None:
    client.cookies["django_language"] = "en"
    sign_up(client)
    person = Person.objects.get()
    assert person.language == "en"
    assert not person.is_staff


def test_nobody_is_in_before_the_link_was_followed(client: Client, world: World) -> None:
    sign_up(client)
    assert not signed_in(client)
    confirm(client)
    client.post("/account/login/", {"login": "alice@example.org", "password": PASSWORD})
    assert signed_in(client)


def test_the_link_signs_in_who_signed_up(client: Client, world: World) -> None:
    sign_up(client)
    confirm(client)
    assert signed_in(client)


def test_the_page_of_the_link_says_the_address_or_the_name(client: Client, world: World) -> None:
    sign_up(client)
    link = re.search(r"http://\S+/account/confirm-email/\S+", str(mail.outbox[-1].body))
    assert link
    page = client.get(link.group()).content.decode()
    assert "alice@example.org est votre adresse e-mail" in page
    assert "person " not in page
    Identity.objects.create(person=Person.objects.get(), name="Béa Leroy")
    page = client.get(link.group()).content.decode()
    assert "alice@example.org est l’adresse e-mail de Béa Leroy" in page


@pytest.mark.parametrize("page", ["login", "signup"])
def test_one_word_stands_for_one_thing(client: Client, world: World, page: str) -> None:
    said = client.get(f"/account/{page}/", headers={"Accept-Language": "fr"}).content.decode()
    assert "Adresse e-mail" in said
    for other in ("Courriel", "E-mail (", "Création de compte", "Vous pouvez donc"):
        assert other not in said


def test_an_address_that_is_taken_is_not_told(client: Client, world: World) -> None:
    sign_up(client)
    confirm(client)
    other = Client()
    sign_up(other)
    assert Person.objects.count() == 1
    assert not signed_in(other)


def test_guessing_is_slowed_down(client: Client, world: World) -> None:
    sign_up(client)
    confirm(client)
    guesser = Client()
    wrong = {"login": "alice@example.org", "password": "not it at all"}
    answers = [guesser.post("/account/login/", wrong) for _ in range(7)]
    guesser.post("/account/login/", {"login": "alice@example.org", "password": PASSWORD})
    assert not signed_in(guesser)
    assert answers[0].status_code == 200


@pytest.mark.parametrize("path", ["", "webauthn/", "totp/activate/"])
def test_passkeys_and_codes_can_be_set_up(client: Client, world: World, path: str) -> None:
    sign_up(client)
    confirm(client)
    assert client.get(f"/account/2fa/{path}").status_code in {200, 302}


def test_a_passkey_may_sign_in(client: Client, world: World) -> None:
    answer = client.get("/account/2fa/webauthn/login/", headers={"accept": "application/json"})
    assert answer.status_code == 200


def test_a_mail_server_that_is_down_does_not_lose_the_account(
    client: Client, world: World, settings: Any
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    client.cookies["django_language"] = "en"
    sign_up(client)
    assert Person.objects.count() == 1
    assert "could not leave" in client.get("/account/login/").content.decode()
