"""A member's page: nothing by default, and only to the people of the storefront."""

import re
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from clust.people.models import Person, Profile
from clust.storefronts.actions.tribes import found_tribe
from clust.storefronts.models import Sharing
from clust.talk.models import TalkAppeal, TalkReport
from tests.talk.story import hide, make_club, shown
from tests.web.shop.pages import text
from tests.wishes.wall import back, post
from tests.world import World, make_campaign, make_person, pledge

pytestmark = pytest.mark.django_db


@pytest.fixture
def other(world: World) -> Person:
    """Somebody who belongs to a tribe, wants something and stands in a clust."""
    person, now = make_person(timezone.now()), timezone.now()
    found_tribe(
        storefront=world.storefront, person=person, name="Go", words="", is_open=True, now=now
    )
    back(post(world, "Une tondeuse", now=now), person=person, now=now)
    pledge(world, make_campaign(world, now=now), 1, person=person, now=now)
    return person


def test_nothing_is_shared_until_one_says_so(
    signed_in: Client, world: World, alice: Person
) -> None:
    assert "Nothing, until you say so." in text(signed_in.get("/my/sharing/"))
    signed_in.post("/my/sharing/", {"name": "Colibri"})
    profile = Profile.objects.get(person=alice)
    assert not Sharing.objects.exists()
    assert signed_in.get(f"/members/{profile.pk}/").status_code == 404


def test_a_page_shows_what_is_shared_and_nothing_else(
    signed_in: Client, world: World, other: Person
) -> None:
    profile = shown(world, other, now=timezone.now())
    page = text(signed_in.get(f"/members/{profile.pk}/"))
    assert not re.search("Une tondeuse|Go|Bouilloire", page)
    shown(world, other, now=timezone.now(), what=["tribes", "wishes", "clusts", "savings"])
    page = text(signed_in.get(f"/members/{profile.pk}/"))
    assert all(word in page for word in ("Colibri", "Une tondeuse", "Go", "Bouilloire"))


def test_strangers_and_other_storefronts_see_no_page(
    signed_in: Client, world: World, other: Person
) -> None:
    profile = shown(world, other, now=timezone.now())
    make_club(world)
    assert Client().get(f"/members/{profile.pk}/")["Location"].startswith("/account/login/")
    signed_in.defaults["HTTP_HOST"] = "club.example"
    assert signed_in.get(f"/members/{profile.pk}/").status_code == 404


def test_a_page_that_is_shown_needs_a_name_and_a_name_is_had_once(
    signed_in: Client, world: World, other: Person
) -> None:
    assert signed_in.post("/my/sharing/", {"what": ["page"]}).status_code == 400
    shown(world, other, now=timezone.now())
    answer = signed_in.post("/my/sharing/", {"name": "COLIBRI", "what": ["page"]})
    assert "Somebody else is shown by this name." in text(answer)
    assert Sharing.objects.filter(person=other).count() == Sharing.objects.count()


def test_without_the_page_nothing_else_is_shared(
    signed_in: Client, world: World, alice: Person
) -> None:
    signed_in.post("/my/sharing/", {"name": "Alice", "what": ["page", "wishes"]})
    assert Sharing.objects.filter(person=alice).count() == 2
    signed_in.post("/my/sharing/", {"name": "Alice", "what": ["wishes"]})
    assert not Sharing.objects.exists()


def test_a_picture_is_written_anew_and_shown_to_the_signed_in_alone(
    signed_in: Client, world: World, alice: Person
) -> None:
    pixels = BytesIO()
    Image.new("RGB", (8, 8), "teal").save(pixels, "PNG")
    upload = SimpleUploadedFile("moi.png", pixels.getvalue(), "image/png")
    signed_in.post("/my/sharing/", {"name": "Alice", "what": ["page"], "picture": upload})
    url = Profile.objects.get().file.url
    assert Image.open(BytesIO(b"".join(signed_in.get(url)))).format == "WEBP"
    assert Client().get(url).status_code == 302
    signed_in.post("/my/sharing/", {"name": "Alice", "what": ["page"], "no_picture": "on"})
    assert not Profile.objects.get().file


def test_a_page_is_reported_hidden_and_objected_to(
    signed_in: Client, world: World, alice: Person, other: Person
) -> None:
    theirs = shown(world, other, now=timezone.now())
    signed_in.post(
        f"/members/{theirs.pk}/report/",
        {"reason": "offensive", "key": "6a2c3d2e-6f0e-4a2a-9f58-0b5a6e4a0001"},
    )
    assert TalkReport.objects.get().profile == theirs
    mine = shown(world, alice, "Alice", now=timezone.now())
    hide(world, mine, now=timezone.now())
    assert signed_in.get(f"/members/{mine.pk}/").status_code == 404
    assert "Restons polis." in text(signed_in.get("/my/sharing/"))
    signed_in.post("/my/sharing/objection/", {"words": "Pourquoi ?"})
    assert TalkAppeal.objects.exists()
