"""What was signed on paper is paid by who entered it: a refused card again, a transfer in time."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from clust import flow
from clust.campaigns.actions.holding import confirm_hold
from clust.gatherings.actions.starting import appoint_host, step_down
from clust.gatherings.models import Gathering, PaperForm
from clust.orders.models import Order
from clust.payments.actions.charging import receive_transfer
from clust.payments.models import Capture
from clust.people.models import Identity, Person
from clust.wallet.models import Card
from clust.web.parts.archive import StillBound, is_bound, leave
from tests.gatherings.story import TEN_DAYS, come, join, sign, start
from tests.web.shop.pages import text
from tests.web.shop.test_holding import entered, on_site
from tests.world import World, make_card, make_person

pytestmark = pytest.mark.django_db

REFUSED = "refused-1"


@pytest.fixture
def began() -> datetime:
    return timezone.now() - TEN_DAYS - timedelta(minutes=1)


@pytest.fixture
def gathering(world: World, alice: Person, began: datetime) -> Gathering:
    Identity.objects.create(person=alice, name="Alice Martin")
    return start(world, alice, now=began)


def closed_paper(gathering: Gathering, method: str = "") -> PaperForm:
    """Sign Marcelle in, by such a card of the organiser's or by transfer, and let it close."""
    now = gathering.at
    paper = sign(gathering, by_transfer=not method, now=now)
    if method:
        card = make_card(gathering.founder, now=now, method=method)
        confirm_hold(hold=paper.hold, card=card, ref="checked", now=now)
    flow.walk(now=timezone.now())
    return paper


def order_of(paper: PaperForm) -> Order:
    return Order.objects.get(person=paper.hold.person)


