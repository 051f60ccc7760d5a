"""The conversation in a browser: fetched when it is reached, thanked for, usable by anybody."""

from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from clust.campaigns.models import Campaign
from clust.people.models import Person
from clust.storefronts.actions.tribes import found_tribe, join_tribe
from clust.talk.models import Comment
from tests.talk.story import answer, hide, make_contact, say, shown
from tests.web.shop.test_browser import kettles as kettles
from tests.web.shop.test_browser import reader as reader
from tests.web.shop.test_browser import world as world
from tests.web.shop.test_browser_wishes import come_in, wrong
from tests.world import World, make_person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def asked(world: World, kettles: Campaign) -> Comment:
    """A question that the supplier has answered."""
    now = timezone.now()
    ada = make_person(now)
    shown(world, ada, now=now, what=["tribes", "wishes", "clusts", "savings"])
    question = say(world, kettles, person=ada, is_question=True, now=now)
    answer(question, person=make_contact(world), voice="supplier", now=now)
    return question


def test_a_member_reads_on_the_page_of_the_clust_and_thanks_in_place(
    reader: Page, live_server: Any, kettles: Campaign, asked: Comment
) -> None:
    come_in(reader.context, make_person(timezone.now(), language="en"), live_server.url)
    reader.goto(f"/clusts/{kettles.pk}/")
    reader.get_by_role("heading", name="What people say").scroll_into_view_if_needed()
    expect(reader.get_by_text("official answer")).to_be_visible()
    reader.get_by_role("button", name="Thank you!").first.click()
    expect(reader.get_by_role("button", name="Thanked")).to_be_visible()
    expect(reader.get_by_text("official answer")).to_be_visible()
    reader.get_by_label("Your words").fill("La mienne siffle.")
    reader.get_by_role("button", name="Say it").click()
    expect(reader.get_by_text("La mienne siffle.")).to_be_visible()


def test_its_pages_fit_a_phone_and_anybody_can_use_them(
    browser: Browser, live_server: Any, world: World, kettles: Campaign, asked: Comment
) -> None:
    size: Any = {"width": 360, "height": 740}
    context = browser.new_context(base_url=live_server.url, viewport=size)
    me, page = make_person(timezone.now()), context.new_page()
    come_in(context, me, live_server.url)
    found = [one for path in paths(world, asked, me) for one in wrong(page, path)]
    assert found == []
    context.close()


def paths(world: World, asked: Comment, me: Person) -> list[str]:
    """Return the pages around the conversation that a member comes by."""
    now = timezone.now()
    mine = say(world, world.kettle, person=me, now=now)
    masked = say(world, world.kettle, person=me, now=now)
    hide(world, masked, now=now)
    tribe = found_tribe(
        storefront=world.storefront,
        person=me,
        name="Rue des Lilas",
        words="Nos voisins",
        rules="Pas de publicité.",
        is_open=True,
        now=now,
    )
    theirs = join_tribe(tribe=tribe, person=asked.person, invited=False, now=now)
    page = asked.person.profile.pk
    return [
        f"/talk/clusts/{asked.campaign_id}/",
        f"/talk/products/{world.kettle.pk}/",
        f"/comments/{asked.pk}/",
        f"/comments/{masked.pk}/",
        f"/comments/{mine.pk}/edit/",
        f"/comments/{mine.pk}/taking-back/",
        f"/comments/{asked.pk}/report/",
        f"/members/{page}/",
        "/my/sharing/",
        "/tribes/",
        f"/tribes/{tribe.pk}/",
        f"/tribes/{tribe.pk}/members/",
        f"/tribes/{tribe.pk}/members/{theirs.pk}/out/",
    ]
