"""Who follows hears when it gets cheaper and before it closes, once, and never as a holder too."""

from datetime import timedelta

import pytest

from clust.notices.actions.choosing import choose
from clust.notices.actions.following import (
    NotFollowed,
    NothingToFollow,
    TooMany,
    end_following,
    follow_campaign,
    follow_storefront,
)
from clust.notices.actions.telling import tell_closing_soon, tell_price_step, tell_receipts
from clust.notices.models import Following, FollowingEnd, Notice, Rhythm, Topic
from clust.notices.models.notices import due_to_tell
from clust.notices.sending import send_notices
from clust.people.models import Person
from clust.storefronts.actions.admitting import end_admission
from clust.storefronts.actions.sharing import share_with
from clust.storefronts.actions.tribes import found_tribe, join_tribe
from clust.storefronts.models import Admission, Storefront
from tests.notices.conftest import Post
from tests.notices.members import member, tell_steps, told
from tests.notices.test_letters import text
from tests.wished import make_wish
from tests.world import DAY, WEEK, World, make_campaign, make_person, pledge

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture
def alice() -> Person:
    return member("alice@clust.example", language="en")


def test_who_follows_hears_that_the_price_fell(world: World, post: Post, alice: Person) -> None:
    campaign = make_campaign(world)
    follow_campaign(person=alice, campaign=campaign, now=DAY)
    pledge(world, campaign, 5)
    tell_steps()
    assert told(alice) == []
    pledge(world, campaign, 1)
    tell_steps()
    assert told(alice) == ["dropped"]
    send_notices(Notice.objects.filter(person=alice), now=DAY)
    (mail,) = post.to("alice@clust.example")
    assert "costs less: Bouilloire at €45.00" in " ".join(mail["Subject"].split())
    assert "You have ordered nothing" in text(mail)


def test_a_fall_is_told_once_and_at_most_once_a_day(world: World, alice: Person) -> None:
    campaign = make_campaign(world)
    follow_campaign(person=alice, campaign=campaign, now=DAY)
    pledge(world, campaign, 6)
    steps = list(due_to_tell(DAY))
    tell_steps()
    for step in steps:
        tell_price_step(step, now=DAY)
    pledge(world, campaign, 5)
    tell_steps()
    assert told(alice) == ["dropped"]
    pledge(world, campaign, 5, now=DAY + timedelta(days=2))
    tell_steps(DAY + timedelta(days=2))
    assert told(alice) == ["dropped", "dropped"]


def test_who_takes_part_hears_of_it_as_a_holder_only(world: World, alice: Person) -> None:
    campaign = make_campaign(world)
    follow_campaign(person=alice, campaign=campaign, now=DAY)
    pledge(world, campaign, 1, person=alice)
    tell_steps()
    later = DAY + timedelta(days=2)
    pledge(world, campaign, 6, now=later)
    tell_steps(later)
    tell_closing_soon(campaign, now=DAY + WEEK - HOUR)
    assert "dropped" not in told(alice)
    assert "last_day" not in told(alice)
    assert told(alice)[-1] == "soon"


def test_who_follows_hears_of_the_last_day(world: World, alice: Person) -> None:
    campaign = make_campaign(world)
    follow_campaign(person=alice, campaign=campaign, now=DAY)
    for _ in range(2):
        tell_closing_soon(campaign, now=DAY + WEEK - HOUR)
    assert told(alice) == ["last_day"]


def test_who_follows_no_more_hears_no_more(world: World, alice: Person) -> None:
    campaign = make_campaign(world)
    following = follow_campaign(person=alice, campaign=campaign, now=DAY)
    end_following(following=following, now=DAY)
    with pytest.raises(NotFollowed):
        end_following(following=following, now=DAY)
    pledge(world, campaign, 6)
    tell_steps()
    assert told(alice) == []
    assert FollowingEnd.objects.count() == 1


def test_following_twice_is_once_and_may_begin_again(world: World, alice: Person) -> None:
    campaign = make_campaign(world)
    first = follow_campaign(person=alice, campaign=campaign, now=DAY)
    assert follow_campaign(person=alice, campaign=campaign, now=DAY) == first
    end_following(following=first, now=DAY)
    assert follow_campaign(person=alice, campaign=campaign, now=DAY) != first
    with pytest.raises(NothingToFollow):
        follow_campaign(person=alice, campaign=campaign, now=DAY + WEEK)


