"""Who gets into an office, and who is appointed there."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from clust.people.models import Person
from clust.storefronts.actions.officers import (
    NotInvited,
    TooManyInvitations,
    appoint_officer,
    erase_offices,
    invite_officer,
    take_up_office,
)
from clust.storefronts.models import Officer, OfficerInvitation, Role
from tests.web.office.conftest import Shop, make_member
from tests.web.shop.pages import text
from tests.world import DAY

pytestmark = pytest.mark.django_db


def roles(shop: Shop) -> dict[int, str]:
    """Return who runs a shop, in which role."""
    return dict(shop.storefront.officers.filter(open=True).values_list("person", "role"))


def test_the_office_is_there_for_its_officers_only(club: Shop, council: Shop) -> None:
    assert club.reading(club.owner).get("/office/").status_code == 200
    assert club.reading(council.owner).get("/office/").status_code == 404
    assert club.reading(make_member("bo@example.org")).get("/office/").status_code == 404


def test_strangers_sign_in_to_see_an_office(club: Shop) -> None:
    assert club.reading().get("/office/").url == "/account/login/?next=/office/"


def invite(office: Client, email: str, role: str = "host") -> Any:
    return office.post("/office/officers/", {"email": email, "role": role}, follow=True)


def take_up(shop: Shop, person: Person, path: str = "/office/officers/joining/") -> Any:
    """Say yes to the first invitation that waits at this shop."""
    browser, waiting = shop.reading(person), OfficerInvitation.objects.order_by("pk").first()
    return browser.post(path, {"invitation": waiting.pk if waiting else 0})


def test_an_officer_is_invited_by_mail_and_says_yes(club: Shop, office: Client) -> None:
    bo = make_member("bo@example.org")
    invite(office, "Bo@example.org")
    assert roles(club) == {club.owner.pk: "owner"}
    assert mail.outbox[-1].to == ["bo@example.org"]
    assert f"http://{club.host}/office/officers/joining/" in mail.outbox[-1].body
    html = str(mail.outbox[-1].alternatives[0][0])
    assert f'href="http://{club.host}/office/officers/joining/"' in html
    assert "You are invited" in text(club.reading(bo).get("/office/officers/joining/"))
    take_up(club, bo)
    assert roles(club) == {club.owner.pk: "owner", bo.pk: "host"}
    assert not OfficerInvitation.objects.exists()


def test_the_answer_does_not_tell_whether_an_address_has_an_account(
    club: Shop, office: Client
) -> None:
    make_member("bo@example.org")
    answers = [text(invite(office, email)) for email in ("bo@example.org", "no@example.org")]
    for answer in answers:
        assert "The invitation is sent." in answer
    written = [str(one.body).replace("no@", "bo@") for one in mail.outbox[-2:]]
    assert written[0] == written[1]


def test_whoever_opens_an_account_with_the_address_says_yes(club: Shop, office: Client) -> None:
    invite(office, "new@example.org")
    new = make_member("new@example.org")
    take_up(club, new)
    assert roles(club)[new.pk] == "host"


def test_only_who_holds_the_address_says_yes(club: Shop, council: Shop, office: Client) -> None:
    invite(office, "bo@example.org")
    eve = make_member("eve@example.org")
    assert take_up(club, eve).status_code == 404
    bo = make_member("bo@example.org")
    assert take_up(council, bo).status_code == 404, "it is for another shop"
    assert set(roles(club)) == {club.owner.pk}


def test_an_invitation_is_taken_back(club: Shop, council: Shop, office: Client) -> None:
    bo = make_member("bo@example.org")
    assert "bo@example.org" in text(invite(office, "bo@example.org"))
    path = f"/office/officers/invitations/{OfficerInvitation.objects.get().pk}/"
    assert council.reading(council.owner).post(path).status_code == 404
    office.post(path)
    assert take_up(club, bo).status_code == 404
    assert "bo@example.org" not in text(office.get("/office/officers/"))


def test_a_second_invitation_takes_the_place_of_the_first(club: Shop, office: Client) -> None:
    invite(office, "bo@example.org", "host")
    invite(office, "BO@example.org", "treasurer")
    assert OfficerInvitation.objects.get().role == "treasurer"


def test_an_invitation_is_good_for_two_weeks(club: Shop) -> None:
    bo = make_member("bo@example.org")
    told = {"storefront": club.storefront, "email": "bo@example.org", "role": "host"}
    made = invite_officer(**told, by=club.owner, now=DAY)
    with pytest.raises(NotInvited):
        take_up_office(invitation=made, person=bo, now=DAY + timedelta(days=14))
    assert take_up_office(invitation=made, person=bo, now=DAY + timedelta(days=13))


def test_who_is_in_charge_no_more_invites_no_more(club: Shop, office: Client) -> None:
    bo = make_member("bo@example.org")
    appoint(club, bo, Role.OWNER)
    invite(club.reading(bo), "accomplice@example.org", "owner")
    office.post(f"/office/officers/{Officer.objects.standing().get(person=bo).pk}/")
    assert not OfficerInvitation.objects.exists()


def test_who_is_shown_out_comes_back_by_no_older_invitation(club: Shop, office: Client) -> None:
    bo = make_member("bo@example.org")
    officer = appoint(club, bo, Role.OWNER)
    invite(office, "bo@example.org", "treasurer")
    office.post(f"/office/officers/{officer.pk}/")
    assert take_up(club, bo).status_code == 404
    assert bo.pk not in roles(club)


def test_of_who_is_forgotten_no_invitation_stays(club: Shop) -> None:
    bo = make_member("bo@example.org")
    told = {"storefront": club.storefront, "email": "bo@example.org", "role": "host"}
    invite_officer(**told, by=club.owner, now=DAY)
    erase_offices(bo, now=DAY + timedelta(days=30))
    assert not OfficerInvitation.objects.exists()


def test_twenty_wait_at_most(club: Shop) -> None:
    told = {"storefront": club.storefront, "role": "host", "by": club.owner, "now": DAY}
    for number in range(20):
        invite_officer(**told, email=f"n{number}@example.org")
    with pytest.raises(TooManyInvitations):
        invite_officer(**told, email="more@example.org")


def appoint(shop: Shop, person: Person, role: str) -> Officer:
    return appoint_officer(
        storefront=shop.storefront, person=person, role=role, by=shop.owner, now=timezone.now()
    )


def test_a_host_appoints_nobody(club: Shop) -> None:
    bo = make_member("bo@example.org")
    appoint(club, bo, Role.HOST)
    assert club.reading(bo).get("/office/").status_code == 200
    assert club.reading(bo).get("/office/officers/").status_code == 403


def test_the_last_one_in_charge_stays(club: Shop, office: Client) -> None:
    officer = Officer.objects.get(person=club.owner)
    answer = office.post(f"/office/officers/{officer.pk}/")
    assert answer.status_code == 422
    assert "Somebody must stay in charge" in answer.content.decode()
    assert roles(club) == {club.owner.pk: "owner"}


def test_an_office_ends_and_another_role_begins(club: Shop, office: Client) -> None:
    bo = make_member("bo@example.org")
    appoint(club, bo, Role.HOST)
    invite(office, "bo@example.org", "treasurer")
    take_up(club, bo)
    assert roles(club)[bo.pk] == "treasurer"
    officer = Officer.objects.standing().get(person=bo)
    office.post(f"/office/officers/{officer.pk}/")
    assert club.reading(bo).get("/office/").status_code == 404


def test_another_shops_officer_is_not_ours_to_remove(office: Client, council: Shop) -> None:
    officer = Officer.objects.get(person=council.owner)
    assert office.post(f"/office/officers/{officer.pk}/").status_code == 404
    assert roles(council) == {council.owner.pk: "owner"}


@pytest.mark.parametrize("path", ["/desk/", "/admin/"])
def test_the_desk_is_at_no_communitys_host(club: Shop, settings: Any, path: str) -> None:
    settings.DESK_HOST = "clust.example"
    assert club.reading().get(path).status_code == 404
    settings.DESK_HOST = club.host
    assert club.reading().get(path).status_code == 302
