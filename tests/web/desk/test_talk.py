"""The desk reads the conversation, answers, hides with a reason, decides, and keeps a log."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from clust.campaigns.models import Campaign
from clust.people.models import Person
from clust.sourcing.models import Role, SupplierContact
from clust.storefronts.actions.tribes import found_tribe
from clust.talk.models import Comment, TalkHiding, TalkReport
from tests.gatherings.story import start
from tests.talk.story import hide, make_contact, object_, report, say, shown
from tests.web.desk.conftest import reading
from tests.web.shop.pages import text
from tests.world import DAY, World, make_person

pytestmark = pytest.mark.django_db
REASON = {"reason": "offensive", "words": "Restons polis."}


@pytest.fixture
def said(world: World, live: Campaign) -> Comment:
    return say(world, live, is_question=True)


def titles(desk: Client, asked: str) -> str:
    return text(desk.get(f"/desk/talk/?{asked}"))


def test_the_list_is_searched_and_narrowed(desk: Client, world: World, said: Comment) -> None:
    other = say(world, world.kettle, "Belle couleur")
    assert "Belle couleur" not in titles(desk, "q=chauffe")
    assert "Belle couleur" not in titles(desk, "state=to_answer")
    assert "Elle chauffe" not in titles(desk, "about=product")
    report(world, other)
    assert "Belle couleur" in titles(desk, "state=reported")
    hide(world, other)
    assert "Belle couleur" in titles(desk, "state=hidden")
    rows = b"".join(desk.get("/desk/talk/?export=csv")).decode()  # type: ignore[arg-type]
    assert "Belle couleur" in rows


@pytest.mark.parametrize("path", ["", "reports/", "objections/", "decisions/", "tribes/"])
def test_lists_cost_the_same_with_one_row_and_with_three(
    desk: Client, world: World, live: Campaign, path: str
) -> None:
    def more() -> None:
        one = say(world, live)
        report(world, one)
        object_(hide(world, one), one.person)
        found_tribe(
            storefront=world.storefront,
            person=one.person,
            name=f"Tribu {one.pk}",
            words="",
            is_open=True,
            now=DAY,
        )

    def count() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert desk.get(f"/desk/talk/{path}").status_code == 200
        return len(seen)

    more()
    one = count()
    more()
    more()
    assert count() == one


def test_the_desk_answers_with_its_mark(desk: Client, said: Comment) -> None:
    sent = {"words": "Deux minutes.", "key": uuid4()}
    page = desk.post(f"/desk/talk/{said.pk}/", sent, follow=True)
    assert "Everybody reads it, with our mark." in text(page)
    assert said.replies.get().voice == "desk"


def test_a_message_is_hidden_objected_to_and_shown_again(
    desk: Client, world: World, said: Comment
) -> None:
    report(world, said)
    desk.post(f"/desk/talk/comment/{said.pk}/hiding/", REASON)
    objection = object_(TalkHiding.objects.get(), said.person)
    page = text(desk.get(f"/desk/talk/objections/{objection.pk}/"))
    assert "C’était de l’humour." in page
    desk.post(f"/desk/talk/objections/{objection.pk}/", {"upheld": "no", "words": "Soit."})
    assert "shown again" in text(desk.get("/desk/talk/decisions/"))
    assert "Its author objects" in text(desk.get(f"/desk/talk/{said.pk}/"))


def test_tribes_and_members_pages_are_judged_alike(
    desk: Client, world: World, worker: Person
) -> None:
    anne = make_person()
    tribe = found_tribe(
        storefront=world.storefront, person=anne, name="Go", words="", is_open=True, now=DAY
    )
    profile = shown(world, anne)
    for kind, thing in (("tribe", tribe), ("profile", profile)):
        report(world, thing, words="Pas ici")
        assert "Pas ici" in text(desk.get(f"/desk/talk/{kind}/{thing.pk}/"))
        desk.post(f"/desk/talk/{kind}/{thing.pk}/dismissal/")
        assert not TalkReport.objects.due_to_judge().exists()
        desk.post(f"/desk/talk/{kind}/{thing.pk}/hiding/", REASON)
    assert TalkHiding.objects.count() == 2
    assert desk.get("/desk/talk/person/1/").status_code == 404


def test_only_the_desk_moderates(world: World, said: Comment) -> None:
    member = reading("en", make_person())
    for path in ("", "reports/", "decisions/", f"{said.pk}/", f"comment/{said.pk}/hiding/"):
        assert member.get(f"/desk/talk/{path}").status_code == 403


def supplier(person: Person, **role: Any) -> Client:
    SupplierContact.objects.filter(person=person).update(**role)
    return reading("en", person)


def test_the_supplier_answers_about_its_own_products_without_names(
    world: World, said: Comment
) -> None:
    shown(world, said.person)
    client = supplier(make_contact(world), role=Role.SALES)
    assert "Elle chauffe vite ?" in text(client.get("/supplier/conversation/?state=to_answer"))
    path = f"/supplier/conversation/{said.pk}/"
    assert "Colibri" not in text(client.get(path))
    client.post(path, {"words": "Deux minutes.", "key": uuid4()})
    assert said.replies.get().voice == "supplier"
    assert "Elle chauffe" not in text(client.get("/supplier/conversation/?state=to_answer"))


def test_the_supplier_reads_what_it_is_asked_and_not_what_people_say_among_themselves(
    world: World, live: Campaign
) -> None:
    private = start(world).campaign
    chat = say(world, live, "Une voisine la cherche.")
    inside = say(world, private, "On se retrouve chez moi.")
    say(world, private, "Quel poids ?", is_question=True)
    client = supplier(make_contact(world), role=Role.SALES)
    page = text(client.get("/supplier/conversation/"))
    assert "Quel poids ?" in page
    assert "voisine" not in page
    assert "chez moi" not in page
    for one in (chat, inside):
        assert client.get(f"/supplier/conversation/{one.pk}/").status_code == 404


def test_another_supplier_and_its_logistics_see_nothing(world: World, said: Comment) -> None:
    from clust.sourcing.models import Supplier

    rival = Supplier.objects.create(name="Autre", email="autre@example.org")
    person = make_person()
    SupplierContact.objects.create(supplier=rival, person=person)
    client = supplier(person, role=Role.SALES)
    assert "Elle chauffe" not in text(client.get("/supplier/conversation/"))
    assert client.get(f"/supplier/conversation/{said.pk}/").status_code == 404
    logistics = supplier(make_contact(world), role=Role.LOGISTICS)
    assert logistics.get("/supplier/conversation/").status_code == 403


def test_a_hidden_thread_is_not_answered(desk: Client, world: World, said: Comment) -> None:
    hide(world, said)
    page = desk.post(f"/desk/talk/{said.pk}/", {"words": "Oui.", "key": uuid4()})
    assert "This conversation is over" in text(page)
    with pytest.raises(Comment.DoesNotExist):
        said.replies.get()
