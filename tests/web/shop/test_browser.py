"""A visitor's whole way through the shop, in a browser."""

import re
from datetime import timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core import mail
from django.core.cache import cache
from django.utils import timezone
from django.utils.translation import gettext, override
from playwright.sync_api import Browser, Page, expect

from clust.campaigns.models import Campaign
from clust.flow import walk
from clust.storefronts.models import Domain
from tests.world import WEEK, World, make_campaign, make_world, pledge

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

EMAIL, PASSWORD = "zoe@example.org", "un ours dans la lune"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


@pytest.fixture
def world(live_server: Any) -> World:
    """A shop that answers where the browser asks."""
    cache.clear()  # attempts of the test before, which no rollback undoes
    world = make_world(timezone.now())
    Domain.objects.create(storefront=world.storefront, host="localhost")
    return world


@pytest.fixture
def kettles(world: World) -> Campaign:
    """A clust with five kettles taken: one more, and the price falls."""
    campaign = make_campaign(world, now=timezone.now())
    pledge(world, campaign, 4, now=timezone.now())
    return campaign


@pytest.fixture
def reader(browser: Browser, live_server: Any) -> Any:
    """A browser that reads English."""
    context = browser.new_context(base_url=live_server.url, locale="en")
    yield context.new_page()
    context.close()


def french(words: str) -> str:
    """Return the words as a French reader sees them."""
    with override("fr"):
        return gettext(words)


def confirm_address(page: Page) -> None:
    """Follow the link in the mail that came last."""
    found = re.search(r"https?://[^/\s]+(/account/confirm-email/\S+)", str(mail.outbox[-1].body))
    assert found
    page.goto(found.group(1))
    page.locator("main form button").first.click()


def sign_up(page: Page) -> None:
    """Make an account on the way, and confirm the address by the mailed link."""
    page.get_by_role("link", name="Create an account").click()
    page.locator("main input[name=email]").fill(EMAIL)
    page.locator("main input[name=password1]").fill(PASSWORD)
    page.locator("main form button").last.click()
    page.wait_for_url("**/confirm-email/")
    confirm_address(page)


def test_a_visitor_signs_up_joins_sees_the_price_fall_and_finds_the_order(
    reader: Page, world: World, kettles: Campaign
) -> None:
    page = reader
    page.goto("/")
    page.get_by_role("link", name="Bouilloire").first.click()
    expect(page.locator("[data-live-text=price]")).to_have_text("€50.00")
    page.get_by_label("How many?").fill("1")
    page.get_by_text("Retrait").or_(page.get_by_text("Pickup in Lyon")).first.click()
    page.get_by_role("button", name="On to the order").click()

    expect(page.get_by_text("The most it can cost, all in").first).to_be_visible()
    sign_up(page)
    page.wait_for_url("**/order/?**")
    page.get_by_role("button", name="Order with obligation to pay").click()
    expect(page.get_by_text("You are in!")).to_be_visible()

    page.goto(f"/clusts/{kettles.pk}/")
    expect(page.locator("[data-live-text=price]")).to_have_text("€50.00")
    pledge(world, kettles, 1, now=timezone.now())
    expect(page.locator("[data-live-text=price]")).to_have_text("€45.00", timeout=20_000)
    expect(page.locator("[data-live-voice]")).to_have_text("The price is now €45.00")

    walk(now=timezone.now() + WEEK + timedelta(hours=1))
    page.goto("/my/clusts/?tab=closed")
    page.get_by_role("link", name="Order: €45.00").click()
    expect(page.get_by_text("Total with tax")).to_be_visible()
    expect(page.locator("main")).to_contain_text("€45.00")


def test_a_guest_waits_for_a_price_without_javascript(
    browser: Browser, live_server: Any, world: World, kettles: Campaign
) -> None:
    context = browser.new_context(base_url=live_server.url, locale="fr", java_script_enabled=False)
    page = context.new_page()
    page.goto(f"/clusts/{kettles.pk}/")
    page.locator("#mode_wait").check()
    page.locator("#choice_maximum").fill("40,00")
    page.get_by_label("Retrait à Lyon").check()
    page.get_by_role("button", name=french("On to the order")).click()
    page.locator("main input[name=email]").fill(EMAIL)
    page.get_by_role("button", name=french("Send me the link")).click()
    expect(page.get_by_role("heading", name=french("Look into your mail"))).to_be_visible()
    found = re.search(r"https?://[^/\s]+(/guest/\S+)", str(mail.outbox[-1].body))
    assert found
    page.goto(found.group(1))
    page.get_by_role("button", name=french("Continue my order")).click()
    page.get_by_role("button", name="Commander avec obligation de paiement").click()
    expect(page.locator("main")).to_contain_text(french("You wait"))
    context.close()


PAGES = ["/", "/clusts/{}/", "/about/", "/terms/", "/privacy/", "/clusts/{}/order/?units=1"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_fit_a_phone_and_anybody_can_use_them(
    browser: Browser, live_server: Any, world: World, kettles: Campaign, scheme: Any
) -> None:
    size: Any = {"width": 360, "height": 740}
    context = browser.new_context(base_url=live_server.url, viewport=size, color_scheme=scheme)
    page = context.new_page()
    for path in PAGES:
        page.goto(path.format(kettles.pk))
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path
        found = Axe().run(page, options=RULES).response["violations"]
        assert [(path, one["id"], one["nodes"][0]["html"]) for one in found] == []
    context.close()
