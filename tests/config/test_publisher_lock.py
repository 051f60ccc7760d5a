"""There is one publisher, and where it stumbles another takes over."""

import threading

import pytest
from django.db import connection

from clust.config.management.commands.work import PUBLISHER_LOCK, with_publisher_lock
from tests.deadline import until

pytestmark = pytest.mark.django_db(transaction=True)


class Stumble(threading.Event):
    def wait(self, timeout: float | None = None) -> bool:
        assert lock_is_held()
        raise ConnectionError


def lock_is_held() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT FROM pg_locks WHERE locktype = 'advisory' AND objid = %s", [PUBLISHER_LOCK]
        )
        return cursor.rowcount > 0


def test_a_publisher_that_stumbles_keeps_the_lock_from_nobody() -> None:
    with pytest.raises(ConnectionError):
        with_publisher_lock(Stumble())
    until(lambda: not lock_is_held(), seconds=5)
