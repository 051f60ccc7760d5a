"""What people are told of the conversation, and of what may not stay: once each."""

from datetime import timedelta

import pytest
from django.utils import translation

from clust.campaigns.models import Campaign
from clust.notices.actions.telling import tell_receipts
from clust.notices.letters import write_letter
from clust.notices.models import Notice, Topic
from clust.notices.readers import reader_of
from clust.notices.topics import topic_of
from clust.storefronts.actions.admitting import admit, end_admission
from clust.storefronts.actions.tribes import found_tribe, join_tribe, show_out
from clust.storefronts.models import Storefront
from clust.talk.actions.moderating import dismiss_written, rule_on
from tests.notices.members import member, told
from tests.talk.story import answer, hide, object_, report, say
from tests.world import DAY, World, make_campaign, make_person

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def kettles(world: World) -> Campaign:
    return make_campaign(world)


def tell() -> int:
    """Tell twice, which tells no more than once."""
    first = tell_receipts(now=DAY, since=DAY - HOUR)
    assert tell_receipts(now=DAY, since=DAY - HOUR) == 0
    return first


def mail(notice: Notice) -> str:
    reader = reader_of(notice)
    assert reader
    letter = write_letter(notice, reader, now=DAY)
    return f"{letter.subject}\n{letter.body}"


def test_who_asked_hears_the_answer_and_the_supplier_hears_the_question(
    world: World, kettles: Campaign
) -> None:
    alice = member("alice@example.org", language="en")
    asked = say(world, kettles, person=alice, is_question=True)
    tell()
    (question,) = Notice.objects.filter(kind="talk_question")
    assert question.supplier == world.supplier
    with translation.override("fr"):
        assert "Elle chauffe vite ?" in mail(question)
    answer(asked, person=make_person(is_staff=True), voice="desk")
    tell()
    assert told(alice) == ["talk_answer"]
    assert "Deux minutes." in mail(Notice.objects.get(kind="talk_answer"))


def test_those_who_take_part_hear_of_replies_but_not_of_their_own(
    world: World, kettles: Campaign
) -> None:
    anne, ben, claire = (member(f"{name}@example.org") for name in "abc")
    thread = say(world, kettles, person=anne)
    answer(thread, person=ben)
    answer(thread, person=claire)
    tell()
    assert (told(anne), told(ben), told(claire)) == (["reply", "reply"], ["reply"], [])
    assert topic_of("reply") == Topic.TALK


def test_who_is_not_let_in_any_more_hears_no_reply(world: World, kettles: Campaign) -> None:
    anne, ben = (member(f"{name}@example.org") for name in "ab")
    thread = say(world, kettles, person=anne)
    Storefront.objects.update(admission="invited")
    admission = admit(storefront=world.storefront, person=anne, how="invited", now=DAY)
    answer(thread, person=ben)
    tell()
    assert told(anne) == ["reply"]
    end_admission(admission=admission, cause="out", now=DAY)
    answer(thread, person=ben)
    tell()
    assert told(anne) == ["reply"]


def test_what_is_hidden_is_told_to_its_author_and_a_ruling_too(
    world: World, kettles: Campaign
) -> None:
    alice = member("alice@example.org", language="en")
    said = say(world, kettles, person=alice)
    objection = object_(hide(world, said), alice)
    tell()
    rule_on(objection, person=make_person(is_staff=True), upheld=False, words="Soit.", now=DAY)
    tell()
    assert told(alice) == ["talk_hidden", "talk_ruled"]
    assert "Restons polis." in mail(Notice.objects.get(kind="talk_hidden"))
    assert "Shown again" in mail(Notice.objects.get(kind="talk_ruled"))


def test_who_reported_without_an_account_is_answered(world: World, kettles: Campaign) -> None:
    said = say(world, kettles)
    report(world, said, email="claire@example.org")
    dismiss_written(said, now=DAY)
    tell()
    (notice,) = Notice.objects.filter(kind="talk_report_seen")
    reader = reader_of(notice)
    assert reader
    assert reader.address == "claire@example.org"
    assert mail(notice)


def test_organisers_hear_of_their_tribe_and_those_shown_out_why(world: World) -> None:
    anne, ben = member("a@example.org", language="en"), member("b@example.org", language="en")
    tribe = found_tribe(
        storefront=world.storefront, person=anne, name="Go", words="", is_open=True, now=DAY
    )
    theirs = join_tribe(tribe=tribe, person=ben, invited=False, now=DAY)
    show_out(membership=theirs, person=anne, words="Publicité.", now=DAY)
    hide(world, tribe)
    tell()
    assert (told(anne), told(ben)) == (["talk_hidden"], ["shown_out"])
    assert "Publicité." in mail(Notice.objects.get(kind="shown_out"))
