"""The pages of tribes, and the wall as a tribe sees it."""

import re
from datetime import timedelta

import pytest
from django.core import signing
from django.test import Client
from django.utils import timezone

from clust.people.models import Person
from clust.storefronts.actions.tribes import found_tribe, join_tribe, show_out
from clust.storefronts.models import Tribe
from clust.web.shop.tribes import SALT
from tests.talk.story import hide, shown
from tests.web.shop.pages import text
from tests.wishes.wall import back, post
from tests.world import World, make_campaign, make_person, pledge

pytestmark = pytest.mark.django_db


@pytest.fixture
def member(signed_in: Client) -> Person:
    return Person.objects.get(pk=signed_in.session["_auth_user_id"])


@pytest.fixture
def stranger() -> Person:
    return make_person(timezone.now())


def found(world: World, person: Person, *, is_open: bool = True) -> Tribe:
    return found_tribe(
        storefront=world.storefront,
        person=person,
        name="Rue des Lilas",
        words="Nos voisins",
        is_open=is_open,
        now=timezone.now(),
    )


def links(reader: Client, tribe: Tribe) -> list[str]:
    page = reader.get(f"/tribes/{tribe.pk}/").content.decode()
    return re.findall(r'value="http://testserver(/tribes/\d+/\?by=[^"]+)"', page)


def test_a_member_founds_a_tribe(signed_in: Client, world: World) -> None:
    answer = signed_in.post(
        "/tribes/new/", {"name": "Club de go", "kind": "club", "is_open": "on"}, follow=True
    )
    assert "Club de go" in text(answer)
    assert "you organise it" in text(answer)
    assert "Start a private clust" in text(answer)


def test_a_name_that_is_taken_comes_back_with_the_reason(
    signed_in: Client, world: World, stranger: Person
) -> None:
    found(world, stranger)
    answer = signed_in.post("/tribes/new/", {"name": "RUE DES LILAS", "kind": "place"})
    assert answer.status_code == 400
    assert "There is a tribe of this name already." in text(answer)


def test_strangers_find_open_tribes_and_sign_in_to_join(
    client: Client, world: World, stranger: Person
) -> None:
    tribe = found(world, stranger)
    assert "Rue des Lilas 1 member" in text(client.get("/tribes/", {"q": "lilas"}))
    assert client.post(f"/tribes/{tribe.pk}/membership/").status_code == 302
    assert tribe.memberships.count() == 1


def test_a_tribe_by_invitation_is_shown_by_its_link_alone(
    signed_in: Client, world: World, member: Person
) -> None:
    tribe = found(world, member, is_open=False)
    (link,) = links(signed_in, tribe)
    other = Client()
    asked = (f"/tribes/{tribe.pk}/", f"/tribes/{tribe.pk}/?by=made-up", link)
    assert [other.get(url).status_code for url in asked] == [404, 404, 200]
    assert "Rue des Lilas" not in text(other.get("/tribes/"))


def test_an_invitation_lets_in(
    signed_in: Client, world: World, member: Person, stranger: Person
) -> None:
    tribe = found(world, stranger, is_open=False)
    joining = f"/tribes/{tribe.pk}/membership/"
    assert signed_in.post(joining, {"by": "made-up"}).status_code == 404
    signed_in.post(joining, {"by": signing.dumps([tribe.pk, 0], salt=SALT)})
    assert tribe.memberships.filter(person=member, open=True).exists()


def test_an_invitation_ends_and_is_renewed(signed_in: Client, world: World, member: Person) -> None:
    tribe = found(world, member, is_open=False)
    (link,) = links(signed_in, tribe)
    assert Client().get(link).status_code == 200
    signed_in.post(f"/tribes/{tribe.pk}/invitation/")
    assert Client().get(link).status_code == 404
    (new,) = links(signed_in, tribe)
    assert Client().get(new).status_code == 200


