"""Whoever signed on paper is told through who entered the form: once, in the organiser's words."""

from datetime import datetime, timedelta

import pytest
from django.core import mail

from clust import flow
from clust.campaigns.actions.holding import confirm_hold
from clust.campaigns.actions.pledging import withdraw_pledge
from clust.gatherings.actions import papering
from clust.gatherings.actions.starting import appoint_host, call_off_gathering, step_down
from clust.gatherings.models import Gathering, PaperForm
from clust.notices.inbox import shown_to, unread
from clust.notices.models import Notice, Preference, Rhythm, Sending, Topic
from clust.notices.sending import send_notice
from clust.orders.cancelling import cancel
from clust.orders.models import Cause, Order
from clust.people.models import Person
from clust.supply.actions.shipping import note_arrival, ship_in_bulk
from clust.supply.models import PurchaseOrder
from tests.gatherings.story import TEN_DAYS, come, join, sign, start
from tests.notices.members import member
from tests.world import DAY, World, make_campaign, make_card, make_world, pledge

pytestmark = pytest.mark.django_db

ANNE, BRUNO = "anne@clust.example", "bruno@clust.example"
LATER = DAY + timedelta(days=2)
CLOSED = DAY + TEN_DAYS + timedelta(minutes=1)


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def anne() -> Person:
    return member(ANNE, language="en", name="Anne Leblanc")


@pytest.fixture
def gathering(world: World, anne: Person) -> Gathering:
    return start(world, anne)


def go_on(now: datetime) -> None:
    """Let everything happen that is due, and the post leave."""
    flow.walk(now=now)
    flow.tell(now=now)
    flow.send(now=now)


def subjects(address: str = ANNE) -> list[str]:
    return [one.subject.replace("\xa0", " ") for one in mail.outbox if one.to == [address]]


def body(words: str) -> str:
    """Return the only mail to the organiser whose subject has these words."""
    (one,) = [one for one in mail.outbox if one.to == [ANNE] and words in one.subject]
    return " ".join(str(one.body).split())


def by_card(gathering: Gathering, method: str = "") -> PaperForm:
    """Sign Marcelle in on the organiser's card; return her form."""
    paper = sign(gathering, by_transfer=False)
    card = make_card(gathering.founder, method=method)
    confirm_hold(hold=paper.hold, card=card, ref="checked", now=DAY)
    return PaperForm.objects.get(pk=paper.pk)


def test_a_receipt_names_who_signed_and_leads_to_the_form(gathering: Gathering) -> None:
    paper = sign(gathering)
    go_on(DAY)
    said = body("For Marcelle Petit: ")
    assert "This is about what was signed on paper by Marcelle Petit: please tell them." in said
    assert f"/private/papers/{paper.pk}/" in said
    assert f"/pledges/{paper.hold.end.pledge_id}/" not in said
    assert mail.outbox[0].attachments


def test_the_price_and_how_to_transfer_it_reach_the_organiser(gathering: Gathering) -> None:
    join(gathering, member(BRUNO), 2)
    paper = sign(gathering)
    go_on(CLOSED)
    order = Order.objects.get(person=paper.hold.person)
    assert "45.00" in body("For Marcelle Petit: Final price")
    said = body("For Marcelle Petit: How to pay")
    assert "€92.00" in said
    assert order.transfer_due.reference in said.replace(" ", "")
    assert all("Marcelle" not in one for one in subjects(BRUNO))


def test_what_became_of_the_money_reaches_the_organiser(gathering: Gathering) -> None:
    paper = by_card(gathering)
    join(gathering, member(BRUNO), 2)
    go_on(CLOSED)
    assert "€92.00" in body("For Marcelle Petit: Paid")
    order = Order.objects.get(person=paper.hold.person)
    cancel(order=order, cause=Cause.GESTURE, goods_gross_cents=500, key="gesture:1", now=CLOSED)
    go_on(CLOSED)
    assert "€5.00" in body("For Marcelle Petit: On its way back")


def test_a_refused_card_leads_to_the_page_where_it_is_paid(gathering: Gathering) -> None:
    paper = by_card(gathering, "refused-1")
    join(gathering, member(BRUNO), 2)
    go_on(CLOSED)
    order = Order.objects.get(person=paper.hold.person)
    assert f"/orders/{order.pk}/payment/" in body("For Marcelle Petit: Please pay again")
    lapsed = CLOSED + timedelta(hours=49)
    go_on(lapsed)
    assert "You owe nothing" in body("lapsed")


def test_who_did_not_get_in_is_told(gathering: Gathering) -> None:
    variant = gathering.campaign.product.variants.get()
    sign(gathering, signed=papering.Signed(variant, 1, 4100, DAY.date()))
    join(gathering, member(BRUNO), 4)
    go_on(CLOSED)
    kinds = Notice.objects.filter(person=gathering.founder).values_list("kind", flat=True)
    assert "not_in" in kinds
    assert any(one.startswith("For Marcelle Petit: ") for one in subjects())


def test_a_withdrawal_in_writing_has_its_receipt(gathering: Gathering) -> None:
    paper = sign(gathering)
    told = {"paper": paper, "entered_by": gathering.founder, "signed_on": DAY.date(), "now": DAY}
    papering.withdraw_on_paper(units=1, **told)
    go_on(DAY)
    assert [one for one in subjects() if "withdr" in one.lower() and "Marcelle" in one]


def test_what_lies_ready_reaches_the_organiser(gathering: Gathering) -> None:
    by_card(gathering)
    go_on(CLOSED)
    shipment = ship_in_bulk(
        purchase_order=PurchaseOrder.objects.get(),
        option=gathering.place,
        dispatched_at=CLOSED,
        now=CLOSED,
    )
    note_arrival(shipment=shipment, now=CLOSED)
    go_on(CLOSED)
    assert any("For Marcelle Petit" in one and "collect" in one for one in subjects())


