"""What may not stay: reported, hidden with a reason, objected to, decided; and forgotten."""

import pytest

from clust.storefronts.actions.tribes import found_tribe
from clust.talk.actions.leaving import erase_talk, export_talk
from clust.talk.actions.moderating import dismiss_written, rule_on
from clust.talk.actions.saying import Hidden, edit_comment
from clust.talk.models import Comment, TalkReport
from clust.talk.readings import readable, shown_profiles
from clust.wishes.actions.moderating import (
    AlreadyAppealed,
    AlreadyHidden,
    AlreadyRuled,
    NotTheAuthor,
    NoWords,
)
from tests.talk.story import answer, hide, object_, report, say, shown
from tests.world import DAY, World, make_campaign, make_person, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def said(world: World) -> Comment:
    return say(world, make_campaign(world))


def test_a_report_needs_no_account_and_is_answered_by_a_decision(
    world: World, said: Comment
) -> None:
    report(world, said, email="claire@example.org")
    assert dismiss_written(said, now=DAY) == 1
    assert not TalkReport.objects.due_to_judge().exists()


def test_what_is_hidden_is_read_by_nobody_and_answers_its_reports(
    world: World, said: Comment
) -> None:
    report(world, said)
    hide(world, said)
    assert not readable(world.storefront).exists()
    assert not TalkReport.objects.due_to_judge().exists()
    with pytest.raises(AlreadyHidden):
        hide(world, said)
    with pytest.raises(Hidden):
        answer(said)
    with pytest.raises(NoWords):
        hide(world, answer(say(world, said.campaign or world.kettle)), words=" ")


def test_its_author_objects_once_and_it_is_shown_again(world: World, said: Comment) -> None:
    hiding = hide(world, said)
    with pytest.raises(NotTheAuthor):
        object_(hiding, make_person())
    objection = object_(hiding, said.person)
    with pytest.raises(AlreadyAppealed):
        object_(hiding, said.person)
    decided = {"person": make_person(is_staff=True), "words": "Soit.", "now": DAY}
    rule_on(objection, upheld=False, **decided)  # type: ignore[arg-type]
    assert readable(world.storefront).get() == said
    with pytest.raises(AlreadyRuled):
        rule_on(objection, upheld=True, **decided)  # type: ignore[arg-type]


def test_a_member_s_page_is_hidden_and_its_name_with_it(world: World) -> None:
    profile = shown(world, make_person())
    hide(world, profile)
    assert not shown_profiles(world.storefront).exists()


def test_a_tribe_s_organisers_stand_up_for_it(world: World) -> None:
    anne = make_person()
    tribe = found_tribe(
        storefront=world.storefront, person=anne, name="Go", words="", is_open=True, now=DAY
    )
    hiding = hide(world, tribe)
    with pytest.raises(NotTheAuthor):
        object_(hiding, make_person())
    assert object_(hiding, anne)


def test_a_person_takes_along_all_they_said(world: World, said: Comment) -> None:
    edit_comment(said, person=said.person, words="Autrement", now=DAY)
    report(world, answer(said), person=said.person)
    told = export_talk(said.person)
    (comment,) = told["comments"]
    assert (comment["words"], comment["words_before"]) == ("Autrement", ["Elle chauffe vite ?"])
    assert len(told["reported"]) == 1


def test_who_leaves_is_read_no_more_but_what_they_answered_for_the_desk_stays(
    world: World, said: Comment
) -> None:
    ada = make_person(is_staff=True)
    official = answer(said, "Oui.", person=ada, voice="desk")
    answer(said, "Je crois aussi.", person=ada)
    report(world, said, person=ada, words="Impoli", email="ada@example.org")
    erase_talk(ada, now=DAY)
    assert set(readable(world.storefront)) == {said, official}
    assert set(Comment.objects.filter(person=ada).values_list("words", flat=True)) == {"Oui.", "…"}
    left = TalkReport.objects.get()
    assert (left.person, left.words, left.email) == (None, "", "")
