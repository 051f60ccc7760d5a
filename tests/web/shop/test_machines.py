"""One's own keys and webhooks: shown once, ended at once, nobody else's."""

import re

import httpcore
import pytest
from django.test import Client
from django.utils import timezone

from clust.hooks.actions.noting import note_events
from clust.hooks.actions.sending import record_try, take_message
from clust.hooks.door import Answer
from clust.hooks.models import Endpoint, EventMessage
from clust.integrations.hooks.client import Sender
from clust.keys.models import ApiKey
from clust.keys.tokens import key_of_secret
from clust.people.models import Person
from tests.web.shop.pages import text
from tests.world import World, make_campaign, make_person

NEW = {"url": "https://93.184.215.14/clust", "kinds": ["campaign.opened"]}


@pytest.fixture
def endpoint(signed_in: Client) -> Endpoint:
    signed_in.post("/my/machines/endpoints/", NEW)
    return Endpoint.objects.get()


def test_a_key_is_made_shown_once_and_revoked(signed_in: Client, alice: Person) -> None:
    told = {"name": "My site", "scopes": ["campaigns:read", "orders:read"]}
    page = signed_in.post("/my/machines/keys/", told)
    assert page.status_code == 201
    assert "no-store" in page["Cache-Control"]
    found = re.search(r'value="(clust_[^"]+)"', page.content.decode())
    assert found
    key = key_of_secret(found[1])
    assert key
    assert key.person == alice
    shown = signed_in.get("/my/machines/")
    assert "My site" in text(shown)
    assert found[1] not in shown.content.decode()
    assert "stops working at once" in text(signed_in.get(f"/my/machines/keys/{key.pk}/revocation/"))
    signed_in.post(f"/my/machines/keys/{key.pk}/revocation/")
    assert key_of_secret(found[1]) is None
    assert "My site" not in text(signed_in.get("/my/machines/"))


def test_a_key_without_a_scope_is_not_made(signed_in: Client) -> None:
    assert signed_in.get("/my/machines/keys/").status_code == 200
    assert signed_in.post("/my/machines/keys/", {"name": "x"}).status_code == 422
    assert not ApiKey.objects.exists()


def test_an_address_shows_its_secret_and_what_was_sent(
    signed_in: Client, world: World, endpoint: Endpoint
) -> None:
    began = timezone.now()
    make_campaign(world, now=began)
    note_events(since=began, now=timezone.now())
    message = take_message(endpoint=endpoint.pk, now=timezone.now())
    assert message
    record_try(message=message, answer=Answer(503, "", 12), now=timezone.now())
    page = text(signed_in.get(f"/my/machines/endpoints/{endpoint.pk}/"))
    assert endpoint.secrets.get().words in page
    assert "503 (12 ms)" in page
    signed_in.post(f"/my/machines/messages/{message.pk}/resending/")
    assert EventMessage.objects.get().tried == 0
    signed_in.post(f"/my/machines/endpoints/{endpoint.pk}/secret/")
    assert endpoint.secrets.count() == 2
    signed_in.post(f"/my/machines/endpoints/{endpoint.pk}/end/")
    page = text(signed_in.get(f"/my/machines/endpoints/{endpoint.pk}/"))
    assert "told nothing any more" in page


def test_nobody_learns_which_names_there_are_inside(
    signed_in: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def resolve(host: str, port: int) -> list[str]:
        if host == "missing.example":
            raise httpcore.ConnectError
        return ["10.0.0.1"]

    monkeypatch.setattr("clust.web.parts.machines.sender", lambda: Sender(resolve))
    said = []
    for host in ("missing", "inside"):
        told = NEW | {"url": f"https://{host}.example/"}
        page = text(signed_in.post("/my/machines/endpoints/", told))
        said.append(page.replace(host, ""))
        assert "no public server has this address" in page
    assert said[0] == said[1]
    tries = [
        Sender(resolve).post(f"https://{host}.example/", {}, b"") for host in ("missing", "in")
    ]
    assert tries[0].refusal == tries[1].refusal == "no answer"


@pytest.mark.parametrize("url", ["http://127.0.0.1/", "https://10.0.0.1/", "x", "ftp://a.example/"])
def test_an_address_inside_is_refused(signed_in: Client, url: str) -> None:
    assert signed_in.post("/my/machines/endpoints/", NEW | {"url": url}).status_code == 422
    assert not Endpoint.objects.exists()


def test_nobody_elses_keys_and_addresses_are_there(
    signed_in: Client, alice: Person, endpoint: Endpoint
) -> None:
    signed_in.post("/my/machines/keys/", {"name": "x", "scopes": ["orders:read"]})
    key, bob = ApiKey.objects.get(), Client()
    bob.force_login(make_person(timezone.now()))
    path = f"/my/machines/endpoints/{endpoint.pk}/"
    assert bob.get(path).status_code == 404
    assert bob.post(path + "secret/").status_code == 404
    assert bob.post(path + "end/").status_code == 404
    assert bob.post(f"/my/machines/keys/{key.pk}/revocation/").status_code == 404
    assert Client().get("/my/machines/").status_code == 302
