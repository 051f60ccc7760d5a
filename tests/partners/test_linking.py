"""Links lead inside only, have one owner, and count for the days agreed."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from clust.partners.actions.linking import (
    NotInside,
    NoVisit,
    OutsideWindow,
    is_inside,
    make_link,
    name_advert,
    note_visit,
    pass_on,
    refer,
)
from clust.partners.actions.partnering import Overlapping, end_agreement
from clust.partners.models import Agreement, Link, Referral
from clust.storefronts.models import Storefront
from tests.partners.story import agreed, linked, make_partner, referred
from tests.world import DAY, World, make_person, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.mark.parametrize("path", ["/", "/clusts/7/", "/clusts/7/?variant=2", "/wishes/?q=été"])
def test_a_page_of_ours_is_inside(path: str) -> None:
    assert is_inside(path)


@pytest.mark.parametrize(
    "path",
    ["", "clusts/7/", "//evil.example/", "/\\evil.example", "https://evil.example/", "/a\nb",
     "/a b", "javascript:alert(1)", "/r/abcd/", "/" + "a" * 300],
)  # fmt: skip
def test_a_way_out_is_not(path: str, world: World) -> None:
    assert not is_inside(path)
    with pytest.raises(NotInside):
        linked(world, make_partner(), path)


def test_a_link_has_exactly_one_owner(world: World) -> None:
    partner, sponsor = make_partner(), make_person()
    told = {"storefront": world.storefront, "path": "/", "now": DAY}
    assert make_link(**told, sponsor=sponsor).sponsor == sponsor
    advert = name_advert(storefront=world.storefront, name="Affiches", now=DAY)
    assert make_link(**told, advert=advert).advert == advert
    for owners in ({}, {"partner": partner, "sponsor": sponsor}):
        with pytest.raises(IntegrityError), transaction.atomic():
            make_link(**told, **owners)


def test_the_database_keeps_links_inside(world: World) -> None:
    link = linked(world, make_partner())
    with pytest.raises(IntegrityError), transaction.atomic():
        Link.objects.filter(pk=link.pk).update(path="//evil.example/")


def test_a_visit_counts_on_the_last_day_of_the_window_and_not_after(world: World) -> None:
    partner = make_partner()
    agreed(partner, window_days=7)
    visit, person = note_visit(linked(world, partner), remembered=True, now=DAY), make_person()
    told = {"visit": visit.pk, "storefront": world.storefront, "person": person}
    assert refer(**told, key=uuid4(), now=DAY + timedelta(days=7))
    with pytest.raises(OutsideWindow):
        refer(**told, key=uuid4(), now=DAY + timedelta(days=8))


def test_an_order_is_referred_once_under_its_key(world: World) -> None:
    link, person, key = linked(world, make_partner()), make_person(), uuid4()
    first = referred(link, person, key=key)
    assert referred(link, person, key=key) == first
    assert Referral.objects.count() == 1


def test_a_visit_counts_in_its_own_storefront_only(world: World) -> None:
    other = Storefront.objects.create(slug="o", name="Other", seller=world.storefront.seller)
    visit = note_visit(linked(world, make_partner()), remembered=False, now=DAY)
    with pytest.raises(NoVisit):
        refer(visit=visit.pk, storefront=other, person=make_person(), key=uuid4(), now=DAY)


def test_an_order_in_another_s_place_keeps_who_brought_it(world: World) -> None:
    first, key = referred(linked(world, make_partner()), make_person()), uuid4()
    passed = pass_on(key=first.key, to=key)
    assert passed
    assert (passed.visit, passed.at) == (first.visit, first.at)
    assert pass_on(key=uuid4(), to=uuid4()) is None


# Agreements


def test_new_terms_end_those_before(world: World) -> None:
    partner = make_partner()
    old = agreed(partner)
    new = agreed(partner, from_on=date(2026, 3, 1))
    old.refresh_from_db()
    assert old.until_on == date(2026, 2, 28)
    assert list(Agreement.objects.on(date(2026, 2, 28))) == [old]
    assert list(Agreement.objects.on(date(2026, 3, 1))) == [new]


def test_two_agreements_never_hold_on_one_day(world: World) -> None:
    partner = make_partner()
    agreed(partner, from_on=date(2026, 3, 1), until_on=date(2026, 3, 31))
    with pytest.raises(Overlapping):
        agreed(partner, from_on=date(2026, 3, 31))
    with pytest.raises(IntegrityError), transaction.atomic():
        Agreement.objects.create(partner=partner, from_on=date(2026, 3, 5), at=DAY)
    assert agreed(make_partner("Another"), from_on=date(2026, 3, 5))


def test_terms_end_on_a_day_within_them(world: World) -> None:
    agreement = agreed(make_partner())
    assert end_agreement(agreement=agreement, until_on=date(2026, 6, 30), now=DAY)
    with pytest.raises(Overlapping):
        end_agreement(agreement=agreement, until_on=date(2026, 7, 31), now=DAY)
