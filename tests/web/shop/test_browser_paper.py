"""An organiser answers for buyers on paper in a browser: usable by everybody, on a phone too."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, expect

from clust.campaigns.models import Renewal
from clust.gatherings.models import Gathering, PaperForm
from clust.people.models import Person
from clust.rules.ladder import Ladder
from clust.storefronts.models import Domain, RollEntry
from tests.gatherings.story import TEN_DAYS, named, offer, sign, start
from tests.web.shop.test_browser_wishes import wrong
from tests.web.shop.test_paper_answers import bought, extend, substitute
from tests.web.shop.test_paper_subsidies import pays
from tests.world import World, make_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE: Any = {"width": 360, "height": 740}


@pytest.fixture
def world(live_server: Any) -> World:
    """A shop that answers where the browser asks, of a community that pays a share."""
    cache.clear()  # attempts of the test before, which no rollback undoes
    world = make_world(timezone.now())
    Domain.objects.create(storefront=world.storefront, host="localhost")
    pays(world)
    return world


@pytest.fixture
def anne(world: World) -> Person:
    return named("Anne Leblanc", timezone.now(), language="en")


@pytest.fixture
def phone(browser: Browser, live_server: Any, anne: Person) -> Any:
    """Anne's phone, signed in."""
    context = browser.new_context(base_url=live_server.url, viewport=PHONE)
    sign_in(context, anne, live_server.url)
    yield context.new_page()
    context.close()


def sign_in(context: BrowserContext, person: Person, base: str) -> None:
    client = Client()
    client.force_login(person)
    for name, cookie in client.cookies.items():
        context.add_cookies([{"name": name, "value": cookie.value, "url": base}])


def on_roll(world: World) -> RollEntry:
    return RollEntry.objects.create(
        storefront=world.storefront, number="M1", birth_year=1950, at=timezone.now()
    )


def slow(world: World, anne: Person) -> Gathering:
    """Start a clust that needs six units."""
    now = timezone.now()
    ladder = Ladder.of([(6, 5000), (9, 4000)])
    return start(world, anne, now=now, offering=offer(world, now, ladder=ladder))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_is_asked_has_no_barriers(
    phone: Page, world: World, anne: Person, scheme: Any
) -> None:
    phone.emulate_media(color_scheme=scheme)
    began = timezone.now() - TEN_DAYS - timedelta(minutes=1)
    paper: PaperForm = bought(start(world, anne, now=began))
    substitute(paper)
    for page in ("", "substitution/", "money-back/", "renewal/"):
        assert wrong(phone, f"/private/papers/{paper.pk}/{page}") == []


def test_a_later_close_is_answered_and_a_share_is_shown(
    phone: Page, world: World, anne: Person
) -> None:
    gathering = slow(world, anne)
    paper = sign(gathering, on_roll=on_roll(world), now=timezone.now())
    extend(gathering)
    assert wrong(phone, f"/private/{gathering.pk}/papers/new/") == []
    assert wrong(phone, f"/private/papers/{paper.pk}/") == []
    expect(phone.get_by_text("They pay, at most")).to_be_visible()
    phone.get_by_role("link", name="Answer for them").click()
    phone.get_by_label("They signed it, or told me so.").check()
    phone.get_by_role("button", name="Yes, they stay in").click()
    expect(phone.get_by_text("They said yes: they stay in until")).to_be_visible()
    assert Renewal.objects.get().pledge == paper.pledge