def visitor(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def page_of(client: Client, paper: PaperForm) -> str:
    return text(client.get(f"/private/papers/{paper.pk}/"))


def test_a_refused_card_is_said_and_paid_again(signed_in: Client, gathering: Gathering) -> None:
    paper = closed_paper(gathering, REFUSED)
    order = order_of(paper)
    said = page_of(signed_in, paper)
    assert "Card refused" in said
    assert "Pay €102.00" in said
    assert "Enter another" not in said, "it is closed"
    organised = text(signed_in.get(f"/private/{gathering.pk}/"))
    assert "Marcelle Petit on paper Card refused" in organised
    url = f"/orders/{order.pk}/payment/"
    assert "Signed on paper by Marcelle Petit" in text(signed_in.get(url))
    good = make_card(gathering.founder, now=timezone.now())
    answer = signed_in.post(url, {"pay": good.pk})
    assert on_site(signed_in.get(on_site(answer))) == f"/private/papers/{paper.pk}/"
    assert "Your payment has come" in page_of(signed_in, paper)
    capture = Capture.objects.get()
    assert (capture.order, capture.cents) == (order, 10_200)
    assert on_site(signed_in.post(url, {"pay": good.pk})) == f"/private/papers/{paper.pk}/"
    assert Capture.objects.count() == 1


def test_a_new_card_is_the_organisers_and_not_the_buyers(
    signed_in: Client, gathering: Gathering
) -> None:
    paper = closed_paper(gathering, REFUSED)
    answer = signed_in.post(f"/orders/{order_of(paper).pk}/payment/", {"pay": "new"})
    back = entered(signed_in, on_site(answer))
    for _ in range(3):
        signed_in.get(back)
    assert Capture.objects.get().cents == 10_200
    assert not Card.objects.filter(person=paper.hold.person).exists()
    assert Card.objects.filter(person=gathering.founder).count() == 2


def test_a_second_organiser_pays_with_a_card_of_their_own(
    gathering: Gathering, began: datetime
) -> None:
    bruno = make_person(began)
    come(gathering, bruno, began)
    appoint_host(gathering=gathering, by=gathering.founder, person=bruno, now=began)
    paper = closed_paper(gathering, REFUSED)
    url = f"/orders/{order_of(paper).pk}/payment/"
    theirs = Card.objects.get(person=gathering.founder)
    assert visitor(bruno).post(url, {"pay": theirs.pk}).status_code == 400
    own = make_card(bruno, now=timezone.now())
    visitor(bruno).post(url, {"pay": own.pk})
    assert Capture.objects.get().attempt.card == own  # type: ignore[union-attr]


def test_nobody_else_sees_or_pays_it(
    signed_in: Client, world: World, gathering: Gathering, began: datetime
) -> None:
    guest, left, elsewhere = (make_person(began) for _ in range(3))
    for person in (guest, left):
        come(gathering, person, began)
    appoint_host(gathering=gathering, by=gathering.founder, person=left, now=began)
    step_down(gathering=gathering, person=left, now=began)
    start(world, elsewhere, now=began, offering=gathering.offering)
    paper = closed_paper(gathering, REFUSED)
    url = f"/orders/{order_of(paper).pk}/payment/"
    for person in (guest, left, elsewhere):
        client = visitor(person)
        card = make_card(person, now=timezone.now())
        assert client.get(url).status_code == 404
        assert client.post(url, {"pay": card.pk}).status_code == 404
        assert client.get(f"/private/papers/{paper.pk}/").status_code == 404
    assert signed_in.get(f"/orders/{order_of(paper).pk}/").status_code == 404
    assert not Capture.objects.exists()


def test_an_order_without_a_form_stays_its_buyers(
    signed_in: Client, gathering: Gathering, began: datetime
) -> None:
    member = make_person(began)
    join(gathering, member, 1, began)
    flow.walk(now=timezone.now())
    order = Order.objects.get(person=member)
    assert signed_in.get(f"/orders/{order.pk}/payment/").status_code == 404


def test_a_transfer_is_awaited_and_then_paid(signed_in: Client, gathering: Gathering) -> None:
    paper = closed_paper(gathering)
    order = order_of(paper)
    said = page_of(signed_in, paper)
    assert "Transfer awaited" in said
    assert "Transfer awaited" in text(signed_in.get(f"/private/{gathering.pk}/"))
    assert "€102.00" in said
    assert order.transfer_due.reference in said.replace(" ", "")
    receive_transfer(order=order, cents=10_200, ref="line:1", now=timezone.now())
    said = page_of(signed_in, paper)
    assert "Payment Paid" in said
    assert "Transfer awaited" not in said


def test_a_transfer_may_be_paid_by_the_organisers_card(
    signed_in: Client, gathering: Gathering
) -> None:
    paper = closed_paper(gathering)
    card = make_card(gathering.founder, now=timezone.now())
    signed_in.post(f"/orders/{order_of(paper).pk}/payment/", {"pay": card.pk})
    assert Capture.objects.get().attempt.card == card  # type: ignore[union-attr]


def test_the_list_of_notices_says_for_whom(signed_in: Client, gathering: Gathering) -> None:
    paper = closed_paper(gathering, REFUSED)
    flow.tell(now=timezone.now())
    flow.send(now=timezone.now())
    said = text(signed_in.get("/notices/"))
    assert "for Marcelle Petit" in said
    refused = gathering.founder.notices.get(kind="refused")
    way_on = on_site(signed_in.get(f"/notices/{refused.pk}/"))
    assert way_on == f"/orders/{order_of(paper).pk}/payment/"


def test_who_alone_organises_stays_until_what_was_signed_is_paid(gathering: Gathering) -> None:
    paper, now = closed_paper(gathering), timezone.now()
    assert is_bound(gathering.founder, now)
    with pytest.raises(StillBound):
        leave(gathering.founder, now=now)
    receive_transfer(order=order_of(paper), cents=10_200, ref="bank:1", now=now)
    assert not is_bound(gathering.founder, now)


def test_where_somebody_else_organises_too_one_may_go(
    gathering: Gathering, began: datetime
) -> None:
    friend = make_person()
    come(gathering, friend, began)
    appoint_host(gathering=gathering, person=friend, by=gathering.founder, now=began)
    closed_paper(gathering)
    assert not is_bound(gathering.founder, timezone.now())
