"""What the publisher's look puts on the queue, and when."""

import threading

import pytest
from django.db import connection
from django.utils import timezone

from clust.config.management.commands.work import LOOKS_AFTER_CHANGE, look
from tests.world import make_campaign, make_world

pytestmark = pytest.mark.django_db


class Looks(threading.Event):
    """So many looks; after each, the delivery that stood on the queue is taken from it."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.left = number
        self.delivered: list[bool] = []

    def wait(self, timeout: float | None = None) -> bool:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM procrastinate_jobs WHERE task_name = 'clust.flow.deliver'")
            self.delivered.append(cursor.rowcount > 0)
        self.left -= 1
        return self.left < 0


def test_what_a_change_makes_people_be_told_leaves_once_the_chain_is_woken() -> None:
    make_campaign(make_world(), now=timezone.now())
    looks = Looks(LOOKS_AFTER_CHANGE + 3)
    look(looks)
    before, *after = looks.delivered
    assert not before
    assert [place for place, done in enumerate(after, 1) if done] == [1, LOOKS_AFTER_CHANGE]
