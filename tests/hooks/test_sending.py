"""Telling receivers: signed, in order, again until they have it; and what bad ones cannot do."""

import time
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from clust import flow
from clust.hooks.actions.listening import OVERLAP, renew_secret
from clust.hooks.actions.noting import note_events
from clust.hooks.actions.sending import (
    REST,
    WAITS,
    EndpointGone,
    due_endpoints,
    send_again,
    send_due,
    take_message,
)
from clust.hooks.models import Endpoint, EndpointEnd, EventMessage, EventTry
from clust.integrations.hooks.client import Sender
from clust.storefronts.actions.admitting import admit
from clust.storefronts.actions.officers import appoint_officer
from clust.storefronts.models import Officer, Role
from tests.hooks.conftest import Listens
from tests.hooks.receiver import Receiver, told
from tests.world import World, make_campaign

LATER = timedelta(minutes=10)


@pytest.fixture
def now() -> datetime:
    """Receivers check the moment of a signature against their own clock."""
    return timezone.now()


def happen(world: World, now: datetime, times: int = 1) -> None:
    """Clusts open."""
    for _ in range(times):
        make_campaign(world, now=now)
    note_events(since=now, now=now)


def send(endpoint: Endpoint, now: datetime) -> int:
    return send_due(endpoint=endpoint.pk, clock=lambda: now, until=now + LATER)


def test_an_event_arrives_signed(
    world: World, listens: Listens, receiver: Receiver, now: datetime
) -> None:
    endpoint = listens(now=now)
    happen(world, now, 2)
    assert send(endpoint, now) == 2
    said = receiver.verified(endpoint.secrets.get().words)
    assert [one["type"] for one in said] == ["campaign.opened"] * 2
    assert said[0]["data"]["campaign_id"] < said[1]["data"]["campaign_id"]
    assert EventTry.objects.get(message=EventMessage.objects.first()).status == 200
    assert send(endpoint, now + LATER) == 0


def test_for_a_day_a_new_secret_and_the_old_one_are_good(
    world: World, listens: Listens, receiver: Receiver, now: datetime
) -> None:
    endpoint = listens(now=now)
    old = endpoint.secrets.get()
    new = renew_secret(endpoint=endpoint, now=now)
    assert old.words != new.words
    happen(world, now)
    send(endpoint, now)
    assert receiver.verified(old.words) == receiver.verified(new.words)
    message = EventMessage.objects.get()
    send_again(message=message, now=now + OVERLAP)
    receiver.got.clear()
    send(endpoint, now + OVERLAP)
    assert receiver.got[0][1]["webhook-signature"].count("v1,") == 1


def test_a_failure_is_tried_again_ever_later_for_three_days(
    world: World, listens: Listens, receiver: Receiver, now: datetime
) -> None:
    endpoint = listens("/broken", now=now)
    happen(world, now)
    moment, waits = now, []
    while (message := EventMessage.objects.get()).next_at:
        waits.append(message.next_at - moment)
        moment = message.next_at
        send(endpoint, moment)
        endpoint.refresh_from_db()
    assert waits[1:] == list(WAITS)
    assert timedelta(days=3) <= moment - now <= timedelta(days=4)
    assert endpoint.end.cause == EndpointEnd.Cause.FAILING
    assert len({headers["webhook-id"] for _, headers, _ in receiver.got}) == 1
    with pytest.raises(EndpointGone):
        send_again(message=message, now=moment)


def test_who_says_it_is_gone_is_told_nothing_more(
    world: World, listens: Listens, now: datetime
) -> None:
    endpoint = listens("/gone", now=now)
    happen(world, now, 2)
    send(endpoint, now)
    assert EndpointEnd.objects.get().cause == EndpointEnd.Cause.GONE
    assert due_endpoints(now + LATER) == []


@pytest.mark.parametrize(
    ("path", "status", "refusal"),
    [
        ("/inside", 302, ""),
        ("/loop", 307, ""),
        ("/hang", None, "too slow"),
        ("/drip", None, "too slow"),
        ("/flood", 200, ""),
        ("/broken", 503, ""),
    ],
)
def test_a_bad_receiver_leads_nowhere_and_holds_nobody(
    sender: Sender, receiver: Receiver, path: str, status: int | None, refusal: str
) -> None:
    began = time.monotonic()
    answer = sender.post(receiver.url(path), {"content-type": "application/json"}, b"{}")
    assert (answer.status, answer.refusal) == (status, refusal)
    assert time.monotonic() - began < 2
    assert [one for one, _, _ in receiver.got] == [path]


