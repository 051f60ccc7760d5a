"""Who gets past the door of a storefront that is not for everybody."""

from datetime import timedelta

import pytest
import time_machine
from django.core import signing
from django.test import Client
from django.utils import timezone

from clust.gatherings.actions.inviting import invite_by_link
from clust.people.models import Identity, Person
from clust.storefronts.actions.admitting import admit, end_admission, invite
from clust.storefronts.actions.roll import claim_on_paper
from clust.storefronts.models import (
    Admission,
    AdmissionEnd,
    AdmissionInvitation,
    RollEntry,
    Storefront,
)
from clust.web.parts.invitations import SALT
from clust.web.shop.invitations import token_of
from tests.gatherings.story import offer, start
from tests.web.office.conftest import Shop, make_member, make_shop
from tests.world import World, make_campaign, make_person

pytestmark = pytest.mark.django_db

LEGAL = ("/terms/", "/seller/", "/privacy/", "/guarantee/", "/accessibility/", "/withdrawal/")


@pytest.fixture
def closed(world: World) -> Shop:
    """A shop for whoever is invited."""
    return make_shop(world, "quiet", admission="invited", shares=False)


@pytest.fixture
def bo(world: World) -> Person:
    return make_member("bo@acme.example")


def link(invitation: AdmissionInvitation) -> str:
    return f"/joining/{signing.dumps(invitation.pk, salt=SALT)}/"


def invited(shop: Shop, **options: object) -> AdmissionInvitation:
    told = {"days": 7, "now": timezone.now(), **options}
    return invite(storefront=shop.storefront, by=shop.owner, **told)  # type: ignore[arg-type]


def people(storefront: Storefront) -> set[int]:
    standing = Admission.objects.standing().filter(storefront=storefront)
    return set(standing.values_list("person", flat=True))


def test_strangers_see_a_welcome_and_what_the_law_wants_said(closed: Shop) -> None:
    browser = closed.reading()
    assert browser.get("/").url == "/welcome/"
    assert "Club quiet" in browser.get("/welcome/").content.decode()
    assert {path: browser.get(path).status_code for path in LEGAL} == dict.fromkeys(LEGAL, 200)


@pytest.mark.parametrize(
    "path", ["/clusts/{}/", "/clusts/{}/live/", "/clusts/{}/poster/a4/", "/clusts/{}/book.json"]
)
def test_strangers_are_led_to_sign_in_everywhere_else(
    closed: Shop, world: World, path: str
) -> None:
    world.storefront = closed.storefront
    path = path.format(make_campaign(world, now=timezone.now()).pk)
    answer = closed.reading().get(path)
    assert answer.status_code == 302
    assert answer.url == f"/account/login/?next={path}"


def test_nothing_can_be_sent_by_strangers(closed: Shop) -> None:
    assert closed.reading().post("/wishes/new/").status_code == 404


def test_whom_nobody_let_in_finds_the_welcome_only(closed: Shop, bo: Person) -> None:
    browser = closed.reading(bo)
    assert browser.get("/").url == "/welcome/"
    assert browser.get("/wishes/").status_code == 404


def test_an_officer_comes_in_without_being_let_in(closed: Shop) -> None:
    assert closed.reading(closed.owner).get("/").status_code == 200


def test_an_invitation_lets_one_person_in_once(closed: Shop, bo: Person) -> None:
    path = link(invited(closed))
    assert "You are invited to Club quiet" in closed.reading().get(path).content.decode()
    assert closed.reading(bo).post(path).url == "/"
    assert closed.reading(bo).get("/").status_code == 200
    other = closed.reading(make_member("eve@acme.example")).post(path)
    assert other.status_code == 410
    assert "Somebody came in by this invitation already." in other.content.decode()
    assert people(closed.storefront) == {bo.pk}


def test_whoever_came_in_may_follow_the_link_again(closed: Shop, bo: Person) -> None:
    path = link(invited(closed))
    assert [closed.reading(bo).post(path).url for _ in range(2)] == ["/", "/"]
    assert Admission.objects.count() == 1


def test_an_invitation_expires(closed: Shop, bo: Person) -> None:
    path = link(invited(closed))
    with time_machine.travel(timezone.now() + timedelta(days=7, seconds=1)):
        answer = closed.reading(bo).post(path)
    assert answer.status_code == 410
    assert "has expired" in answer.content.decode()
    assert people(closed.storefront) == set()


def test_an_invitation_to_an_address_is_for_whoever_confirmed_it(closed: Shop, bo: Person) -> None:
    path = link(invited(closed, email="Bo@acme.example"))
    assert closed.reading(make_member("eve@acme.example")).post(path).status_code == 410
    assert closed.reading(bo).post(path).url == "/"
    assert set(AdmissionInvitation.objects.values_list("email", flat=True)) == {""}


def test_an_invitation_holds_at_its_own_storefront_only(
    closed: Shop, world: World, bo: Person
) -> None:
    other = make_shop(world, "other", admission="invited")
    assert other.reading(bo).post(link(invited(closed))).status_code == 410
    assert people(other.storefront) == people(closed.storefront) == set()


def test_a_forged_invitation_is_refused(closed: Shop, bo: Person) -> None:
    for token in ("nonsense", signing.dumps(1, salt="other"), "a:b:c"):
        assert closed.reading(bo).post(f"/joining/{token}/").status_code == 410


def with_domains(world: World) -> Shop:
    return make_shop(world, "acme", admission="mail", mail_domains="acme.example acme.fr")


def test_a_confirmed_address_of_the_community_lets_in(world: World, bo: Person) -> None:
    shop = with_domains(world)
    assert shop.reading(bo).post("/welcome/").url == "/"
    assert people(shop.storefront) == {bo.pk}


