"""Who brought buyers, what a buyer cost, and sponsorship at the desk."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from clust.partners.actions.advertising import note_advert_cost
from clust.partners.actions.linking import make_link, name_advert
from clust.partners.models import Advert, AdvertCost, Link, Visit
from clust.payments.models import Capture
from clust.sponsoring.actions.earning import judge_referral
from clust.sponsoring.models import SponsorTerms
from clust.web.desk.sources import Source, sources
from tests.partners.story import linked, make_partner, referred
from tests.returns.story import bought
from tests.sponsoring.story import KEPT, brought, promised, sponsor
from tests.web.desk.conftest import NOON
from tests.world import DAY, World, make_person

TODAY = NOON.date()
MONTH = (date(2026, 2, 1), date(2026, 3, 31))


@pytest.fixture
def advert(world: World) -> Advert:
    return name_advert(storefront=world.storefront, name="Radio Lyon", now=DAY)


@pytest.fixture
def link(world: World, advert: Advert) -> Link:
    return make_link(storefront=world.storefront, path="/", advert=advert, now=DAY)


def paid(world: World, link: Link, units: int = 1) -> None:
    """Somebody clicks, buys, and pays."""
    person = make_person()
    order = bought(world, units, person=person)
    referred(link, person, key=order.pledge.key)
    Capture.objects.create(
        order=order, cents=order.total_gross_cents, ref=f"test-{order.pk}", at=DAY
    )


def cost(advert: Advert, cents: int, first: date, last: date) -> AdvertCost:
    told = {"advert": advert, "net_cents": cents, "from_on": first, "until_on": last}
    return note_advert_cost(**told, person=None, now=DAY)  # type: ignore[arg-type]


def only(*period: date) -> Source:
    (row,) = sources(*(period or MONTH))
    return row


def test_a_buyer_of_an_advert_costs_what_it_cost_by_those_who_paid(
    world: World, advert: Advert, link: Link
) -> None:
    paid(world, link)
    paid(world, link, units=2)
    referred(link, make_person())
    cost(advert, 1_000, date(2026, 3, 1), date(2026, 3, 10))
    row = only()
    assert (row.name, row.visits, row.pledges, row.buyers) == ("Radio Lyon", 3, 2, 2)
    assert (row.turnover, row.cost, row.each) == (2_990 + 5_490, 1_000, 500)


def test_a_cost_counts_by_the_days_that_lie_in_the_period(advert: Advert) -> None:
    cost(advert, 1_000, date(2026, 3, 1), date(2026, 3, 10))
    assert only(date(2026, 3, 6), date(2026, 3, 31)).cost == 500
    assert sources(date(2026, 3, 11), date(2026, 3, 31)) == []


def test_without_buyers_nobody_costs_anything(advert: Advert, link: Link) -> None:
    Visit.objects.create(link=link, day=TODAY)
    assert only().each is None


def test_word_of_mouth_costs_its_credits_and_stands_beside_partners(world: World) -> None:
    promised(world)
    judge_referral(brought(world, sponsor(world)), now=KEPT)
    partner = make_partner()
    Visit.objects.create(link=linked(world, partner), day=TODAY)
    rows = {row.kind: row for row in sources(*MONTH)}
    assert rows["sponsor"].cost == 800
    assert (rows["partner"].name, rows["partner"].visits) == (partner.name, 1)


def test_the_report_shows_and_exports_them(
    desk: Client, world: World, advert: Advert, link: Link
) -> None:
    paid(world, link)
    asked = {"from": "2026-03-01", "until": "2026-03-31"}
    page = desk.get(reverse("desk:sources"), asked)
    assert page.context["rows"][0].name == "Radio Lyon"
    table = desk.get(reverse("desk:sources"), asked | {"export": "csv"})
    assert b"Radio Lyon" in b"".join(table.streaming_content)  # type: ignore[arg-type]
    assert desk.get(reverse("desk:sources"), asked | {"kind": "partner"}).context["rows"] == []
    assert desk.get(reverse("desk:sources"), {"from": "nonsense", "sort": "x"}).status_code == 200


def test_its_numbers_lead_to_their_rows(
    desk: Client, world: World, advert: Advert, link: Link
) -> None:
    paid(world, link)
    page = desk.get(only().rows_url, {"advert": advert.pk, "state": "paid"})
    (row,) = page.context["page"]
    assert row.kept == 2_990
    assert (
        not desk.get(reverse("desk:brought"), {"until": "2026-01-01"}).context["page"].object_list
    )


def test_an_advert_gets_its_link_and_its_costs(desk: Client, world: World) -> None:
    asked = {"storefront": world.storefront.pk, "name": "Affiche", "path": "/wishes/"}
    desk.post(reverse("desk:new_advert"), asked)
    found = Advert.objects.get()
    assert found.links.get().path == "/wishes/"
    days = {"from_on": "2026-03-01", "until_on": "2026-03-02"}
    desk.post(reverse("desk:advert_cost", args=[found.pk]), {"net_cents": "120", **days})
    assert found.costs.get().net_cents == 12_000
    page = desk.get(reverse("desk:advert", args=[found.pk])).content.decode()
    assert f"/r/{found.links.get().code}/" in page
    desk.post(reverse("desk:advert_cost_end", args=[found.costs.get().pk]))
    assert not found.costs.exists()


@pytest.mark.parametrize("path", ["//evil.example/", "https://evil.example/", "wishes"])
def test_an_adverts_link_stays_inside(desk: Client, world: World, path: str) -> None:
    asked = {"storefront": world.storefront.pk, "name": "Affiche", "path": path}
    assert desk.post(reverse("desk:new_advert"), asked).status_code == 422
    assert not Link.objects.exists()


def test_days_are_in_their_order(desk: Client, advert: Advert) -> None:
    days = {"from_on": "2026-03-02", "until_on": "2026-03-01"}
    answer = desk.post(reverse("desk:advert_cost", args=[advert.pk]), {"net_cents": "1", **days})
    assert answer.status_code == 422


def test_the_list_says_what_earned_and_why_not(desk: Client, world: World) -> None:
    promised(world)
    link = sponsor(world)
    judge_referral(brought(world, link), now=KEPT)
    judge_referral(brought(world, link, link.sponsor), now=KEPT)
    page = desk.get(reverse("desk:sponsorships"))
    assert "their own link" in page.content.decode()
    for state, number in {"earned": 1, "refused": 1, "way": 0, "reversed": 0}.items():
        rows = desk.get(reverse("desk:sponsorships"), {"state": state}).context["page"]
        assert rows.paginator.count == number
    table = desk.get(reverse("desk:sponsorships"), {"reason": "own", "export": "csv"})
    assert b"their own link" in b"".join(table.streaming_content)  # type: ignore[arg-type]


def test_terms_begin_today_at_the_earliest(desk: Client, world: World) -> None:
    asked = {
        "storefront": world.storefront.pk,
        "from_on": TODAY.isoformat(),
        "sponsor_cents": "5",
        "kept_days": 21,
        "expires_days": 365,
        "most_per_year": 20,
        "claw_back_days": 730,
    }
    past = asked | {"from_on": (TODAY - timedelta(days=1)).isoformat()}
    url = reverse("desk:new_sponsor_terms")
    assert desk.post(url, past).status_code == 422
    assert desk.post(url, asked).status_code == 302
    assert desk.post(url, asked).status_code == 422
    assert SponsorTerms.objects.get().sponsor_cents == 500
    assert "€5.00" in desk.get(reverse("desk:sponsor_terms")).content.decode()


def test_these_pages_are_the_desks(world: World, client: Client) -> None:
    names = ("sources", "adverts", "sponsorships", "sponsor_terms", "brought")
    assert {client.get(reverse(f"desk:{name}")).status_code for name in names} == {302}
