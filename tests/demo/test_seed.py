"""The demo's shop is filled through the actions of the house, and can be filled again."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import transaction
from django.test.utils import override_settings
from pytest_django import DjangoDbBlocker

from clust import flow
from clust.campaigns.models import Campaign, PriceStep
from clust.commissions.actions.transferring import due_now
from clust.config.verification import verify
from clust.gatherings.models import PaperForm
from clust.notices.models import Bounce, Notice, Sending
from clust.orders.models import Order
from clust.people.actions import join_as_guest
from clust.people.models import Identity, Person
from clust.rules.ladder import Ladder
from clust.sourcing.models import Picture, Product, SupplierContact
from clust.sponsoring.models import Sponsorship
from clust.storefronts.models import Domain, Storefront
from clust.supply.models import Delivery, Parcel, PurchaseOrder
from clust.web.desk.sources import sources
from demo.accounts import DESK, MEMBER, PASSWORD, SUPPLIER
from demo.catalogue import ITEMS
from demo.crowd import REST, Crowd
from demo.scenes import SCENES, Scene
from demo.seed import fill
from demo.shop import crowd

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)


pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def _shop(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[None]:
    """Fill a shop at NOW, once for all tests; each of them finds it so."""
    pictures = override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media"))
    with django_db_blocker.unblock(), pictures, undone():
        fill(now=NOW)
        yield


@contextmanager
def undone() -> Iterator[None]:
    """Undo at the end what is written meanwhile."""
    block = transaction.atomic()
    block._from_testcase = True
    with block:
        yield
        transaction.set_rollback(True)


def clust(picture: str) -> Campaign:
    return Campaign.objects.filter(product__reference=picture).latest("opens_at")


def test_every_count_agrees_with_the_facts() -> None:
    assert verify().differing == 0


def test_there_is_a_clust_in_every_state() -> None:
    assert Campaign.objects.count() == len(SCENES) + 2, "a sponsor's and a private one"
    stages = {scene.picture: clust(scene.picture).stage(NOW) for scene in SCENES}
    assert stages["lamp"] == "planned"
    assert stages["pan"] == "cleared"
    assert stages["planter"] == "not_reached"
    assert sorted(stages.values()).count("live") == 11
    assert clust("kettle").ladder.missing(clust("kettle").gate.units) == 1
    assert clust("telescope").gate.rung == 0
    assert clust("jacket").gate.units == 51
    assert clust("blanket").closes_at == NOW + 5 * MINUTE
    assert len(clust("speaker").ladder.rungs) == 300


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.picture)
def test_as_many_are_in_as_the_scene_says(scene: Scene) -> None:
    campaign = clust(scene.picture)
    own = scene.own.units if scene.own and not scene.own.takes_back else 0
    waits = bool(scene.own and scene.own.waits_on)
    if not scene.is_over:
        assert campaign.gate.units == scene.units + (0 if waits else own)


def test_of_a_cleared_clust_what_was_paid_was_bought() -> None:
    pan = clust("pan")
    assert pan.closing.clearing.gross_cents == Ladder.of(pan.ladder.rungs).deepest_price
    assert Order.objects.filter(campaign=pan, person__emailaddress__email=MEMBER).count() == 1
    paid = Order.objects.filter(campaign=pan, captures__isnull=False)
    bought = sum(paid.values_list("units", flat=True))
    assert PurchaseOrder.objects.get(campaign=pan).units == bought
    assert 0 < paid.count() < Order.objects.filter(campaign=pan).count()
    assert Delivery.objects.exists()


def test_three_can_sign_in() -> None:
    people = [Person.objects.by_confirmed_address(email) for email in (MEMBER, DESK, SUPPLIER)]
    assert all(person and person.check_password(PASSWORD) for person in people)
    assert [person.is_staff for person in people if person] == [False, True, False]
    assert SupplierContact.objects.get().person == people[2]


def test_the_shop_answers_on_this_machine_only() -> None:
    hosts = set(Domain.objects.values_list("host", flat=True))
    assert hosts == {"localhost", "127.0.0.1", "[::1]", "ce.localhost", "club.localhost"}


def test_everything_the_law_wants_is_shown() -> None:
    sold = Product.objects.filter(reference__in=[item.picture for item in ITEMS])
    assert sold.count() == Picture.objects.count() == len(ITEMS)
    for product in sold:
        assert product.manufacturer
        assert product.eu_responsible
        assert product.identifier
        assert product.warnings_fr
        assert product.warnings_en
        reference = product.reference_prices.get()
        assert "example" in reference.source


def test_filled_again_it_stays_as_it_is() -> None:
    assert fill(now=NOW + 2 * MINUTE) == []
    assert Storefront.objects.count() == 3


def test_days_later_what_is_over_opens_anew() -> None:
    later = NOW + timedelta(days=30)
    flow.walk(now=later)
    opened = {campaign.product.reference for campaign in fill(now=later)}
    assert opened == {scene.picture for scene in SCENES if not scene.is_over}
    assert verify().differing == 0


def test_within_a_minute_the_price_falls() -> None:
    bicycle, buyers = clust("bicycle"), Crowd()
    buyers.random.seed(7)
    for second in range(60):
        buyers.act(now=NOW + second * SECOND)
    assert PriceStep.objects.filter(campaign=bicycle, at__gte=NOW).exists()
    assert verify().differing == 0


def test_when_one_is_over_the_next_season_opens_after_a_rest() -> None:
    blanket, buyers = clust("blanket"), Crowd()
    flow.walk(now=blanket.closes_at)
    buyers.survey(now=blanket.closes_at + REST / 2)
    assert clust("blanket") == blanket
    buyers.survey(now=blanket.closes_at + REST)
    assert clust("blanket").opens_at == blanket.closes_at + REST
    assert clust("blanket").stage(blanket.closes_at + REST) == "live"


def test_no_mail_of_the_past_waits_at_the_desk() -> None:
    assert not Notice.objects.due_to_send(NOW).exists()
    told = Notice.objects.filter(kind=Notice.Kind.PURCHASE)
    assert {row.sending.outcome for row in told} == {Sending.SENT}
    assert told.count() == PurchaseOrder.objects.count() > 0


def test_one_address_takes_no_more_mails() -> None:
    assert Bounce.objects.stopping().count() == 1


def test_the_crowd_gets_no_mail() -> None:
    flow.walk(now=NOW)
    flow.send(now=NOW)
    readers = {address for letter in mail.outbox for address in letter.to}
    assert readers <= {MEMBER, *(item.company.email for item in ITEMS)}


def test_nobody_entered_on_paper_and_nobody_who_signed_up_is_of_the_crowd() -> None:
    told = {"language": "fr", "now": NOW}
    guest = join_as_guest(email="paula@clust.example", **told)
    Identity.objects.create(person=guest, name="Paula")
    EmailAddress.objects.filter(user=guest).delete()
    signed = PaperForm.objects.get().hold.person
    assert not crowd().filter(pk__in=[guest.pk, signed.pk]).exists()
    assert crowd().exists()


def test_a_sponsor_has_earned_a_credit_and_an_advert_has_its_cost() -> None:
    earned = Sponsorship.objects.get()
    assert (earned.sponsor.emailaddress_set.get().email, earned.credit.cents) == (MEMBER, 500)
    rows = {row.kind: row for row in sources(NOW.date() - timedelta(days=60), NOW.date())}
    assert (rows["advert"].buyers, rows["advert"].cost) == (1, 12_000)


def test_what_a_partner_earned_waits_for_its_transfer() -> None:
    (due,) = due_now(NOW)
    assert due.bill
    assert due.bill.statement.partner.name == "Le carnet de Noé"
    assert due.cents > 0


def test_some_collected_their_goods_and_some_may_still_come() -> None:
    collected = Delivery.objects.filter(parcel__shipment__isnull=False)
    lying = Parcel.objects.to_collect()
    assert collected.exists()
    assert {parcel.shipment.purchase_order.quote.product.reference for parcel in lying} == {"pan"}