def test_there_is_a_most_to_follow(
    world: World, alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("clust.notices.actions.following.MOST_FOLLOWED", 1)
    follow_storefront(person=alice, storefront=world.storefront, now=DAY)
    with pytest.raises(TooMany):
        follow_campaign(person=alice, campaign=make_campaign(world), now=DAY)


def test_a_fall_reaches_all_who_follow_in_one_statement(
    world: World, django_assert_max_num_queries: object
) -> None:
    campaign, people = make_campaign(world), [make_person() for _ in range(40)]
    Following.objects.bulk_create(
        Following(person=person, campaign=campaign, at=DAY) for person in people
    )
    pledge(world, campaign, 6)
    step = due_to_tell(DAY).latest("pk")
    with django_assert_max_num_queries(11):  # type: ignore[operator]
        tell_price_step(step, now=DAY)
    assert Notice.objects.filter(kind="dropped").count() == 40


def test_who_was_shown_out_hears_no_more(world: World, alice: Person) -> None:
    stays = make_person()
    inside = [
        Admission.objects.create(
            storefront=world.storefront, person=person, how="officer", at=DAY, by=stays
        )
        for person in (alice, stays)
    ]
    world.storefront.admission = "invited"
    world.storefront.save()
    campaign = make_campaign(world)
    for person in (alice, stays):
        follow_campaign(person=person, campaign=campaign, now=DAY)
        follow_storefront(person=person, storefront=world.storefront, now=DAY)
    Admission.objects.filter(pk=inside[0].pk).update(open=False)
    pledge(world, campaign, 6)
    tell_steps()
    tell_receipts(now=DAY, since=DAY - HOUR)
    tell_closing_soon(campaign, now=DAY + WEEK - HOUR)
    assert told(alice) == []
    assert told(stays) == ["dropped", "opened", "last_day"]


def test_who_was_shown_out_leaves_the_tribes_and_hears_of_none(world: World, alice: Person) -> None:
    author = member("bob@clust.example")
    world.storefront.admission = "invited"
    world.storefront.save()
    inside = [
        Admission.objects.create(storefront=world.storefront, person=one, how="officer", at=DAY)
        for one in (alice, author)
    ]
    tribe = found_tribe(
        storefront=world.storefront, person=author, name="Go", words="", is_open=True, now=DAY
    )
    mine = join_tribe(tribe=tribe, person=alice, invited=False, now=DAY)
    choose(person=alice, topic=Topic.TRIBES, mail=Rhythm.AT_ONCE, push=False, site=True, now=DAY)
    share_with(storefront=world.storefront, person=author, what=["page", "wishes"], now=DAY)
    Admission.objects.filter(pk=inside[0].pk).update(open=False)
    make_wish(world, author, now=DAY)
    tell_receipts(now=DAY, since=DAY - HOUR)
    assert told(alice) == []
    Admission.objects.filter(pk=inside[0].pk).update(open=True)
    tell_receipts(now=DAY, since=DAY - HOUR)
    assert told(alice) == ["tribe_wish"]
    end_admission(admission=inside[0], cause="out", by=author, now=DAY)
    mine.refresh_from_db()
    assert (mine.open, mine.end.cause) == (False, "left")


def test_who_follows_the_shop_hears_of_new_clusts_once(
    world: World, post: Post, alice: Person
) -> None:
    follow_storefront(person=alice, storefront=world.storefront, now=DAY - HOUR)
    choose(person=alice, topic=Topic.CLUSTS, mail=Rhythm.AT_ONCE, push=False, site=True, now=DAY)
    make_campaign(world)
    for _ in range(2):
        tell_receipts(now=DAY, since=DAY - HOUR)
    assert told(alice) == ["opened"]
    send_notices(Notice.objects.all(), now=DAY)
    assert "opens at €50.00 and can fall to €25.00" in text(post.mails[0])


def test_tribes_are_heard_by_who_chose_it_and_never_say_who(
    world: World, post: Post, alice: Person
) -> None:
    author, other = member("bob@clust.example", name="Bob Martin"), make_person()
    tribe = found_tribe(
        storefront=world.storefront,
        person=author,
        name="Rue des Lilas",
        words="",
        is_open=True,
        now=DAY,
    )
    for person in (alice, other):
        join_tribe(tribe=tribe, person=person, invited=False, now=DAY)
    choose(person=alice, topic=Topic.TRIBES, mail=Rhythm.AT_ONCE, push=False, site=True, now=DAY)
    share_with(storefront=world.storefront, person=author, what=["page", "wishes"], now=DAY)
    make_wish(world, author, now=DAY)
    for _ in range(2):
        tell_receipts(now=DAY, since=DAY - HOUR)
    Storefront.objects.update(admission="invited")
    make_wish(world, author, now=DAY)
    tell_receipts(now=DAY, since=DAY - HOUR)
    assert (told(alice), told(other), told(author)) == (["tribe_wish"], [], [])
    send_notices(Notice.objects.all(), now=DAY)
    (mail,) = post.mails
    assert "Rue des Lilas" in mail["Subject"]
    assert "Bob" not in text(mail)
