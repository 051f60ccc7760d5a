"""What machines read and do: the same nouns and the same rights as people at the pages."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from clust.campaigns.actions.closing import clear_campaign, close_campaign
from clust.campaigns.models import Campaign, Withdrawal
from clust.orders.actions import order_allotments
from clust.people.models import Person
from clust.web.api.application import api
from clust.web.api.document import document
from clust.wishes.models import Backing
from tests.web.api.conftest import Machine, machine_of
from tests.world import World, make_campaign, make_person, pledge


def test_a_campaign_says_its_price_and_who_is_missing(
    world: World, machine: Machine, kettles: Campaign
) -> None:
    pledge(world, kettles, units=4, now=timezone.now())
    pledge(world, kettles, maximum_cents=4500, now=timezone.now())
    said = machine.get(f"/campaigns/{kettles.pk}/")
    assert said == machine.get("/campaigns/?stage=live")["data"][0]
    assert (said["price_gross_cents"], said["units"], said["waiting"]) == (5000, 4, 1)
    assert (said["missing"], said["next_price_gross_cents"]) == (1, 4500)
    assert said["ladder"][0] == {"from_units": 1, "price_gross_cents": 5000}
    assert said["url"] == f"http://testserver/clusts/{kettles.pk}/"


def test_a_cleared_campaign_says_what_everybody_paid_and_its_book(
    world: World, machine: Machine, kettles: Campaign
) -> None:
    pledge(world, kettles, units=6, now=timezone.now())
    assert machine("GET", f"/campaigns/{kettles.pk}/book/").status_code == 404
    end = kettles.closes_at
    clear_campaign(close_campaign(kettles, now=end), now=end)
    said = machine.get(f"/campaigns/{kettles.pk}/")
    assert (said["stage"], said["price_gross_cents"], said["units"]) == ("cleared", 4500, 6)
    assert (said["missing"], said["next_price_gross_cents"]) == (None, None)
    assert machine.get(f"/campaigns/{kettles.pk}/book/")["pledges"][0]["units"] == 6


def test_lists_come_in_pages(world: World, machine: Machine) -> None:
    made = [make_campaign(world, now=timezone.now()).pk for _ in range(5)]
    seen: list[int] = []
    cursor = ""
    while cursor is not None:
        page = machine.get(f"/campaigns/?limit=2&cursor={cursor}")
        assert len(page["data"]) <= 2
        seen += [row["id"] for row in page["data"]]
        cursor = page["next"]
    assert seen == made[::-1]


@pytest.mark.parametrize(
    ("asked", "found"),
    [("stage=live", 1), ("stage=planned", 0), ("stage=closed", 0), ("q=Bouil", 1), ("q=zzz", 0)],
)
def test_lists_are_narrowed(machine: Machine, kettles: Campaign, asked: str, found: int) -> None:
    assert len(machine.get(f"/campaigns/?{asked}")["data"]) == found


@pytest.mark.parametrize("path", ["/campaigns/", "/products/", "/wishes/", "/pledges/", "/orders/"])
def test_a_list_takes_as_many_queries_for_many_as_for_one(
    world: World, machine: Machine, path: str, django_assert_max_num_queries: object
) -> None:
    for _ in range(3):
        one = make_campaign(world, now=timezone.now())
        pledge(world, one, person=machine.key.person, now=timezone.now())
    machine.get(path)
    with django_assert_max_num_queries(6):  # type: ignore[operator]
        machine.get(path)


def test_a_product_says_what_can_be_chosen(machine: Machine, kettles: Campaign) -> None:
    row = machine.get("/products/")["data"][0]
    assert row == machine.get(f"/products/{kettles.product_id}/")
    assert row["variants"][0]["id"] == kettles.product.variants.get().pk


def test_a_wish_is_posted_and_backed_and_taken_back(world: World, machine: Machine) -> None:
    posted = machine("POST", "/wishes/", {"title": "Vélo cargo", "choices": ["rouge", "bleu"]})
    wish = posted.json()
    assert (wish["people"], len(wish["choices"])) == (1, 2)
    bob = machine_of(world, make_person(timezone.now()))
    day = (timezone.now() + timedelta(days=30)).date().isoformat()
    told = {"units": 2, "limit_gross_cents": 90_000, "limit_until": day}
    told["choice_id"] = wish["choices"][1]["id"]
    back = bob("POST", f"/wishes/{wish['id']}/backing/", told)
    assert back.status_code == 201
    assert bob.get(f"/wishes/{wish['id']}/backing/")["limit_gross_cents"] == 90_000
    assert machine.get(f"/wishes/{wish['id']}/")["people"] == 2
    assert bob("DELETE", f"/wishes/{wish['id']}/backing/").status_code == 204
    assert bob("DELETE", f"/wishes/{wish['id']}/backing/").status_code == 404
    assert Backing.objects.standing().count() == 1
    refused = bob("POST", f"/wishes/{wish['id']}/backing/", {"limit_gross_cents": 5})
    assert refused.json()["type"].endswith("#bad-limit")


def test_a_key_of_a_storefront_stands_for_nobody(world: World, machine: Machine) -> None:
    wish = machine("POST", "/wishes/", {"title": "Vélo"}).json()
    shop = machine_of(world, make_person(), "wishes:read", for_storefront=True)
    assert shop.get("/wishes/")["data"]
    assert shop("GET", f"/wishes/{wish['id']}/backing/").status_code == 403


def test_one_reads_and_withdraws_ones_own_pledges_only(
    world: World, machine: Machine, kettles: Campaign, alice: Person
) -> None:
    mine = pledge(world, kettles, units=3, person=alice, now=timezone.now())
    theirs = pledge(world, kettles, now=timezone.now())
    assert [row["id"] for row in machine.get("/pledges/")["data"]] == [mine.pk]
    assert machine("GET", f"/pledges/{theirs.pk}/").status_code == 404
    assert machine("POST", f"/pledges/{theirs.pk}/withdrawal/", {}).status_code == 404
    done = machine("POST", f"/pledges/{mine.pk}/withdrawal/", {"units": 1})
    assert (done.status_code, done.json()["units"]) == (201, 1)
    assert machine.get(f"/pledges/{mine.pk}/")["units_left"] == 2
    machine("POST", f"/pledges/{mine.pk}/withdrawal/", {})
    assert machine("POST", f"/pledges/{mine.pk}/withdrawal/", {}).status_code == 409
    assert Withdrawal.objects.count() == 2


def test_one_reads_ones_own_orders_only(
    world: World, machine: Machine, kettles: Campaign, alice: Person
) -> None:
    pledge(world, kettles, units=2, person=alice, now=timezone.now())
    pledge(world, kettles, now=timezone.now())
    end = kettles.closes_at
    order_allotments(clear_campaign(close_campaign(kettles, now=end), now=end), now=end)
    rows = machine.get("/orders/")["data"]
    assert [row["total_gross_cents"] for row in rows] == [10_000]
    assert machine.get(f"/orders/{rows[0]['id']}/") == rows[0]
    assert machine("GET", f"/orders/{rows[0]['id'] + 1}/").status_code == 404
    assert machine.get("/parcels/")["data"] == []


def test_the_document_is_openapi_3_1_and_names_every_call(world: World) -> None:
    answer = Client().get("/api/v1/openapi.json")
    said = answer.json()
    assert said["openapi"].startswith("3.1")
    assert said == document(api)
    for rows in said["paths"].values():
        for row in rows.values():
            assert row["description"]
            assert {"401", "422", "429", "500"} <= row["responses"].keys()


def test_the_document_can_be_read_as_a_page_without_a_script(world: World) -> None:
    page = Client(headers={"Accept-Language": "en"}).get("/api/v1/docs/").content.decode()
    assert "/api/v1/campaigns/{pk}/" in page
    assert "<script>" not in page
