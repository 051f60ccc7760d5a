"""A vote in a browser: by a phone, without a script, for anybody."""

from datetime import timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, expect

from clust.storefronts.models import Domain
from clust.wishes.models import Backing
from tests.web.shop.test_browser import RULES
from tests.wishes.projects import to_vote
from tests.world import make_person, make_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_member_votes_on_a_phone_without_a_script(browser: Browser, live_server: Any) -> None:
    cache.clear()
    now = timezone.now()
    world = make_world(now)
    Domain.objects.create(storefront=world.storefront, host="localhost")
    vote = to_vote(world, now=now, until=now + timedelta(days=9), choices=["rouge", "bleu"])
    member, desk = make_person(now, language="en"), Client()
    desk.force_login(member, "allauth.account.auth_backends.AuthenticationBackend")
    cookie = desk.cookies[settings.SESSION_COOKIE_NAME].value
    context = browser.new_context(
        base_url=live_server.url,
        locale="en",
        viewport={"width": 360, "height": 740},
        java_script_enabled=False,
    )
    context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
    )
    page = context.new_page()
    page.goto("/projects/")
    page.get_by_role("link", name="Lampe en liège").click()
    page.get_by_label("How many?").fill("3")
    page.get_by_label("Which one?").select_option("bleu")
    page.get_by_role("button", name="I want it!").click()
    expect(page.get_by_text("You vote for 3.")).to_be_visible()
    assert Backing.objects.standing().get(person=member).units == 3
    context.close()
    context = browser.new_context(base_url=live_server.url, viewport={"width": 360, "height": 740})
    page = context.new_page()
    for path in ("/projects/", f"/projects/{vote.project_id}/"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert Axe().run(page, options=RULES).violations_count == 0
    context.close()
