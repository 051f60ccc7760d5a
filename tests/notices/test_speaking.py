"""A white label speaks under its own name: whoever buys there reads of no other shop."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clust.campaigns.models import Campaign, Listing, Pledge
from clust.notices.actions.choosing import choose
from clust.notices.links import supplier_link
from clust.notices.models import Digest, Notice, Rhythm, Topic
from clust.notices.pushing import payload_of
from clust.notices.sending import send_notices
from clust.notices.speaking import Speaker, speakers_of, speaking
from clust.people.models import Person
from clust.storefronts.actions.admitting import admit, note_point_of_sale
from clust.storefronts.models import Admission, Domain, Storefront
from tests.notices.conftest import Post
from tests.notices.members import member
from tests.notices.test_letters import end, part, send_all, text
from tests.world import DAY, WEEK, World, make_campaign, make_person, pledge

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
ALICE = "alice@person.example"
NAVY = {"light": {"brand": "#123456", "on-brand": "#ffffff", "brand-text": "#123456"}}


@pytest.fixture(autouse=True)
def ours(settings: Any) -> None:
    settings.BASE_URL = "https://clust.example"


@pytest.fixture
def council(world: World) -> Storefront:
    """A works council's shop at a host of its own, in its colours."""
    shop = Storefront.objects.create(
        slug="ce", name="CE Acme", seller=world.storefront.seller, theme=NAVY
    )
    Domain.objects.create(storefront=shop, host="ce.example")
    Domain.objects.create(storefront=shop, host="second.example")
    return shop


@pytest.fixture
def alice() -> Person:
    return member(ALICE, language="en")


def sold(
    world: World, shop: Storefront, person: Person, campaign: Campaign | None = None
) -> Pledge:
    """Somebody takes a kettle at a community's shop."""
    made = pledge(world, campaign or make_campaign(world), person=person)
    note_point_of_sale(storefront=shop, person=person, key=made.key, now=DAY)
    return made


def told(kind: str, campaign: Campaign, *people: Person) -> list[Notice]:
    return [
        Notice.objects.create(kind=kind, fact=1, campaign=campaign, person=person, at=DAY)
        for person in people
    ]


def homes(notices: Sequence[Notice]) -> list[str]:
    speakers = speakers_of(notices)
    return [speakers[notice.pk].home for notice in notices]


def test_a_receipt_speaks_for_the_shop_where_it_was_bought(
    world: World, post: Post, council: Storefront, alice: Person
) -> None:
    bought = sold(world, council, alice)
    send_all()
    (mail,) = post.mails
    assert mail["From"].startswith("CE Acme <")
    said, html = text(mail), part(mail, "html")
    assert f"https://ce.example/pledges/{bought.pk}/" in said
    assert "CE Acme · https://ce.example" in said
    assert 'href="https://ce.example"' in html
    assert "https://clust.example" not in said + html
    assert 'bgcolor="#123456"' in html
    assert "color:#ffffff" in html


def test_who_buys_at_our_shop_hears_from_it(
    world: World, post: Post, council: Storefront, alice: Person
) -> None:
    pledge(world, make_campaign(world), person=alice)
    send_all()
    (mail,) = post.mails
    assert mail["From"].startswith("Clust <")
    assert "https://clust.example/pledges/" in text(mail)
    assert 'bgcolor="#f2592a"' in part(mail, "html")


def test_two_purchases_of_one_person_speak_each_for_its_shop(
    world: World, post: Post, council: Storefront, alice: Person
) -> None:
    campaign = make_campaign(world)
    there = sold(world, council, alice, campaign)
    here = pledge(world, campaign, person=alice)
    assert homes([_receipt(there), _receipt(here)]) == [
        "https://ce.example",
        "https://clust.example",
    ]


def _receipt(bought: Pledge) -> Notice:
    return Notice.objects.create(
        kind="receipt", fact=bought.pk, campaign=bought.campaign, person=bought.person, at=DAY
    )


def test_an_order_stays_with_the_shop_of_its_pledge(
    world: World, post: Post, council: Storefront, alice: Person
) -> None:
    campaign = make_campaign(world, [(1, 5000), (3, 4000)])
    sold(world, council, alice, campaign)
    pledge(world, campaign, 4)
    end(campaign)
    pledge(world, make_campaign(world), person=alice)
    send_all(DAY + WEEK)
    (mail,) = [mail for mail in post.to(ALICE) if "inal price" in mail["Subject"]]
    assert mail["From"].startswith("CE Acme <")
    assert "https://ce.example/orders/" in text(mail)


