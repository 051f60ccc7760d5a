"""«Parrainage»: one's own link, whom it brought, what it earned, and who is named."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from clust.campaigns.models import Campaign
from clust.partners.models import Link, Referral
from clust.people.models import Person, Profile
from clust.sponsoring.actions.earning import judge_referral
from clust.sponsoring.models import Device, NameGiven, SponsorTerms
from tests.sponsoring.story import KEPT, brought
from tests.web.shop.pages import text
from tests.world import DAY, World, make_person


@pytest.fixture
def promise(world: World) -> SponsorTerms:
    return SponsorTerms.objects.create(
        storefront=world.storefront, from_on=DAY.date(), sponsor_cents=500, at=DAY
    )


@pytest.fixture
def link(signed_in: Client, promise: SponsorTerms) -> Link:
    signed_in.post("/my/sponsorship/link/")
    return Link.objects.get()


def page(client: Client) -> str:
    return text(client.get("/my/sponsorship/"))


def test_without_terms_there_is_nothing_to_earn(signed_in: Client) -> None:
    assert "nothing to earn at the moment" in page(signed_in)
    assert signed_in.post("/my/sponsorship/link/").status_code == 404


def test_a_member_gets_one_link(signed_in: Client, link: Link, alice: Person) -> None:
    signed_in.post("/my/sponsorship/link/")
    assert Link.objects.get() == link
    assert link.sponsor == alice
    shown = signed_in.get("/my/sponsorship/").content.decode()
    assert f"http://testserver/r/{link.code}/" in shown
    assert "Bring a friend: €5.00 for you" in shown


def test_the_link_has_a_code_to_scan(signed_in: Client, link: Link) -> None:
    assert signed_in.get("/my/sponsorship/code.svg").content.startswith(b"<svg")


def test_the_page_is_for_members(client: Client, promise: SponsorTerms) -> None:
    assert client.get("/my/sponsorship/").status_code == 302


def placed(client: Client, kettles: Campaign, person: Person) -> Referral:
    """Somebody signed in in this browser orders."""
    client.force_login(person)
    chosen = {
        "units": 1,
        "variant": kettles.product.variants.get().pk,
        "delivery": kettles.deliveries.get(option__kind="pickup").option_id,
        "shown": 5000,
        "key": str(uuid4()),
    }
    answer = client.post(f"/clusts/{kettles.pk}/pledges/", chosen)
    assert answer.status_code == 302, answer.content.decode()
    return Referral.objects.get(person=person)


def test_a_friend_who_orders_by_it_is_on_the_way(
    signed_in: Client, link: Link, kettles: Campaign
) -> None:
    other = Client()
    assert other.get(f"/r/{link.code}/?to=/clusts/{kettles.pk}/").status_code == 302
    placed(other, kettles, make_person(timezone.now()))
    assert "Somebody joined a clust on" in page(signed_in)
    assert "On its way" in page(signed_in)


def test_a_sponsors_own_browser_is_known_again(
    signed_in: Client, link: Link, kettles: Campaign, alice: Person
) -> None:
    signed_in.get("/my/sponsorship/")
    signed_in.get(f"/r/{link.code}/")
    second = placed(signed_in, kettles, make_person(timezone.now())).person
    marks = Device.objects.values_list("mark", flat=True)
    assert len(set(marks)) == 1
    assert {row.person for row in Device.objects.all()} == {alice, second}


def test_others_browsers_stay_unmarked(link: Link, kettles: Campaign) -> None:
    other = Client()
    other.get(f"/r/{link.code}/")
    friend = placed(other, kettles, make_person(timezone.now())).person
    assert not Device.objects.filter(person=friend).exists()


def test_a_friend_is_named_only_if_they_agree(world: World, signed_in: Client, link: Link) -> None:
    friend = make_person()
    Profile.objects.create(person=friend, name="Basile", at=DAY)
    referral = brought(world, link, friend)
    judge_referral(referral, now=KEPT)
    assert "Basile" not in page(signed_in)
    theirs = Client(headers={"accept-language": "en"})
    theirs.force_login(friend)
    assert "Somebody brought you" in page(theirs)
    theirs.post("/my/sponsorship/name/", {"shown": "yes"})
    assert "Basile joined a clust" in page(signed_in)
    theirs.post("/my/sponsorship/name/", {"shown": "no"})
    assert not NameGiven.objects.exists()


def test_what_was_earned_is_shown_here_and_in_the_wallet(
    world: World, signed_in: Client, link: Link
) -> None:
    judge_referral(brought(world, link), now=KEPT)
    with time_machine.travel(KEPT + timedelta(days=1)):
        assert "Earned €5.00" in page(signed_in)
        assert "Sponsorship" in text(signed_in.get("/my/wallet/"))


def test_a_pledge_is_passed_on_by_ones_own_link(
    signed_in: Client, link: Link, kettles: Campaign, alice: Person, world: World
) -> None:
    from tests.world import pledge

    mine = pledge(world, kettles, person=alice, now=timezone.now())
    shown = signed_in.get(f"/pledges/{mine.pk}/").content.decode()
    assert f"/r/{link.code}/?to=/c/{kettles.pk}/" in shown


def test_the_page_reads_many_as_it_reads_one(
    world: World, signed_in: Client, link: Link, count: object
) -> None:
    brought(world, link)
    one = count(signed_in, "/my/sponsorship/")  # type: ignore[operator]
    for _ in range(2):
        brought(world, link)
    assert count(signed_in, "/my/sponsorship/") <= one  # type: ignore[operator]
