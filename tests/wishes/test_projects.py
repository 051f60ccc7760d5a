"""A project goes from idea to vote, and wins when enough of the tribe want it at its price."""

from datetime import datetime, timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from clust.base.pictures import NotAPicture
from clust.wishes.actions.backing import back_wish, take_back
from clust.wishes.actions.projecting import (
    AlreadyEnded,
    AlreadyReviewed,
    BadGoal,
    BadVote,
    NoPitch,
    Unexplained,
    VoteOver,
    VoteRunning,
    end_vote,
    review_project,
    vote_for,
)
from clust.wishes.models import Backing, Hiding, Project, Vote, VoteEnd, Wish
from clust.wishes.voting import votes_at, with_votes
from tests.wishes.projects import END, GOAL, PRICE, proposed, to_vote, votes
from tests.world import DAY, World, make_card, make_person, make_world

LAST_MOMENT = END - timedelta(microseconds=1)


@pytest.fixture
def world(db: None) -> World:
    """A small world."""
    return make_world()


def picture() -> BytesIO:
    """Return a small picture as somebody uploads it."""
    drawn = BytesIO()
    Image.new("RGB", (8, 8), "orange").save(drawn, "PNG")
    drawn.seek(0)
    return drawn


# Proposing


def test_a_project_is_a_wish_with_a_design(world: World) -> None:
    project = proposed(world, pictures=[picture()], choices=["petite", "grande"])
    assert project.wish.title == "Lampe en liège"
    assert [choice.name for choice in project.wish.choices.all()] == ["petite", "grande"]
    assert project.wish.pictures.count() == 1
    assert project.wish.backings.get().guess_gross_cents == PRICE


def test_a_form_sent_twice_proposes_once(world: World) -> None:
    creator, key = make_person(), uuid4()
    first = proposed(world, person=creator, key=key)
    assert proposed(world, person=creator, key=key) == first
    assert Wish.objects.count() == 1


