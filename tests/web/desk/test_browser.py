"""The desk in a browser: the preview follows what is typed, and every page can be used by all."""

import os

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Page, expect

from clust.campaigns.models import Campaign
from clust.people.models import Person
from clust.sourcing.models import Quote
from clust.storefronts.models import Domain
from clust.supply.models import PurchaseOrder
from tests.web.desk.wall import add_appeal, add_report, add_wish
from tests.wished import make_brief, make_enquiry, make_quote
from tests.wishes.wall import post
from tests.world import DAY, World, make_award

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright keeps a loop in this thread
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def noon() -> None:
    """A browser keeps its own time, and so does the server here."""


@pytest.fixture
def at_desk(page: Page, live_server: object, world: World, worker: Person) -> Page:
    """A page of somebody signed in at the desk, reading English."""
    address = str(live_server)
    host = address.removeprefix("http://").partition(":")[0]
    Domain.objects.create(storefront=world.storefront, host=host)
    client = Client()
    client.force_login(worker, "allauth.account.auth_backends.AuthenticationBackend")
    cookies = {"sessionid": client.cookies["sessionid"].value, "django_language": "en"}
    page.context.add_cookies(
        [{"name": name, "value": value, "url": address} for name, value in cookies.items()]
    )
    return page


def test_the_preview_follows_what_is_typed(
    at_desk: Page, live_server: object, quote: Quote
) -> None:
    award = make_award(quote.product, cost=[(1, 1000), (50, 900)])
    at_desk.goto(f"{live_server}/desk/quotes/{award.quote_id}/campaign/")
    preview = at_desk.locator("#preview")
    expect(preview).to_contain_text("€15.90")
    at_desk.locator('input[name="rungs-price"]').first.fill("21.50")
    expect(preview).to_contain_text("€21.50")
    at_desk.locator('input[name="rungs-price"]').first.fill("9.00")
    expect(preview).to_contain_text("Row 2: its price must be lower")
    at_desk.get_by_role("button", name="More rows").click()
    expect(at_desk.locator('input[name="rungs-from"]')).to_have_count(7)
    expect(at_desk.locator('input[name="rungs-price"]').first).to_have_value("9.00")


def test_a_clust_is_opened_from_a_quote_in_a_few_clicks(
    at_desk: Page, live_server: object, quote: Quote
) -> None:
    at_desk.goto(f"{live_server}/desk/quotes/{quote.pk}/")
    at_desk.get_by_role("button", name="Accept, and open a clust").click()
    at_desk.get_by_label("I have read it over").check()
    at_desk.get_by_role("button", name="Open the clust").click()
    expect(at_desk.get_by_text("The clust is open.")).to_be_visible()
    assert Campaign.objects.count() == 1


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_use_the_pages(
    at_desk: Page,
    live_server: object,
    live: Campaign,
    bought: PurchaseOrder,
    quote: Quote,
    width: int,
    scheme: str,
) -> None:
    award = make_award(quote.product, now=DAY)
    at_desk.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    at_desk.set_viewport_size({"width": width, "height": 800})
    found = {}
    for address in (
        "desk/",
        "desk/campaigns/",
        f"desk/campaigns/{live.pk}/",
        f"desk/campaigns/{live.pk}/pledges/",
        f"desk/campaigns/{live.pk}/rung/",
        f"desk/quotes/{award.quote_id}/campaign/",
        f"desk/quotes/{quote.pk}/",
        "desk/quotes/new/",
        f"desk/products/{quote.product_id}/",
        "desk/products/new/",
        f"desk/purchase-orders/{bought.pk}/",
        "desk/ledger/",
    ):
        at_desk.goto(f"{live_server}/{address}")
        wide = at_desk.evaluate("document.documentElement.scrollWidth")
        problems = [problem["id"] for problem in Axe().run(at_desk).response["violations"]]
        found[address] = (problems, max(wide, width))
    assert set(map(str, found.values())) == {str(([], width))}, found


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1280, "light")])
def test_everybody_can_use_the_pages_around_wishes(
    at_desk: Page, live_server: object, world: World, width: int, scheme: str
) -> None:
    wish, reported, objected = add_wish(world, 1), add_report(world, 2), add_appeal(world, 3)
    brief = make_brief(wish, post(world, "Objet double"))
    enquiry = make_enquiry(world, brief)
    make_quote(world, enquiry)
    at_desk.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    at_desk.set_viewport_size({"width": width, "height": 800})
    found = {}
    for address in (
        "wishes/",
        f"wishes/{wish.pk}/",
        f"wishes/{reported.wish_id}/",
        f"wishes/{objected.hiding.wish_id}/",
        f"wishes/{wish.pk}/backings/",
        f"wishes/{wish.pk}/merge/?q=double",
        "reports/",
        "appeals/",
        f"appeals/{objected.pk}/",
        "categories/",
        f"categories/{wish.category_id}/",
        f"briefs/{brief.pk}/",
        f"enquiries/{enquiry.pk}/",
        f"enquiries/{enquiry.pk}/comparison/",
        "funnel/",
    ):
        at_desk.goto(f"{live_server}/desk/{address}")
        wide = at_desk.evaluate("document.documentElement.scrollWidth")
        problems = [problem["id"] for problem in Axe().run(at_desk).response["violations"]]
        found[address] = (problems, max(wide, width))
    assert set(map(str, found.values())) == {str(([], width))}, found
