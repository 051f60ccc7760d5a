"""Paying in a browser: a card is entered at the provider, its bank asks, and one comes back."""

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from clust.campaigns.models import Campaign, Hold, Mandate
from clust.people.models import Person
from tests.web.shop.conftest import EMAIL, PASSWORD
from tests.web.shop.test_browser import RULES, french, sign_up
from tests.web.shop.test_browser import world as world  # the shop that answers where a browser asks
from tests.web.shop.test_holding import ASKS, OK
from tests.world import World, make_campaign

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def carded(world: World) -> Campaign:
    """A clust whose pledges count once their card is confirmed."""
    return make_campaign(
        world, now=timezone.now(), asks_for_card=True, takes_transfers=True, ships_singles=True
    )


@pytest.fixture
def reader(browser: Browser, live_server: Any) -> Any:
    """A browser that reads English."""
    context = browser.new_context(base_url=live_server.url, locale="en")
    yield context.new_page()
    context.close()


def choose(page: Page, campaign: Campaign) -> None:
    """Choose one kettle, to be collected."""
    page.goto(f"/clusts/{campaign.pk}/")
    page.get_by_text("Pickup in Lyon").or_(page.get_by_text("Retrait à Lyon")).first.click()
    page.locator("#choice button.btn-main").click()


def sign_in(page: Page) -> None:
    """Come in as Alice."""
    page.goto("/account/login/")
    page.locator("input[name=login]").fill(EMAIL)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url(re.compile(r"/$"))


def type_card(page: Page, number: str) -> None:
    """Type a card on the provider's page."""
    page.wait_for_url("**/sandbox/cards/**")
    page.locator("input[name=number]").fill(number)
    page.locator("main form button").first.click()


def test_a_new_visitor_pays_with_a_card_whose_bank_asks(reader: Page, carded: Campaign) -> None:
    page = reader
    choose(page, carded)
    sign_up(page)
    page.wait_for_url("**/order/?**")
    page.get_by_role("button", name="Order with obligation to pay").click()
    type_card(page, ASKS)
    page.wait_for_url("**/bank/")
    page.locator("button[value=yes]").click()
    page.wait_for_url("**/pledges/*/")
    expect(page.get_by_text("You are in! Now pass it on.")).to_be_visible()
    assert Mandate.objects.get().most_gross_cents == 5000

    page.goto("/my/wallet/")
    expect(page.get_by_text("Pays for:")).to_be_visible()


def test_a_refused_card_gives_way_to_another_without_javascript(
    browser: Browser, live_server: Any, alice: Person, carded: Campaign
) -> None:
    context = browser.new_context(base_url=live_server.url, locale="fr", java_script_enabled=False)
    page = context.new_page()
    sign_in(page)
    choose(page, carded)
    page.get_by_role("button", name="Order with obligation to pay").or_(
        page.get_by_role("button", name="Commander avec obligation de paiement")
    ).click()
    type_card(page, ASKS)
    page.locator("button[value=no]").click()
    page.wait_for_url("**/holds/**")
    page.locator("input[name=pay][value=new]").check()
    page.locator("#hold form button.btn-main").click()
    type_card(page, OK)
    page.wait_for_url("**/pledges/*/")
    assert Hold.objects.count() == 1
    context.close()


def test_buying_now_leads_to_the_order(reader: Page, alice: Person, carded: Campaign) -> None:
    page = reader
    sign_in(page)
    choose(page, carded)
    page.locator("input[name=when][value=now]").check()
    page.get_by_role("button", name="Order with obligation to pay").click()
    type_card(page, OK)
    page.wait_for_url("**/orders/*/")
    expect(page.get_by_text("Your payment has come.")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_paying_fits_a_phone_and_anybody_can_use_it(
    browser: Browser, live_server: Any, alice: Person, carded: Campaign, scheme: Any
) -> None:
    size: Any = {"width": 360, "height": 740}
    context = browser.new_context(
        base_url=live_server.url, viewport=size, color_scheme=scheme, locale="fr"
    )
    page = context.new_page()
    sign_in(page)
    choose(page, carded)
    pages = [page.url]
    page.locator("form[action$='/pledges/'] button.btn-main").click()
    page.wait_for_url("**/sandbox/cards/**")
    pages += [f"/holds/{Hold.objects.get().key}/", "/my/wallet/", page.url]
    for path in pages:
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path
        found = Axe().run(page, options=RULES).response["violations"]
        assert [(path, one["id"], one["nodes"][0]["html"]) for one in found] == []
    context.close()


def test_the_words_are_french() -> None:
    assert french("My wallet") == "Mon portefeuille"
