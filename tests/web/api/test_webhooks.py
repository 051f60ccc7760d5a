"""Webhooks by machine."""

import pytest
from django.utils import timezone

from clust.hooks.actions.noting import note_events
from clust.hooks.actions.sending import record_try, take_message
from clust.hooks.door import Answer
from clust.hooks.models import EventMessage
from tests.web.api.conftest import Machine, machine_of
from tests.world import World, make_campaign, make_person

NEW = {"url": "https://93.184.215.14/clust", "kinds": ["campaign.opened"]}


def test_an_address_is_told_and_what_it_was_told_can_be_sent_again(
    world: World, machine: Machine
) -> None:
    made = machine("POST", "/endpoints/", NEW)
    assert made.status_code == 201
    path = f"/endpoints/{made.json()['id']}/"
    assert machine.get(path) == machine.get("/endpoints/")["data"][0]
    began = timezone.now()
    make_campaign(world, now=began)
    note_events(since=began, now=timezone.now())
    message = take_message(endpoint=made.json()["id"], now=timezone.now())
    assert message
    record_try(message=message, answer=Answer(503, "", 12), now=timezone.now())
    row = machine.get(f"{path}messages/")["data"][0]
    assert (row["type"], row["arrived"], row["tries"][0]["status"]) == (
        "campaign.opened",
        False,
        503,
    )
    again = machine("POST", f"/messages/{row['id']}/resending/", {})
    assert again.status_code == 202
    assert EventMessage.objects.get().tried == 0
    assert machine("DELETE", path).status_code == 204
    assert machine("DELETE", path).status_code == 409
    assert machine("POST", f"/messages/{row['id']}/resending/", {}).status_code == 409
    assert machine.get(path)["ended"] == "removed"


def test_a_secret_is_renewed(machine: Machine) -> None:
    path = f"/endpoints/{machine('POST', '/endpoints/', NEW).json()['id']}/secret/"
    old = machine.get(path)["secret"]
    new = machine("POST", path).json()["secret"]
    assert old.startswith("whsec_")
    assert machine.get(path)["secret"] == new != old


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"url": "http://127.0.0.1/"}, "bad-address"),
        ({"url": "https://localhost/"}, "bad-address"),
        ({"url": "https://10.1.2.3/x"}, "bad-address"),
        ({"kinds": ["everything"]}, "bad-kinds"),
        ({"kinds": []}, "invalid"),
    ],
)
def test_an_address_inside_is_refused(machine: Machine, told: dict[str, object], code: str) -> None:
    answer = machine("POST", "/endpoints/", NEW | told)
    assert "such host" not in answer.content.decode()
    assert (answer.status_code, answer.json()["type"]) == (422, f"/api/v1/docs/#{code}")


def test_nobody_elses_address_is_there(world: World, machine: Machine) -> None:
    path = f"/endpoints/{machine('POST', '/endpoints/', NEW).json()['id']}/"
    bob = machine_of(world, make_person(timezone.now()))
    for method, rest in (("GET", ""), ("DELETE", ""), ("GET", "secret/"), ("GET", "messages/")):
        assert bob(method, path + rest).status_code == 404
    shop = machine_of(world, machine.key.person, "webhooks:write", for_storefront=True)
    assert shop("GET", path).status_code == 404
    assert shop("POST", "/endpoints/", NEW | {"kinds": ["order.paid"]}).status_code == 422
