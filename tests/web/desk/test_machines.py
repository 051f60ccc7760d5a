"""The desk sees all keys and addresses, and ends keys."""

import pytest
from django.test import Client
from django.utils import timezone

from clust.hooks.actions.listening import listen
from clust.keys.actions import make_key
from clust.keys.models import ApiKey, KeyRevocation
from tests.world import World, make_person


@pytest.fixture
def key(world: World) -> ApiKey:
    person, now = make_person(), timezone.now()
    storefront = world.storefront
    told = {"url": "https://a.example/", "kinds": ["order.paid"]}
    listen(storefront=storefront, person=person, now=now, **told)  # type: ignore[arg-type]
    return make_key(
        storefront=storefront, person=person, name="Robot", scopes=["orders:read"], now=now
    )[0]


def test_all_keys_and_addresses_are_listed(desk: Client, key: ApiKey) -> None:
    assert "Robot" in desk.get("/desk/keys/?q=robot&state=standing").content.decode()
    assert "Robot" not in desk.get("/desk/keys/?state=revoked").content.decode()
    assert "https://a.example/" in desk.get("/desk/endpoints/").content.decode()
    exported = b"".join(desk.get("/desk/keys/?export=csv").streaming_content)  # type: ignore[attr-defined]
    assert b"Robot" in exported


def test_a_key_is_ended_once(desk: Client, key: ApiKey) -> None:
    assert "Robot" in desk.get(f"/desk/keys/{key.pk}/revocation/").content.decode()
    for _ in range(2):
        assert desk.post(f"/desk/keys/{key.pk}/revocation/").status_code == 302
    assert KeyRevocation.objects.count() == 1


def test_others_are_refused(client: Client, key: ApiKey) -> None:
    assert client.get("/desk/keys/").status_code == 302
    client.force_login(make_person())
    assert client.get("/desk/keys/").status_code == 403
