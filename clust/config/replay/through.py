"""Campaigns played over HTTP: many buyers at once, each with a browser's session and forms."""

import logging
import re
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from uuid import UUID, uuid5

import httpx
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.urls import reverse

from clust.campaigns.models import Allotment, Campaign, Pledge
from clust.config.replay.history import Trade
from clust.config.replay.plan import Act, GivenBack, Plan
from clust.config.replay.playing import Played, finish
from clust.config.replay.stage import Stage, open_act
from clust.people.models import Person
from clust.rules.clearing import Bid, clear
from clust.rules.money import plain
from clust.storefronts.models import Domain

logging.getLogger("httpx").setLevel(logging.WARNING)

BUYERS_AT_ONCE = 16
MOST_TRIES = 8
PATIENCE_SECONDS = 60.0
LASTS = timedelta(hours=1)
EACH_LASTS = timedelta(seconds=0.2)
RUN = UUID("5f0c3a52-6d0e-4c33-9f3a-5a0f6b1d8a11")

_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_PLEDGE = re.compile(r"/pledges/([0-9]+)/$")


class ServerRefused(Exception):
    """The server did not take a pledge or a withdrawal; the message says what it answered."""


@dataclass(frozen=True, slots=True)
class Scene:
    """An act with its live campaign."""

    act: Act
    campaign: Campaign
    variant: int


@dataclass(frozen=True, slots=True)
class Errand:
    """What one buyer does in one campaign, in time order."""

    scene: Scene
    buyer: str
    events: Sequence[Trade | GivenBack]


def see_that_it_answers(url: str) -> None:
    """
    Ask a server whether it is there, before anything is written.

    :raises ServerRefused: if it is not
    """
    try:
        answer = httpx.get(f"{url.rstrip('/')}/health/", trust_env=False, timeout=PATIENCE_SECONDS)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise ServerRefused(f"{url}: {error}") from error
    if answer.status_code != 200:
        raise ServerRefused(_words(answer))


def open_scenes(stage: Stage, planned: Plan, *, now: datetime) -> list[Scene]:
    """Open all campaigns, live from now on and for long enough."""
    lines = sum(len(act.trades) for act in planned.acts)
    closes_at = now + LASTS + lines * EACH_LASTS
    return [
        Scene(act, campaign, campaign.product.variants.all()[0].pk)
        for act in planned.acts
        for campaign in [open_act(stage, act, opens_at=now, closes_at=closes_at, now=now)]
    ]


@contextmanager
def at_domain(stage: Stage) -> Iterator[str]:
    """Let the replay's storefront answer at a host name of its own for a while, and return it."""
    domain = Domain.objects.create(
        storefront=stage.storefront, host=f"{stage.storefront.slug}.invalid"
    )
    try:
        yield domain.host
    finally:
        domain.delete()


@contextmanager
def signed_in(people: Sequence[Person]) -> Iterator[dict[int, str]]:
    """Give each person a session, as whoever has the database may; return its key by person."""
    keys = {person.pk: _session(person) for person in people}
    try:
        yield keys
    finally:
        Session.objects.filter(session_key__in=keys.values()).delete()


def _session(person: Person) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    return str(session.session_key)


def play_through(url: str, stage: Stage, scenes: Sequence[Scene]) -> Iterator[int]:
    """
    Let buyers join and leave at a running server, many at once; in one campaign each in time order.

    Yields how many pledges and withdrawals have come through, bit by bit.

    :raises ServerRefused: if the server does not take one
    """
    with (
        at_domain(stage) as host,
        signed_in(list(stage.people.values())) as sessions,
        httpx.HTTPTransport(retries=2) as transport,
    ):
        pool = ThreadPoolExecutor(BUYERS_AT_ONCE)
        try:
            visits = {
                buyer: Visit(url, host, transport, sessions[person.pk], stage)
                for buyer, person in stage.people.items()
            }
            done = [pool.submit(visits[errand.buyer].run, errand) for errand in errands(scenes)]
            for finished in as_completed(done):
                yield finished.result()
        finally:
            pool.shutdown(cancel_futures=True)


def errands(scenes: Sequence[Scene]) -> list[Errand]:
    """Return what everybody does everywhere, by the moment it begins."""
    found = []
    for scene in scenes:
        events: defaultdict[str, list[Trade | GivenBack]] = defaultdict(list)
        for event in scene.act.events():
            trade = event if isinstance(event, Trade) else event.trade
            events[trade.buyer].append(event)
        found += [Errand(scene, buyer, own) for buyer, own in events.items()]
    return sorted(found, key=lambda errand: errand.events[0][:2])


