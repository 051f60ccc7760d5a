"""Who gets into an office, and who is appointed there."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from clust.storefronts.actions.officers import appoint_officer
from clust.storefronts.models import Officer, Role
from tests.web.office.conftest import Shop, make_member

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


def test_an_officer_is_appointed_by_a_confirmed_address(club: Shop, office: Client) -> None:
    bo = make_member("bo@example.org")
    office.post("/office/officers/", {"email": "Bo@example.org", "role": "host"})
    assert roles(club) == {club.owner.pk: "owner", bo.pk: "host"}


def test_an_unknown_address_is_refused_with_the_reason(club: Shop, office: Client) -> None:
    answer = office.post("/office/officers/", {"email": "nobody@example.org", "role": "host"})
    assert answer.status_code == 422
    assert "Nobody has confirmed this address" in answer.content.decode()


def test_a_host_appoints_nobody(club: Shop) -> None:
    bo = make_member("bo@example.org")
    appoint_officer(
        storefront=club.storefront, person=bo, role=Role.HOST, by=club.owner, now=timezone.now()
    )
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
    office.post("/office/officers/", {"email": "bo@example.org", "role": "host"})
    office.post("/office/officers/", {"email": "bo@example.org", "role": "treasurer"})
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
