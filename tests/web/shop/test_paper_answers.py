"""Whoever organises a private clust answers for buyers on paper, on the form's page."""

from datetime import date, datetime, time, timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone

from clust import flow
from clust.campaigns.actions.amending import extend_campaign
from clust.campaigns.actions.holding import confirm_hold
from clust.campaigns.models import Pledge, Renewal
from clust.gatherings.actions.starting import appoint_host, call_off_gathering, step_down
from clust.gatherings.models import Gathering, PaperAnswer, PaperForm
from clust.orders.models import Order
from clust.people.models import Identity, Person
from clust.rules.ladder import Ladder
from clust.sourcing.models import Variant
from clust.supply.actions.ending import may_take_back_on
from clust.supply.actions.substituting import offer_substitute
from clust.supply.models import PurchaseOrder, SubstitutionAnswer
from tests.gatherings.story import TEN_DAYS, come, named, offer, sign, start
from tests.web.shop.pages import text
from tests.world import World, make_card, make_person

pytestmark = pytest.mark.django_db

PAGES = ("", "money-back/", "substitution/", "renewal/")


@pytest.fixture
def gathering(world: World, alice: Person) -> Gathering:
    Identity.objects.create(person=alice, name="Alice Martin")
    began = timezone.now() - TEN_DAYS - timedelta(minutes=1)
    return start(world, alice, now=began)


@pytest.fixture
def missed(world: World, alice: Person) -> Gathering:
    """Start a clust that needs six units, and let it close a week later."""
    now = timezone.now()
    return start(
        world, alice, now=now, offering=offer(world, now, ladder=Ladder.of([(6, 5000), (9, 4000)]))
    )


def bought(gathering: Gathering) -> PaperForm:
    """Sign Marcelle in on the organiser's card, and let the clust be closed, paid and bought."""
    began = gathering.at
    paper = sign(gathering, by_transfer=False, now=began)
    card = make_card(gathering.founder, now=began)
    confirm_hold(hold=paper.hold, card=card, ref="checked", now=began)
    flow.walk(now=timezone.now())
    return PaperForm.objects.get(pk=paper.pk)


def substitute(paper: PaperForm) -> None:
    """Let the supplier offer blue ones instead."""
    order = Order.objects.get(person=paper.hold.person)
    product = order.campaign.product
    blue = Variant.objects.create(product=product, name_fr="bleu", name_en="blue", position=9)
    product.variants.exclude(pk=blue.pk).update(name_fr="rouge", name_en="red")
    line = PurchaseOrder.objects.get(campaign=order.campaign).lines.get()
    day = timezone.localdate() + timedelta(days=5)
    offer_substitute(
        line=line, variant=blue, answer_by_on=day, note="Same size", now=timezone.now()
    )


def extend(gathering: Gathering) -> None:
    later = gathering.campaign.closes_at + timedelta(days=7)
    extend_campaign(campaign=gathering.campaign, closes_at=later, person=None, now=timezone.now())


def late(gathering: Gathering) -> datetime:
    day: date = may_take_back_on(gathering.campaign)
    return timezone.make_aware(datetime.combine(day, time(12)))


def url(paper: PaperForm, page: str = "") -> str:
    return f"/private/papers/{paper.pk}/{page}"


def visitor(person: Person) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(person)
    return client


def second(gathering: Gathering) -> Client:
    other = named("Bruno Roche", gathering.at, language="en")
    come(gathering, other, gathering.at)
    appoint_host(gathering=gathering, by=gathering.founder, person=other, now=gathering.at)
    return visitor(other)


def test_another_variant_is_asked_in_the_buyers_words(
    signed_in: Client, gathering: Gathering
) -> None:
    paper = bought(gathering)
    assert "What they are asked" not in text(signed_in.get(url(paper)))
    substitute(paper)
    said = text(signed_in.get(url(paper)))
    assert "What they are asked" in said
    assert "The supplier cannot bring red. It could send blue at the price you paid." in said
    assert "Same size" in said
    assert "Without your yes your money comes back by itself." in said
    assert "Marcelle Petit on paper is asked 2" in text(signed_in.get(f"/private/{gathering.pk}/"))


def test_a_yes_is_noted_by_their_word_and_shown(signed_in: Client, gathering: Gathering) -> None:
    paper = bought(gathering)
    substitute(paper)
    page = url(paper, "substitution/")
    unsure = signed_in.post(page, {"answer": "yes"})
    assert unsure.status_code == 400
    assert not SubstitutionAnswer.objects.exists()
    assert signed_in.post(page, {"sure": "on"}).status_code == 400
    said = text(signed_in.post(page, {"answer": "yes", "sure": "on"}, follow=True))
    assert "Thank you, their answer is noted." in said
    assert "They said yes: it is sent as blue." in said
    assert "Entered by Alice Martin" in said
    answer = SubstitutionAnswer.objects.get()
    assert (answer.accepted, answer.person) == (True, gathering.founder)


