"""A worker killed while it talks to the mail server loses nothing and doubles nothing."""

from datetime import timedelta

import pytest
from django.utils import timezone

from clust import flow
from clust.notices.actions import tell_receipts
from clust.notices.models import Carrying, Notice, Sending
from clust.notices.sending import CARRIED_AT_MOST, send_notices
from tests.deadline import until
from tests.notices.conftest import Post
from tests.notices.members import member
from tests.processes import start
from tests.world import make_campaign, make_world, pledge

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.load]


def test_what_a_killed_worker_had_in_hand_leaves_once(post: Post, closed_post: int) -> None:
    now = timezone.now()
    world = make_world(now)
    campaign = make_campaign(world, now=now)
    for number in range(6):
        pledge(world, campaign, person=member(f"{number}@clust.example"), now=now)
    assert tell_receipts(now=now, since=now - timedelta(minutes=1)) == 6
    post.held_after = 3
    flow.enqueue_delivery()
    worker = start(
        "work",
        CLUST_SMTP_URL=f"smtp://127.0.0.1:{closed_post}",
        CLUST_BASE_URL="https://clust.example",
    )
    try:
        assert post.holds.wait(60)
        until(lambda: Sending.objects.count() == 3)
    finally:
        worker.kill()
        worker.communicate(timeout=30)
    assert Sending.objects.count() == len(post.mails) == 3
    in_hand = Carrying.objects.count()
    assert in_hand > 0

    post.held_after = 1_000_000
    at_once, later = timezone.now(), timezone.now() + CARRIED_AT_MOST
    assert send_notices(Notice.objects.due_to_send(at_once), now=at_once) == 3 - in_hand
    assert send_notices(Notice.objects.due_to_send(later), now=later) == in_hand
    assert len({mail["Message-ID"] for mail in post.mails}) == len(post.mails) == 6
