"""In a browser: the worker registers, and without a network its page shows."""

from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, expect

from clust.storefronts.models import Domain
from tests.world import make_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_without_a_network_the_shop_says_so(browser: Browser, live_server: Any) -> None:
    world = make_world(timezone.now())
    Domain.objects.create(storefront=world.storefront, host="localhost")
    context = browser.new_context(base_url=live_server.url, locale="en")
    page, errors = context.new_page(), []
    page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    page.goto("/")
    page.evaluate("navigator.serviceWorker.ready.then((found) => found.active.scriptURL)")
    assert errors == []
    kept = page.evaluate(
        "caches.keys().then((names) => caches.open(names[0]))"
        ".then((cache) => cache.keys())"
        ".then((found) => found.map((one) => new URL(one.url).pathname))"
    )
    assert "/offline/en/" in kept
    assert all(path.startswith(("/offline/", "/static/")) for path in kept)
    page.reload()
    context.set_offline(True)
    page.goto("/wishes/")
    expect(page.get_by_role("heading", name="No network")).to_be_visible()
    context.set_offline(False)
    page.get_by_role("link", name="Try again").click()
    expect(page.get_by_role("heading", name="No network")).not_to_be_visible()
    context.close()
