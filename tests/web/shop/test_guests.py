"""Guests: an e-mail address is enough."""

import re
from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.utils import timezone

from clust.campaigns.models import Campaign
from clust.people.models import Person
from tests.web.shop.conftest import EMAIL
from tests.web.shop.pages import order, ordered, text
from tests.world import World

GUEST = "bob@example.org"


def ask(client: Client, email: str = GUEST, back: str = "/clusts/1/order/?units=2") -> str:
    """Ask for a link and return its path, as the mail has it."""
    answer = client.post("/guest/", {"email": email, "next": back})
    assert answer.status_code == 200, answer.content
    found = re.search(r"http://testserver(\S+)", str(mail.outbox[-1].body))
    assert found
    return found.group(1)


def test_a_guest_orders_with_an_address_confirmed_by_a_link(
    client: Client, world: World, kettles: Campaign
) -> None:
    back = f"/clusts/{kettles.pk}/order/?units=2"
    link = ask(client, back=back)
    assert "bob@example.org" in text(client.get(link))
    assert not Person.objects.exists()
    answer = client.post(link)
    assert answer["Location"] == back
    assert "Order with obligation to pay" in text(client.get(back))
    made = ordered(order(client, kettles, world.pickup, units=2))
    assert not made.person.has_usable_password()
    assert EmailAddress.objects.get(user=made.person, verified=True, primary=True).email == GUEST


def test_a_link_works_once(client: Client, world: World) -> None:
    link = ask(client)
    assert client.post(link).status_code == 302
    again = Client().post(link)
    assert again.status_code == 410
    assert Person.objects.count() == 1


def test_a_guest_comes_again_as_the_same_person(client: Client, world: World) -> None:
    client.post(ask(client))
    link = ask(Client())
    assert Client().post(link).status_code == 302
    assert Client().post(link).status_code == 410
    assert Person.objects.count() == 1


def test_a_link_lives_two_hours(client: Client, world: World) -> None:
    link = ask(client)
    with time_machine.travel(timezone.now() + timedelta(hours=2, minutes=1)):
        assert client.post(link).status_code == 410


def test_a_forged_link_is_refused(client: Client, world: World) -> None:
    assert client.get("/guest/abc:def:ghi/").status_code == 410


def test_a_link_leads_nowhere_else(client: Client, world: World) -> None:
    for back in ("https://evil.example/", "//evil.example/", "javascript:alert(1)"):
        mail.outbox.clear()
        link = ask(Client(REMOTE_ADDR="10.0.0.9"), email=f"g{len(back)}@example.org", back=back)
        assert Client().post(link)["Location"] == "/"


def test_who_has_a_password_is_asked_to_sign_in(client: Client, alice: Person) -> None:
    link = ask(client, email=EMAIL)
    assert link.startswith("/account/login/?next=")


def test_the_answer_does_not_tell_who_is_known(client: Client, alice: Person) -> None:
    known = text(client.post("/guest/", {"email": EMAIL})).replace(EMAIL, "")
    unknown = text(client.post("/guest/", {"email": GUEST})).replace(GUEST, "")
    assert known == unknown


def test_mails_are_not_sent_endlessly(client: Client, world: World) -> None:
    for _ in range(3):
        ask(client)
    answer = client.post("/guest/", {"email": GUEST})
    assert answer.status_code == 429
    assert len(mail.outbox) == 3


@pytest.mark.parametrize("email", ["", "bob", "bob@", "b\x00b@example.org"])
def test_what_is_no_address_is_asked_again(client: Client, world: World, email: str) -> None:
    assert client.post("/guest/", {"email": email}).status_code == 400
    assert not mail.outbox


def test_a_guest_can_choose_a_password_later(client: Client, world: World) -> None:
    client.post(ask(client))
    assert "You came as a guest" in text(client.get("/my/profile/"))
    word = {"password1": "un ours dans la lune", "password2": "un ours dans la lune"}
    assert client.post("/account/password/set/", word).status_code == 302
    assert Person.objects.get().has_usable_password()
