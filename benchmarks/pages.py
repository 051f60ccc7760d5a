"""Pages of the shop on granian with two workers, beside the least views on the same server."""

import time
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.utils import timezone

from benchmarks import books, servers
from benchmarks.joins import _BARE
from benchmarks.measure import Row, in_turn, row
from benchmarks.wrk import requests_per_second
from clust.campaigns.models import Campaign
from clust.people.models import Person
from tests.world import World, pledge

CSRF = "a" * 32
BUYERS = 20_000
STALE_AT_MOST = 1.0

# Each request is another buyer's: the next session, the next key.
_POST = """
local sessions = {{}}
for line in io.lines("{sessions}") do sessions[#sessions + 1] = line end
local n = {first}
request = function()
    n = n + 1
    local body = string.format("csrfmiddlewaretoken={csrf}&campaign={campaign}&variant={variant}"
        .. "&units=1&mode=join&delivery={option}&shown={shown}"
        .. "&key={round}-0000-4000-8000-%012x", n)
    return wrk.format("POST", "{path}", {{
        ["Cookie"] = "csrftoken={csrf}; sessionid=" .. sessions[n % #sessions + 1],
        ["Content-Type"] = "application/x-www-form-urlencoded"
    }}, body)
end
"""


def live_clust() -> tuple[World, Campaign]:
    """Write a clust that many have joined, on a storefront that answers on loopback."""
    world = books.write_world()
    world.storefront.domains.create(host=servers.HOST)
    campaign = books.open_campaign(world, [(1, 60_000), (500, 55_000), (10_000_000, 50_000)])
    books.fill(world, campaign, 1_000, "60000")
    return world, campaign


def session_of(person: Person) -> str:
    """Sign a person in and return the session's key."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    return str(session.session_key)


def page_anonymous() -> Row:
    """Anonymous GET of a live clust page beside an empty view with the same middleware."""
    world, campaign = live_clust()
    with servers.pages() as url:
        page = f"{url}/clusts/{campaign.pk}/"
        value, reference = in_turn(
            lambda: requests_per_second(page),
            lambda: requests_per_second(f"{url}/reference/empty/"),
        )
        stale = seconds_stale(world, campaign, page)
    return row(
        "page_anonymous",
        value,
        reference,
        0.5,
        unit="/s",
        also=stale <= STALE_AT_MOST,
        note=f"a pledge is on every page after {stale:.2f} s",
    )


def seconds_stale(world: World, campaign: Campaign, page: str) -> float:
    """Return for how long after a commit some answer still shows the units before it."""
    before = f'data-live-version="{version(campaign)}"'
    with httpx.Client() as client:
        pledge(world, campaign, 1, now=timezone.now())
        committed = last_old = time.monotonic()
        while time.monotonic() < committed + 3:
            if before in client.get(page).text:
                last_old = time.monotonic()
    return last_old - committed


def version(campaign: Campaign) -> int:
    """Return the version of a campaign's gate, which the page carries."""
    (((number,),)) = books.rows("SELECT version FROM gate WHERE campaign_id = %s", campaign.pk)
    return int(str(number))


def page_signed_in() -> Row:
    """Signed-in GET of it beside a view that only reads who asks."""
    _, campaign = live_clust()
    cookie = f"sessionid={session_of(Person.objects.earliest('pk'))}"
    with servers.pages() as url:
        value, reference = in_turn(
            lambda: requests_per_second(f"{url}/clusts/{campaign.pk}/", cookie=cookie),
            lambda: requests_per_second(f"{url}/reference/reader/", cookie=cookie),
        )
    return row("page_signed_in", value, reference, 0.6, unit="/s")


def post_pledge() -> Row:
    """POST of a pledge, each another buyer's, beside a view that inserts as many rows."""
    world, campaign = live_clust()
    books.run(_BARE)
    with TemporaryDirectory() as folder, servers.pages() as url:
        sessions = Path(folder) / "sessions"
        sessions.write_text("\n".join(map(session_of, Person.objects.all()[:BUYERS])))
        rounds = iter(range(1, 100))

        def posts(path: str) -> float:
            turn = next(rounds)
            script = _POST.format(
                sessions=sessions,
                csrf=CSRF,
                campaign=campaign.pk,
                variant=campaign.product.variants.all()[0].pk,
                option=world.pickup.pk,
                shown=60_000,
                round=f"{turn:08x}",
                first=turn * 1_000_000,
                path=path,
            )
            return requests_per_second(url, script=script)

        value, reference = in_turn(
            lambda: posts(f"/clusts/{campaign.pk}/pledges/"), lambda: posts("/reference/insert/")
        )
    books.check(campaign)
    placed = campaign.pledges.count() - 1_000
    return row("post_pledge", value, reference, 0.6, unit="/s", note=f"{placed:,} pledges placed")


ENTRIES = (page_anonymous, page_signed_in, post_pledge)
