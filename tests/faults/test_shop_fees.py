"""A shop's month charged by many at once has one fee; without the guards it would have more."""

from collections import Counter
from datetime import date
from multiprocessing import get_context

import pytest
from django.db import IntegrityError, transaction

from clust.commissions.actions.charging import NothingToCharge, charge_months
from clust.commissions.fees import months_due
from clust.commissions.models import FeeInvoice, MonthFee
from clust.partners.actions.keeping import give_tenure
from clust.partners.actions.partnering import agree
from clust.partners.models import Tenure
from clust.rules.commission import Terms
from tests.faults.crew import together
from tests.partners.story import make_partner
from tests.world import DAY, World

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.load]


@pytest.fixture
def tenure(world: World) -> Tenure:
    partner, first = make_partner(), date(2026, 3, 1)
    told = {"partner": partner, "from_on": first, "person": None, "now": DAY}
    agree(terms=Terms(0, 0, 0), window_days=30, month_cents=-1_000, **told)
    return give_tenure(storefront=world.storefront, **told)


def charge(tenure: Tenure) -> str:
    try:
        charge_months(tenure, now=DAY)
    except NothingToCharge:
        return "already"
    return "charged"


def test_eight_workers_charge_once(tenure: Tenure) -> None:
    assert together([lambda: charge(tenure)] * 8) == Counter({"charged": 1, "already": 7})
    assert FeeInvoice.objects.count() == 1


def test_without_the_lock_all_find_it_due_and_the_key_lets_one_in(tenure: Tenure) -> None:
    looked = get_context("fork").Barrier(2)

    def charge_carelessly() -> str:
        with transaction.atomic():
            [(month, terms)] = months_due(tenure, DAY)
            looked.wait(30)
            told = {"storefront": tenure.storefront, "agreement_id": terms, "tenure": tenure}
            try:
                with transaction.atomic():
                    MonthFee.objects.create(month=month, cents=-1_000, at=DAY, **told)
            except IntegrityError:
                return "refused by the key"
            return "charged"

    answers = together([charge_carelessly] * 2)
    assert answers == Counter({"charged": 1, "refused by the key": 1})