def test_a_bad_picture_leaves_nothing_behind(world: World) -> None:
    with pytest.raises(NotAPicture):
        proposed(world, pictures=[BytesIO(b"no picture")])
    assert not Wish.objects.exists()
    assert not Project.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"pitch": " \x00 "}, NoPitch),
        ({"pitch": "a" * 8_001}, NoPitch),
        ({"goal_units": 0}, BadGoal),
        ({"guess_gross_cents": 0}, BadGoal),
        ({"royalty_cents": PRICE}, BadGoal),
    ],
)
def test_what_cannot_be_meant_is_refused(
    world: World, wrong: dict[str, object], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        proposed(world, **wrong)
    assert not Wish.objects.exists()


# Reviewing


def test_a_yes_opens_the_vote(world: World) -> None:
    vote = to_vote(world, goal=25)
    assert (vote.price_gross_cents, vote.goal_units, vote.until) == (PRICE, 25, END)
    assert list(Project.objects.public()) == [vote.project]


def test_a_no_comes_with_its_reason(world: World) -> None:
    project, desk = proposed(world), make_person(is_staff=True)
    with pytest.raises(Unexplained):
        review_project(project=project, person=desk, accepted=False, words=" ", now=DAY)
    review_project(project=project, person=desk, accepted=False, words="Trop lourd", now=DAY)
    assert not Vote.objects.exists()
    assert not Project.objects.public().exists()


def test_a_project_is_reviewed_once(world: World) -> None:
    vote = to_vote(world)
    with pytest.raises(AlreadyReviewed):
        review_project(
            project=vote.project, person=make_person(), accepted=False, words="non", now=DAY
        )


@pytest.mark.parametrize("until", [None, DAY, DAY + timedelta(days=121)])
def test_a_vote_ends_within_120_days(world: World, until: datetime | None) -> None:
    with pytest.raises(BadVote):
        review_project(
            project=proposed(world), person=make_person(), accepted=True, until=until, now=DAY
        )
    assert not Vote.objects.exists()


# Voting


def test_exactly_the_goal_wins(world: World) -> None:
    vote = to_vote(world)
    votes(vote, GOAL - 1)
    assert votes_at(vote, END) == (GOAL, GOAL, 0)
    end = end_vote(vote, now=END)
    assert (end.won, end.units) == (True, GOAL)


def test_one_unit_less_does_not(world: World) -> None:
    vote = to_vote(world)
    votes(vote, GOAL - 2)
    end = end_vote(vote, now=END)
    assert (end.won, end.units) == (False, GOAL - 1)


def test_a_backing_taken_back_at_the_last_moment_does_not_count(world: World) -> None:
    vote = to_vote(world)
    (*_, last) = votes(vote, GOAL - 1)
    take_back(backing=last, now=LAST_MOMENT)
    assert not end_vote(vote, now=END).won


def test_one_taken_back_after_the_end_still_counts(world: World) -> None:
    vote = to_vote(world)
    (*_, last) = votes(vote, GOAL - 1)
    take_back(backing=last, now=END + timedelta(microseconds=1))
    assert end_vote(vote, now=END + timedelta(hours=1)).won


def test_one_that_comes_after_the_end_does_not_count(world: World) -> None:
    vote = to_vote(world)
    votes(vote, GOAL - 2)
    back_wish(
        wish=vote.project.wish,
        person=make_person(),
        units=5,
        key=uuid4(),
        guess_gross_cents=PRICE,
        now=END + timedelta(seconds=1),
    )
    assert not end_vote(vote, now=END + timedelta(hours=1)).won
    with pytest.raises(VoteOver):
        votes(vote, 1, now=END)


def test_changing_a_vote_at_the_last_moment_counts_it_once(world: World) -> None:
    vote = to_vote(world)
    first = votes(vote, [3])[0]
    back_wish(
        wish=vote.project.wish,
        person=first.person,
        units=4,
        key=uuid4(),
        guess_gross_cents=PRICE,
        now=LAST_MOMENT,
    )
    assert votes_at(vote, END) == (5, 2, 0)


def test_a_lower_price_is_no_vote(world: World) -> None:
    vote = to_vote(world)
    for guess in (PRICE - 1, None):
        back_wish(
            wish=vote.project.wish,
            person=make_person(),
            units=100,
            key=uuid4(),
            guess_gross_cents=guess,
            now=DAY,
        )
    assert votes_at(vote, END).units == 1


def test_a_limit_is_a_firm_vote_while_it_holds(world: World) -> None:
    vote, person = to_vote(world), make_person()
    fields = {"wish": vote.project.wish, "units": 2, "limit_gross_cents": PRICE, "now": DAY}
    back_wish(person=make_person(), key=uuid4(), limit_until=END.date(), **fields)
    back_wish(person=person, key=uuid4(), limit_until=(END - timedelta(days=1)).date(), **fields)
    assert votes_at(vote, END) == (3, 2, 2)


def test_a_firm_vote_is_a_limit_at_the_price(world: World) -> None:
    vote, person = to_vote(world), make_person()
    card = make_card(person)
    until = (END + timedelta(days=60)).date()
    backing = vote_for(
        vote=vote, person=person, units=2, key=uuid4(), limit_until=until, card=card, now=DAY
    )
    assert (backing.limit_gross_cents, backing.card) == (PRICE, card)
    with pytest.raises(BadVote):
        vote_for(
            vote=vote,
            person=person,
            units=2,
            key=uuid4(),
            limit_until=(END - timedelta(days=1)).date(),
            now=DAY,
        )


def test_lists_count_as_the_page_does(world: World) -> None:
    vote = to_vote(world)
    votes(vote, [3, 2])
    to_vote(world)
    found = {row.pk: (row.units, row.people) for row in with_votes(Project.objects.all(), END)}
    assert found[vote.project_id] == (6, 3)
    assert set(found.values()) == {(6, 3), (1, 1)}


def test_a_vote_is_not_counted_before_its_time(world: World) -> None:
    vote = to_vote(world)
    with pytest.raises(VoteRunning):
        end_vote(vote, now=LAST_MOMENT)
    assert not Vote.objects.due_to_end(LAST_MOMENT).exists()
    assert Vote.objects.due_to_end(END).get() == vote


def test_a_project_taken_off_the_wall_does_not_win(world: World) -> None:
    vote = to_vote(world)
    votes(vote, GOAL)
    Hiding.objects.create(
        wish=vote.project.wish, person=make_person(), reason="illegal", words="copie", at=DAY
    )
    assert not end_vote(vote, now=END).won


def test_the_vote_is_counted_once(world: World) -> None:
    vote = to_vote(world)
    end_vote(vote, now=END)
    with pytest.raises(AlreadyEnded):
        end_vote(vote, now=END)
    assert VoteEnd.objects.count() == 1


MOMENTS = st.integers(0, 60)
BACKING = st.tuples(st.integers(1, 5), MOMENTS, st.none() | MOMENTS, st.integers(-1, 1))


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(backings=st.lists(BACKING, max_size=6))
def test_the_count_is_the_sum_of_what_stood_at_the_price(
    world: World, backings: list[tuple[int, int, int | None, int]]
) -> None:
    vote = to_vote(world)
    stood = 1
    for units, came, lasted, above in backings:
        at = DAY + timedelta(days=came)
        backing = back_wish(
            wish=vote.project.wish,
            person=make_person(),
            units=units,
            key=uuid4(),
            guess_gross_cents=PRICE + above,
            now=at,
        )
        gone = None if lasted is None else at + timedelta(days=lasted)
        if gone is not None:
            take_back(backing=backing, now=gone)
        stood += units if at <= END and (gone is None or gone > END) and above >= 0 else 0
    end = end_vote(vote, now=END + timedelta(days=200))
    assert (end.units, end.won) == (stood, stood >= GOAL)
    assert Backing.objects.filter(wish=vote.project.wish).count() == len(backings) + 1
