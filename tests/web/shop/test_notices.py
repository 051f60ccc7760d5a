"""The bell, the list, the choices, following, and the shop as an app."""

import json
from collections.abc import Callable
from io import BytesIO
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.utils import timezone
from PIL import Image

from clust.campaigns.models import Campaign
from clust.notices.actions.bouncing import record_bounce
from clust.notices.actions.following import follow_campaign
from clust.notices.actions.telling import tell_receipts
from clust.notices.choosing import wants_of_one
from clust.notices.leaving import leave_link
from clust.notices.models import (
    Bounce,
    Following,
    Notice,
    Preference,
    PushSubscription,
    QuietHours,
    ReadUpTo,
    Topic,
)
from clust.people.models import Person
from clust.storefronts.models import Storefront
from clust.web.parts import archive
from fakes.push.service import Browser
from tests.web.shop.conftest import EMAIL
from tests.web.shop.pages import text
from tests.world import World, make_campaign, make_person, pledge

pytestmark = pytest.mark.django_db


@pytest.fixture
def me(signed_in: Client) -> Person:
    return Person.objects.get(pk=signed_in.session["_auth_user_id"])


def tell(campaign: Campaign, person: Person, kind: str = "soon", fact: int = 1) -> Notice:
    return Notice.objects.create(
        kind=kind, fact=fact, campaign=campaign, person=person, at=timezone.now()
    )


# The bell and the list


def test_a_new_clust_is_named_in_the_list(signed_in: Client, kettles: Campaign, me: Person) -> None:
    told = {"storefront": kettles.storefront, "person": me, "at": timezone.now()}
    Notice.objects.create(kind="opened", fact=kettles.pk, **told)
    assert f"A new clust (unread) {kettles.product.name}" in text(signed_in.get("/notices/"))


def test_the_bell_counts_what_is_unread(signed_in: Client, kettles: Campaign, me: Person) -> None:
    assert "unread" not in text(signed_in.get("/notices/bell/"))
    tell(kettles, me)
    tell(kettles, make_person())
    answer = signed_in.get("/notices/bell/")
    assert text(answer).split() == ["1", "unread", "notice"]
    assert "private" in answer["Cache-Control"]


def test_the_bell_takes_one_query_more_than_who_asks(
    signed_in: Client, kettles: Campaign, me: Person, count: Callable[[Client, str], int]
) -> None:
    for fact in range(3):
        tell(kettles, me, fact=fact)
    assert count(signed_in, "/notices/bell/") == 4  # host, session, person, and the count


def test_no_page_counts_for_the_bell(
    client: Client, signed_in: Client, kettles: Campaign, me: Person
) -> None:
    tell(kettles, me)
    page = signed_in.get("/").content.decode()
    assert 'hx-get="/notices/bell/"' in page
    assert "bell-count" not in page
    client.logout()
    assert "/notices/bell/" not in client.get("/").content.decode()
    assert not text(client.get("/notices/bell/")).strip()


def test_a_notice_is_read_on_the_way_to_what_it_is_about(
    signed_in: Client, kettles: Campaign, me: Person
) -> None:
    notice = tell(kettles, me)
    assert "Closing soon" in text(signed_in.get("/notices/"))
    answer = signed_in.get(f"/notices/{notice.pk}/")
    assert answer["Location"] == f"/clusts/{kettles.pk}/"
    assert "unread" not in text(signed_in.get("/notices/bell/"))


def test_nobody_reads_anothers(signed_in: Client, kettles: Campaign) -> None:
    other = tell(kettles, make_person())
    assert signed_in.get(f"/notices/{other.pk}/").status_code == 404
    signed_in.post("/notices/read/", {"up_to": other.pk})
    assert not ReadUpTo.objects.exists()
    assert Client().get("/notices/").status_code == 302


def test_all_that_the_page_showed_is_read_and_what_came_since_is_not(
    signed_in: Client, kettles: Campaign, me: Person
) -> None:
    shown = tell(kettles, me)
    tell(kettles, me, fact=2)
    signed_in.post("/notices/read/", {"up_to": shown.pk})
    assert text(signed_in.get("/notices/bell/")).split() == ["1", "unread", "notice"]
    signed_in.post("/notices/read/", {"up_to": shown.pk + 1})
    signed_in.post("/notices/read/", {"up_to": shown.pk})
    assert not text(signed_in.get("/notices/bell/")).strip()
    assert signed_in.post("/notices/read/", {"up_to": "all"}).status_code == 404


def test_the_list_is_filtered_and_paged(signed_in: Client, kettles: Campaign, me: Person) -> None:
    for fact in range(30):
        tell(kettles, me, fact=fact)
    mine = pledge(make_world_of(kettles), kettles, person=me, now=timezone.now())
    tell_receipts(now=timezone.now(), since=mine.at)
    assert "Page 1 of 2" in text(signed_in.get("/notices/"))
    assert "Receipt of a pledge" in text(signed_in.get("/notices/?topic=service"))
    assert "Closing soon" not in text(signed_in.get("/notices/?topic=service"))
    assert "Nothing here" in text(signed_in.get("/notices/?topic=wishes"))
    assert "Page 2 of 2" in text(signed_in.get("/notices/?unread=1&page=2"))