@pytest.mark.parametrize(
    ("url", "refusal"),
    [
        ("http://127.0.0.1/", "not a public address"),
        ("http://[::1]/", "not a public address"),
        ("http://169.254.169.254/latest/", "not a public address"),
        ("http://inside.example/", "not a public address"),
        ("http://shop.example:22/", "not a public address"),
        ("ftp://shop.example/", "not an address"),
        ("http://user:word@shop.example/", "not an address"),
        ("http://shop.example:x/", "not an address"),
        ("javascript:alert(1)", "not an address"),
        ("http://shop.example/a b", "not an address"),
        ("http://" + "a" * 500, "not an address"),
        ("http://", "not an address"),
    ],
)
def test_an_address_inside_is_refused_when_it_is_named_and_when_it_is_asked(
    sender: Sender, url: str, refusal: str
) -> None:
    assert sender.refusal(url) == refusal
    assert sender.post(url, {}, b"{}").status is None


def test_in_production_it_is_https(
    sender: Sender, receiver: Receiver, settings: pytest.FixtureRequest
) -> None:
    assert sender.refusal(receiver.url()) == ""
    settings.MODE = "production"  # type: ignore[attr-defined]
    assert sender.refusal(receiver.url()) == "not an address"
    assert sender.post(receiver.url(), {}, b"{}").refusal == "not an address"


def test_one_that_hangs_is_asked_once_and_its_other_messages_wait(
    world: World, listens: Listens, receiver: Receiver, now: datetime
) -> None:
    endpoint = listens("/hang", now=now)
    good = listens("/ok", now=now)
    happen(world, now, 3)
    assert send(endpoint, now) == 0
    assert len(receiver.got) == 1
    waiting = EventMessage.objects.filter(endpoint=endpoint, next_at__gte=now + WAITS[0])
    assert waiting.count() == 3
    assert send(endpoint, now) == 0
    assert len(receiver.got) == 1
    assert send(good, now) == 3
    assert due_endpoints(now) == []
    assert due_endpoints(now + REST) == [endpoint.pk]


def test_a_message_that_a_killed_worker_carried_is_carried_again(
    world: World, listens: Listens, now: datetime
) -> None:
    endpoint = listens(now=now)
    happen(world, now)
    assert take_message(endpoint=endpoint.pk, now=now)
    assert send(endpoint, now) == 0
    assert send(endpoint, now + timedelta(minutes=1)) == 1


def test_a_message_can_be_sent_again(
    world: World, listens: Listens, receiver: Receiver, now: datetime
) -> None:
    endpoint = listens(now=now)
    happen(world, now)
    send(endpoint, now)
    send_again(message=EventMessage.objects.get(), now=now)
    send(endpoint, now)
    first, second = receiver.got
    assert first[1]["webhook-id"] == second[1]["webhook-id"]
    assert told(first[2]) == told(second[2])
    assert EventMessage.objects.get().tries.count() == 2


def test_workers_are_told_of_what_is_due(world: World, listens: Listens, now: datetime) -> None:
    listens(now=now)
    happen(world, now)
    flow.tell_machines(now=now)
    flow.tell_machines(now=now)
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT lock FROM procrastinate_jobs WHERE queue_name = 'events'")
        assert len(cursor.fetchall()) == 1


def test_whom_the_shop_lets_in_no_more_is_told_nothing_more(
    world: World, listens: Listens, receiver: Receiver, now: datetime
) -> None:
    endpoint = listens(now=now)
    happen(world, now)
    shop = world.storefront
    shop.admission = "invited"
    shop.save()
    assert send(endpoint, now) == 0
    happen(world, now)
    message = EventMessage.objects.get()
    with pytest.raises(EndpointGone):
        send_again(message=message, now=now)
    admit(storefront=shop, person=endpoint.person, how="mail", now=now)
    assert send(endpoint, now) == 1


def test_a_shops_own_address_is_told_while_its_officer_stands(
    world: World, listens: Listens, now: datetime
) -> None:
    endpoint = listens("/ok", "campaign.opened", for_storefront=True, now=now)
    happen(world, now)
    assert not EventMessage.objects.exists()
    told_by = {"storefront": world.storefront, "person": endpoint.person, "now": now}
    officer = appoint_officer(role=Role.OWNER, by=None, **told_by)
    happen(world, now)
    assert send(endpoint, now) == 2
    happen(world, now)
    Officer.objects.filter(pk=officer.pk).update(open=False)
    assert send(endpoint, now) == 0
