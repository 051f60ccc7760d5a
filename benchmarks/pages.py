"""Pages of the shop on granian with two workers, beside the least views on the same server."""

import time
from importlib import import_module
from urllib.parse import urlencode

import httpx
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.utils import timezone

from benchmarks import books, servers
from benchmarks.joins import BARE
from benchmarks.measure import Row, in_turn, row
from benchmarks.wrk import requests_per_second
from clust.campaigns.models import Campaign
from clust.people.models import Person
from tests.world import World, pledge

CSRF = "a" * 32
READERS = 200
BUYERS = 5_000
STALE_AT_MOST = 1.0


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
        requests_per_second(page)
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
    cookies = [f"sessionid={session_of(person)}" for person in Person.objects.all()[:READERS]]
    with servers.pages() as url:
        page, reader = f"{url}/clusts/{campaign.pk}/", f"{url}/reference/reader/"
        requests_per_second(page, cookies=cookies)  # until both workers have read their templates
        value, reference = in_turn(
            lambda: requests_per_second(page, cookies=cookies),
            lambda: requests_per_second(reader, cookies=cookies),
        )
    return row("page_signed_in", value, reference, 0.6, unit="/s")


def post_pledge() -> Row:
    """POST of a pledge, each another buyer's, beside a view that inserts as many rows."""
    world, campaign = live_clust()
    books.run(BARE)
    form = urlencode(
        {
            "csrfmiddlewaretoken": CSRF,
            "campaign": campaign.pk,
            "variant": campaign.product.variants.all()[0].pk,
            "delivery": world.pickup.pk,
            "units": 1,
            "mode": "join",
            "shown": 60_000,
        }
    )
    buyers = [
        f"csrftoken={CSRF}; sessionid={session_of(person)}"
        for person in Person.objects.all()[:BUYERS]
    ]
    with servers.pages() as url:
        value, reference = in_turn(
            lambda: requests_per_second(
                f"{url}/clusts/{campaign.pk}/pledges/", cookies=buyers, form=form
            ),
            lambda: requests_per_second(f"{url}/reference/insert/", cookies=buyers, form=form),
        )
    books.check(campaign)
    placed = campaign.pledges.count() - 1_000
    return row("post_pledge", value, reference, 0.6, unit="/s", note=f"{placed:,} pledges placed")


ENTRIES = (page_anonymous, page_signed_in, post_pledge)
