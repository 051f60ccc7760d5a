"""Posting a wish, backing one, taking it back, and reporting."""

from datetime import date, timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from clust.people.models import Person
from clust.wishes.actions.merging import merge_wishes
from clust.wishes.models import Backing, Category, Report, Wish
from tests.web.shop.pages import text
from tests.web.shop.test_holding import entered, on_site
from tests.wishes.wall import back, post
from tests.world import World, make_card, make_person

SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def kettle(world: World) -> Wish:
    """Somebody's wish."""
    return post(world, now=timezone.now(), choices=["Grand", "Petit"])


def in_days(number: int) -> date:
    """Return a day."""
    return timezone.localdate() + timedelta(days=number)


def wished(client: Client, **fields: Any) -> Any:
    """Send a wish."""
    told = {"title": "Un vélo cargo", "units": "1", "key": str(uuid4()), **fields}
    return client.post("/wishes/new/", told)


def backed(client: Client, wish: Wish, **fields: Any) -> Any:
    """Send a me too."""
    told = {"units": "2", "key": str(uuid4()), **fields}
    return client.post(f"/wishes/{wish.pk}/backing/", told)


def picture() -> SimpleUploadedFile:
    """Return a small photograph."""
    drawn = BytesIO()
    Image.new("RGB", (40, 30), "orange").save(drawn, "PNG")
    return SimpleUploadedFile("photo.png", drawn.getvalue(), "image/png")


# Posting


def test_similar_wishes_appear_while_typing(client: Client, kettle: Wish) -> None:
    fragment = client.get("/wishes/similar/", {"title": "bouilloire"})
    assert "Une bouilloire à col de cygne" in text(fragment)
    assert f'href="/wishes/{kettle.pk}/#backing"'.encode() in fragment.content
    assert "you are the first" in text(client.get("/wishes/similar/?title=zeppelin"))
    assert client.get("/wishes/similar/?q=%00").status_code == 200


def test_a_stranger_sees_similar_ones_and_signs_in_without_losing_the_title(
    client: Client, kettle: Wish
) -> None:
    page = client.get("/wishes/new/", {"title": "bouilloire"})
    assert "Une bouilloire à col de cygne" in text(page)
    assert b"next=%2Fwishes%2Fnew%2F%3Ftitle%3Dbouilloire" in page.content
    answer = wished(client, title="bouilloire")
    assert answer["Location"] == "/wishes/new/?title=bouilloire"


def test_a_wish_is_posted_with_all_it_says(signed_in: Client, alice: Person, world: World) -> None:
    shelf = Category.objects.create(slug="velos", name_fr="Vélos", name_en="Bikes")
    answer = wished(
        signed_in,
        words="Pour deux enfants.",
        units="2",
        guess="2 500,00",
        link="exemple.fr/velo",
        category=str(shelf.pk),
        choices="Urban\nLong\n\nUrban",
        region="FR-69",
        pictures=[picture(), picture()],
    )
    wish = Wish.objects.get()
    assert answer["Location"] == f"/wishes/{wish.pk}/"
    assert (wish.title, wish.link, wish.category) == (
        "Un vélo cargo",
        "https://exemple.fr/velo",
        shelf,
    )
    assert [choice.name for choice in wish.choices.all()] == ["Urban", "Long"]
    assert wish.pictures.count() == 2
    mine = Backing.objects.get()
    assert (mine.person, mine.units, mine.guess_gross_cents, mine.region) == (
        alice,
        2,
        250000,
        "FR-69",
    )
    page = text(signed_in.get(answer["Location"]))
    assert "Your wish is on the wall" in page
    assert "You want it too" in page


def test_a_wish_sent_twice_is_posted_once(signed_in: Client, world: World) -> None:
    key = str(uuid4())
    first = wished(signed_in, key=key, pictures=[picture()])
    again = wished(signed_in, key=key, pictures=[picture()])
    assert first["Location"] == again["Location"]
    assert Wish.objects.get().pictures.count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", " "),
        ("title", "x" * 121),
        ("units", "0"),
        ("units", "many"),
        ("guess", "free"),
        ("link", "javascript:alert(1)"),
        ("link", "ftp://example.org/x"),
        ("category", "999"),
        ("region", "FR-99"),
        ("choices", "\n".join(map(str, range(11)))),
        ("key", "x"),
    ],
)
def test_what_cannot_be_posted_is_said(
    signed_in: Client, world: World, field: str, value: str
) -> None:
    assert wished(signed_in, **{field: value}).status_code == 400
    assert not Wish.objects.exists()


