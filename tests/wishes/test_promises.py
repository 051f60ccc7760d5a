"""What is promised and said about a project, and the contract with its creator."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from clust.wishes.actions.assigning import (
    AlreadyAssigned,
    NotTheirs,
    NotWon,
    OfferReplaced,
    TooDear,
    assign_rights,
    offer_rights,
)
from clust.wishes.actions.conversing import (
    AlreadyAnswered,
    NothingSaid,
    TooManyQuestions,
    answer_question,
    ask_question,
    post_update,
)
from clust.wishes.actions.conversing import NotTheirs as NotTheirWords
from clust.wishes.actions.projecting import end_vote
from clust.wishes.actions.promising import (
    AlreadyEnded,
    NoPromise,
    PastDay,
    Unexplained,
    add_milestone,
    end_milestone,
)
from clust.wishes.models import MilestoneEnd, Project, RightsAssignment
from tests.wishes.projects import END, PRICE, proposed, to_vote
from tests.world import DAY, World, make_person, make_world

SOON = (DAY + timedelta(days=10)).date()


@pytest.fixture
def world(db: None) -> World:
    """A small world."""
    return make_world()


@pytest.fixture
def project(world: World) -> Project:
    """A project in its vote."""
    return to_vote(world, goal=1).project


# Promises


def test_a_promise_is_kept_or_broken_once(project: Project) -> None:
    promise = add_milestone(project=project, title="Prototype", due_on=SOON, now=DAY)
    with pytest.raises(Unexplained):
        end_milestone(milestone=promise, kept=False, words=" ", now=DAY)
    end_milestone(milestone=promise, kept=False, words="Le liège manque", now=DAY)
    with pytest.raises(AlreadyEnded):
        end_milestone(milestone=promise, kept=True, now=DAY)
    assert MilestoneEnd.objects.get().kept is False


@pytest.mark.parametrize(
    ("title", "due_on", "refusal"),
    [
        (" \x00", SOON, NoPromise),
        ("a" * 121, SOON, NoPromise),
        ("Prototype", DAY.date() - timedelta(days=1), PastDay),
    ],
)
def test_a_promise_has_words_and_a_day_to_come(
    project: Project, title: str, due_on: date, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        add_milestone(project=project, title=title, due_on=due_on, now=DAY)


def test_today_may_be_promised(project: Project) -> None:
    assert add_milestone(project=project, title="Photos", due_on=DAY.date(), now=DAY)


# Words


def test_the_creator_and_the_desk_tell_news(project: Project) -> None:
    desk = make_person(is_staff=True)
    for person in (project.wish.person, desk):
        post_update(project=project, person=person, words="Ça avance", now=DAY)
    with pytest.raises(NotTheirWords):
        post_update(project=project, person=make_person(), words="Ça avance", now=DAY)
    with pytest.raises(NothingSaid):
        post_update(project=project, person=desk, words=" \x00\n", now=DAY)
    assert project.updates.count() == 2


def test_a_question_is_asked_and_answered_once(project: Project) -> None:
    member, key = make_person(), uuid4()
    asked = [
        ask_question(project=project, person=member, words="Quel poids ?", key=key, now=DAY)
        for _ in range(2)
    ]
    assert asked[0] == asked[1]
    with pytest.raises(NotTheirWords):
        answer_question(question=asked[0], person=member, words="300 g", now=DAY)
    creator = project.wish.person
    answer_question(question=asked[0], person=creator, words="300 g", now=DAY)
    with pytest.raises(AlreadyAnswered):
        answer_question(question=asked[0], person=creator, words="400 g", now=DAY)


def test_nobody_asks_without_end(project: Project) -> None:
    member = make_person()
    for _ in range(20):
        ask_question(project=project, person=member, words="?", key=uuid4(), now=DAY)
    with pytest.raises(TooManyQuestions):
        ask_question(project=project, person=member, words="?", key=uuid4(), now=DAY)
    tomorrow = DAY + timedelta(days=1, seconds=1)
    assert ask_question(project=project, person=member, words="?", key=uuid4(), now=tomorrow)


# Rights


def test_a_won_project_is_offered_a_contract_and_its_creator_agrees(project: Project) -> None:
    end_vote(project.vote, now=END)
    desk, creator = make_person(is_staff=True), project.wish.person
    first = offer_rights(project=project, royalty_cents=150, person=desk, now=END)
    second = offer_rights(project=project, royalty_cents=200, person=desk, now=END)
    with pytest.raises(OfferReplaced):
        assign_rights(offer=first, person=creator, language="fr", now=END)
    with pytest.raises(NotTheirs):
        assign_rights(offer=second, person=desk, language="fr", now=END)
    contract = assign_rights(offer=second, person=creator, language="fr", now=END)
    assert contract.royalty_cents == 200
    assert "2,00" in contract.words
    assert "Lampe en liège" in contract.words
    assert "[" not in contract.words
    with pytest.raises(AlreadyAssigned):
        assign_rights(offer=second, person=creator, language="fr", now=END)
    with pytest.raises(AlreadyAssigned):
        offer_rights(project=project, royalty_cents=1, person=desk, now=END)
    assert RightsAssignment.objects.count() == 1


def test_the_contract_is_read_in_the_creators_language(project: Project) -> None:
    end_vote(project.vote, now=END)
    offer = offer_rights(project=project, royalty_cents=200, person=make_person(), now=END)
    contract = assign_rights(offer=offer, person=project.wish.person, language="en", now=END)
    assert "€2.00" in contract.words


def test_nothing_is_offered_before_the_tribe_is_won_over(world: World) -> None:
    desk = make_person(is_staff=True)
    with pytest.raises(NotWon):
        offer_rights(project=proposed(world), royalty_cents=1, person=desk, now=DAY)
    lost = to_vote(world, goal=2)
    end_vote(lost, now=END)
    with pytest.raises(NotWon):
        offer_rights(project=lost.project, royalty_cents=1, person=desk, now=END)


def test_a_royalty_is_less_than_the_price(project: Project) -> None:
    end_vote(project.vote, now=END)
    with pytest.raises(TooDear):
        offer_rights(project=project, royalty_cents=PRICE, person=make_person(), now=END)
