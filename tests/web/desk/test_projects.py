"""Projects and royalties at the desk: reviewed, led to a manufacturer, paid."""

import csv
import io
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from clust.commissions.actions.accruing import accrue_royalties
from clust.commissions.actions.stating import pay_royalties, state_royalties
from clust.commissions.models import RoyaltyPayout, RoyaltyStatement
from clust.people.models import Identity, Person
from clust.rules.ladder import Ladder
from clust.rules.margin import from_smallest
from clust.wishes.actions.conversing import ask_question
from clust.wishes.actions.projecting import end_vote
from clust.wishes.actions.promising import add_milestone
from clust.wishes.models import MilestoneEnd, ProjectReview, QuestionAnswer, RightsOffer, Vote
from tests.commissions.story import assigned, awarded, came, sold, won
from tests.web.desk.conftest import NOON, reading
from tests.wishes.projects import END, proposed, to_vote
from tests.world import DAY, World, make_person

LATER = datetime.fromisoformat("2026-05-02T10:00:00+02:00")


def page(desk: Client, name: str, *keys: object, **asked: object) -> str:
    """Return a page of the desk."""
    answer: Any = desk.get(reverse(f"desk:{name}", args=keys), asked)
    assert answer.status_code == 200
    return str(answer.content.decode())


@pytest.fixture
def statement(world: World) -> RoyaltyStatement:
    """What a creator is paid for three lamps."""
    project = won(world)
    delivery = came(sold(world, 3, project=project))
    accrue_royalties(delivery, now=delivery.at)
    Identity.objects.create(person=project.wish.person, name="Lili Créa")
    (found,) = state_royalties(project.wish.person, now=LATER)
    return found


# Projects


def test_projects_to_review_are_found(desk: Client, world: World) -> None:
    project = proposed(world, title="Lampe neuve")
    to_vote(world, title="Chaise votée")
    shown = page(desk, "projects", stage="new")
    assert "Lampe neuve" in shown
    assert "Chaise votée" not in shown
    assert "Une lampe qui flotte." in page(desk, "project", project.pk)


def test_the_list_asks_the_same_for_one_and_three(
    desk: Client, world: World, django_assert_num_queries: Callable[..., Any]
) -> None:
    to_vote(world)
    address = reverse("desk:projects")
    desk.get(address)
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as one:
        desk.get(address)
    to_vote(world)
    to_vote(world)
    with django_assert_num_queries(len(one)):
        desk.get(address)


def test_a_yes_opens_the_vote(desk: Client, world: World) -> None:
    project = proposed(world)
    sent = {
        "accepted": "yes",
        "price_gross_cents": "45,00",
        "goal_units": 40,
        "until": "2026-04-01T20:00",
    }
    answer = desk.post(reverse("desk:review", args=[project.pk]), sent)
    assert answer.status_code == 302
    vote = Vote.objects.get()
    assert (vote.price_gross_cents, vote.goal_units) == (4500, 40)


@pytest.mark.parametrize(
    "sent",
    [
        {"accepted": "no", "words": ""},
        {"accepted": "yes", "until": ""},
        {"accepted": "yes", "until": "2027-04-01T20:00"},
        {"accepted": "yes", "until": "2026-04-01T20:00", "price_gross_cents": "1,00"},
    ],
)
def test_a_decision_that_cannot_be_taken_says_why(
    desk: Client, world: World, sent: dict[str, str]
) -> None:
    project = proposed(world)
    assert desk.post(reverse("desk:review", args=[project.pk]), sent).status_code == 422
    assert not ProjectReview.objects.exists()


def test_a_won_project_is_led_to_a_brief_and_a_contract(desk: Client, world: World) -> None:
    vote = to_vote(world, goal=1, until=NOON - timedelta(hours=1))
    end_vote(vote, now=NOON)
    shown = page(desk, "project", vote.project_id)
    assert reverse("desk:rights_offer", args=[vote.project_id]) in shown
    desk.post(reverse("desk:rights_offer", args=[vote.project_id]), {"royalty_cents": "1,80"})
    assert RightsOffer.objects.get().royalty_cents == 180
    assert "offered on" in page(desk, "project", vote.project_id)


