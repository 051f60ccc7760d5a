"""What people are told of wishes and projects, and suppliers of enquiries: once each."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from clust import flow
from clust.campaigns.actions.calling import call_limits
from clust.notices.actions import tell_calls, tell_receipts
from clust.notices.letters import write_letter
from clust.notices.models import Notice
from clust.notices.readers import reader_of
from clust.people.models import Person
from clust.sourcing.models import (
    Decline,
    EnquiryAnswer,
    EnquiryMessage,
    EnquiryQuestion,
    Supplier,
)
from clust.wishes.models import (
    Appeal,
    Hiding,
    Merge,
    Project,
    ProjectReview,
    ProjectUpdate,
    Report,
    Ruling,
    Vote,
    VoteEnd,
    Wish,
)
from tests.notices.conftest import Post
from tests.notices.members import member, told
from tests.wished import (
    award,
    back,
    invite,
    make_brief,
    make_enquiry,
    make_quote,
    make_wish,
    take_back,
    wished_campaign,
)
from tests.world import DAY, World, make_person, pledge

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
AGO = DAY - HOUR


def tell(now: datetime = DAY) -> int:
    """Tell twice, which tells no more than once."""
    first = tell_receipts(now=now, since=now - HOUR)
    assert tell_receipts(now=now, since=now - HOUR) == 0
    return first


def sent_to(supplier: Supplier) -> list[str]:
    rows = Notice.objects.filter(supplier=supplier).order_by("kind")
    return list(rows.values_list("kind", flat=True))


@pytest.fixture
def alice() -> Person:
    return member("alice@clust.example", name="Alice")


@pytest.fixture
def desk() -> Person:
    return make_person(is_staff=True)


@pytest.fixture
def wish(world: World, alice: Person) -> Wish:
    return make_wish(world, alice)


# Wishes


def test_who_is_called_is_told_once(world: World, wish: Wish, alice: Person) -> None:
    back(wish, 5000, person=alice)
    wished_campaign(world, wish)
    flow.walk(now=DAY)
    flow.walk(now=DAY)
    assert told(alice) == ["called"]


def test_who_leaves_or_pledges_before_the_mail_is_not_told(world: World, wish: Wish) -> None:
    leaves, follows = back(wish, 5000), back(wish, 5000)
    campaign = wished_campaign(world, wish)
    calling = call_limits(campaign, now=DAY)
    take_back(leaves)
    pledge(world, campaign, person=follows.person)
    tell_calls(calling, now=DAY)
    assert not Notice.objects.filter(kind="called").exists()


def test_an_author_is_told_of_a_hiding_and_of_its_ruling(
    wish: Wish, alice: Person, desk: Person
) -> None:
    hiding = Hiding.objects.create(wish=wish, person=desk, reason="other", words="Non.", at=DAY)
    appeal = Appeal.objects.create(hiding=hiding, words="Si !", at=DAY)
    assert tell() == 1
    Ruling.objects.create(appeal=appeal, person=desk, upheld=False, words="Oui.", at=DAY + HOUR)
    tell(DAY + HOUR)
    assert told(alice) == ["hidden", "ruled"]


def test_carried_backings_are_told_of_the_merge(world: World, wish: Wish, desk: Person) -> None:
    into, carried, there = make_wish(world), back(wish), make_person()
    back(into, person=there)
    take_back(carried, cause="merged")
    back(into, person=carried.person, carried_from=carried)
    Merge.objects.create(wish=wish, into=into, person=desk, at=DAY)
    assert tell() == 1
    assert told(carried.person) == ["merged"]


def test_backers_of_several_wishes_of_a_brief_are_told_once(
    world: World, wish: Wish, alice: Person
) -> None:
    other = make_wish(world)
    back(wish, person=alice)
    back(other, person=alice)
    take_back(back(other))
    make_brief(wish, other)
    assert tell() == 1
    assert told(alice) == ["briefed"]


def test_whoever_reports_is_told_what_was_decided_by_mail_too(
    wish: Wish, alice: Person, desk: Person
) -> None:
    report = {"wish": wish, "reason": "other", "at": AGO, "seen_at": DAY}
    Report.objects.create(person=alice, key=uuid4(), **report)
    Report.objects.create(email="eve@clust.example", key=uuid4(), **report)
    Report.objects.create(key=uuid4(), **report)
    Report.objects.create(person=alice, key=uuid4(), **report | {"seen_at": None})
    assert tell() == 2
    stranger = Notice.objects.get(person=None)
    reader = reader_of(stranger)
    assert reader
    assert reader.address == "eve@clust.example"


# Projects


@pytest.fixture
def project(wish: Wish) -> Project:
    return Project.objects.create(
        wish=wish, pitch="P", guess_gross_cents=5000, royalty_cents=100, goal_units=10, at=DAY
    )


def test_a_creator_is_told_of_the_review(project: Project, alice: Person, desk: Person) -> None:
    ProjectReview.objects.create(project=project, person=desk, accepted=True, at=DAY)
    tell()
    assert told(alice) == ["reviewed"]


def test_a_vote_that_ends_is_told_to_all_who_took_part_once(
    project: Project, alice: Person
) -> None:
    back(project.wish, 5000, person=alice)
    bob = back(project.wish, 5000).person
    vote = Vote.objects.create(
        project=project, price_gross_cents=5000, goal_units=2, at=AGO, until=DAY
    )
    VoteEnd.objects.create(vote=vote, units=2, won=True, at=DAY)
    assert tell() == 2
    assert told(alice) == told(bob) == ["voted"]


def test_news_goes_to_backers_and_not_to_who_wrote_it(project: Project, alice: Person) -> None:
    bob = back(project.wish).person
    back(project.wish, person=alice)
    ProjectUpdate.objects.create(project=project, person=alice, words="Bientôt !", at=DAY)
    assert tell() == 1
    assert told(bob) == ["news"]


# Enquiries


@pytest.fixture
def other() -> Supplier:
    return Supplier.objects.create(name="Autres", email="autres@clust.example")


def test_every_supplier_is_told_what_is_answered_to_one(
    world: World, wish: Wish, other: Supplier, desk: Person
) -> None:
    enquiry = make_enquiry(world, make_brief(wish))
    third = Supplier.objects.create(name="Troisième", email="3@clust.example")
    invite(enquiry, other)
    Decline.objects.create(invitee=invite(enquiry, third), at=DAY)
    question = EnquiryQuestion.objects.create(
        invitee=enquiry.invitees.earliest("pk"), person=desk, words="Rouge ?", at=DAY
    )
    EnquiryAnswer.objects.create(question=question, person=desk, words="Oui.", at=DAY)
    tell()
    assert sent_to(world.supplier) == sent_to(other) == ["enquiry", "enquiry_answer"]
    assert sent_to(third) == ["enquiry"]


def test_the_silent_are_reminded_two_days_before_the_end(
    world: World, wish: Wish, other: Supplier
) -> None:
    enquiry = make_enquiry(world, make_brief(wish))
    invite(enquiry, other)
    make_quote(world, enquiry)
    tell()
    tell(enquiry.answer_by - timedelta(days=2, seconds=1))
    assert sent_to(other) == ["enquiry"]
    tell(enquiry.answer_by - timedelta(days=2))
    tell(enquiry.answer_by)
    assert sent_to(other) == ["enquiry", "enquiry_soon"]
    assert sent_to(world.supplier) == ["enquiry"]


def test_messages_reach_the_other_side(world: World, wish: Wish, desk: Person) -> None:
    enquiry = make_enquiry(world, make_brief(wish), person=desk)
    invitee = enquiry.invitees.get()
    for by_desk in (True, False):
        EnquiryMessage.objects.create(
            invitee=invitee, person=desk, by_desk=by_desk, words="?", at=DAY
        )
    tell()
    assert sent_to(world.supplier) == ["enquiry", "enquiry_message"]
    assert told(desk) == ["enquiry_message"]


def test_a_counter_offer_and_the_decision(world: World, wish: Wish, other: Supplier) -> None:
    enquiry = make_enquiry(world, make_brief(wish))
    invite(enquiry, other)
    quote = make_quote(world, enquiry)
    make_quote(world, enquiry, replaces=quote, side="desk")
    award(quote)
    tell()
    assert sent_to(world.supplier) == ["awarded", "counter", "enquiry"]
    assert sent_to(other) == ["enquiry", "not_awarded"]


def test_an_award_without_an_enquiry_is_told_to_nobody(world: World) -> None:
    award(make_quote(world, None))
    assert tell() == 0


# Letters


@pytest.mark.parametrize("language", ["fr", "en"])
def test_each_kind_has_its_words(world: World, wish: Wish, project: Project, language: str) -> None:
    Supplier.objects.update(language=language)
    Wish.objects.update(language=language)
    person = member("bob@clust.example", language=language)
    tell_everything(world, wish, project, person)
    kinds = set()
    for notice in Notice.objects.order_by("pk"):
        notice.person = person if notice.person_id else None
        reader = reader_of(notice)
        assert reader
        letter = write_letter(notice, reader, now=DAY)
        assert letter.subject
        assert "{" not in str(letter.body)
        assert "None" not in str(letter.body)
        kinds.add(notice.kind)
    assert len(kinds) == 16


def tell_everything(world: World, wish: Wish, project: Project, person: Person) -> None:
    """Let everything happen that is told of before a clust closes."""
    other = Supplier.objects.create(name="Autres", email="autres@clust.example")
    back(wish, 5000, person=person)
    hiding = Hiding.objects.create(wish=wish, person=person, reason="other", words="Non.", at=DAY)
    appeal = Appeal.objects.create(hiding=hiding, words="Si !", at=DAY)
    Ruling.objects.create(appeal=appeal, person=person, upheld=False, words="Oui.", at=DAY)
    Report.objects.create(
        wish=wish, reason="other", email="e@clust.example", key=uuid4(), at=AGO, seen_at=DAY
    )
    merged = make_wish(world)
    gone = back(merged)
    take_back(gone, cause="merged")
    back(wish, person=gone.person, carried_from=gone)
    Merge.objects.create(wish=merged, into=wish, person=person, at=DAY)
    ProjectReview.objects.create(project=project, person=person, accepted=False, words="", at=DAY)
    vote = Vote.objects.create(
        project=project, price_gross_cents=5000, goal_units=2, at=AGO, until=DAY
    )
    VoteEnd.objects.create(vote=vote, units=2, won=False, at=DAY)
    ProjectUpdate.objects.create(project=project, person=person, words="Bientôt !", at=DAY)
    plain = make_wish(world)
    back(plain, 5000, person=person)
    campaign = wished_campaign(world, plain)
    enquiry = campaign.award.quote.enquiry
    assert enquiry
    invite(enquiry, other)
    silent = make_enquiry(world, make_brief(make_wish(world)), now=AGO)
    type(silent).objects.filter(pk=silent.pk).update(answer_by=DAY + timedelta(days=1))
    silent.invitees.update(at=DAY - timedelta(days=3))
    question = EnquiryQuestion.objects.create(
        invitee=enquiry.invitees.earliest("pk"), person=person, words="Rouge ?", at=DAY
    )
    EnquiryAnswer.objects.create(question=question, person=person, words="Oui.", at=DAY)
    EnquiryMessage.objects.create(
        invitee=question.invitee, person=person, by_desk=True, words="?", at=DAY
    )
    make_quote(world, enquiry, side="desk")
    flow.walk(now=DAY)
    tell_receipts(now=DAY, since=AGO)


def test_a_report_is_answered_without_an_account(wish: Wish, post: Post) -> None:
    Report.objects.create(
        wish=wish, reason="other", email="eve@clust.example", key=uuid4(), at=AGO, seen_at=DAY
    )
    tell()
    flow.send(now=DAY)
    assert len(post.to("eve@clust.example")) == 1
