"""Readers of a live page learn of every price, also after the listener lost its connection."""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

import httpx
import pytest
import uvicorn
from django.db import connection
from django.utils import timezone

from clust.base.sql import statement
from clust.campaigns.publishing import Publisher
from clust.web.live.application import Live
from clust.web.live.channels import Board
from clust.web.parts.seals import live_seal, live_seals
from tests.deadline import until
from tests.gatherings.story import start
from tests.world import World, make_campaign, make_world, pledge

SECRET = "only for tests"
pytestmark = pytest.mark.django_db(transaction=True)


@dataclass
class Server:
    url: str
    board: Board


@pytest.fixture
def server() -> Iterator[Server]:
    connection.ensure_connection()
    board = Board(connection.connection.info.dsn, statement("campaigns", "live_state"))
    config = uvicorn.Config(Live(board, partial(live_seals, SECRET)), port=0, log_level="error")
    live = uvicorn.Server(config)
    thread = threading.Thread(target=live.run, daemon=True)
    thread.start()
    until(lambda: live.started and live.servers)
    port = live.servers[0].sockets[0].getsockname()[1]
    yield Server(f"http://127.0.0.1:{port}", board)
    live.should_exit = True
    thread.join(timeout=10)


@pytest.fixture
def world(server: Server) -> World:
    world = make_world(timezone.now())
    world.storefront.domains.create(host="127.0.0.1")
    until(lambda: "127.0.0.1" in server.board.hosts)
    return world


def messages(stream: httpx.Response) -> Iterator[dict[str, object]]:
    for line in stream.iter_lines():
        if line.startswith("data: "):
            yield json.loads(line.removeprefix("data: "))


def test_a_reader_sees_the_price_now_and_every_change(server: Server, world: World) -> None:
    now = timezone.now()
    campaign = make_campaign(world, now=now)
    publisher = Publisher()
    publisher.publish(now=timezone.now())
    with httpx.stream("GET", f"{server.url}/live/clusts/{campaign.pk}/", timeout=10) as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        told = messages(stream)
        first = next(told)
        assert (first["price_cents"], first["units"], first["missing"]) == (5000, 0, 1)
        pledge(world, campaign, 6, now=now)
        assert publisher.publish(now=timezone.now()) == 1
        second = next(told)
        assert (second["price_cents"], second["units"], second["missing"]) == (4500, 6, 5)
        assert second["stage"] == "live"


def test_a_new_publisher_tells_what_changed_before_it_looked(world: World) -> None:
    campaign = make_campaign(world, now=timezone.now())
    pledge(world, campaign, 6, now=timezone.now())
    assert Publisher().publish(now=timezone.now()) == 1


def test_after_a_lost_listener_readers_learn_what_they_missed(server: Server, world: World) -> None:
    now = timezone.now()
    campaign = make_campaign(world, now=now)
    with httpx.stream("GET", f"{server.url}/live/clusts/{campaign.pk}/", timeout=10) as stream:
        told = messages(stream)
        next(told)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                " WHERE datname = current_database() AND query LIKE 'LISTEN%%'"
            )
            assert cursor.fetchone()[0] == 1
        pledge(world, campaign, 6, now=now)
        assert next(told)["price_cents"] == 4500


@pytest.mark.parametrize("path", ["/live/clusts/999999/", "/live/clusts/x/", "/"])
def test_what_does_not_exist_is_not_found(server: Server, world: World, path: str) -> None:
    assert httpx.get(server.url + path).status_code == 404


def test_a_forged_host_is_not_found(server: Server, world: World) -> None:
    campaign = make_campaign(world, now=timezone.now())
    answer = httpx.get(f"{server.url}/live/clusts/{campaign.pk}/", headers={"host": "evil.example"})
    assert answer.status_code == 404


def test_what_nobody_lists_is_streamed_to_those_with_its_seal(server: Server, world: World) -> None:
    number = start(world, now=timezone.now()).campaign_id
    url = f"{server.url}/live/clusts/{number}/"
    assert httpx.get(url).status_code == 404
    assert httpx.get(f"{url}{'0' * 32}/").status_code == 404
    now = timezone.now()
    given = [live_seal(SECRET, number, now - timedelta(days=days)) for days in (0, 1, 2)]
    for seal in given[:2]:
        with httpx.stream("GET", f"{url}{seal}/", timeout=10) as stream:
            assert next(messages(stream))["campaign"] == number
    assert httpx.get(f"{url}{given[2]}/").status_code == 404
