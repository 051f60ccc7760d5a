"""Many workers count the same vote at once: real connections, and a control."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from clust.wishes.actions.projecting import AlreadyEnded, end_vote
from clust.wishes.models import Vote, VoteEnd
from clust.wishes.voting import votes_at
from tests.faults.guards import key_of, without_constraint
from tests.wishes.projects import END, to_vote, votes
from tests.world import make_world

WORKERS = 6

pytestmark = [pytest.mark.load, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def vote() -> Vote:
    """A vote that was won."""
    vote = to_vote(make_world(), goal=3)
    votes(vote, 2)
    return vote


def at_once(count: object) -> int:
    """Let every worker count over a connection of its own; return how many wrote."""
    start = Barrier(WORKERS)

    def one(_: int) -> bool:
        try:
            start.wait()
            count()  # type: ignore[operator]
            return True
        except AlreadyEnded:
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(WORKERS) as pool:
        return sum(pool.map(one, range(WORKERS)))


def test_a_vote_ends_once_whoever_counts(vote: Vote) -> None:
    assert at_once(lambda: end_vote(vote, now=END)) == VoteEnd.objects.count() == 1


def test_without_lock_and_key_it_would_end_often(vote: Vote) -> None:
    """The control: the same question and the same row, with nothing between them."""
    asked = Barrier(WORKERS)

    def count() -> None:
        ended = VoteEnd.objects.filter(vote=vote).exists()
        asked.wait()
        if ended:
            raise AlreadyEnded
        VoteEnd.objects.create(vote=vote, units=votes_at(vote, END).units, won=True, at=END)

    with without_constraint("vote_end", key_of("vote_end", "vote_id")):
        assert at_once(count) == VoteEnd.objects.count() > 1
