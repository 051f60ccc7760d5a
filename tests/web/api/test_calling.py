"""The door: who is let in, what is said when something is wrong, once only, and not too often."""

from typing import Any

import orjson
import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from clust.campaigns.models import Campaign
from clust.keys.actions import revoke_key
from clust.keys.models import KeptAnswer
from clust.people.models import Person
from clust.storefronts.models import Domain, Storefront
from clust.web.api import paces
from clust.wishes.models import Wish
from tests.web.api.conftest import Machine, machine_of
from tests.world import World

WISH = {"title": "Une bouilloire rouge", "units": 2}


def problem(answer: HttpResponse, status: int) -> Any:
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    said = orjson.loads(answer.content)
    assert said["status"] == status
    return said


def test_a_stranger_is_asked_for_a_key(world: World) -> None:
    answer = Client().get("/api/v1/campaigns/")
    problem(answer, 401)
    assert answer["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize("said", ["Bearer", "Bearer x", "Basic eA==", "Bearer clust_1_2", "x y"])
def test_a_wrong_key_is_no_key(world: World, said: str) -> None:
    problem(Client().get("/api/v1/campaigns/", headers={"Authorization": said}), 401)


def test_a_key_may_only_what_it_was_made_for(world: World, alice: Person) -> None:
    reader = machine_of(world, alice, "wishes:read")
    assert reader.get("/wishes/")["data"] == []
    assert problem(reader("GET", "/orders/"), 403)["detail"].endswith("orders:read.")
    problem(reader("POST", "/wishes/", WISH), 403)


def test_a_revoked_key_opens_nothing(machine: Machine) -> None:
    revoke_key(api_key=machine.key, person=machine.key.person, now=timezone.now())
    problem(machine("GET", "/campaigns/"), 401)


def test_a_key_opens_its_own_storefront_only(
    world: World, machine: Machine, kettles: Campaign
) -> None:
    other = Storefront.objects.create(slug="o", name="O", seller=world.storefront.seller)
    Domain.objects.create(storefront=other, host="other.example")
    assert machine.get("/campaigns/")["data"]
    machine.client = Client(HTTP_HOST="other.example")
    problem(machine("GET", "/campaigns/"), 401)
    problem(machine("GET", f"/campaigns/{kettles.pk}/"), 401)
    world.storefront = other
    there = machine_of(world, machine.key.person)
    there.client = machine.client
    assert there.get("/campaigns/")["data"] == []
    problem(there("GET", f"/campaigns/{kettles.pk}/"), 404)
    problem(there("GET", f"/products/{kettles.product_id}/"), 404)


def test_a_token_stands_for_its_key(world: World, machine: Machine) -> None:
    asked = {
        "grant_type": "client_credentials",
        "client_id": machine.key.public,
        "client_secret": machine.secret,
        "scope": "wishes:read",
    }
    body = "&".join(f"{name}={value}" for name, value in asked.items())
    form = "application/x-www-form-urlencoded"
    answer = Client().post("/api/v1/token/", body, content_type=form)
    said = answer.json()
    assert (answer.status_code, said["scope"], said["expires_in"]) == (200, "wishes:read", 900)
    assert answer["Cache-Control"] == "no-store"
    machine.secret = said["access_token"]
    assert machine.get("/wishes/")
    problem(machine("GET", "/campaigns/"), 403)


@pytest.mark.parametrize(
    ("body", "error", "status"),
    [
        ("", "unsupported_grant_type", 400),
        ("grant_type=client_credentials&client_id=a&client_secret=b", "invalid_client", 401),
        ("grant_type=client_credentials&scope=wishes:read", "invalid_client", 401),
    ],
)
def test_no_token_without_a_key(world: World, body: str, error: str, status: int) -> None:
    form = "application/x-www-form-urlencoded"
    answer = Client().post("/api/v1/token/", body, content_type=form)
    assert (answer.status_code, answer.json()["error"]) == (status, error)


@pytest.mark.parametrize(
    ("method", "path", "body", "kind", "status"),
    [
        ("GET", "/nothing/", "", "", 404),
        ("GET", "/campaigns/999/", "", "", 404),
        ("GET", "/campaigns/99999999999999999999/", "", "", 404),
        ("GET", "/campaigns/x/", "", "", 404),
        ("PUT", "/campaigns/", "{}", "application/json", 405),
        ("GET", "/campaigns/?limit=0", "", "", 422),
        ("GET", "/campaigns/?cursor=%00", "", "", 422),
        ("GET", "/campaigns/?stage=never", "", "", 422),
        ("POST", "/wishes/", "{", "application/json", 400),
        ("POST", "/wishes/", "title=x", "application/x-www-form-urlencoded", 415),
        ("POST", "/wishes/", '{"title": ""}', "application/json", 422),
        ("POST", "/wishes/", '{"title": "a\\u0000"}', "application/json", 422),
        ("POST", "/wishes/", '{"title": "\\ud800"}', "application/json", 400),
        ("POST", "/wishes/", '{"title": "a", "link": "javascript:1"}', "application/json", 422),
        ("POST", "/wishes/", '{"title": "' + "a" * 200_000 + '"}', "application/json", 413),
    ],
)
def test_every_error_is_a_problem(
    machine: Machine, method: str, path: str, body: str, kind: str, status: int
) -> None:
    answer = machine.client.generic(
        method,
        f"/api/v1{path}",
        body,
        content_type=kind,
        headers={"Authorization": f"Bearer {machine.secret}"},
    )
    problem(answer, status)  # type: ignore[arg-type]


def test_a_failure_of_ours_is_a_problem_too(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("secret words")

    monkeypatch.setattr("clust.web.api.campaigns.told", broken)
    monkeypatch.setattr("clust.web.api.campaigns.keys", lambda *_: ([1], None))
    assert "secret" not in str(problem(machine("GET", "/campaigns/"), 500))


def test_a_request_with_a_key_counts_once(machine: Machine) -> None:
    first = machine("POST", "/wishes/", WISH, **{"Idempotency-Key": "a-1"})
    again = machine("POST", "/wishes/", WISH, **{"Idempotency-Key": "a-1"})
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    assert again["Idempotent-Replayed"] == "true"
    assert Wish.objects.count() == 1
    other = machine("POST", "/wishes/", WISH | {"units": 3}, **{"Idempotency-Key": "a-1"})
    assert "reused" in problem(other, 422)["type"]


def test_another_caller_may_use_the_same_key(world: World, machine: Machine, alice: Person) -> None:
    machine("POST", "/wishes/", WISH, **{"Idempotency-Key": "a-1"})
    machine_of(world, alice)("POST", "/wishes/", WISH, **{"Idempotency-Key": "a-1"})
    assert Wish.objects.count() == 2


def test_a_request_being_answered_is_not_begun_again(machine: Machine) -> None:
    machine("POST", "/wishes/", WISH, **{"Idempotency-Key": "a-1"})
    KeptAnswer.objects.update(status=None)
    answer = machine("POST", "/wishes/", WISH, **{"Idempotency-Key": "a-1"})
    assert "in-flight" in problem(answer, 409)["type"]


def test_a_bad_idempotency_key_is_refused(machine: Machine) -> None:
    problem(machine("POST", "/wishes/", WISH, **{"Idempotency-Key": "é" * 3}), 422)
    problem(machine("POST", "/wishes/", WISH, **{"Idempotency-Key": ""}), 422)


def test_what_has_not_changed_is_not_sent_again(machine: Machine, kettles: Campaign) -> None:
    tag = machine("GET", f"/campaigns/{kettles.pk}/")["ETag"]
    same = machine("GET", f"/campaigns/{kettles.pk}/", **{"If-None-Match": f'"x", W/{tag}'})
    assert (same.status_code, same.content, same["ETag"]) == (304, b"", tag)


def test_nobody_calls_too_often(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paces, "A_MINUTE", 2)
    lefts = [machine("GET", "/campaigns/")["RateLimit-Remaining"] for _ in range(2)]
    assert lefts == ["1", "0"]
    answer = machine("GET", "/campaigns/")
    problem(answer, 429)
    assert 0 < int(answer["Retry-After"]) <= 60
    assert answer["RateLimit-Limit"] == "2"


def test_strangers_are_counted_by_their_address(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paces, "STRANGERS", 1)
    problem(Client().get("/api/v1/campaigns/"), 401)
    problem(Client().get("/api/v1/campaigns/"), 429)
