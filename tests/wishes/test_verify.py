"""`verify` counts wishes and backings again, and names every planted difference."""

import pytest
from django.db import connection

from clust.config.verification import verify
from clust.wishes.actions.backing import take_back
from clust.wishes.actions.merging import merge_wishes
from tests.wishes.wall import IN_A_MONTH, back, post
from tests.world import DAY, make_person, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def wall() -> None:
    """A wish backed at a limit, and one that was merged into it."""
    world = make_world()
    kept, gone = post(world, choices=["Rouge"]), post(world)
    red = kept.choices.get()
    back(kept, units=7, limit_gross_cents=8_000, limit_until=IN_A_MONTH, choice=red)
    back(gone, units=5)
    take_back(backing=back(kept, units=3), now=DAY)
    merge_wishes(wish=gone, into=kept, person=make_person(), now=DAY)


PLANTED = [
    ("UPDATE backing SET open = true WHERE units = 3", "open until it has an end"),
    ("DELETE FROM backing_end WHERE cause = 'taken_back'", "open until it has an end"),
    ("UPDATE backing SET open = false WHERE units = 7", "open until it has an end"),
    (
        "UPDATE backing SET open = true WHERE id IN"
        " (SELECT backing_id FROM backing_end WHERE cause = 'merged')",
        "open on a wish that goes on",
    ),
    ("DELETE FROM backing WHERE units = 5 AND open", "backs what it went on as"),
    ("UPDATE merge SET wish_id = into_id, into_id = wish_id", "backs what it went on as"),
    (
        "INSERT INTO merge (wish_id, into_id, person_id, at)"
        " SELECT into_id, wish_id, person_id, at FROM merge",
        "in a circle",
    ),
    ("UPDATE backing SET limit_until = limit_until + 400 WHERE units = 7", "a limit has a last"),
    ("UPDATE backing SET limit_until = '2026-03-01' WHERE units = 7", "a limit has a last"),
    ("UPDATE wish_choice SET wish_id = wish_id + 1", "a choice of its own wish"),
]


@pytest.mark.usefixtures("wall")
@pytest.mark.parametrize(("statement", "check"), PLANTED, ids=[line[0][:60] for line in PLANTED])
def test_a_planted_difference_is_found(statement: str, check: str) -> None:
    assert not verify().differing
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(statement)
        assert cursor.rowcount
        cursor.execute("SET session_replication_role = DEFAULT")
    assert [said.says for said, found in verify().found if found.differing and check in said.says]
