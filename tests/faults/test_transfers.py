"""Two at the desk gather transfers at the same moment: nobody is paid twice."""

from datetime import datetime

import pytest

from clust import flow
from clust.commissions.actions import transferring
from clust.commissions.actions.billing import bill_statement, state_commissions
from clust.commissions.actions.transferring import NothingToPay, gather_transfers
from clust.commissions.models import Transfer, TransferFile
from clust.storefronts.models import Seller
from tests.commissions.brought import brought, known, partner_of
from tests.commissions.story import CAME, came
from tests.faults.crew import together
from tests.faults.guards import without_index
from tests.world import World

MAY = datetime.fromisoformat("2026-05-02T10:00:00+02:00")
OURS = "FR7630006000011234567890189"
DESKS = 4


@pytest.fixture
def seller(transactional_db: None, world: World) -> Seller:
    """Who owes a partner 4.13."""
    Seller.objects.update(iban=OURS)
    order = brought(world, 3)
    came(order)
    flow.walk(now=CAME)
    partner = partner_of(order)
    known(partner)
    bill_statement(state_commissions(partner, now=MAY)[0], now=MAY)
    return Seller.objects.get()


def gather(seller: Seller) -> object:
    return gather_transfers(seller, person=None, now=MAY).cents


def test_one_of_many_desks_gathers_what_is_due(seller: Seller) -> None:
    found = together([lambda: gather(seller)] * DESKS)
    assert found[NothingToPay.__name__] == DESKS - 1
    assert TransferFile.objects.count() == Transfer.objects.count() == 1


def test_without_its_guards_a_statement_would_be_paid_twice(
    seller: Seller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transferring, "lock_seller", lambda seller: None)
    with without_index("transfer", "transfer_bill_once"):
        together([lambda: gather(seller)] * DESKS)
        assert Transfer.objects.filter(open=True).count() > 1


def test_without_the_lock_the_key_still_holds(
    seller: Seller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transferring, "lock_seller", lambda seller: None)
    together([lambda: gather(seller)] * DESKS)
    assert Transfer.objects.filter(open=True).count() == 1