def test_one_price_for_many_forms_is_one_mail(gathering: Gathering) -> None:
    variant = gathering.campaign.product.variants.get()
    for name in ("Marcelle Petit", "Paul Roy", "Lise Blanc", "Jean Noir"):
        sign(gathering, name=name, signed=papering.Signed(variant, 1, 5000, DAY.date()))
    go_on(DAY)
    mail.outbox.clear()
    join(gathering, member(BRUNO), 4, LATER)
    go_on(LATER)
    said = body("For Marcelle Petit, Paul Roy, Lise Blanc and 1 more: ")
    assert len(subjects()) == 1
    assert "Jean Noir: 1 × " in said
    assert f"/private/{gathering.pk}/" in said


def test_who_is_in_as_well_reads_of_all_in_one_mail(gathering: Gathering) -> None:
    own = join(gathering, gathering.founder, 1)
    sign(gathering)
    go_on(DAY)
    join(gathering, member(BRUNO), 1, LATER)
    go_on(LATER)
    assert Notice.objects.filter(person=gathering.founder, kind="fell").count() == 1
    (said,) = [row.body for row in mail.outbox if "also about" in row.body]
    assert "signed on paper by Marcelle Petit" in said
    assert f"pledge no. {own.pk}" in said


def test_who_stays_in_does_not_read_that_they_wait_again(gathering: Gathering) -> None:
    variant = gathering.campaign.product.variants.get()
    join(gathering, gathering.founder, 1)
    sign(gathering, signed=papering.Signed(variant, 1, 4500, DAY.date()))
    bruno = join(gathering, member(BRUNO), 2)
    go_on(DAY)
    mail.outbox.clear()
    flow.act(withdraw_pledge, pledge=bruno, now=LATER)
    flow.walk(now=LATER)
    flow.send(now=LATER + timedelta(seconds=2))
    (said,) = [one for one in mail.outbox if one.to == [ANNE]]
    assert said.subject.startswith("For Marcelle Petit: The price rose")
    assert "please tell them" in str(said.body)


def test_what_was_passed_on_goes_to_no_second_organiser(gathering: Gathering) -> None:
    bruno = member(BRUNO, language="en")
    come(gathering, bruno)
    appoint_host(gathering=gathering, by=gathering.founder, person=bruno, now=DAY)
    paper = sign(gathering)
    go_on(DAY)
    step_down(gathering=gathering, person=gathering.founder, now=DAY)
    for notice in Notice.objects.filter(person=paper.hold.person):
        send_notice(notice, now=DAY)
    assert not bruno.notices.exists()


def test_called_off_is_said_once_however_many_signed(gathering: Gathering) -> None:
    sign(gathering)
    sign(gathering, name="Paul Roy")
    go_on(DAY)
    call_off_gathering(gathering=gathering, person=gathering.founder, reason="No hall", now=DAY)
    mail.outbox.clear()
    go_on(DAY)
    (one,) = mail.outbox
    assert one.subject.startswith("For Marcelle Petit, Paul Roy: ")
    assert "No hall" in " ".join(str(one.body).split())


def test_twice_asked_it_is_told_once_and_the_buyers_stand_as_passed_on(
    gathering: Gathering,
) -> None:
    paper = sign(gathering)
    go_on(DAY)
    sent = len(mail.outbox)
    go_on(DAY)
    assert len(mail.outbox) == sent > 0
    theirs = Sending.objects.filter(notice__person=paper.hold.person)
    assert {row.outcome for row in theirs} == {Sending.PASSED}


def test_another_clust_of_who_signed_is_no_matter_of_the_organiser(
    world: World, gathering: Gathering
) -> None:
    paper = sign(gathering)
    go_on(DAY)
    mail.outbox.clear()
    elsewhere = pledge(world, make_campaign(world), person=paper.hold.person)
    go_on(DAY)
    (told,) = Notice.objects.filter(kind="receipt", fact=elsewhere.pk)
    assert told.sending.outcome == Sending.NO_ADDRESS
    assert subjects() == []


def test_other_members_read_nothing_of_it(gathering: Gathering) -> None:
    bruno = member(BRUNO, language="en")
    join(gathering, bruno, 2)
    sign(gathering)
    go_on(DAY)
    theirs = [one.subject + str(one.body) for one in mail.outbox if one.to == [BRUNO]]
    assert theirs
    assert not [one for one in theirs if "Marcelle" in one]


def test_a_second_organiser_is_told_once_the_first_stepped_down(gathering: Gathering) -> None:
    bruno = member(BRUNO, language="en")
    come(gathering, bruno)
    appoint_host(gathering=gathering, by=gathering.founder, person=bruno, now=DAY)
    sign(gathering)
    go_on(DAY)
    assert subjects(BRUNO) == []
    step_down(gathering=gathering, person=gathering.founder, now=DAY)
    told = len(subjects())
    go_on(CLOSED)
    assert len(subjects()) == told
    assert any("Marcelle Petit" in one for one in subjects(BRUNO))


def test_the_organisers_choices_hold(gathering: Gathering) -> None:
    Preference.objects.create(
        person=gathering.founder,
        topic=Topic.PLEDGES,
        mail=Rhythm.NEVER,
        push=False,
        site=True,
        source="page",
        at=DAY,
    )
    sign(gathering)
    join(gathering, member(BRUNO), 2, LATER)
    go_on(LATER)
    falls = shown_to(gathering.founder).filter(kind="fell")
    assert falls.exists()
    assert unread(gathering.founder) == shown_to(gathering.founder).count()
    assert {row.sending.outcome for row in falls} == {Sending.UNWANTED}