class Visit:
    """One buyer at the shop, with cookies and a token for forms, as in a browser with many tabs."""

    def __init__(
        self, url: str, host: str, transport: httpx.BaseTransport, session: str, stage: Stage
    ) -> None:
        self.stage = stage
        self.pledges: dict[tuple[int, int], str] = {}
        self.first = Lock()
        self.token = ""
        self.client = httpx.Client(
            base_url=url,
            transport=transport,
            trust_env=False,
            timeout=PATIENCE_SECONDS,
            headers={"Host": host, "Referer": f"{httpx.URL(url).scheme}://{host}/"},
        )
        self.client.cookies.set(settings.SESSION_COOKIE_NAME, session)

    def run(self, errand: Errand) -> int:
        """Do what there is to do in one campaign; return how much it was."""
        with self.first:
            if not self.token:
                self.token = self._look(errand.scene)
        for event in errand.events:
            if isinstance(event, Trade):
                self._join(errand.scene, event)
            else:
                self._leave(errand.scene, event)
        return len(errand.events)

    def _look(self, scene: Scene) -> str:
        """See an order page once: it gives the cookie and the token that every form needs."""
        page = reverse("shop:order_page", args=[scene.campaign.pk])
        answer = self._asked("GET", page, {"units": "1"})
        token = _TOKEN.search(answer.text)
        if answer.status_code != 200 or not token:
            raise ServerRefused(_words(answer))
        return token[1]

    def _join(self, scene: Scene, trade: Trade) -> None:
        opening = scene.act.ladder.opening_price
        form = {
            "variant": str(scene.variant),
            "units": str(trade.units),
            "mode": "join",
            "stay": plain(opening),
            "shown": str(opening),
            "delivery": str(self.stage.pickup.pk),
            "key": str(pledge_key(scene.campaign, trade.number)),
        }
        answer = self._asked("POST", reverse("shop:pledges", args=[scene.campaign.pk]), form)
        receipt = _PLEDGE.search(answer.headers.get("Location", ""))
        if not receipt:
            raise ServerRefused(_words(answer))
        self.pledges[scene.campaign.pk, trade.number] = receipt[1]

    def _leave(self, scene: Scene, back: GivenBack) -> None:
        pledge = self.pledges[scene.campaign.pk, back.trade.number]
        key = uuid5(RUN, f"back {scene.campaign.pk} {back.number} {back.trade.number}")
        form = {"units": str(back.units), "key": str(key)}
        answer = self._asked("POST", reverse("shop:withdrawal", args=[pledge]), form)
        if answer.status_code != 302:
            raise ServerRefused(_words(answer))

    def _asked(self, method: str, path: str, fields: dict[str, str]) -> httpx.Response:
        """Ask, and again after a lost answer or when asked to wait: a key counts once."""
        for tries_left in reversed(range(MOST_TRIES)):
            try:
                if method == "GET":
                    answer = self.client.get(path, params=fields)
                else:
                    form = {**fields, "csrfmiddlewaretoken": self.token}
                    answer = self.client.post(path, data=form)
            except httpx.TransportError as error:
                if not tries_left:
                    raise ServerRefused(f"{self.client.base_url}: {error!r}") from error
                time.sleep(0.5)
                continue
            if answer.status_code not in {429, 502, 503} or not tries_left:
                return answer
            time.sleep(min(float(answer.headers.get("Retry-After", 1)), PATIENCE_SECONDS))
        raise AssertionError("the last try returns or raises")


def _words(answer: httpx.Response) -> str:
    where = answer.headers.get("Location", "")
    said = f"{answer.request.method} {answer.request.url} was answered {answer.status_code} {where}"
    if answer.status_code == 404:
        return f"{said}: does the server run on this database, and hand on unknown host names?"
    if "/order/" in where:
        return f"{said}: the buyer was not known. Does the server have this secret key?"
    return said


def pledge_key(campaign: Campaign, number: int) -> UUID:
    """Return the key of the pledge that a line became, the same however often it is sent."""
    return uuid5(RUN, f"{campaign.pk} {number}")


def finish_scenes(scenes: Sequence[Scene]) -> Iterator[Played]:
    """Close, clear, order and purchase, with the clock handed in: at each campaign's end."""
    for scene in scenes:
        yield finish(scene.act, scene.campaign, now=scene.campaign.closes_at)


def differences(scene: Scene, played: Played) -> list[str]:
    """Say where the rows are not those of the lines: the price, and what each line was given."""
    act, kept = scene.act, scene.act.kept()
    lines = [trade for trade in act.trades if kept[trade.number]]
    expected = clear(
        act.ladder, [Bid(kept[line.number], act.ladder.opening_price) for line in lines]
    )
    due = {
        pledge_key(scene.campaign, line.number): units
        for line, units in zip(lines, expected.allotments if expected else (), strict=False)
    }
    given = dict(
        Allotment.objects.filter(clearing__closing__campaign=scene.campaign).values_list(
            "pledge__key", "units"
        )
    )
    found = []
    if played.unit_cents != (expected.price if expected else 0):
        found.append(f"{act.code}: cleared at {plain(played.unit_cents)}")
    if given != due:
        found.append(f"{act.code}: {len(given.items() ^ due.items())} allotments differ")
    if Pledge.objects.filter(campaign=scene.campaign).count() != len(act.trades):
        found.append(f"{act.code}: not every line is one pledge")
    return found