def test_the_desk_answers_promises_and_tells(desk: Client, world: World) -> None:
    vote = to_vote(world)
    asked = ask_question(
        project=vote.project, person=make_person(), words="Quel poids ?", key=uuid4(), now=DAY
    )
    desk.post(reverse("desk:project_answer", args=[asked.pk]), {"words": "300 g"})
    assert QuestionAnswer.objects.get().words == "300 g"
    sent = {"title": "Prototype", "due_on": "2026-03-20"}
    desk.post(reverse("desk:new_milestone", args=[vote.project_id]), sent)
    desk.post(reverse("desk:project_updates", args=[vote.project_id]), {"words": "Bravo"})
    shown = page(desk, "project", vote.project_id)
    assert "Prototype" in shown
    assert "Bravo" in shown


def test_late_promises_are_found_and_ended(desk: Client, world: World) -> None:
    vote = to_vote(world, now=DAY - timedelta(days=9), until=END)
    late = add_milestone(
        project=vote.project,
        title="Prototype",
        due_on=DAY.date() - timedelta(days=2),
        now=vote.at,
    )
    assert "Prototype" in page(desk, "milestones", state="late")
    assert "Prototype" not in page(desk, "milestones", state="open")
    end = reverse("desk:milestone_end", args=[late.pk])
    assert desk.post(end, {"kept": "no", "words": ""}).status_code == 422
    desk.post(end, {"kept": "no", "words": "Rupture"})
    assert not MilestoneEnd.objects.get().kept


# Opening


def test_the_ladder_begins_at_the_suppliers_smallest_order() -> None:
    ladder = Ladder.of([(1, 2000), (50, 1500), (200, 1000)])
    told = [(rung.from_units, rung.unit_price) for rung in from_smallest(ladder, 60).rungs]
    assert told == [(60, 1500), (200, 1000)]
    assert from_smallest(ladder, 1) == ladder
    assert from_smallest(ladder, 500).rungs[0].unit_price == 1000


def test_opening_warns_until_there_is_a_contract(desk: Client, world: World) -> None:
    project = won(world)
    award = awarded(world, project)
    award.quote.minimum_cases, award.quote.case_size = 10, 4
    award.quote.save()
    address = reverse("desk:opening", args=[award.quote_id])
    shown = desk.get(address).content.decode()
    assert "has not agreed to a contract" in shown
    assert 'value="40"' in shown
    contract = assigned(project)
    assert contract.number in desk.get(address).content.decode()


# Royalties


def test_what_is_due_is_paid_and_noted(worker: Person, statement: RoyaltyStatement) -> None:
    with time_machine.travel(LATER, tick=False):
        desk = reading("en", worker)
        shown = page(desk, "royalties", state="due")
        assert "Lili Créa" in shown
        assert "€4.50" in shown
        pay = reverse("desk:royalty_payment", args=[statement.pk])
        assert desk.post(pay, {"reference": ""}).status_code == 422
        desk.post(pay, {"reference": "VIR 12"})
        assert desk.post(pay, {"reference": "VIR 13"}).status_code == 422
        assert "VIR 12" in page(desk, "royalties", state="paid")
    assert RoyaltyPayout.objects.get().cents == 450


def test_creators_are_listed_with_what_they_earned(
    desk: Client, statement: RoyaltyStatement
) -> None:
    shown = page(desk, "creators")
    assert "Lili Créa" in shown
    assert "€4.50" in shown
    assert statement.number in page(desk, "royalty_statement", statement.pk)


def test_the_accountant_gets_the_year(desk: Client, statement: RoyaltyStatement) -> None:
    pay_royalties(statement=statement, reference="VIR", person=make_person(), now=LATER)
    answer: Any = desk.get(reverse("desk:royalties_of_year", args=[2026]))
    text = b"".join(answer.streaming_content).decode().removeprefix("\ufeff")
    (row,) = csv.DictReader(io.StringIO(text))
    assert row["Creator"] == str(statement.creator_id)
    assert row["Gross paid"] == "4.50"
    assert desk.get(reverse("desk:royalties_of_year", args=[2025])).status_code == 404


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_page_answers(language: str, worker: Any, statement: RoyaltyStatement) -> None:
    browser = reading(language, worker)
    project = statement.creator.wishes.get().project
    for name in ("projects", "milestones", "royalties", "creators"):
        assert browser.get(reverse(f"desk:{name}")).status_code == 200
        export = browser.get(reverse(f"desk:{name}"), {"export": "csv"})
        assert export.status_code == 200
        assert b"".join(export.streaming_content)  # type: ignore[attr-defined]
    for name in ("project", "contract", "rights_offer", "project_updates", "new_milestone"):
        assert browser.get(reverse(f"desk:{name}", args=[project.pk])).status_code == 200
    waiting = proposed(project.wish)  # a wish has its storefront, as a world has
    assert browser.get(reverse("desk:review", args=[waiting.pk])).status_code == 200