def test_an_invitation_lets_nobody_in_who_was_shown_out(
    signed_in: Client, world: World, member: Person, stranger: Person
) -> None:
    tribe = found(world, stranger, is_open=False)
    theirs = join_tribe(tribe=tribe, person=member, invited=True, now=timezone.now())
    (link,) = links(signed_in, tribe)
    show_out(membership=theirs, person=stranger, words="Publicité.", now=timezone.now())
    assert signed_in.get(link).status_code == 404
    assert signed_in.post(f"/tribes/{tribe.pk}/invitation/").status_code == 404


def test_an_invitation_is_good_for_a_month(
    world: World, stranger: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    tribe = found(world, stranger, is_open=False)
    token = signing.dumps([tribe.pk, 0], salt=SALT)
    assert Client().get(f"/tribes/{tribe.pk}/?by={token}").status_code == 200
    monkeypatch.setattr("clust.web.shop.tribes.INVITATION_LASTS", timedelta(seconds=-1))
    assert Client().get(f"/tribes/{tribe.pk}/?by={token}").status_code == 404


def test_the_wall_shows_what_my_tribe_wants(
    signed_in: Client, world: World, member: Person, stranger: Person
) -> None:
    tribe, now = found(world, stranger), timezone.now()
    join_tribe(tribe=tribe, person=member, invited=False, now=now)
    back(post(world, "Une tondeuse pour la rue", now=now), person=stranger, now=now)
    post(world, "Un bateau pour personne", now=now)
    assert "Une tondeuse" not in text(signed_in.get("/wishes/", {"tribe": tribe.pk}))
    shown(world, stranger, now=now, what=["wishes"])
    page = text(signed_in.get("/wishes/", {"tribe": tribe.pk}))
    assert "Une tondeuse pour la rue" in page
    assert "Un bateau pour personne" not in page
    assert "Une tondeuse pour la rue" in text(signed_in.get(f"/tribes/{tribe.pk}/"))


def test_what_a_tribe_wants_is_for_its_members(
    client: Client, world: World, stranger: Person
) -> None:
    tribe = found(world, stranger)
    post(world, "Un bateau pour personne", now=timezone.now())
    assert "Un bateau pour personne" in text(client.get("/wishes/", {"tribe": tribe.pk}))
    assert "What we want" not in text(client.get(f"/tribes/{tribe.pk}/"))


def test_a_member_leaves(signed_in: Client, world: World, member: Person) -> None:
    tribe = found(world, member)
    signed_in.post(f"/tribes/{tribe.pk}/membership/end/")
    assert not tribe.memberships.filter(open=True).exists()
    assert signed_in.post(f"/tribes/{tribe.pk}/membership/end/").status_code == 404


def test_activity_counts_only_those_who_share(
    signed_in: Client, world: World, member: Person, stranger: Person
) -> None:
    tribe, now = found(world, member), timezone.now()
    kettles = make_campaign(world, now=now)
    for person in (stranger, make_person(now)):
        join_tribe(tribe=tribe, person=person, invited=False, now=now)
        pledge(world, kettles, 1, person=person, now=now)
    path = f"/tribes/{tribe.pk}/"
    assert "Where we are in" not in text(signed_in.get(path))
    shown(world, stranger, now=now, what=["clusts"])
    assert "Bouilloire 1 of us" in text(signed_in.get(path))
    assert "Bouilloire 1 of us" not in text(Client().get(path))


def test_members_see_the_names_of_those_who_share_them(
    signed_in: Client, world: World, member: Person, stranger: Person
) -> None:
    tribe, now = found(world, member), timezone.now()
    join_tribe(tribe=tribe, person=stranger, invited=False, now=now)
    path = f"/tribes/{tribe.pk}/members/"
    shown(world, stranger, now=now)
    assert "Colibri" not in text(signed_in.get(path))
    shown(world, stranger, now=now, what=["tribes"])
    assert "Colibri" in text(signed_in.get(path))
    outside = Client()
    outside.force_login(make_person(now))
    assert outside.get(path).status_code == 404


def test_an_organiser_shows_out_and_lets_in_again(
    signed_in: Client, world: World, member: Person, stranger: Person
) -> None:
    tribe, now = found(world, member), timezone.now()
    theirs = join_tribe(tribe=tribe, person=stranger, invited=False, now=now)
    signed_in.post(f"/tribes/{tribe.pk}/members/{theirs.pk}/out/", {"words": "Publicité."})
    other = Client(headers={"Accept-Language": "en"})
    other.force_login(stranger)
    refused = other.post(f"/tribes/{tribe.pk}/membership/", follow=True)
    assert "An organiser showed you out." in text(refused)
    page = signed_in.get(f"/tribes/{tribe.pk}/members/")
    assert "Publicité." in text(page)
    signed_in.post(f"/tribes/{tribe.pk}/out/{theirs.end.pk}/letting-in/")
    other.post(f"/tribes/{tribe.pk}/membership/")
    assert tribe.memberships.filter(person=stranger, open=True).exists()


def test_only_organisers_decide(
    signed_in: Client, world: World, member: Person, stranger: Person
) -> None:
    tribe, now = found(world, stranger), timezone.now()
    join_tribe(tribe=tribe, person=member, invited=False, now=now)
    theirs = tribe.memberships.get(person=stranger)
    for path in ("change/", f"members/{theirs.pk}/out/", f"members/{theirs.pk}/organising/"):
        assert signed_in.get(f"/tribes/{tribe.pk}/{path}").status_code == 404


def test_a_tribe_is_handed_over(
    signed_in: Client, world: World, member: Person, stranger: Person
) -> None:
    tribe, now = found(world, member), timezone.now()
    theirs = join_tribe(tribe=tribe, person=stranger, invited=False, now=now)
    path = f"/tribes/{tribe.pk}/members/{theirs.pk}/organising/"
    signed_in.post(path, {"stays": "no"})
    assert tribe.memberships.get(organises=True) == theirs
    assert signed_in.post(path, {"stays": "no"}).status_code == 404


def test_its_rules_are_read_before_one_joins(
    signed_in: Client, world: World, member: Person
) -> None:
    tribe = found(world, member)
    sent = {"kind": "place", "rules": "Pas de publicité.", "is_open": "on"}
    signed_in.post(f"/tribes/{tribe.pk}/change/", sent)
    page = text(Client(headers={"Accept-Language": "en"}).get(f"/tribes/{tribe.pk}/"))
    assert "Pas de publicité." in page
    assert "A place" in page


def test_a_hidden_tribe_is_seen_by_its_organisers_alone_who_object(
    signed_in: Client, world: World, member: Person
) -> None:
    tribe = found(world, member)
    report = {"reason": "illegal", "key": "6a2c3d2e-6f0e-4a2a-9f58-0b5a6e4a0002"}
    Client().post(f"/tribes/{tribe.pk}/report/", report)
    assert tribe.talkreports.count() == 1
    hide(world, tribe, now=timezone.now())
    assert Client().get(f"/tribes/{tribe.pk}/").status_code == 404
    assert "Rue des Lilas" not in text(Client().get("/tribes/"))
    assert "Restons polis." in text(signed_in.get(f"/tribes/{tribe.pk}/"))
    signed_in.post(f"/tribes/{tribe.pk}/objection/", {"words": "Pourquoi ?"})
    assert tribe.talkhidings.get().appeal.words == "Pourquoi ?"


def test_my_tribes_are_listed_with_all_their_members(
    signed_in: Client, world: World, member: Person, stranger: Person
) -> None:
    tribe = found(world, member, is_open=False)
    join_tribe(tribe=tribe, person=stranger, invited=True, now=timezone.now())
    assert "Rue des Lilas 2 members" in text(signed_in.get("/tribes/"))