def make_world_of(campaign: Campaign) -> World:
    options = {row.option.kind: row.option for row in campaign.deliveries.all()}
    product = campaign.product
    return World(
        campaign.storefront, product.supplier, product, options["parcel"], options["pickup"]
    )


def test_the_list_asks_as_much_for_three_as_for_one(
    signed_in: Client, kettles: Campaign, me: Person, count: Callable[[Client, str], int]
) -> None:
    tell(kettles, me)
    one = count(signed_in, "/notices/")
    tell(kettles, me, fact=2)
    tell(kettles, me, fact=3)
    assert count(signed_in, "/notices/") == one


def test_what_is_not_wanted_in_the_site_is_not_shown(
    signed_in: Client, kettles: Campaign, me: Person
) -> None:
    tell(kettles, me)
    Preference.objects.create(
        person=me,
        topic="pledges",
        mail="never",
        push=False,
        site=False,
        source="page",
        at=timezone.now(),
    )
    assert "Closing soon" not in text(signed_in.get("/notices/")).split("Nothing here")[-1]
    assert not text(signed_in.get("/notices/bell/")).strip()


# Choices


def form(**changes: str) -> dict[str, str]:
    told = {"from_hour": "22", "to_hour": "7"}
    for topic in Topic:
        told |= {f"{topic}_mail": "at_once", f"{topic}_push": "on", f"{topic}_site": "on"}
    return told | changes


def test_choices_are_kept(signed_in: Client, me: Person) -> None:
    assert "Always by mail, at once" in text(signed_in.get("/notices/preferences/"))
    data = form(news_mail="daily", service_mail="never")
    del data["tribes_push"]
    assert signed_in.post("/notices/preferences/", data).status_code == 302
    wants = wants_of_one(me)
    assert wants.of(Topic.NEWS) == ("daily", True, True)
    assert wants.of(Topic.TRIBES) == ("at_once", False, True)
    assert wants.of(Topic.SERVICE).mail == "at_once"
    assert wants.quiet == (22, 7)
    signed_in.post("/notices/preferences/", form(from_hour=""))
    assert not QuietHours.objects.exists()


def test_what_is_not_among_the_choices_is_refused(signed_in: Client) -> None:
    for wrong in ({"news_mail": "hourly"}, {"from_hour": "24"}, {"to_hour": "-1"}):
        assert signed_in.post("/notices/preferences/", form(**wrong)).status_code == 400
    assert not Preference.objects.exists()


def test_an_address_that_returned_mail_is_said_and_tried_again(
    signed_in: Client, me: Person
) -> None:
    now = timezone.now()
    record_bounce(ref="m1", address=EMAIL, kind="hard", happened_at=now, now=now)
    assert "Mails to you came back" in text(signed_in.get("/my/profile/"))
    assert f"A mail to {EMAIL} came back" in text(signed_in.get("/notices/preferences/"))
    signed_in.post("/notices/addresses/")
    assert "came back" not in text(signed_in.get("/notices/preferences/"))


# Following


def test_a_clust_is_followed_from_its_page(signed_in: Client, kettles: Campaign) -> None:
    assert (
        f"/clusts/{kettles.pk}/following/"
        in signed_in.get(f"/clusts/{kettles.pk}/").content.decode()
    )
    assert "You order nothing" in text(signed_in.get(f"/clusts/{kettles.pk}/following/"))
    signed_in.post(f"/clusts/{kettles.pk}/following/")
    assert Following.objects.standing().count() == 1
    assert "You follow this clust" in text(signed_in.get(f"/clusts/{kettles.pk}/following/"))
    assert "Bouilloire" in text(signed_in.get("/notices/preferences/"))
    signed_in.post(f"/clusts/{kettles.pk}/following/end/")
    assert signed_in.post(f"/clusts/{kettles.pk}/following/end/").status_code == 404
    assert not Following.objects.standing().exists()


def test_strangers_sign_in_first_and_come_back(client: Client, kettles: Campaign) -> None:
    answer = client.get(f"/clusts/{kettles.pk}/following/")
    assert answer["Location"].endswith(f"next=/clusts/{kettles.pk}/following/")


def test_another_storefronts_clust_cannot_be_followed(signed_in: Client, world: World) -> None:
    other = Storefront.objects.create(slug="other", name="Other", seller=world.storefront.seller)
    world.storefront = other
    hidden = make_campaign(world, now=timezone.now())
    assert signed_in.post(f"/clusts/{hidden.pk}/following/").status_code == 404