def test_what_is_no_picture_is_refused(signed_in: Client, world: World) -> None:
    fake = SimpleUploadedFile("x.png", b"<svg onload=alert(1)>", "image/png")
    assert "no JPEG" in text(wished(signed_in, pictures=[fake]))
    assert not Wish.objects.exists()


def test_script_in_any_field_is_harmless(signed_in: Client, client: Client, world: World) -> None:
    wished(signed_in, title=SCRIPT, words=SCRIPT, choices=SCRIPT)
    wish = Wish.objects.get()
    for path in (
        "/wishes/",
        f"/wishes/{wish.pk}/",
        f"/wishes/{wish.pk}/report/",
        "/my/wishes/",
        "/wishes/similar/?title=alert",
        "/wishes/new/?title=" + SCRIPT,
        "/",
    ):
        assert b"<script>alert" not in signed_in.get(path).content


def test_the_twenty_first_wish_of_a_day_has_to_wait(
    signed_in: Client, alice: Person, world: World
) -> None:
    for number in range(20):
        post(world, f"Objet {number}", person=alice, now=timezone.now())
    assert "Go on tomorrow" in text(wished(signed_in))


# Backing


def test_me_too(signed_in: Client, alice: Person, kettle: Wish) -> None:
    choice = kettle.choices.get(name="Grand")
    answer = backed(signed_in, kettle, choice=str(choice.pk), guess="49,90", region="FR-75")
    assert answer["Location"] == f"/wishes/{kettle.pk}/"
    mine = Backing.objects.get(person=alice)
    assert (mine.units, mine.choice, mine.guess_gross_cents) == (2, choice, 4990)
    assert "Noted: you want it too" in text(signed_in.get(answer["Location"]))


def test_a_stranger_signs_in_on_the_way_and_what_they_said_is_kept(
    client: Client, alice: Person, kettle: Wish
) -> None:
    path = f"/wishes/{kettle.pk}/backing/?units=3&guess=49%2C90"
    page = client.get(path)
    assert "Your choice is kept while you sign in" in text(page)
    assert b"units%3D3%26guess%3D49%252C90" in page.content
    client.force_login(alice)
    filled = client.get(path).content
    assert b'value="3"' in filled
    assert b'value="49,90"' in filled


def test_a_limit_comes_with_a_card_of_mine(signed_in: Client, alice: Person, kettle: Wish) -> None:
    card = make_card(alice, now=timezone.now())
    terms = {"limit": "80", "until": f"{in_days(30)}", "pay": str(card.pk)}
    backed(signed_in, kettle, **terms)
    mine = Backing.objects.get(person=alice)
    assert (mine.limit_gross_cents, mine.limit_until, mine.card) == (8000, in_days(30), card)
    page = text(signed_in.get(f"/wishes/{kettle.pk}/"))
    assert "You buy at €80.00 or less" in page
    assert "Only you see this" in page


def test_a_card_of_somebody_else_is_none_of_mine(signed_in: Client, kettle: Wish) -> None:
    card = make_card(make_person(), now=timezone.now())
    terms = {"limit": "80", "until": f"{in_days(30)}", "pay": str(card.pk)}
    assert backed(signed_in, kettle, **terms).status_code == 400


@pytest.mark.parametrize(
    "fields",
    [
        {"units": "0"},
        {"units": "10001"},
        {"choice": "999999"},
        {"limit": "80"},
        {"limit": "80", "until": "2020-01-01"},
        {"limit": "80", "until": "2999-01-01"},
        {"until": "tomorrow", "limit": "80"},
        {"pay": "new"},
        {"limit": "-5", "until": "2030-01-01"},
        {"guess": "cheap"},
    ],
)
def test_what_makes_no_sense_is_refused(
    signed_in: Client, alice: Person, kettle: Wish, fields: dict[str, str]
) -> None:
    assert backed(signed_in, kettle, **fields).status_code == 400
    assert not Backing.objects.filter(person=alice).exists()


