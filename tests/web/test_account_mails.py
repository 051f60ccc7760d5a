"""The mails about an account: in our words and dress, in both languages."""

import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.mail import EmailMultiAlternatives
from django.test import Client

from tests.world import World, make_world

PASSWORD = "une-phrase-assez-longue"


@pytest.fixture
def world(db: None) -> World:
    cache.clear()
    return make_world()


def sign_up(client: Client, language: str) -> EmailMultiAlternatives:
    client.cookies["django_language"] = language
    client.post("/account/signup/", {"email": "alice@example.org", "password1": PASSWORD})
    return last()


def last() -> EmailMultiAlternatives:
    message = mail.outbox[-1]
    assert isinstance(message, EmailMultiAlternatives)
    return message


@pytest.mark.parametrize(
    ("language", "subject", "button"),
    [
        ("fr", "Confirmez votre adresse e-mail", "Confirmer mon adresse"),
        ("en", "Confirm your e-mail address", "Confirm my address"),
    ],
)
def test_a_new_person_confirms_with_one_button(
    client: Client, world: World, language: str, subject: str, button: str
) -> None:
    message = sign_up(client, language)
    assert message.subject == subject
    assert message.from_email.startswith("Clust <")
    link = re.search(r"http://\S+/account/confirm-email/\S+", str(message.body))
    assert link
    html = str(message.alternatives[0][0])
    assert f'href="{link.group()}"' in html
    assert button in html
    assert f'lang="{language}"' in html


def test_a_forgotten_password_has_a_link(client: Client, world: World) -> None:
    message = sign_up(client, "fr")
    link = re.search(r"http://\S+/account/confirm-email/\S+", str(message.body))
    assert link
    client.post(link.group())
    client.post("/account/logout/")
    client.post("/account/password/reset/", {"email": "alice@example.org"})
    assert last().subject == "Choisir un nouveau mot de passe"
    assert "/account/password/reset/key/" in str(last().body)


def test_an_unknown_address_is_told_so_by_mail_only(client: Client, world: World) -> None:
    client.cookies["django_language"] = "fr"
    client.post("/account/password/reset/", {"email": "nobody@example.org"})
    assert last().subject == "Pas de compte à cette adresse"
    assert "nobody@example.org" in str(last().body)


def test_a_changed_password_is_told(client: Client, world: World) -> None:
    message = sign_up(client, "en")
    link = re.search(r"http://\S+/account/confirm-email/\S+", str(message.body))
    assert link
    client.post(link.group())
    new = "another-long-passphrase"
    client.post(
        "/account/password/change/",
        {"oldpassword": PASSWORD, "password1": new, "password2": new},
    )
    assert last().subject == "Your password was changed"
    assert "choose a new password now" in str(last().body)
