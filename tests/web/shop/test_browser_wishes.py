"""Wishes in a browser: posted with and without JavaScript, and pages that anybody can use."""

from datetime import timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, expect

from clust.people.models import Person
from clust.wishes.actions.moderating import hide_wish
from clust.wishes.models import Backing, Wish
from tests.web.shop.test_browser import RULES, french, sign_up
from tests.web.shop.test_browser import reader as reader
from tests.web.shop.test_browser import world as world
from tests.wishes.wall import back, post
from tests.world import World, make_campaign, make_person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def kettle(world: World) -> Wish:
    """A wish that four people back, one at a price."""
    now = timezone.now()
    wish = post(
        world,
        now=now,
        words="Pour le thé vert, avec un thermomètre.",
        link="https://example.org/kettle",
        choices=["Inox", "Émail"],
        region="FR-69",
    )
    until = timezone.localdate() + timedelta(days=30)
    back(wish, now=now, limit_gross_cents=8000, limit_until=until)
    back(wish, now=now, units=2)
    back(wish, now=now)
    return wish


def come_in(context: BrowserContext, person: Person, address: str) -> None:
    """Sign a person in."""
    client = Client()
    client.force_login(person, "allauth.account.auth_backends.AuthenticationBackend")
    value = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": value, "url": address}])


def test_a_visitor_sees_similar_wishes_and_backs_one_at_a_price(reader: Page, kettle: Wish) -> None:
    page = reader
    page.goto("/wishes/new/")
    page.get_by_label("What do you wish for?").press_sequentially("bouiloire", delay=30)
    found = page.get_by_role("link", name="Une bouilloire à col de cygne")
    expect(found).to_be_visible(timeout=20_000)
    found.click()
    page.get_by_label("How many?").fill("3")
    page.get_by_text("I know at which price I buy").click()
    page.get_by_label("I buy at this price or less").fill("75")
    page.get_by_label("Until").fill(f"{timezone.localdate() + timedelta(days=20)}")
    page.get_by_role("button", name="Me too!").click()
    sign_up(page)
    page.wait_for_url("**/backing/?**")
    expect(page.get_by_label("How many?")).to_have_value("3")
    page.get_by_role("button", name="Me too!").click()
    expect(page.get_by_text("You buy at €75.00 or less")).to_be_visible()
    page.get_by_role("button", name="Take it back").click()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("You buy at €75.00 or less")).to_be_visible()
    assert Backing.objects.standing().filter(wish=kettle, units=3).count() == 1


def test_a_wish_is_posted_without_javascript(
    browser: Browser, live_server: Any, kettle: Wish
) -> None:
    context = browser.new_context(base_url=live_server.url, locale="fr", java_script_enabled=False)
    come_in(context, make_person(timezone.now()), live_server.url)
    page = context.new_page()
    page.goto("/wishes/new/")
    page.get_by_label(french("What do you wish for?")).fill("Bouilloire pour dix")
    page.get_by_role("button", name=french("Go on")).click()
    expect(page.get_by_role("link", name="Une bouilloire à col de cygne")).to_be_visible()
    page.get_by_role("button", name=french("Post my wish")).click()
    expect(page.get_by_role("heading", name="Bouilloire pour dix")).to_be_visible()
    assert Wish.objects.filter(title="Bouilloire pour dix").count() == 1
    context.close()


def test_the_wall_follows_what_is_typed(reader: Page, world: World, kettle: Wish) -> None:
    post(world, "Un vélo cargo", now=timezone.now())
    reader.goto("/wishes/")
    expect(reader.locator(".wish-card")).to_have_count(2)
    reader.get_by_label("Search").press_sequentially("vélo", delay=30)
    expect(reader.locator(".wish-card")).to_have_count(1)
    expect(reader.get_by_text("1 wish")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_fit_a_phone_and_anybody_can_use_them(
    browser: Browser, live_server: Any, world: World, kettle: Wish, scheme: Any
) -> None:
    size: Any = {"width": 360, "height": 740}
    context = browser.new_context(base_url=live_server.url, viewport=size, color_scheme=scheme)
    page, now, me = context.new_page(), timezone.now(), make_person(timezone.now())
    hidden = post(world, "Une réclame", person=me, now=now)
    hide_wish(wish=hidden, person=make_person(), reason="advertising", words="Boutique.", now=now)
    back(kettle, person=me, now=now)
    pages = [
        "/",
        "/wishes/",
        f"/wishes/{kettle.pk}/",
        "/wishes/new/",
        "/wishes/new/?title=bouilloire",
    ]
    pages += [f"/wishes/{kettle.pk}/report/", f"/wishes/{kettle.pk}/backing/?units=2"]
    found = [problem for path in pages for problem in wrong(page, path)]
    come_in(context, me, live_server.url)
    pages = ["/my/wishes/?tab=posted", f"/wishes/{hidden.pk}/", f"/wishes/{kettle.pk}/"]
    pages += ["/wishes/new/?title=bouilloire"]
    found += [problem for path in pages for problem in wrong(page, path)]
    make_campaign(world, now=now)
    assert found + list(wrong(page, "/")) == []
    context.close()


def wrong(page: Page, path: str) -> list[Any]:
    """Return what somebody could not use on a page, and whether it is too wide for a phone."""
    page.goto(path)
    found = Axe().run(page, options=RULES).response["violations"]
    problems: list[Any] = [(path, one["id"], one["nodes"][0]["html"]) for one in found]
    wide = page.evaluate("document.documentElement.scrollWidth")
    return [*problems, *([(path, wide)] if wide > 360 else [])]