def test_another_card_is_entered_at_the_provider_and_goes_with_the_limit(
    signed_in: Client, alice: Person, kettle: Wish
) -> None:
    answer = backed(signed_in, kettle, limit="80", until=f"{in_days(30)}", pay="new")
    mine = Backing.objects.standing().get(person=alice)
    assert (mine.limit_gross_cents, mine.card) == (8000, None)
    back_at = entered(signed_in, on_site(answer))
    for _twice in range(2):
        assert signed_in.get(back_at)["Location"] == f"/wishes/{kettle.pk}/"
    mine = Backing.objects.standing().get(person=alice)
    assert mine.card is not None
    assert Backing.objects.filter(person=alice).count() == 2


def test_a_change_replaces_what_was_said(signed_in: Client, alice: Person, kettle: Wish) -> None:
    backed(signed_in, kettle)
    backed(signed_in, kettle, units="5")
    assert [row.units for row in Backing.objects.standing().filter(person=alice)] == [5]


def test_it_is_taken_back_and_that_can_be_undone(
    signed_in: Client, alice: Person, kettle: Wish
) -> None:
    backed(signed_in, kettle, units="4", limit="80", until=f"{in_days(30)}")
    assert signed_in.post(f"/wishes/{kettle.pk}/backing/end/").status_code == 302
    assert not Backing.objects.standing().filter(person=alice).exists()
    assert "You have taken it back" in text(signed_in.get(f"/wishes/{kettle.pk}/"))
    for _twice in range(2):
        signed_in.post(f"/wishes/{kettle.pk}/backing/again/")
    mine = Backing.objects.standing().get(person=alice)
    assert (mine.units, mine.limit_gross_cents) == (4, 8000)


def test_backing_a_merged_wish_leads_to_the_one_it_became(
    signed_in: Client, world: World, kettle: Wish
) -> None:
    into, now = post(world, "Une autre", now=timezone.now()), timezone.now()
    merge_wishes(wish=kettle, into=into, person=make_person(), now=now)
    assert backed(signed_in, kettle)["Location"] == f"/wishes/{into.pk}/"


def test_my_limit_is_shown_to_nobody_else(signed_in: Client, alice: Person, kettle: Wish) -> None:
    backed(signed_in, kettle, limit="81,23", until=f"{in_days(30)}")
    other = Client(headers={"Accept-Language": "en"})
    other.force_login(make_person(timezone.now()))
    assert "81.23" not in text(other.get(f"/wishes/{kettle.pk}/"))
    assert "81.23" in text(signed_in.get(f"/wishes/{kettle.pk}/"))


# Reports


def reported(client: Client, wish: Wish, **fields: str) -> Any:
    """Send a report."""
    told = {"reason": "advertising", "words": "Une boutique.", "key": str(uuid4()), **fields}
    return client.post(f"/wishes/{wish.pk}/report/", told)


def test_anybody_may_report_a_wish_once_per_form(client: Client, kettle: Wish) -> None:
    key = str(uuid4())
    for _twice in range(2):
        assert reported(client, kettle, key=key, email="a@example.org").status_code == 302
    told = Report.objects.get()
    assert (told.reason, told.email, told.person) == ("advertising", "a@example.org", None)
    assert "decides with a reason" in text(client.get(f"/wishes/{kettle.pk}/"))


@pytest.mark.parametrize("fields", [{"reason": "ugly"}, {"email": "nobody"}, {"key": "x"}])
def test_a_report_that_says_nothing_is_refused(
    client: Client, kettle: Wish, fields: dict[str, str]
) -> None:
    assert reported(client, kettle, **fields).status_code == 400


def test_reports_are_counted(client: Client, kettle: Wish) -> None:
    answers = [reported(client, kettle).status_code for _ in range(11)]
    assert answers == [302] * 10 + [429]
    assert Report.objects.count() == 10


def test_a_wish_without_words_is_read_as_well(client: Client, world: World, kettle: Wish) -> None:
    back(kettle, now=timezone.now(), units=10_000)
    assert "10,001 wanted" in text(client.get("/wishes/"))
