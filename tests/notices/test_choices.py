"""What, how and how often: what the contract wants always leaves, the rest as its reader chose."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from clust.notices.actions.bouncing import UnknownAddress, record_bounce, try_again
from clust.notices.actions.choosing import AlwaysByMail, choose, keep_quiet
from clust.notices.models import (
    Bounce,
    Carrying,
    Digest,
    Notice,
    Preference,
    Rhythm,
    Sending,
    Topic,
)
from clust.notices.sending import send_notices
from clust.people.models import Person
from tests.notices.conftest import Post
from tests.notices.members import member
from tests.notices.test_letters import part, text
from tests.world import DAY, World, make_campaign, make_person, pledge

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
EIGHT = DAY.replace(hour=7) + timedelta(days=1)  # at 8 in Paris, where DAY is at 10 on a Monday


@pytest.fixture
def alice() -> Person:
    return member("alice@clust.example", language="en")


def prefer(person: Person, topic: Topic, mail: str, *, push: bool = True) -> Preference:
    return choose(person=person, topic=topic, mail=mail, push=push, site=True, now=DAY)


def soon(world: World, *people: Person) -> list[Notice]:
    """Write to people that a clust closes soon: a thing that can wait."""
    campaign = make_campaign(world)
    return [
        Notice.objects.create(
            kind="soon", fact=campaign.pk, campaign=campaign, person=person, at=DAY
        )
        for person in people
    ]


def receipt(world: World, person: Person) -> Notice:
    """Write to somebody what the contract wants."""
    made = pledge(world, make_campaign(world), person=person)
    return Notice.objects.create(
        kind="receipt", fact=made.pk, campaign_id=made.campaign_id, person=person, at=DAY
    )


def outcomes() -> list[str]:
    return list(Sending.objects.order_by("notice").values_list("outcome", flat=True))


def send(now: object = DAY) -> None:
    send_notices(Notice.objects.due_to_send(now), now=now)  # type: ignore[arg-type]


def test_without_a_choice_a_member_hears_of_their_pledges_at_once(
    world: World, post: Post, alice: Person
) -> None:
    soon(world, alice)
    send()
    assert outcomes() == ["sent"]


def test_a_guest_who_chose_nothing_gets_only_what_the_contract_wants(
    world: World, post: Post
) -> None:
    guest = member("guest@clust.example")
    guest.set_unusable_password()
    guest.save()
    soon(world, guest)
    receipt(world, guest)
    send()
    assert outcomes() == ["unwanted", "sent"]
    prefer(guest, Topic.PLEDGES, Rhythm.AT_ONCE)
    soon(world, guest)
    send()
    assert outcomes() == ["unwanted", "sent", "sent"]


def test_what_nobody_wants_by_mail_does_not_leave(world: World, post: Post, alice: Person) -> None:
    prefer(alice, Topic.PLEDGES, Rhythm.NEVER)
    soon(world, alice)
    send()
    assert outcomes() == ["unwanted"]
    assert post.mails == []


def test_service_cannot_be_chosen_away(alice: Person) -> None:
    with pytest.raises(AlwaysByMail):
        prefer(alice, Topic.SERVICE, Rhythm.WEEKLY)
    prefer(alice, Topic.SERVICE, Rhythm.AT_ONCE, push=False)
    with pytest.raises(IntegrityError), transaction.atomic():
        Preference.objects.update(mail=Rhythm.NEVER)


# Quiet hours


def test_a_mail_that_can_wait_leaves_in_the_morning(
    world: World, post: Post, alice: Person
) -> None:
    keep_quiet(person=alice, from_hour=9, to_hour=12, now=DAY)
    soon(world, alice)
    send()
    send(DAY + HOUR)
    assert post.mails == []
    assert Carrying.objects.get().until == DAY + 2 * HOUR
    send(DAY + 2 * HOUR)
    assert len(post.mails) == 1


def test_what_the_contract_wants_does_not_wait(world: World, post: Post, alice: Person) -> None:
    keep_quiet(person=alice, from_hour=9, to_hour=12, now=DAY)
    receipt(world, alice)
    send()
    assert len(post.mails) == 1


def test_quiet_hours_can_be_given_up(alice: Person) -> None:
    keep_quiet(person=alice, from_hour=22, to_hour=7, now=DAY)
    assert keep_quiet(person=alice, from_hour=None, to_hour=7, now=DAY) is None
    assert not hasattr(Person.objects.get(pk=alice.pk), "quiet")


# Digests


def test_a_digest_carries_each_fact_once(world: World, post: Post, alice: Person) -> None:
    prefer(alice, Topic.PLEDGES, Rhythm.DAILY)
    soon(world, alice)
    soon(world, alice)
    for now in (DAY, DAY + HOUR, EIGHT - timedelta(seconds=1)):
        send(now)
    assert post.mails == []
    for now in (EIGHT, EIGHT, EIGHT + HOUR):
        send(now)
    (mail,) = post.mails
    assert mail["Subject"] == "Clust: 2 things that are new"
    assert text(mail).count("* Closing soon: Bouilloire") == 2
    assert part(mail, "html").count("Closing soon: Bouilloire") == 2
    assert sorted(outcomes()) == ["digest", "digest", "sent"]


def test_daily_and_weekly_of_one_moment_are_one_mail(
    world: World, post: Post, alice: Person
) -> None:
    prefer(alice, Topic.PLEDGES, Rhythm.DAILY)
    prefer(alice, Topic.FOLLOWED, Rhythm.WEEKLY)
    sunday = DAY + timedelta(days=6)
    (first,) = soon(world, alice)
    Notice.objects.create(
        kind="last_day", fact=first.fact, campaign=first.campaign, person=alice, at=sunday
    )
    send(sunday)
    send(EIGHT + timedelta(days=6))
    assert len(post.mails) == 1
    assert Digest.objects.count() == 1


def test_what_was_left_meanwhile_is_not_in_the_digest(
    world: World, post: Post, alice: Person
) -> None:
    prefer(alice, Topic.PLEDGES, Rhythm.DAILY)
    soon(world, alice)
    send()
    prefer(alice, Topic.PLEDGES, Rhythm.NEVER)
    send(EIGHT)
    assert post.mails == []
    assert sorted(outcomes()) == ["digest", "unwanted"]


def test_a_digest_calls_nobody_to_a_clust_that_is_closed_by_then(
    world: World, post: Post, alice: Person
) -> None:
    for topic in (Topic.PLEDGES, Topic.FOLLOWED, Topic.CLUSTS):
        prefer(alice, topic, Rhythm.WEEKLY)
    over = make_campaign(world, lasts=timedelta(days=3))
    for kind in ("soon", "last_day", "opened"):
        Notice.objects.create(kind=kind, fact=over.pk, campaign=over, person=alice, at=DAY)
    (live,) = soon(world, alice)
    send()
    send(EIGHT + timedelta(days=6))
    (mail,) = post.mails
    assert mail["Subject"] == "Clust: 1 thing that is new"
    assert f"/clusts/{live.campaign_id}/" in text(mail)
    assert f"/clusts/{over.pk}/" not in text(mail)


def test_what_comes_as_a_digest_leaves_stands_in_the_next(
    world: World, post: Post, alice: Person
) -> None:
    prefer(alice, Topic.PLEDGES, Rhythm.DAILY)
    soon(world, alice)
    send()
    send(EIGHT)
    soon(world, alice)
    send(EIGHT - timedelta(seconds=1))  # a worker whose clock is late
    send(EIGHT + timedelta(days=1))
    assert [text(mail).count("* Closing soon") for mail in post.mails] == [1, 1]


# Bounces and complaints


def bounce(kind: str = "hard", ref: str = "m1", address: str = "Alice@clust.example") -> Bounce:
    return record_bounce(ref=ref, address=address, kind=kind, happened_at=DAY, now=DAY)


@pytest.mark.parametrize(
    ("kind", "outcome"), [("hard", "stopped"), ("complaint", "stopped"), ("soft", "sent")]
)
def test_an_address_that_does_not_take_mail_gets_no_more_than_it_must(
    world: World, post: Post, alice: Person, kind: str, outcome: str
) -> None:
    bounce(kind)
    soon(world, alice)
    receipt(world, alice)
    send()
    assert outcomes() == [outcome, "sent"]


def test_a_bounce_counts_once_and_is_lifted_by_its_person(
    world: World, post: Post, alice: Person
) -> None:
    assert bounce().pk == bounce().pk
    assert try_again(person=make_person(), now=DAY) == 0
    assert try_again(person=alice, now=DAY) == 1
    soon(world, alice)
    send()
    assert outcomes() == ["sent"]


def test_nothing_is_kept_of_addresses_that_we_do_not_know(alice: Person) -> None:
    with pytest.raises(UnknownAddress):
        bounce(address="eve@clust.example")
    assert not Bounce.objects.exists()