def test_of_two_organisers_the_second_reads_that_it_is_settled(
    signed_in: Client, gathering: Gathering
) -> None:
    other, paper = second(gathering), bought(gathering)
    substitute(paper)
    page = url(paper, "substitution/")
    signed_in.post(page, {"answer": "no", "sure": "on"})
    again = other.post(page, {"answer": "yes", "sure": "on"})
    assert again.status_code == 410
    assert "That is settled already." in text(again)
    assert "They said no to blue: their money comes back." in text(again)
    assert PaperAnswer.objects.get().entered_by == gathering.founder


def test_silence_is_told_as_a_no(signed_in: Client, gathering: Gathering) -> None:
    paper = bought(gathering)
    substitute(paper)
    flow.walk(now=timezone.now() + timedelta(days=7))
    assert "Nobody said yes to blue in time" in text(signed_in.get(url(paper)))
    answer = signed_in.post(url(paper, "substitution/"), {"answer": "yes", "sure": "on"})
    assert "That is settled already." in text(answer)


def test_who_waited_too_long_has_the_money_back(signed_in: Client, gathering: Gathering) -> None:
    paper = bought(gathering)
    early = signed_in.post(url(paper, "money-back/"), {"sure": "on"})
    assert early.status_code == 410
    assert "the promised day has not passed" in text(early)
    with time_machine.travel(late(gathering), tick=False):
        signed_in.force_login(gathering.founder)
        said = text(signed_in.get(url(paper)))
        assert "It is later than we promised." in said
        page = url(paper, "money-back/")
        assert "We promised this order by" in text(signed_in.get(page))
        assert signed_in.post(page, {"sure": ""}).status_code == 400
        said = text(signed_in.post(page, {"sure": "on"}, follow=True))
        assert "€102.00 flow back to them." in said
        assert "They wanted their money back: €102.00." in said
        again = signed_in.post(page, {"sure": "on"})
        assert again.status_code == 410
    assert Order.objects.get().cancellations.get().cause == "late"


def test_a_yes_to_a_later_close(signed_in: Client, missed: Gathering) -> None:
    paper = sign(missed, now=timezone.now())
    assert "Nothing is to be answered here" in text(signed_in.get(url(paper, "renewal/")))
    extend(missed)
    assert "You are not bound to the new date without your yes." in text(signed_in.get(url(paper)))
    said = text(signed_in.post(url(paper, "renewal/"), {"sure": "on"}, follow=True))
    assert "They stay in until the new date." in said
    assert "They said yes: they stay in until" in said
    assert "What they are asked" not in said
    assert Renewal.objects.get().pledge == paper.pledge
    flow.walk(now=missed.at + TEN_DAYS + timedelta(minutes=1))
    assert Pledge.objects.standing().get() == paper.pledge


def test_called_off_there_is_nothing_to_answer(signed_in: Client, missed: Gathering) -> None:
    paper = sign(missed, now=timezone.now())
    extend(missed)
    call_off_gathering(
        gathering=missed, person=missed.founder, reason="No hall", now=timezone.now()
    )
    answer = signed_in.post(url(paper, "renewal/"), {"sure": "on"})
    assert answer.status_code == 410
    assert "Nothing is to be answered here any more" in text(answer)
    assert not Renewal.objects.exists()


def test_nobody_else_sees_or_answers_it(world: World, gathering: Gathering) -> None:
    organises = second(gathering)
    paper = bought(gathering)
    substitute(paper)
    member = make_person(gathering.at)
    come(gathering, member, gathering.at)
    elsewhere = start(world, named("Zoé"), offering=gathering.offering, now=timezone.now()).founder
    bruno = Person.objects.get(identity__name="Bruno Roche")
    step_down(gathering=gathering, person=bruno, now=timezone.now())
    strangers = [visitor(member), visitor(elsewhere), organises]
    for page in PAGES:
        for stranger in strangers:
            assert stranger.get(url(paper, page)).status_code == 404
        assert Client().get(url(paper, page)).status_code == 302
    for page in PAGES[1:]:
        for stranger in [*strangers, Client()]:
            sent = stranger.post(url(paper, page), {"answer": "yes", "sure": "on"})
            assert sent.status_code in (302, 404)
    assert not PaperAnswer.objects.exists()
    assert not SubstitutionAnswer.objects.exists()


def test_the_mail_leads_to_where_it_is_answered(gathering: Gathering) -> None:
    paper = bought(gathering)
    substitute(paper)
    flow.tell(now=timezone.now())
    flow.send(now=timezone.now())
    (said,) = [one for one in mail.outbox if "blue instead of red" in one.subject]
    assert said.subject.startswith("For Marcelle Petit: ")
    assert "Answer for them" in str(said.body)
    assert url(paper) in str(said.body)


def test_a_list_of_many_forms_costs_no_more(signed_in: Client, missed: Gathering, count) -> None:  # type: ignore[no-untyped-def]
    sign(missed, now=timezone.now())
    extend(missed)
    page = f"/private/{missed.pk}/"
    count(signed_in, page)
    one = count(signed_in, page)
    sign(missed, name="Paul Roy", now=timezone.now())
    assert count(signed_in, page) == one
