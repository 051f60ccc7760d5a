"""Officers care for the conversation of their own shop: read, answer, hide, decide, keep a log."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from clust.people.models import Person
from clust.storefronts.actions.officers import appoint_officer
from clust.storefronts.actions.tribes import found_tribe
from clust.storefronts.models import Role, Tribe
from clust.talk.actions.moderating import report_written
from clust.talk.models import Comment, TalkAppeal, TalkHiding, TalkReport
from tests.talk.story import answer, hide, object_, report, say, shown
from tests.web.office.conftest import Shop, make_member
from tests.web.shop.pages import text
from tests.wished import make_wish
from tests.world import World, make_campaign, make_person

pytestmark = pytest.mark.django_db
REASON = {"reason": "offensive", "words": "Restons polis."}
LISTS = ("", "reports/", "objections/", "decisions/")


def there(world: World, shop: Shop) -> World:
    return World(**{**vars(world), "storefront": shop.storefront})


def talked(world: World, shop: Shop, words: str = "Elle chauffe vite ?", **said: Any) -> Comment:
    """Somebody says something about a wish of a shop."""
    now = timezone.now()
    here, author = there(world, shop), make_person(now, language="en")
    return say(here, make_wish(here, author, now=now), words, person=author, now=now, **said)


@pytest.fixture
def said(world: World, club: Shop) -> Comment:
    return talked(world, club, is_question=True)


@pytest.fixture
def host(club: Shop) -> Person:
    """Somebody of the club who cares for its conversation."""
    person = make_member("host@example.org", name="Hélène")
    told = {"storefront": club.storefront, "by": club.owner, "now": timezone.now()}
    appoint_officer(person=person, role=Role.HOST, **told)
    return person


@pytest.fixture
def hosting(club: Shop, host: Person) -> Client:
    return club.reading(host)


def founded(shop: Shop, name: str = "Go") -> Tribe:
    told = {"storefront": shop.storefront, "words": "", "is_open": True, "now": timezone.now()}
    return found_tribe(person=make_person(), name=name, **told)


def listed(office: Client, asked: str = "") -> str:
    return text(office.get(f"/office/talk/?{asked}"))


def hidden_by_host(hosting: Client, said: Comment) -> TalkAppeal:
    hosting.post(f"/office/talk/{said.pk}/hiding/", REASON)
    return object_(TalkHiding.objects.get(comment=said), said.person)


def test_the_list_is_searched_narrowed_and_exported(
    hosting: Client, world: World, club: Shop, said: Comment
) -> None:
    other = talked(world, club, "Belle couleur")
    assert "Belle couleur" not in listed(hosting, "q=chauffe")
    assert "Belle couleur" not in listed(hosting, "state=to_answer")
    assert "Belle couleur" not in listed(hosting, "about=campaign")
    report(there(world, club), other)
    assert "Belle couleur" in listed(hosting, "state=reported&sort=thanked")
    rows = b"".join(hosting.get("/office/talk/?export=csv")).decode()  # type: ignore[arg-type]
    assert "Belle couleur" in rows


def test_one_clust_of_two_shops_has_two_conversations(
    hosting: Client, world: World, club: Shop
) -> None:
    kettles = make_campaign(world, now=timezone.now())
    elsewhere = say(world, kettles, "Dit ailleurs", now=timezone.now())
    assert "Dit ailleurs" not in listed(hosting)
    assert hosting.get(f"/office/talk/{elsewhere.pk}/").status_code == 404


@pytest.mark.parametrize("path", LISTS)
def test_lists_cost_the_same_with_one_row_and_with_three(
    hosting: Client, world: World, club: Shop, path: str
) -> None:
    def more() -> None:
        one, here = talked(world, club), there(world, club)
        for thing in (one, founded(club, f"Tribu {one.pk}")):
            report(here, thing)
            hide(here, thing)
        object_(TalkHiding.objects.get(comment=one), one.person)

    def count() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert hosting.get(f"/office/talk/{path}").status_code == 200
        return len(seen)

    more()
    one = count()
    more()
    more()
    assert count() == one


def test_officers_answer_in_the_communitys_name(hosting: Client, club: Shop, said: Comment) -> None:
    sent = {"words": "Deux minutes.", "key": uuid4()}
    page = hosting.post(f"/office/talk/{said.pk}/", sent, follow=True)
    assert "with your mark" in text(page)
    assert said.replies.get().voice == "office"
    assert "Elle chauffe" not in listed(hosting, "state=to_answer")
    thread = text(club.reading(said.person).get(reverse("shop:comment", args=[said.pk])))
    assert "Club go" in thread
    assert "official answer" in thread


def test_a_message_is_hidden_with_a_reason_and_the_log_says_by_whom(
    hosting: Client, world: World, club: Shop, said: Comment
) -> None:
    report(there(world, club), said, reason="advertising")
    assert "advertising" in text(hosting.get("/office/talk/reports/?state=due"))
    asked = hosting.get(f"/office/talk/{said.pk}/hiding/").content.decode()
    assert '<option value="advertising" selected>' in asked
    assert hosting.post(f"/office/talk/{said.pk}/hiding/", {"reason": "other"}).status_code == 422
    hosting.post(f"/office/talk/{said.pk}/hiding/", REASON)
    assert "Elle chauffe" in listed(hosting, "state=hidden")
    log = text(hosting.get("/office/talk/decisions/"))
    assert "Restons polis." in log
    assert "Hélène" in log
    assert not TalkReport.objects.due_to_judge().exists()


def test_what_is_harmless_stays(hosting: Client, world: World, club: Shop, said: Comment) -> None:
    report(there(world, club), said)
    page = hosting.post(f"/office/talk/{said.pk}/dismissal/", follow=True)
    assert "It stays" in text(page)
    assert not TalkReport.objects.due_to_judge().exists()
    assert not TalkHiding.objects.exists()


def test_another_officer_decides_an_objection(
    hosting: Client, office: Client, said: Comment
) -> None:
    objection = hidden_by_host(hosting, said)
    path, no = f"/office/talk/objections/{objection.pk}/", {"upheld": "no", "words": "Soit."}
    assert "another officer decides" in text(hosting.get(path))
    assert hosting.post(path, no).status_code == 422
    assert "C’était de l’humour." in text(office.get(path))
    office.post(path, no)
    assert "shown again" in text(hosting.get("/office/talk/decisions/"))
    assert "It is shown again." in text(hosting.get(path))


def test_what_the_desk_hid_the_desk_decides(
    office: Client, world: World, club: Shop, said: Comment
) -> None:
    objection = object_(hide(there(world, club), said), said.person)
    path = f"/office/talk/objections/{objection.pk}/"
    assert "another officer decides" in text(office.get(path))
    assert office.post(path, {"upheld": "no", "words": "Soit."}).status_code == 422
    assert "Clust’s desk" in text(office.get("/office/talk/decisions/"))


def test_nobody_decides_about_their_own_words(
    hosting: Client, office: Client, world: World, club: Shop
) -> None:
    now = timezone.now()
    here = there(world, club)
    own = say(here, make_wish(here, club.owner, now=now), person=club.owner, now=now)
    objection = hidden_by_host(hosting, own)
    sent = {"upheld": "no", "words": "Soit."}
    assert office.post(f"/office/talk/objections/{objection.pk}/", sent).status_code == 422


def test_what_the_seller_answered_is_not_the_communitys_to_hide(
    hosting: Client, said: Comment
) -> None:
    told = answer(said, person=make_person(is_staff=True), voice=Comment.Voice.DESK)
    assert "/hiding/" not in hosting.get(f"/office/talk/{told.pk}/").content.decode()
    assert hosting.post(f"/office/talk/{told.pk}/hiding/", REASON).status_code == 404
    assert not TalkHiding.objects.exists()


def test_tribes_are_judged_and_members_pages_left_to_the_desk(
    hosting: Client, world: World, club: Shop
) -> None:
    tribe, here = founded(club), there(world, club)
    report(here, tribe, words="Pas ici")
    report(here, shown(here, make_person()), words="Une page")
    page = text(hosting.get("/office/talk/reports/"))
    assert "Pas ici" in page
    assert "Une page" not in page
    assert "Pas ici" in text(hosting.get(f"/office/talk/tribes/{tribe.pk}/"))
    hosting.post(f"/office/talk/tribes/{tribe.pk}/hiding/", REASON)
    assert TalkHiding.objects.get().tribe == tribe


def test_nothing_of_another_storefront_is_there(
    hosting: Client, world: World, council: Shop
) -> None:
    now, tribe = timezone.now(), founded(council)
    theirs = talked(world, council, "Affaire du comité")
    told = {"storefront": council.storefront, "reason": "other", "now": now}
    report_written(theirs, key=uuid4(), **told)
    objection = object_(hide(there(world, council), theirs), theirs.person)
    for path in LISTS:
        assert "Affaire du comité" not in text(hosting.get(f"/office/talk/{path}"))
    for path in (str(theirs.pk), f"tribes/{tribe.pk}", f"objections/{objection.pk}"):
        assert hosting.get(f"/office/talk/{path}/").status_code == 404
    for path in (f"{theirs.pk}/hiding", f"{theirs.pk}/dismissal", f"tribes/{tribe.pk}/hiding"):
        assert hosting.post(f"/office/talk/{path}/", REASON).status_code == 404
    assert TalkHiding.objects.count() == 1


def test_treasurers_and_members_have_no_part_in_it(club: Shop, said: Comment) -> None:
    treasurer = make_member("money@example.org")
    told = {"storefront": club.storefront, "by": club.owner, "now": timezone.now()}
    appoint_officer(person=treasurer, role=Role.TREASURER, **told)
    for path in (*LISTS, f"{said.pk}/", f"{said.pk}/hiding/"):
        assert club.reading(treasurer).get(f"/office/talk/{path}").status_code == 403
        assert club.reading(said.person).get(f"/office/talk/{path}").status_code == 404
