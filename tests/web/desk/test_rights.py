"""Who may see the desk, and that every page answers."""

import pytest
from django.test import Client
from django.urls import reverse

from clust.base.models import ParkedRow
from clust.campaigns.models import Campaign
from clust.ledger.models import Entry
from clust.orders.models import Order
from clust.people.models import Person
from clust.sourcing.models import Quote
from clust.supply.models import PurchaseOrder
from clust.web.desk.urls import urlpatterns
from tests.web.desk.conftest import reading
from tests.world import DAY, World, make_award, make_person

NAMES = [str(pattern.name) for pattern in urlpatterns]
POSTED = {"trying", "pictures", "picture_removal", "reference_prices", "award", "preview"}


@pytest.fixture
def keys(
    world: World, live: Campaign, bought: PurchaseOrder, quote: Quote
) -> dict[str, list[object]]:
    """What stands in the address of every page."""
    awarded = make_award(world.kettle, cost=[(1, 1000), (10, 800)]).quote_id
    parked = ParkedRow.objects.create(
        step="purchase", key=1, error="Boom", first_at=DAY, last_at=DAY
    )
    kettle = world.kettle.pk
    return {
        "trying": [parked.pk],
        "supplier": [world.supplier.pk],
        "change_supplier": [world.supplier.pk],
        "product": [kettle],
        "change_product": [kettle],
        "pictures": [kettle],
        "picture_removal": [kettle, 1],
        "reference_prices": [kettle],
        "quote": [quote.pk],
        "award": [quote.pk],
        "opening": [awarded],
        "preview": [awarded],
        **dict.fromkeys(
            ("campaign", "pledges", "book", "closing", "rung", "price", "cap", "extension"),
            [live.pk],
        ),
        "order": [Order.objects.earliest("pk").pk],
        **dict.fromkeys(
            (
                "purchase_order",
                "purchase_order_paper",
                "purchase_order_pdf",
                "purchase_order_csv",
            ),
            [bought.pk],
        ),
        "account": ["buyers"],
        "entry": [Entry.objects.earliest("pk").pk],
    }


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("name", [name for name in NAMES if name not in POSTED])
def test_every_page_answers_the_desk(
    name: str, language: str, keys: dict[str, list[object]], worker: Person
) -> None:
    answer = reading(language, worker).get(reverse(f"desk:{name}", args=keys.get(name)))
    assert answer.status_code == 200


@pytest.mark.parametrize("name", NAMES)
def test_a_member_is_refused(name: str, keys: dict[str, list[object]], world: World) -> None:
    member = reading("en", make_person())
    address = reverse(f"desk:{name}", args=keys.get(name))
    assert member.get(address).status_code == 403
    assert member.post(address).status_code == 403


@pytest.mark.parametrize("name", NAMES)
def test_a_stranger_is_asked_to_sign_in(
    name: str, keys: dict[str, list[object]], world: World, client: Client
) -> None:
    address = reverse(f"desk:{name}", args=keys.get(name))
    for answer in (client.get(address), client.post(address)):
        assert answer.status_code == 302
        assert answer["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("name", [name for name in NAMES if name in POSTED])
def test_what_writes_is_never_a_link(
    name: str, keys: dict[str, list[object]], desk: Client
) -> None:
    assert desk.get(reverse(f"desk:{name}", args=keys[name])).status_code == 405


@pytest.mark.parametrize(
    "name",
    ["supplier", "product", "quote", "opening", "campaign", "order", "purchase_order", "entry"],
)
def test_what_is_not_there_is_not_found(name: str, desk: Client) -> None:
    assert desk.get(reverse(f"desk:{name}", args=[987654])).status_code == 404


def test_an_unknown_account_is_not_found(desk: Client) -> None:
    assert desk.get(reverse("desk:account", args=["treasure"])).status_code == 404


def test_pages_of_the_desk_are_never_kept_by_a_browser(desk: Client) -> None:
    assert "no-store" in desk.get(reverse("desk:chain"))["Cache-Control"]
