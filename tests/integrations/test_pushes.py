"""A notice reaches a screen encrypted for it alone, signed by us, once; what is gone ends."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from clust import flow
from clust.integrations.push.client import Pushes
from clust.notices import pushing
from clust.notices.actions.choosing import choose, keep_quiet
from clust.notices.actions.pushing import subscribe
from clust.notices.models import (
    Notice,
    Push,
    PushCarrying,
    PushOutcome,
    PushSubscription,
    Rhythm,
    Topic,
)
from clust.notices.pushing import owe_pushes, send_pushes
from clust.notices.screens import NeverTaken, NotNow, Screen
from clust.people.models import Person
from fakes.push.service import Browser, Service
from tests.notices.members import member
from tests.world import World, make_campaign, make_person, make_world

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
NOW = timezone.now()


@pytest.fixture
def service(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    running = Service(settings.VAPID_PUBLIC_KEY).start()
    pushes = Pushes(may_reach=lambda address, port: True, schemes=("http",), seconds=5)
    monkeypatch.setattr(pushing, "pusher", lambda: pushes)
    yield running
    running.stop()


@pytest.fixture
def world() -> World:
    return make_world(NOW)


@pytest.fixture
def alice() -> Person:
    return member("alice@clust.example", language="en", name="Alice")


@pytest.fixture
def browser(service: Service, alice: Person) -> Browser:
    found = service.browser()
    subscribe(person=alice, endpoint=found.endpoint, **found.keys, now=NOW - HOUR)
    return found


@pytest.fixture
def soon(world: World, alice: Person) -> Notice:
    campaign = make_campaign(world, now=NOW)
    return Notice.objects.create(
        kind="soon", fact=campaign.pk, campaign=campaign, person=alice, at=NOW
    )


def bring(now: datetime = NOW) -> None:
    owe_pushes(now=now, since=now - HOUR)
    send_pushes(now=now)


def outcomes() -> list[str]:
    return list(PushOutcome.objects.values_list("outcome", flat=True))


def test_a_screen_shows_title_and_link_and_nothing_else(browser: Browser, soon: Notice) -> None:
    for _ in range(3):
        bring()
    (shown,) = browser.shown
    assert shown == {
        "title": shown["title"],
        "shop": "Clust",
        "url": f"http://testserver:8000/clusts/{soon.campaign_id}/",
        "tag": f"notice-{soon.pk}",
    }
    assert "Closing soon: Bouilloire" in shown["title"]
    assert "Alice" not in json.dumps(shown)
    assert outcomes() == ["sent"]


def test_what_was_told_before_a_browser_subscribed_is_not_pushed(
    service: Service, soon: Notice, alice: Person
) -> None:
    found = service.browser()
    subscribe(person=alice, endpoint=found.endpoint, **found.keys, now=NOW + HOUR)
    bring(NOW + HOUR)
    assert not Push.objects.exists()


def test_what_was_not_pushed_while_nobody_worked_is_pushed_afterwards(
    browser: Browser, soon: Notice, settings: Any
) -> None:
    settings.VAPID_KEY = settings.VAPID_KEY or "there is one"
    flow.show(now=NOW + 5 * HOUR)
    flow.bring_to_screens()
    assert len(browser.shown) == 1


def test_a_topic_that_is_not_wanted_on_screens_is_not_pushed(
    browser: Browser, soon: Notice, alice: Person
) -> None:
    choose(person=alice, topic=Topic.PLEDGES, mail=Rhythm.AT_ONCE, push=False, site=True, now=NOW)
    bring()
    assert browser.shown == []


def test_nobody_is_woken(browser: Browser, soon: Notice, alice: Person) -> None:
    hour = NOW.astimezone(timezone.get_default_timezone()).hour
    keep_quiet(person=alice, from_hour=hour, to_hour=(hour + 2) % 24, now=NOW)
    bring()
    assert browser.shown == []
    send_pushes(now=NOW + 3 * HOUR)
    assert len(browser.shown) == 1


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_is_gone_ends(browser: Browser, soon: Notice, status: int) -> None:
    browser.status = status
    bring()
    assert outcomes() == ["gone"]
    assert PushSubscription.objects.get().end.cause == "gone"
    assert not PushSubscription.objects.standing().exists()


def test_a_service_that_is_busy_is_asked_again(browser: Browser, soon: Notice) -> None:
    browser.status = 503
    bring()
    assert PushCarrying.objects.get().error == "NotNow"
    browser.status = 201
    send_pushes(now=NOW + timedelta(seconds=30))
    assert browser.shown == []
    send_pushes(now=NOW + HOUR)
    assert len(browser.shown) == 1
    assert outcomes() == ["sent"]


def test_what_is_refused_is_not_tried_again(browser: Browser, soon: Notice) -> None:
    browser.status = 413
    bring()
    assert outcomes() == ["refused"]


def test_the_service_knows_who_signed(
    browser: Browser, service: Service, soon: Notice, settings: Any
) -> None:
    service.key = b"\x04" + b"1" * 64
    bring()
    assert service.refusals == ["another key"]
    assert outcomes() == ["refused"]


def test_a_browser_is_one_persons_at_a_time(browser: Browser, alice: Person) -> None:
    bob = make_person()
    row = subscribe(person=bob, endpoint=browser.endpoint, **browser.keys, now=NOW)
    assert subscribe(person=bob, endpoint=browser.endpoint, **browser.keys, now=NOW) == row
    assert PushSubscription.objects.get(person=alice).end.cause == "taken"
    assert PushSubscription.objects.standing().get().person == bob


def test_nobody_takes_pushes_in_more_than_ten_browsers(alice: Person, service: Service) -> None:
    for _ in range(12):
        found = service.browser()
        subscribe(person=alice, endpoint=found.endpoint, **found.keys, now=NOW)
    assert PushSubscription.objects.standing().filter(person=alice).count() == 10


# Addresses


def screen(browser: Browser, endpoint: str) -> Screen:
    return Screen(endpoint, **browser.keys)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.0.0.8",
        "169.254.169.254",
        "192.168.1.1",
        "::1",
        "fd00::1",
        "::ffff:10.0.0.8",
    ],
)
def test_no_address_of_our_own_is_asked(service: Service, address: str) -> None:
    pushes = Pushes(resolve=lambda host, port: [address])
    with pytest.raises(NeverTaken, match="not a public address"):
        pushes.push(screen(service.browser(), "https://push.example/1"), b"{}", now=NOW)


def test_nothing_but_tls_is_asked(service: Service) -> None:
    found = service.browser()
    with pytest.raises(NeverTaken, match="not an address"):
        Pushes(may_reach=lambda address, port: True).push(
            screen(found, found.endpoint), b"{}", now=NOW
        )
    assert found.shown == []


def test_a_name_that_leads_nowhere_is_tried_again(service: Service) -> None:
    def nowhere(host: str, port: int) -> list[str]:
        raise OSError

    with pytest.raises(NotNow):
        Pushes(resolve=nowhere).push(
            screen(service.browser(), "https://push.example/1"), b"{}", now=NOW
        )
