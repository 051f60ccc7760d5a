"""Whoever named an address for events learns that it is told nothing more."""

import pytest

from clust.hooks.actions.listening import end_endpoint, listen
from clust.hooks.models import Endpoint, EndpointEnd
from clust.notices.actions import tell_receipts
from clust.notices.letters import write_letter
from clust.notices.models import Notice
from clust.notices.readers import reader_of
from tests.notices.members import member
from tests.world import DAY, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def endpoint(world: World) -> Endpoint:
    return listen(
        storefront=world.storefront,
        person=member("alice@example.org", language="en"),
        url="https://example.org/hook",
        kinds=["order.paid"],
        now=DAY,
    )


def test_of_an_address_that_failed_one_is_told_once(endpoint: Endpoint) -> None:
    end_endpoint(endpoint=endpoint, cause=EndpointEnd.Cause.FAILING, now=DAY)
    for _ in range(2):
        tell_receipts(now=DAY, since=DAY)
    notice = Notice.objects.get()
    reader = reader_of(notice)
    assert reader
    letter = write_letter(notice, reader, now=DAY)
    assert letter.subject == "Your webhook was switched off"
    assert "https://example.org/hook" in str(letter.body)


def test_what_one_removed_oneself_one_knows(endpoint: Endpoint) -> None:
    end_endpoint(endpoint=endpoint, cause=EndpointEnd.Cause.REMOVED, now=DAY)
    tell_receipts(now=DAY, since=DAY)
    assert not Notice.objects.exists()
