"""Whom an office sees among its people."""

import pytest
from django.test import Client
from django.utils import timezone

from clust.storefronts.actions.admitting import admit
from tests.web.office.conftest import Shop, make_member

pytestmark = pytest.mark.django_db


def test_who_only_bought_here_stays_unnamed(club: Shop, office: Client) -> None:
    for email, how in (("bo@example.org", "itself"), ("ana@example.org", "mail")):
        person = make_member(email, name=email[:2].title() + " Known")
        admit(storefront=club.storefront, person=person, how=how, now=timezone.now())
    for path in ("/office/members/", "/office/members/?export=csv"):
        told = b"".join(office.get(path)).decode()
        assert "ana@example.org" in told
        assert "bo@example.org" not in told
        assert "Bo Known" not in told
