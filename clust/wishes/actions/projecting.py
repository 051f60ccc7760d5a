"""A creator's idea: proposed, reviewed by the desk, put to the tribe's vote, won or not."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import IO
from uuid import UUID

from django.db import transaction

from clust.people.models import Person
from clust.storefronts.models import Storefront
from clust.wallet.models import Card
from clust.wishes.actions.backing import back_wish
from clust.wishes.actions.posting import add_wish_picture, clean_line, post_wish
from clust.wishes.models import (
    Backing,
    Category,
    Project,
    ProjectReview,
    Vote,
    VoteEnd,
    Wish,
    WishChoice,
    visible,
)
from clust.wishes.voting import day_of, is_reached, votes_at

LONGEST_VOTE = timedelta(days=120)
LONGEST_PITCH = 8_000
LONGEST_NAME = 60
MOST_UNITS = 10_000_000


class ProjectRefused(Exception):
    """The project cannot take this step; the subclasses say why."""


class NoPitch(ProjectRefused):
    """The idea is not told, or at too great length."""


class BadGoal(ProjectRefused):
    """Price and goal are not above zero, or the royalty is not below the price."""


class AlreadyReviewed(ProjectRefused):
    """The desk has said yes or no before."""


class Unexplained(ProjectRefused):
    """A no comes with its reason."""


class BadVote(ProjectRefused):
    """The vote would be over already, or last more than 120 days."""


class VoteOver(ProjectRefused):
    """Nobody may vote any more."""


class VoteRunning(ProjectRefused):
    """The vote has not come to its end."""


class AlreadyEnded(ProjectRefused):
    """The votes were counted before."""


@transaction.atomic
def propose_project(
    *,
    storefront: Storefront,
    person: Person,
    title: str,
    pitch: str,
    guess_gross_cents: int,
    royalty_cents: int,
    goal_units: int,
    key: UUID,
    signed: str = "",
    pictures: Sequence[IO[bytes]] = (),
    choices: Sequence[str] = (),
    category: Category | None = None,
    link: str = "",
    language: str = "fr",
    now: datetime,
) -> Project:
    """
    Propose an idea to be made and sold, once per `key`: a wish with a design.

    :param choices: the variants it would come in
    :param guess_gross_cents: what one may cost, with tax
    :param royalty_cents: what its creator asks for each unit that is kept, without tax
    :param goal_units: from how many on it is worthwhile
    :param signed: what its creator wants to be called on its page
    :raises ProjectRefused: a subclass says why
    :raises WishRefused: if title, link or choices make no wish, or there are too many of them
    :raises PictureRefused: if a picture is none
    """
    if done := Project.objects.filter(wish__key=key, wish__person=person).first():
        return done
    pitch = pitch.replace("\x00", "").strip()
    if not pitch or len(pitch) > LONGEST_PITCH:
        raise NoPitch
    _check_goal(guess_gross_cents, goal_units, royalty_cents)
    wish = post_wish(
        storefront=storefront,
        person=person,
        title=title,
        units=1,
        key=key,
        link=link,
        category=category,
        choices=choices,
        guess_gross_cents=guess_gross_cents,
        language=language,
        now=now,
    )
    for picture in pictures:
        add_wish_picture(wish=wish, upload=picture, now=now)
    return Project.objects.create(
        wish=wish,
        pitch=pitch,
        guess_gross_cents=guess_gross_cents,
        royalty_cents=royalty_cents,
        goal_units=goal_units,
        signed=clean_line(signed)[:LONGEST_NAME],
        at=now,
    )


def _check_goal(price: int, goal: int, royalty: int) -> None:
    if not (0 <= royalty < price and 0 < goal <= MOST_UNITS):
        raise BadGoal


@transaction.atomic
def review_project(
    *,
    project: Project,
    person: Person,
    accepted: bool,
    words: str = "",
    price_gross_cents: int | None = None,
    goal_units: int | None = None,
    until: datetime | None = None,
    now: datetime,
) -> ProjectReview:
    """
    Let a project go to the vote, or say why not.

    :param price_gross_cents: what one votes for, with tax; the creator's guess if not given
    :param goal_units: what wins; the creator's own goal if not given
    :raises AlreadyReviewed: if it was
    :raises Unexplained: for a no without a reason
    :raises BadVote: if it would not end in the next 120 days
    :raises BadGoal: if price or goal cannot be meant
    """
    Project.objects.select_for_update(no_key=True).get(pk=project.pk)
    if ProjectReview.objects.filter(project=project).exists():
        raise AlreadyReviewed
    if not accepted and not words.strip():
        raise Unexplained
    review = ProjectReview.objects.create(
        project=project, person=person, accepted=accepted, words=words.strip(), at=now
    )
    if accepted:
        price = project.guess_gross_cents if price_gross_cents is None else price_gross_cents
        goal = project.goal_units if goal_units is None else goal_units
        _open_vote(project, price, goal, until, now)
    return review


def _open_vote(
    project: Project, price: int, goal: int, until: datetime | None, now: datetime
) -> Vote:
    _check_goal(price, goal, project.royalty_cents)
    if until is None or not now < until <= now + LONGEST_VOTE:
        raise BadVote
    return Vote.objects.create(
        project=project, price_gross_cents=price, goal_units=goal, at=now, until=until
    )


@transaction.atomic
def vote_for(
    *,
    vote: Vote,
    person: Person,
    units: int,
    key: UUID,
    choice: WishChoice | None = None,
    limit_until: date | None = None,
    card: Card | None = None,
    now: datetime,
) -> Backing:
    """
    Vote for a project: back it at its price, once per `key`.

    With `limit_until` it is a firm vote: a standing limit at the price, with a card or without.

    :raises VoteOver: if the time is over
    :raises BadVote: if a firm vote would not outlast the vote
    :raises BackingRefused: if units, limit or card make no sense
    """
    if now >= vote.until or VoteEnd.objects.filter(vote=vote).exists():
        raise VoteOver
    if limit_until is not None and limit_until < day_of(vote.until):
        raise BadVote
    return back_wish(
        wish=vote.project.wish,
        person=person,
        units=units,
        key=key,
        choice=choice,
        guess_gross_cents=vote.price_gross_cents,
        limit_gross_cents=vote.price_gross_cents if limit_until else None,
        limit_until=limit_until,
        card=card,
        now=now,
    )


@transaction.atomic
def end_vote(vote: Vote, *, now: datetime) -> VoteEnd:
    """
    Count the votes as they stood when the time was over; a project taken off the wall loses.

    Backings on their way hold the wish: the count waits for them, and they for the count.

    :raises VoteRunning: if there is time left
    :raises AlreadyEnded: if they were counted before
    """
    if now < vote.until:
        raise VoteRunning
    wish = Wish.objects.select_for_update().get(project__vote=vote)
    if VoteEnd.objects.filter(vote=vote).exists():
        raise AlreadyEnded
    units = votes_at(vote, vote.until).units
    seen = visible().filter(pk=wish.pk).exists()
    won = seen and is_reached(vote, units)
    return VoteEnd.objects.create(vote=vote, units=units, won=won, at=now)
