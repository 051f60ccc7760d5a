"""The door for machines: a list of campaigns, and what the widget weighs."""

import httpx
from django.utils import timezone

from benchmarks import books, servers
from benchmarks.measure import Row, in_turn, row
from benchmarks.wrk import requests_per_second
from clust.keys.actions import MOST_KEYS, make_key
from clust.keys.scopes import SCOPES
from clust.storefronts.models import Storefront
from tests.world import make_person

CAMPAIGNS, PEOPLE = 100, 20
LADDER = [(1, 5000), (6, 4500), (11, 4000), (16, 3200), (21, 2500)]
MOST_BYTES = 15_000


def api_list() -> Row:
    """The API's list of 100 campaigns beside the bare query and JSON by orjson."""
    world = books.write_world()
    world.storefront.domains.create(host=servers.HOST)
    for _ in range(CAMPAIGNS):
        books.open_campaign(world, LADDER)
    keys = [f"Bearer {secret}" for secret in _secrets(world.storefront)]
    with servers.pages() as url:
        listed = f"{url}/api/v1/campaigns/?limit={CAMPAIGNS}"
        answer = httpx.get(listed, headers={"Authorization": keys[0]})
        assert len(answer.json()["data"]) == CAMPAIGNS
        requests_per_second(listed, cookies=keys, header="Authorization")
        value, reference = in_turn(
            lambda: requests_per_second(listed, cookies=keys, header="Authorization"),
            lambda: requests_per_second(f"{url}/reference/campaigns/"),
        )
    return row("api_list", value, reference, 0.4, unit="/s")


def _secrets(storefront: Storefront) -> list[str]:
    """Return so many keys that no key calls too often."""
    now = timezone.now()
    return [
        make_key(storefront=storefront, person=person, name="bench", scopes=SCOPES, now=now)[1]
        for person in (make_person(now) for _ in range(PEOPLE))
        for _ in range(MOST_KEYS)
    ]


def widget_size() -> Row:
    """What a page loads for a clust: the script, one answer, and the frame with its style."""
    world = books.write_world()
    world.storefront.domains.create(host=servers.HOST)
    pk = books.open_campaign(world, LADDER).pk
    paths = ("clust-card.js", f"campaigns/{pk}.json", f"campaigns/{pk}/")
    with servers.pages() as url:
        sizes = [len(httpx.get(f"{url}/widget/{path}").content) for path in paths]
        sizes.append(len(httpx.get(f"{url}/static/widget/frame.css").content))
    note = "script, answer, frame, style: " + ", ".join(f"{size:,}" for size in sizes)
    return row("widget_size", sum(sizes), MOST_BYTES, 1.0, unit="bytes", at_most=True, note=note)


ENTRIES = (api_list, widget_size)
