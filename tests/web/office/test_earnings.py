"""A treasurer reads what the shop earns and pays; nobody reads another community's."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clust.commissions.actions.charging import charge_months
from clust.commissions.actions.earning import accrue_commissions
from clust.commissions.levels import month_start
from clust.commissions.models import CommissionStatement, FeeInvoice
from clust.partners.actions.keeping import give_tenure
from clust.partners.models import Partner
from clust.storefronts.actions.admitting import note_point_of_sale
from clust.storefronts.models import Storefront
from tests.commissions.story import came
from tests.partners.story import agreed, make_partner
from tests.returns.story import bought
from tests.web.office.conftest import Shop
from tests.world import World

LAST = month_start(timezone.now()) - timedelta(days=1)


@pytest.fixture
def partner(world: World, club: Shop) -> Partner:
    """The club keeps its shop, sold three kettles, and has a statement and an invoice."""
    partner = make_partner("Club de go")
    terms = agreed(partner, from_on=date(2020, 1, 1))
    type(terms).objects.update(month_cents=-1_000)
    keep(club.storefront, partner)
    order = bought(world)
    key = order.pledge.key
    note_point_of_sale(
        storefront=club.storefront, person=order.person, key=key, now=order.pledge.at
    )
    accrue_commissions(came(order), now=LAST)
    charge_months(club.storefront.tenures.get(), now=timezone.now())
    CommissionStatement.objects.create(
        partner=partner,
        currency="EUR",
        month=LAST.date().replace(day=1),
        until=month_start(timezone.now()),
        before_cents=0,
        accrued_cents=413,
        reversed_cents=0,
        payable_cents=0,
        at=timezone.now(),
    )
    return partner


def keep(storefront: Storefront, partner: Partner) -> None:
    told = {"storefront": storefront, "partner": partner, "from_on": date(2026, 3, 1)}
    give_tenure(**told, person=None, now=timezone.now())


def get(office: Client, name: str, *keys: object) -> Any:
    return office.get(reverse(f"office:{name}", args=keys))


@pytest.mark.usefixtures("partner")
def test_the_page_states_terms_months_statements_and_invoices(office: Client) -> None:
    page = get(office, "earnings").content.decode()
    statement, invoice = CommissionStatement.objects.get(), FeeInvoice.objects.latest("pk")
    for word in ("Club de go", statement.number, invoice.name, "€12.00"):
        assert word in page
    assert get(office, "earning", statement.pk).status_code == 200
    assert "10" in get(office, "fee", invoice.pk).content.decode()
    lines = b"".join(get(office, "earning_lines", statement.pk).streaming_content).decode()
    assert "4.13" in lines.replace(",", ".")


@pytest.mark.usefixtures("partner")
def test_another_shop_s_officer_finds_nothing(council: Shop) -> None:
    other = council.reading(council.owner)
    statement, invoice = CommissionStatement.objects.get(), FeeInvoice.objects.latest("pk")
    assert statement.number not in get(other, "earnings").content.decode()
    for name, key in (("earning", statement), ("earning_lines", statement), ("fee", invoice)):
        assert get(other, name, key.pk).status_code == 404


def test_a_keeper_with_another_shop_shows_no_statement_here(
    office: Client, council: Shop, partner: Partner
) -> None:
    keep(council.storefront, partner)
    assert get(office, "earning", CommissionStatement.objects.get().pk).status_code == 404
    assert get(office, "fee", FeeInvoice.objects.latest("pk").pk).status_code == 200


def test_a_portal_s_office_shows_what_its_communities_statements_hold(
    council: Shop, club: Shop, partner: Partner
) -> None:
    Storefront.objects.filter(pk=club.storefront.pk).update(portal=council.storefront)
    keep(council.storefront, partner)
    portal = council.reading(council.owner)
    assert get(portal, "earning", CommissionStatement.objects.get().pk).status_code == 200
