"""The conversation on the pages: read by all, joined by members, moderated from the outside."""

from collections.abc import Callable
from io import BytesIO
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from clust.campaigns.models import Campaign
from clust.people.models import Person
from clust.talk.models import Comment, Review, TalkAppeal, TalkReport, Thanks
from clust.web.shop import limits
from tests.gatherings.story import start
from tests.returns.story import bought, received, sent
from tests.talk.story import answer, hide, make_club, make_contact, say, shown
from tests.web.shop.pages import text
from tests.wishes.wall import post
from tests.world import World, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def stranger(world: World) -> Person:
    return make_person(timezone.now())


@pytest.fixture
def said(world: World, kettles: Campaign, stranger: Person) -> Comment:
    return say(world, kettles, person=stranger, is_question=True, now=timezone.now())


def talk(about: Campaign) -> str:
    return f"/talk/clusts/{about.pk}/"


def picture(name: str = "moi.png") -> SimpleUploadedFile:
    pixels = BytesIO()
    Image.new("RGB", (8, 8), "teal").save(pixels, "PNG")
    return SimpleUploadedFile(name, pixels.getvalue(), "image/png")


def test_everybody_reads_and_members_join_in(
    client: Client, signed_in: Client, kettles: Campaign, said: Comment
) -> None:
    assert "Elle chauffe vite ?" in text(Client().get(talk(kettles)))
    sent = {"words": "La mienne siffle.", "key": uuid4(), "photo": picture()}
    answer = signed_in.post(talk(kettles), sent, follow=True)
    assert "La mienne siffle." in text(answer)
    comment = Comment.objects.get(words="La mienne siffle.")
    shown = Client().get(comment.photo.file.url)
    assert shown.status_code == 200
    assert Image.open(BytesIO(b"".join(shown))).format == "WEBP"


def test_a_picture_from_a_private_clust_is_for_those_inside(
    client: Client, world: World, alice: Person
) -> None:
    gathering = start(world, alice, now=timezone.now())
    comment = say(
        world, gathering.campaign, person=alice, now=timezone.now(), photo=picture().read()
    )
    url = comment.photo.file.url
    assert Client().get(url).status_code == 404
    inside = Client()
    inside.force_login(alice)
    answer = inside.get(url)
    assert (answer.status_code, answer["Cache-Control"]) == (200, "private, max-age=300")


def test_strangers_sign_in_first(kettles: Campaign, said: Comment) -> None:
    for path in (talk(kettles), f"/comments/{said.pk}/"):
        answer = Client().post(path, {"words": "Bonjour"})
        assert answer["Location"].startswith("/account/login/")
    assert Comment.objects.count() == 1


def test_the_pages_of_clusts_wishes_and_products_lead_to_it(
    client: Client, world: World, kettles: Campaign
) -> None:
    wish = post(world, now=timezone.now())
    for page, place in (
        (f"/clusts/{kettles.pk}/", talk(kettles)),
        (f"/wishes/{wish.pk}/", f"/talk/wishes/{wish.pk}/"),
    ):
        assert f'hx-get="{place}"' in client.get(page).content.decode()
        assert client.get(place).status_code == 200
    assert client.get(f"/talk/products/{world.kettle.pk}/").status_code == 200
    assert client.get("/talk/anything/1/").status_code == 404


def test_a_page_fetches_only_the_last_few_threads(
    client: Client, world: World, kettles: Campaign
) -> None:
    for number in range(6):
        say(world, kettles, f"Phrase {number}", now=timezone.now())
    part = client.get(talk(kettles), headers={"HX-Request": "true", "HX-Target": "talk"})
    assert "<html" not in part.content.decode()
    assert "Phrase 5" in text(part)
    assert "Phrase 1" not in text(part)
    assert "Read all that is said" in text(part)


def test_a_conversation_costs_the_same_with_one_thread_and_with_three(
    signed_in: Client, world: World, kettles: Campaign, count: Callable[[Client, str], int]
) -> None:
    def more() -> None:
        ada = make_person(timezone.now())
        shown(world, ada, f"Ada {ada.pk}", now=timezone.now())
        answer(say(world, kettles, person=ada, now=timezone.now()), now=timezone.now())

    more()
    one = count(signed_in, talk(kettles))
    more()
    more()
    assert count(signed_in, talk(kettles)) == one


def test_other_storefronts_people_neither_read_nor_answer(
    signed_in: Client, world: World, kettles: Campaign
) -> None:
    club = make_club(world)
    kettles.listings.create(storefront=club)  # type: ignore[attr-defined]
    theirs = say(world, kettles, "Entre nous", storefront=club, now=timezone.now())
    assert "Entre nous" not in text(signed_in.get(talk(kettles)))
    for path in ("", "thanks/", "report/", "edit/", "taking-back/", "objection/"):
        url = f"/comments/{theirs.pk}/{path}"
        assert signed_in.post(url, {"words": "Coucou", "key": uuid4()}).status_code == 404
    elsewhere = Client(headers={"Host": "club.example"})
    assert "Entre nous" in text(elsewhere.get(talk(kettles)))


def test_an_answer_of_the_supplier_bears_its_mark(
    client: Client, world: World, kettles: Campaign, said: Comment
) -> None:
    assert "Not answered yet." in text(client.get(talk(kettles)))
    contact = make_contact(world)
    client.force_login(contact)
    answered = {"words": "Deux minutes.", "voice": "supplier", "key": uuid4()}
    client.post(f"/comments/{said.pk}/", answered)
    page = text(Client(headers={"Accept-Language": "en"}).get(talk(kettles)))
    assert "The supplier official answer" in page
    assert "Not answered yet." not in page


