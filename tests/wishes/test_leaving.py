"""Who leaves takes their words along; what others want too stays on the wall."""

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from clust.config.verification import verify
from clust.wishes.actions.leaving import erase_wishes, export_wishes
from clust.wishes.actions.looking import record_look
from clust.wishes.actions.merging import merge_wishes
from clust.wishes.actions.moderating import appeal, hide_wish, report_wish
from clust.wishes.actions.posting import add_wish_picture
from clust.wishes.models import Appeal, Backing, Look, Report, Wish, WishPicture, WishWord
from clust.wishes.search import similar
from tests.base.test_pictures import picture
from tests.wishes.wall import IN_A_MONTH, back, post
from tests.world import DAY, World, make_card, make_person, make_world

pytestmark = pytest.mark.django_db
WORDS = {"words": "Pour Zoé Quiberon", "link": "https://shop.example/zoe"}


@pytest.fixture
def world() -> World:
    return make_world()


def test_a_person_reads_all_they_wished_for(world: World) -> None:
    wish = post(world, choices=["Rouge"], guess_gross_cents=4_900, **WORDS)
    anne, other = wish.person, post(world, "Une lampe")
    back(other, person=anne, units=2, limit_gross_cents=8_000, limit_until=IN_A_MONTH)
    report_wish(wish=other, reason="other", words="Bof", person=anne, key=uuid4(), now=DAY)
    hiding = hide_wish(wish=wish, person=make_person(), reason="other", words="Pub", now=DAY)
    appeal(hiding=hiding, person=anne, words="Mais non", now=DAY)
    known = export_wishes(anne)
    assert [row["words"] for row in known["posted"]] == [WORDS["words"]]
    assert known["posted"][0]["choices"] == ["Rouge"]
    assert [(row["guess"], row["limit"]) for row in known["wanted"]] == [
        ("49.00", None),
        (None, "80.00"),
    ]
    assert known["reported"][0]["words"] == "Bof"
    assert known["appeals"][0]["words"] == "Mais non"


def test_open_backings_end_and_keep_no_card_and_no_place(world: World) -> None:
    anne, wish = make_person(), post(world)
    limit = {"limit_gross_cents": 8_000, "limit_until": IN_A_MONTH, "card": make_card(anne)}
    backing = back(wish, person=anne, region="FR-69", **limit)
    assert erase_wishes(anne, now=DAY) == 1
    backing.refresh_from_db()
    assert (backing.open, backing.end.cause) == (False, "erased")
    assert (backing.card, backing.region, backing.limit_gross_cents) == (None, "", 8_000)
    assert not verify().differing


def test_what_nobody_else_wants_is_forgotten_whole(world: World) -> None:
    wish = post(world, "Cadeau Quiberonnais", **WORDS)
    post(world, "Un cadeau")
    erase_wishes(wish.person, now=DAY)
    wish.refresh_from_db()
    assert (wish.title, wish.words, wish.link) == ("…", "", "")
    words = set(WishWord.objects.values_list("word", flat=True))
    assert "cadeau" in words
    assert not words & {"quiberonnais", "quiberon", "zoe"}
    assert similar("quiberonnais", storefront=world.storefront, language="fr") == []


def test_the_title_of_what_others_want_stays_theirs(world: World) -> None:
    wish = post(world, "Bouilloire", **WORDS)
    back(wish)
    erase_wishes(wish.person, now=DAY)
    wish.refresh_from_db()
    assert (wish.title, wish.words, wish.link) == ("Bouilloire", "", "")
    assert Backing.objects.standing().count() == 1


def test_reports_and_appeals_lose_their_words(world: World) -> None:
    wish = post(world)
    report = report_wish(
        wish=wish, reason="other", words="x", person=wish.person, key=uuid4(), now=DAY
    )
    hiding = hide_wish(wish=wish, person=make_person(), reason="other", words="Pub", now=DAY)
    appeal(hiding=hiding, person=wish.person, words="Mais non", now=DAY)
    erase_wishes(wish.person, now=DAY)
    assert Report.objects.values_list("words", "person").get(pk=report.pk) == ("", None)
    assert Appeal.objects.get().words == "…"


def test_a_merged_wish_is_forgotten_where_it_went_too(world: World) -> None:
    gone, kept = post(world), post(world)
    merge_wishes(wish=gone, into=kept, person=make_person(), now=DAY)
    erase_wishes(gone.person, now=DAY)
    assert Backing.objects.standing().get().person == kept.person
    assert Wish.objects.get(pk=gone.pk).title == "…"


@pytest.mark.django_db(transaction=True)
def test_no_picture_is_left(world: World, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    wish = post(world, **WORDS)
    add_wish_picture(wish=wish, upload=picture(), now=DAY)
    record_look(wish=wish, title="Zoé", picture=picture().getvalue(), now=DAY)
    assert len(list(tmp_path.rglob("*.webp"))) == 2
    erase_wishes(wish.person, now=DAY)
    assert not WishPicture.objects.exists()
    assert not Look.objects.exists()
    assert not list(tmp_path.rglob("*.webp"))
