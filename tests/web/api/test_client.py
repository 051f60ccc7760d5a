"""Our Python client is what the document says, and calls as it says."""

import importlib.util
import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import httpx
import pytest
from django.utils import timezone

from clust.campaigns.models import Campaign
from clust.config.management.commands.client import PLACE, client
from tests.web.api.conftest import Machine
from tests.world import World, make_campaign, pledge


def test_it_is_what_the_document_says(world: World) -> None:
    assert PLACE.read_text() == client(), "bin/manage client"


@pytest.fixture(scope="module")
def module() -> ModuleType:
    """The client's module, from where it lies."""
    found = importlib.util.spec_from_file_location("clust_client", PLACE)
    assert found
    assert found.loader
    made = sys.modules["clust_client"] = importlib.util.module_from_spec(found)
    found.loader.exec_module(made)
    return made


@pytest.fixture
def clust(module: ModuleType, machine: Machine) -> Iterator[Any]:
    """The client with Alice's key, calling in this process."""

    def answer(request: httpx.Request) -> httpx.Response:
        given = machine.client.generic(
            request.method,
            request.url.raw_path.decode(),
            request.content,
            content_type=request.headers.get("Content-Type", ""),
            headers={
                name: request.headers[name]
                for name in ("Authorization", "Accept-Language", "Idempotency-Key")
                if name in request.headers
            },
        )
        return httpx.Response(given.status_code, headers=dict(given.items()), content=given.content)

    http = httpx.Client(transport=httpx.MockTransport(answer))
    with module.Clust("http://testserver", key=machine.secret, http=http) as made:
        yield made


def test_it_reads_a_campaign_with_its_ladder(clust: Any, kettles: Campaign) -> None:
    row = clust.get_campaign(kettles.pk)
    assert (row.stage, row.price_gross_cents, row.ladder[1].from_units) == ("live", 5000, 6)
    assert row.closes_at == kettles.closes_at


def test_it_walks_all_pages(clust: Any, world: World) -> None:
    made = {make_campaign(world, now=timezone.now()).pk for _ in range(3)}
    assert {row.id for row in clust.every(clust.list_campaigns, limit=1)} == made


def test_it_wishes_once_and_withdraws(
    clust: Any, module: ModuleType, world: World, machine: Machine, kettles: Campaign
) -> None:
    wish = clust.post_wish(module.NewWish(title="Vélo"), once="w-1")
    assert clust.post_wish(module.NewWish(title="Vélo"), once="w-1").id == wish.id
    assert clust.back_wish(wish.id, module.NewBacking(units=3)).units == 3
    assert clust.take_backing_back(wish.id) is None
    mine = pledge(world, kettles, 2, person=machine.key.person, now=timezone.now())
    assert clust.withdraw_pledge(mine.pk, module.NewWithdrawal(units=1)).units == 1


def test_it_says_what_went_wrong(clust: Any, module: ModuleType) -> None:
    with pytest.raises(module.ClustProblem) as caught:
        clust.get_campaign(999)
    assert (caught.value.status, caught.value.code) == (404, "not-found")