@pytest.mark.parametrize("address", ["bo@notacme.example", "bo@acme.example.org"])
def test_an_address_elsewhere_does_not(world: World, address: str) -> None:
    shop = with_domains(world)
    answer = shop.reading(make_member(address)).post("/welcome/")
    assert answer.status_code == 422
    assert "None of your confirmed e-mail addresses" in answer.content.decode()


def test_an_address_that_is_not_confirmed_does_not(world: World, bo: Person) -> None:
    bo.emailaddress_set.update(verified=False)  # type: ignore[attr-defined]
    assert with_domains(world).reading(bo).post("/welcome/").status_code == 422


def test_who_was_shown_out_stays_out_until_invited(world: World, bo: Person) -> None:
    shop, now = with_domains(world), timezone.now()
    admission = admit(storefront=shop.storefront, person=bo, how="mail", now=now)
    end_admission(admission=admission, cause=AdmissionEnd.Cause.SHOWN_OUT, by=shop.owner, now=now)
    assert shop.reading(bo).get("/wishes/").status_code == 404
    assert shop.reading(bo).post("/welcome/").status_code == 422
    assert shop.reading(bo).post(link(invited(shop))).url == "/"


def test_an_open_storefront_has_no_door(club: Shop, client: Client) -> None:
    assert club.reading().get("/").status_code == 200
    assert club.reading().get("/welcome/").url == "/"


STAFF = {"number": "A1", "birth_year": "1980"}


def on_the_roll(shop: Shop, number: str = "A1") -> RollEntry:
    return RollEntry.objects.create(
        storefront=shop.storefront, number=number, birth_year=1980, at=timezone.now()
    )


def test_the_door_by_number_waits_for_a_list(club: Shop, office: Client) -> None:
    told = {"admission": "roll"}
    assert "whoever is on our list, by number" in office.get("/office/door/").content.decode()
    answer = office.post("/office/door/", told)
    assert answer.status_code == 422
    assert "bring your list first" in answer.content.decode()
    on_the_roll(club)
    assert office.post("/office/door/", told).status_code == 302
    club.storefront.refresh_from_db()
    assert club.storefront.admission == "roll"


def test_a_proved_number_lets_in_once_and_a_wrong_one_never(
    club: Shop, office: Client, bo: Person
) -> None:
    on_the_roll(club)
    office.post("/office/door/", {"admission": "roll"})
    browser = club.reading(bo)
    assert browser.get("/").url == "/welcome/"
    assert "/staff-number/" in browser.get("/welcome/").content.decode()
    wrong = browser.post("/staff-number/", STAFF | {"birth_year": "1981"})
    assert wrong.status_code == 422
    assert people(club.storefront) == set()
    assert browser.post("/staff-number/", STAFF).url == "/"
    assert browser.get("/").status_code == 200
    assert Admission.objects.get().how == "roll"
    other = club.reading(make_member("eve@acme.example")).post("/staff-number/", STAFF)
    assert "Another account has this number." in other.content.decode()
    assert people(club.storefront) == {bo.pk}
    assert "by number" in office.get("/office/members/").content.decode()


def test_the_office_reads_who_entered_a_number_from_a_form(club: Shop, office: Client) -> None:
    entry, organiser = on_the_roll(club), make_member("cy@acme.example")
    Identity.objects.create(person=organiser, name="Cyrille Aubin")
    claim_on_paper(entry=entry, person=make_person(), entered_by=organiser, now=timezone.now())
    page = office.get("/office/roll/").content.decode()
    assert "on paper" in page
    assert "entered by Cyrille Aubin" in page
    assert "A1" in office.get("/office/roll/?state=paper").content.decode()
    assert "Cyrille" not in office.get("/office/roll/?state=known").content.decode()


def test_a_number_of_another_community_opens_nothing(
    club: Shop, world: World, office: Client, bo: Person
) -> None:
    on_the_roll(club)
    office.post("/office/door/", {"admission": "roll"})
    on_the_roll(make_shop(world, "other"), "Z9")
    answer = club.reading(bo).post("/staff-number/", STAFF | {"number": "Z9"})
    assert answer.status_code == 422
    assert people(club.storefront) == set()


def test_who_proved_a_number_at_an_open_shop_comes_in_once_it_closes(
    club: Shop, office: Client, bo: Person
) -> None:
    on_the_roll(club)
    browser = club.reading(bo)
    browser.post("/staff-number/", STAFF)
    office.post("/office/door/", {"admission": "roll"})
    assert browser.post("/staff-number/", STAFF).url == "/"
    assert browser.get("/").status_code == 200


def test_the_invitation_to_a_private_clust_waits_until_its_reader_is_let_in(
    closed: Shop, world: World, bo: Person
) -> None:
    now = timezone.now()
    allowed = offer(world, now, storefront=closed.storefront)
    gathering = start(world, closed.owner, offering=allowed, now=now)
    made = invite_by_link(gathering=gathering, person=closed.owner, now=now)
    page = f"/i/{token_of(made)}/"
    for browser in (closed.reading(), closed.reading(bo)):
        assert browser.get(page).url == "/welcome/"
        assert "Le club de go" not in browser.get("/welcome/").content.decode()
        assert browser.post(page).status_code == 404
    admit(storefront=closed.storefront, person=bo, how=Admission.How.INVITED, now=now)
    assert browser.get("/").url == page
    assert "Le club de go" in browser.get(page).content.decode()
    assert browser.get("/").status_code == 200
    assert browser.post(page).status_code == 302
