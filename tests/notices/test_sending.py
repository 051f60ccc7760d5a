"""A notice leaves once, whatever the post does; nothing is lost."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.db import connection, transaction

from clust.notices.actions import tell_receipts
from clust.notices.models import Carrying, Notice, Sending
from clust.notices.sending import BeingSent, PostFailed, send_notice, send_notices
from clust.people.actions import erase_person
from tests.notices.conftest import Post, open_post
from tests.notices.members import member
from tests.world import DAY, World, make_campaign, make_person, pledge

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def receipts(world: World, *addresses: str) -> list[Notice]:
    campaign = make_campaign(world)
    for address in addresses:
        pledge(world, campaign, person=member(address))
    tell_receipts(now=DAY, since=DAY - HOUR)
    return list(Notice.objects.order_by("pk"))


def test_a_notice_is_sent_once(world: World, post: Post) -> None:
    (notice,) = receipts(world, "a@clust.example")
    first = send_notice(notice, now=DAY)
    assert send_notice(notice, now=DAY + HOUR) == first
    assert send_notices([notice], now=DAY + HOUR) == 0
    assert len(post.mails) == 1
    assert not Carrying.objects.exists()
    assert not Notice.objects.due_to_send(DAY + HOUR)


def test_many_notices_take_one_connection(world: World, post: Post) -> None:
    notices = receipts(world, *(f"{n}@clust.example" for n in range(5)))
    assert send_notices(notices, now=DAY) == 5
    assert len(post.mails) == 5
    assert post.connections == 1


def test_who_has_no_confirmed_address_is_not_written_to(world: World, closed_post: int) -> None:
    campaign = make_campaign(world)
    guest, unsure = make_person(), make_person()
    EmailAddress.objects.create(user=unsure, email="b@clust.example", verified=False)
    for person in (guest, unsure):
        pledge(world, campaign, person=person)
    tell_receipts(now=DAY, since=DAY - HOUR)
    assert send_notices(Notice.objects.all(), now=DAY) == 2
    assert set(Sending.objects.values_list("outcome", flat=True)) == {"no_address"}


def test_who_was_erased_is_not_written_to(world: World, closed_post: int) -> None:
    (notice,) = receipts(world, "a@clust.example")
    assert notice.person
    erase_person(person=notice.person, keep_until=DAY.date(), keep_addresses=[], now=DAY)
    assert send_notice(notice, now=DAY).outcome == "no_address"


def test_a_supplier_without_an_address_is_not_written_to(world: World, closed_post: int) -> None:
    world.supplier.email = ""
    world.supplier.save()
    campaign = make_campaign(world)
    notice = Notice.objects.create(
        kind="purchase", fact=1, campaign=campaign, supplier=world.supplier, at=DAY
    )
    assert send_notice(notice, now=DAY).outcome == "no_address"


def test_while_the_post_is_down_nothing_is_lost(world: World, closed_post: int) -> None:
    notices = receipts(world, "a@clust.example", "b@clust.example")
    with pytest.raises(PostFailed):
        send_notices(notices, now=DAY)
    with pytest.raises(PostFailed):
        send_notice(notices[0], now=DAY)
    assert list(Notice.objects.due_to_send(DAY).order_by("pk")) == notices
    post, server = open_post(closed_post)
    try:
        assert send_notices(notices, now=DAY) == 2
    finally:
        server.stop()
    assert len(post.mails) == 2


def test_a_post_that_breaks_off_is_gone_on_with_later(world: World, post: Post) -> None:
    notices = receipts(world, *(f"{n}@clust.example" for n in range(4)))
    post.most = 2
    with pytest.raises(PostFailed):
        send_notices(notices, now=DAY)
    assert Sending.objects.count() == 2
    post.most = 10
    assert send_notices(Notice.objects.due_to_send(DAY), now=DAY) == 2
    assert len({mail["Message-ID"] for mail in post.mails}) == len(post.mails) == 4


def test_a_refused_mail_rests_and_stops_nobody(world: World, post: Post) -> None:
    notices = receipts(world, "gone@clust.example", "b@clust.example")
    post.refused = {"gone@clust.example"}
    assert send_notices(notices, now=DAY) == 1
    assert len(post.to("b@clust.example")) == 1
    assert not Notice.objects.due_to_send(DAY)
    assert Carrying.objects.get().error == "SMTPRecipientsRefused"
    post.refused = set()
    assert list(Notice.objects.due_to_send(DAY + HOUR)) == notices[:1]
    assert send_notices(notices, now=DAY + HOUR) == 1
    assert len(post.to("gone@clust.example")) == 1


def test_a_refused_mail_rests_ever_longer(world: World, post: Post) -> None:
    notices = receipts(world, "gone@clust.example")
    post.refused = {"gone@clust.example"}
    rests, moment = [], DAY
    for _ in range(14):
        send_notices(notices, now=moment)
        rests.append(Carrying.objects.get().until - moment)
        moment += rests[-1]
    assert rests == sorted(rests)
    assert rests[0] == timedelta(minutes=2)
    assert rests[-1] == timedelta(days=1)


def test_what_a_worker_carries_no_other_takes(world: World, post: Post) -> None:
    (notice,) = receipts(world, "a@clust.example")
    Carrying.objects.create(notice=notice, until=DAY + HOUR)
    with pytest.raises(BeingSent):
        send_notice(notice, now=DAY)
    assert send_notices([notice], now=DAY) == 0
    assert not post.mails


def test_what_a_killed_worker_carried_another_takes_later(world: World, post: Post) -> None:
    (notice,) = receipts(world, "a@clust.example")
    Carrying.objects.create(notice=notice, until=DAY + HOUR)
    assert not Notice.objects.due_to_send(DAY)
    assert list(Notice.objects.due_to_send(DAY + HOUR)) == [notice]
    assert send_notices([notice], now=DAY + HOUR) == 1
    assert len(post.mails) == 1


@pytest.mark.django_db(transaction=True)
def test_no_mail_is_sent_inside_a_transaction(world: World, post: Post) -> None:
    (notice,) = receipts(world, "a@clust.example")
    with pytest.raises(RuntimeError), transaction.atomic():
        send_notice(notice, now=DAY)
    assert not connection.in_atomic_block
    assert not post.mails
