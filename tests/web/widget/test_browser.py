"""A page of somebody else's, on another port and strict about what it loads, carries a clust."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Request, expect

from clust.campaigns.models import Campaign
from clust.storefronts.models import Domain
from tests.world import World, make_campaign, make_world, pledge

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGE = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Tea and kettles</title>
</head><body><main><h1>My page</h1><script src="{shop}/widget/clust-card.js"></script>
<clust-card campaign="{pk}" every="1"></clust-card><p id="after">More words.</p>
<iframe src="{shop}/widget/campaigns/{pk}/" width="416" height="272" title="The same"></iframe>
</main></body></html>"""
POLICY = "default-src 'none'; script-src {shop}; connect-src {shop}; frame-src {shop}"
SHIFTS = """() => new Promise((told) => {
  let sum = 0;
  new PerformanceObserver((all) => { for (const one of all.getEntries()) sum += one.value; })
    .observe({ type: "layout-shift", buffered: true });
  requestAnimationFrame(() => setTimeout(() => told(sum), 50));
})"""


@pytest.fixture
def kettles(live_server: Any) -> Campaign:
    """A clust with four kettles taken, where the browser asks."""
    cache.clear()
    world = make_world(timezone.now())
    Domain.objects.create(storefront=world.storefront, host="localhost")
    campaign = make_campaign(world, now=timezone.now())
    pledge(world, campaign, 5, now=timezone.now())
    return campaign


@pytest.fixture
def elsewhere(live_server: Any, kettles: Campaign) -> Iterator[str]:
    """Somebody's page."""
    told = {"shop": live_server.url, "pk": kettles.pk}
    headers = {"Content-Security-Policy": POLICY.format(**told)}
    with served("text/html; charset=utf-8", PAGE.format(**told), headers) as home:
        yield f"{home}/"


@contextmanager
def served(kind: str, content: str, headers: dict[str, str]) -> Iterator[str]:
    """Answer every request at an origin of its own, which is returned, with one content."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", kind)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content.encode())

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def at(campaign: Campaign) -> World:
    """The world that a clust was made in."""
    ways = {way.kind: way for way in campaign.storefront.delivery_options.all()}
    product = campaign.product
    return World(campaign.storefront, product.supplier, product, ways["parcel"], ways["pickup"])


def test_a_page_elsewhere_carries_a_clust_and_its_price_falls_live(
    browser: Browser, elsewhere: str, kettles: Campaign
) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 800})
    asked, wrong = [], []
    page.on("request", lambda request: asked.append((request.frame, request.url)))
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    page.goto(elsewhere)
    card = page.locator("main > clust-card")
    expect(card.locator("[part=price]")).to_have_text("€50.00")
    own = [url for frame, url in asked if frame == page.main_frame and "/widget/" in url]
    assert [url.rpartition("/")[2].partition("?")[0] for url in own[:2]] == [
        "clust-card.js",
        f"{kettles.pk}.json",
    ]
    assert page.evaluate(SHIFTS) == 0
    framed = page.frame_locator("iframe").locator("[part=price]")
    expect(framed).to_contain_text("50")
    world = at(kettles)
    pledge(world, kettles, 1, now=timezone.now())
    expect(card.locator("[part=price]")).to_have_text("€45.00")
    expect(card.locator("[role=status]")).to_contain_text("€45.00")
    assert not [words for words in wrong if "Policy" in words]
    assert Axe().run(page).response["violations"] == []
    page.close()


@pytest.mark.usefixtures("kettles")
def test_a_card_of_no_clust_says_so(browser: Browser, live_server: Any) -> None:
    script = f'<script src="{live_server.url}/widget/clust-card.js"></script>'
    cards = '<clust-card campaign="0"></clust-card><clust-card campaign="x"></clust-card>'
    html = f'<!DOCTYPE html><html lang="en"><title>Gone</title>{script}{cards}</html>'
    with served("text/html; charset=utf-8", html, {}) as home:
        page = browser.new_page()
        page.goto(f"{home}/")
        expect(page.locator("clust-card slot").first).to_have_text(
            "This clust is not to be seen here."
        )
        page.close()


def test_the_version_for_strict_pages_listens_at_the_live_origin(
    browser: Browser, live_server: Any, kettles: Campaign, settings: Any
) -> None:
    price = 'data: {"version": 0}\n\n'
    open_to_all = {"Access-Control-Allow-Origin": "*"}
    with served("text/event-stream", price, open_to_all) as live:
        settings.LIVE_URL = live
        code = Client(HTTP_HOST=live_server.url.removeprefix("http://"))
        page_of_code = code.get(f"/widget/campaigns/{kettles.pk}/code/").content.decode()
        policy = re.search(r"<code>(script-src [^<]*)</code>", page_of_code)
        line = re.search(r'aria-labelledby="strict">(&lt;[^<]*)<', page_of_code)
        assert policy
        assert line
        html = f"<!DOCTYPE html><title>Strict</title>{unescape(line[1])}"
        strict = {"Content-Security-Policy": f"default-src 'none'; {policy[1]}"}
        with served("text/html; charset=utf-8", html, strict) as home:
            page, wrong = browser.new_page(), []
            page.on("console", lambda said: wrong.append(said.text))

            def is_live(request: Request) -> bool:
                return request.url.startswith(f"{live}/live/")

            with page.expect_request_finished(is_live):
                page.goto(f"{home}/")
            assert not [words for words in wrong if "Policy" in words]
            page.close()