def test_new_clusts_of_the_shop_are_followed_and_left(signed_in: Client, world: World) -> None:
    for follow, number in (("yes", 1), ("yes", 1), ("no", 0), ("no", 0)):
        signed_in.post("/notices/news/", {"follow": follow})
        assert Following.objects.standing().count() == number


# Screens


def screen(**changes: str) -> dict[str, str]:
    endpoint = "https://push.example/send/1"
    return {"endpoint": endpoint, **Browser(endpoint).keys, **changes}


def test_a_browser_is_added_and_ended(signed_in: Client) -> None:
    assert signed_in.post("/notices/screens/", screen()).status_code == 204
    assert "in 1 browser of yours" in text(signed_in.get("/notices/preferences/"))
    one = {"endpoint": "https://push.example/send/1"}
    assert signed_in.post("/notices/screens/end/", one).status_code == 204
    assert not PushSubscription.objects.standing().exists()
    signed_in.post("/notices/screens/", screen())
    assert signed_in.post("/notices/screens/end/").status_code == 302
    assert not PushSubscription.objects.standing().exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"endpoint": "http://push.example/1"},
        {"endpoint": "https://push.example:8443/1"},
        {"endpoint": "https://me:word@push.example/1"},
        {"endpoint": "file:///etc/passwd"},
        {"p256dh": "AAAA"},
        {"p256dh": "ü"},
        {"auth": "AAAA"},
        {"auth": ""},
    ],
)
def test_what_is_no_browser_is_refused(signed_in: Client, wrong: dict[str, str]) -> None:
    assert signed_in.post("/notices/screens/", screen(**wrong)).status_code == 400
    assert not PushSubscription.objects.exists()


# Export and erasure


def test_all_of_it_is_exported_and_forgotten(
    signed_in: Client, kettles: Campaign, me: Person
) -> None:
    now = timezone.now()
    follow_campaign(person=me, campaign=kettles, now=now)
    signed_in.post("/notices/preferences/", form(news_mail="daily"))
    signed_in.post("/notices/screens/", screen())
    record_bounce(ref="m1", address=EMAIL, kind="soft", happened_at=now, now=now)
    told = json.loads(signed_in.get("/my/data.json").content)["notices"]
    assert told["quiet_hours"] == [22, 7]
    assert [row["clust"] for row in told["follows"]] == [kettles.pk]
    assert len(told["screens"]) == len(told["returned_mails"]) == 1
    archive.leave(me, now=now)
    for rows in (Preference, PushSubscription, Bounce, QuietHours):
        assert not rows.objects.exists()
    assert Following.objects.get().end.cause == "erased"


# The shop as an app


def test_the_manifest_speaks_of_its_storefront(client: Client, world: World) -> None:
    world.storefront.theme = {"light": {"brand": "#00aa00"}}
    world.storefront.save()
    answer = client.get("/manifest.webmanifest")
    told = json.loads(answer.content)
    assert answer["Content-Type"] == "application/manifest+json"
    assert (told["name"], told["scope"], told["display"]) == ("Clust", "/", "standalone")
    assert told["background_color"] == "#FBF8F3"
    for icon in told["icons"]:
        found = client.get(icon["src"])
        image = Image.open(BytesIO(found.content))
        assert f"{image.width}x{image.height}" == icon["sizes"]
        assert (0, 170, 0) in {colour for _, colour in image.getcolors(100_000) or []}
    assert client.get("/app-1.png").status_code == 404


def test_strangers_leave_and_install_at_a_storefront_that_is_not_for_them(
    client: Client, world: World, alice: Person
) -> None:
    world.storefront.admission = "invited"
    world.storefront.save()
    leave = urlsplit(leave_link(alice.pk, [Topic.NEWS])).path
    for path in (leave, "/manifest.webmanifest", "/app-192.png", "/worker-fr.js", "/offline/fr/"):
        assert client.get(path).status_code == 200, path
    assert client.post(leave).status_code == 200
    assert client.get("/notices/").status_code == 302


@pytest.mark.parametrize(("language", "said"), [("fr", "Pas de réseau"), ("en", "No network")])
def test_the_worker_keeps_only_what_is_everybodys(
    signed_in: Client, world: World, language: str, said: str
) -> None:
    program = signed_in.get(f"/worker-{language}.js")
    assert program["Content-Type"].startswith("text/javascript")
    assert f'"/offline/{language}/"' in program.content.decode().replace("\\u002D", "-")
    page = signed_in.get(f"/offline/{language}/").content.decode()
    assert said in page
    assert "/my/" not in page
    assert signed_in.get("/worker-xx.js").status_code == 404


def test_pages_name_the_manifest_and_the_worker_without_a_script_of_their_own(
    client: Client, world: World
) -> None:
    page = client.get("/").content.decode()
    assert 'rel="manifest" href="/manifest.webmanifest"' in page
    assert 'data-worker="/worker-en.js"' in page
