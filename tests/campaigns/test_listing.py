"""One clust in several storefronts: one price, one count; and what stays private."""

from typing import Any

import pytest
from django.utils import timezone

from clust.campaigns.actions.listing import (
    HasBuyers,
    NotForOthers,
    OwnOnly,
    add_place,
    choose_catalogue,
    list_campaign,
    unlist_campaign,
)
from clust.campaigns.models import Campaign, Listing
from clust.storefronts.models import PointOfSale
from tests.web.office.conftest import Shop, make_member, make_shop
from tests.web.shop.pages import text
from tests.world import World, make_campaign, make_world, pledge

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db: None) -> World:
    return make_world(timezone.now())


@pytest.fixture
def club(world: World) -> Shop:
    return make_shop(world, "go", shares=False)


@pytest.fixture
def council(world: World) -> Shop:
    return make_shop(world, "council", shares=False)


@pytest.fixture
def kettles(world: World) -> Campaign:
    return make_campaign(world, now=timezone.now())


def show(campaign: Campaign, *shops: Shop) -> None:
    for shop in shops:
        list_campaign(campaign=campaign, storefront=shop.storefront, now=timezone.now())


def own(world: World, shop: Shop) -> Campaign:
    there = World(**{**vars(world), "storefront": shop.storefront})
    return make_campaign(there, now=timezone.now())


def join(shop: Shop, world: World, campaign: Campaign, units: int) -> Any:
    """Somebody orders at a shop, through its pages."""
    member = make_member(f"{units}@{shop.host}")
    sent = {"variant": campaign.product.variants.all()[0].pk, "units": units, "mode": "join"}
    sent |= {"delivery": world.pickup.pk, "shown": 5000}
    return shop.reading(member).post(f"/clusts/{campaign.pk}/pledges/", sent)


def test_three_storefronts_see_one_price_and_one_count(
    world: World, club: Shop, council: Shop, kettles: Campaign
) -> None:
    show(kettles, club, council)
    pledge(world, kettles, 4, now=timezone.now())
    for shop in (club, council):
        assert join(shop, world, kettles, 1).status_code == 302
    public = Shop(world.storefront, club.owner, "testserver")
    said = [
        shop.reading().get(f"/clusts/{kettles.pk}/live/").content.decode()
        for shop in (public, club, council)
    ]
    assert ["€45.00" in text for text in said] == [True, True, True]
    assert kettles.gate.__class__.objects.get(campaign=kettles).units == 6


def test_where_it_was_ordered_is_known(world: World, club: Shop, kettles: Campaign) -> None:
    show(kettles, club)
    join(club, world, kettles, 2)
    sold = PointOfSale.objects.get()
    assert sold.storefront == club.storefront
    assert kettles.pledges.get().key == sold.key


def test_a_communitys_own_clust_is_404_elsewhere(world: World, club: Shop, council: Shop) -> None:
    campaign = own(world, club)
    pages = ("", "live/", "totals/", "book.json", "order/")
    for shop in (council, Shop(world.storefront, club.owner, "testserver")):
        got = [shop.reading().get(f"/clusts/{campaign.pk}/{page}").status_code for page in pages]
        assert got == [404] * len(pages)
    with pytest.raises(NotForOthers):
        show(campaign, council)


def test_a_shop_that_shows_its_own_only_lists_no_other(club: Shop, kettles: Campaign) -> None:
    choose_catalogue(storefront=club.storefront, catalogue="own", now=timezone.now())
    club.storefront.refresh_from_db()
    with pytest.raises(OwnOnly):
        show(kettles, club)


def test_all_means_those_open_now_and_those_to_come(
    world: World, club: Shop, kettles: Campaign
) -> None:
    choose_catalogue(storefront=club.storefront, catalogue="all", now=timezone.now())
    later = make_campaign(world, now=timezone.now())
    shown = Listing.objects.filter(storefront=club.storefront)
    assert set(shown.values_list("campaign", flat=True)) == {kettles.pk, later.pk}


def test_what_people_ordered_stays_shown(world: World, club: Shop, kettles: Campaign) -> None:
    show(kettles, club)
    join(club, world, kettles, 1)
    with pytest.raises(HasBuyers):
        unlist_campaign(campaign=kettles, storefront=club.storefront, now=timezone.now())
    choose_catalogue(storefront=club.storefront, catalogue="own", now=timezone.now())
    assert Listing.objects.filter(storefront=club.storefront, campaign=kettles).exists()


def test_a_place_of_one_community_is_on_offer_to_its_people_only(
    club: Shop, council: Shop, kettles: Campaign
) -> None:
    show(kettles, club, council)
    add_place(
        storefront=club.storefront,
        name_fr="Salle du club",
        name_en="Club room",
        place="3 rue du Go",
        gross_cents=0,
        now=timezone.now(),
    )
    said = [
        shop.reading().get(f"/clusts/{kettles.pk}/").content.decode() for shop in (club, council)
    ]
    assert ["Club room" in text for text in said] == [True, False]


def test_an_office_sees_sums_of_its_own_people_only(
    world: World, club: Shop, council: Shop, kettles: Campaign
) -> None:
    show(kettles, club, council)
    join(club, world, kettles, 3)
    join(council, world, kettles, 2)
    assert "Units in them 3" in text(club.reading(club.owner).get("/office/"))
    members = club.reading(club.owner).get("/office/members/").content.decode()
    assert "3@go.example.org" not in members, "who only bought here is unnamed"
    assert "2@council.example.org" not in members