def test_nobody_takes_a_voice_that_is_not_theirs(signed_in: Client, said: Comment) -> None:
    sent = {"words": "Ici le bureau", "voice": "desk", "key": uuid4()}
    signed_in.post(f"/comments/{said.pk}/", sent)
    assert said.replies.get().voice == "member"


def test_a_chosen_name_is_shown_to_those_who_are_signed_in(
    signed_in: Client, world: World, kettles: Campaign, said: Comment
) -> None:
    assert "A member" in text(signed_in.get(talk(kettles)))
    shown(world, said.person, now=timezone.now())
    assert "Colibri" in text(signed_in.get(talk(kettles)))
    assert "Colibri" not in text(Client().get(talk(kettles)))


def test_words_can_be_changed_and_taken_back(
    signed_in: Client, world: World, alice: Person, kettles: Campaign
) -> None:
    mine = say(world, kettles, "Éle", person=alice, now=timezone.now())
    signed_in.post(f"/comments/{mine.pk}/edit/", {"words": "Elle"})
    assert "Elle" in text(signed_in.get(f"/comments/{mine.pk}/"))
    assert "Take it back?" in text(signed_in.get(f"/comments/{mine.pk}/taking-back/"))
    signed_in.post(f"/comments/{mine.pk}/taking-back/")
    assert "Nobody has said anything yet." in text(signed_in.get(talk(kettles)))
    assert signed_in.get(f"/comments/{mine.pk}/edit/").status_code == 404


def test_thanks_are_given_and_taken_with_or_without_a_script(
    signed_in: Client, said: Comment
) -> None:
    path = f"/comments/{said.pk}/thanks/"
    assert signed_in.post(path)["Location"] == f"/comments/{said.pk}/"
    part = signed_in.post(path, {"back": "1"}, headers={"HX-Request": "true"})
    assert "Thank you!" in text(part)
    assert not Thanks.objects.exists()


def test_anybody_reports_without_an_account(client: Client, said: Comment) -> None:
    sent = {"reason": "illegal", "words": "Non", "email": "c@example.org", "key": uuid4()}
    client.post(f"/comments/{said.pk}/report/", sent)
    assert TalkReport.objects.get().comment == said
    assert "Report this" in text(client.get(f"/comments/{said.pk}/report/"))


def test_a_hidden_comment_is_shown_to_its_author_alone_who_objects(
    signed_in: Client, world: World, alice: Person, kettles: Campaign
) -> None:
    mine = say(world, kettles, person=alice, now=timezone.now())
    hide(world, mine, now=timezone.now())
    assert Client().get(f"/comments/{mine.pk}/").status_code == 404
    assert "Restons polis." in text(signed_in.get(f"/comments/{mine.pk}/"))
    signed_in.post(f"/comments/{mine.pk}/objection/", {"words": "Pourquoi ?"})
    assert TalkAppeal.objects.get().words == "Pourquoi ?"


def test_only_a_receiver_is_asked_for_a_review(
    signed_in: Client, world: World, alice: Person
) -> None:
    path = f"/talk/products/{world.kettle.pk}/"
    order = bought(world, person=alice)
    stars = {"stars": "4", "words": "Solide.", "key": uuid4()}
    refused = signed_in.post(f"/products/{world.kettle.pk}/review/", stars)
    assert "Only those who received it from us review it." not in text(signed_in.get(path))
    assert refused.status_code == 400
    received(sent(order))
    assert "You received it: how good is it?" in text(signed_in.get(path))
    page = signed_in.post(f"/products/{world.kettle.pk}/review/", stars, follow=True)
    assert "How reviews are verified" in text(page)
    assert "4.0 of 5, 1 review" in text(page)
    assert Review.objects.get().stars == 4
    assert "You received it" not in text(page)


def test_a_search_a_question_filter_and_an_order(
    client: Client, world: World, kettles: Campaign, said: Comment
) -> None:
    say(world, kettles, "Belle couleur", now=timezone.now())
    assert "Elle chauffe" not in text(client.get(talk(kettles), {"q": "couleur"}))
    assert "Belle couleur" not in text(client.get(talk(kettles), {"only": "questions"}))
    assert "Nothing found." in text(client.get(talk(kettles), {"q": "introuvable"}))
    page = text(client.get(talk(kettles), {"sort": "old"}))
    assert page.index("Elle chauffe") < page.index("Belle couleur")


def test_who_writes_too_fast_is_asked_to_wait(
    signed_in: Client, kettles: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "write_pace", limits.Pace(1))
    sent = [signed_in.post(talk(kettles), {"words": "Hé", "key": uuid4()}) for _ in range(2)]
    assert [answer.status_code for answer in sent] == [302, 429]


def test_what_is_wrong_comes_back_with_what_was_typed(signed_in: Client, kettles: Campaign) -> None:
    bad = SimpleUploadedFile("x.png", b"no picture", "image/png")
    answer = signed_in.post(talk(kettles), {"words": "Regardez", "key": uuid4(), "photo": bad})
    assert answer.status_code == 400
    assert "This is no JPEG, PNG or WebP picture." in text(answer)
    assert "Regardez" in answer.content.decode()