def test_links_that_end_mails_lead_to_the_same_shop(
    world: World, post: Post, council: Storefront, alice: Person
) -> None:
    campaign = make_campaign(world)
    sold(world, council, alice, campaign)
    send_notices(told("soon", campaign, alice), now=DAY)
    (mail,) = post.mails
    assert mail["List-Unsubscribe"].strip("<> ").startswith("https://ce.example/notices/leave/")
    assert f"https://ce.example{reverse('shop:preferences')}" in text(mail).replace(" ", "")
    assert "clust.example" not in part(mail, "html").replace("bonjour@clust.example", "")


def test_who_follows_where_they_are_let_in_hears_from_there(
    world: World, council: Storefront, alice: Person
) -> None:
    campaign = make_campaign(world)
    Listing.objects.get_or_create(campaign=campaign, storefront=council)
    admit(storefront=council, person=alice, how=Admission.How.ITSELF, now=DAY)
    notices = told("dropped", campaign, alice, make_person())
    assert homes(notices) == ["https://ce.example", "https://clust.example"]


def test_wishes_and_talk_speak_for_the_shop_they_carry(
    world: World, council: Storefront, alice: Person
) -> None:
    notice = Notice.objects.create(
        kind="tribe_wish", fact=1, storefront=council, person=alice, at=DAY
    )
    assert homes([notice]) == ["https://ce.example"]


def test_suppliers_are_sent_to_our_shop(world: World, council: Storefront) -> None:
    notice = Notice.objects.create(
        kind="enquiry", fact=1, storefront=council, supplier=world.supplier, at=DAY
    )
    assert homes([notice]) == ["https://clust.example"]
    with speaking(Speaker(council, "https://ce.example")):
        assert supplier_link("enquiry", 1).startswith("https://clust.example/supplier/")


def test_a_digest_gathers_what_one_shop_says(
    world: World, post: Post, council: Storefront, alice: Person
) -> None:
    choose(person=alice, topic=Topic.PLEDGES, mail=Rhythm.DAILY, push=True, site=True, now=DAY)
    campaigns = [make_campaign(world) for _ in range(2)]
    sold(world, council, alice, campaigns[0])
    pledge(world, campaigns[1], person=alice)
    for number, campaign in enumerate(campaigns, 1):
        Notice.objects.create(kind="soon", fact=number, campaign=campaign, person=alice, at=DAY)
    send_notices(Notice.objects.due_to_send(DAY), now=DAY)
    assert set(Digest.objects.values_list("storefront__slug", flat=True)) == {"ce", "clust"}
    later = DAY + timedelta(days=1)
    send_notices(Notice.objects.filter(kind="digest"), now=later)
    (mail,) = [mail for mail in post.mails if mail["From"].startswith("CE Acme <")]
    assert f"https://ce.example/clusts/{campaigns[0].pk}/" in text(mail)
    assert "https://clust.example" not in text(mail)


def test_a_push_leads_to_the_shop_and_names_it(
    world: World, council: Storefront, alice: Person
) -> None:
    bought = sold(world, council, alice)
    shown = payload_of(_receipt(bought), None, DAY).decode()
    assert "ce.example" in shown
    assert '"shop": "CE Acme"' in shown


def test_a_shop_without_a_host_speaks_at_ours(
    world: World, post: Post, council: Storefront, alice: Person
) -> None:
    council.domains.all().delete()
    assert homes([_receipt(sold(world, council, alice))]) == ["https://clust.example"]


def test_the_port_of_the_demo_is_kept(
    world: World, council: Storefront, alice: Person, settings: Any
) -> None:
    settings.BASE_URL = "http://localhost:8000"
    assert homes([_receipt(sold(world, council, alice))]) == ["http://ce.example:8000"]


def test_many_notices_ask_once_who_speaks(world: World, post: Post, council: Storefront) -> None:
    campaign = make_campaign(world)
    asked = []
    for number in (1, 3):
        people = [member(f"{number}-{one}@person.example") for one in range(number)]
        for person in people:
            sold(world, council, person, campaign)
        notices = told("soon", campaign, *people)
        with CaptureQueriesContext(connection) as alone:
            speakers_of(notices)
        assert len(alone) == 2
        with CaptureQueriesContext(connection) as seen:
            assert send_notices(notices, now=DAY) == number
        asked.append(sum("point_of_sale" in query["sql"] for query in seen))
    assert asked == [2, 2]
