"""Threads, replies one level deep, marks, thanks, and what an author may change."""

from datetime import timedelta
from uuid import uuid4

import pytest

from clust.campaigns.models import Campaign
from clust.talk.actions import saying
from clust.talk.actions.saying import (
    Hidden,
    NotHere,
    NothingSaid,
    NotTheirs,
    NotTheirVoice,
    TooLate,
    TooMuchSaid,
    edit_comment,
    take_comment_back,
    thank,
    unthank,
)
from clust.talk.models import Comment, TakingBack, Thanks
from clust.talk.readings import searched, threads_about, with_replies
from tests.talk.story import answer, hide, make_club, make_contact, say
from tests.wishes.wall import post
from tests.world import DAY, World, make_campaign, make_person, make_product, make_world

pytestmark = pytest.mark.django_db
DESK, SUPPLIER = Comment.Voice.DESK, Comment.Voice.SUPPLIER


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def kettles(world: World) -> Campaign:
    return make_campaign(world)


def test_a_form_sent_twice_is_said_once(world: World, kettles: Campaign) -> None:
    anne, key = make_person(), uuid4()
    first, second = (say(world, kettles, person=anne, key=key) for _ in "ab")
    assert first == second


def test_what_a_storefront_does_not_show_is_not_spoken_of(world: World, kettles: Campaign) -> None:
    club = make_club(world)
    for about in (kettles, world.kettle, post(world), make_product(world.supplier)):
        with pytest.raises(NotHere):
            say(world, about, storefront=club)


def test_nothing_is_not_said(world: World, kettles: Campaign) -> None:
    for words in ("  \x00 ", "a" * 4_001):
        with pytest.raises(NothingSaid):
            say(world, kettles, words)


def test_nobody_says_more_than_so_much_a_day(
    world: World, kettles: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(saying, "MOST_A_DAY", 1)
    anne = make_person()
    say(world, kettles, person=anne)
    with pytest.raises(TooMuchSaid):
        say(world, kettles, person=anne)
    assert say(world, kettles, person=anne, now=DAY + timedelta(days=1, seconds=1))


def test_a_reply_to_a_reply_joins_the_same_thread(world: World, kettles: Campaign) -> None:
    first = say(world, kettles)
    assert answer(answer(first)).parent == first


def test_a_question_waits_until_the_desk_or_the_supplier_answers(
    world: World, kettles: Campaign
) -> None:
    asked = say(world, kettles, is_question=True)
    answer(asked, "Moi aussi, je me demande.")
    assert list(Comment.objects.to_answer()) == [asked]
    answer(asked, person=make_contact(world), voice=SUPPLIER)
    assert not Comment.objects.to_answer().exists()


def test_only_those_of_the_desk_and_the_supplier_bear_a_mark(
    world: World, kettles: Campaign
) -> None:
    asked, rival = say(world, kettles, is_question=True), make_contact(make_other(world))
    for person, voice in ((make_person(), DESK), (make_person(), SUPPLIER), (rival, SUPPLIER)):
        with pytest.raises(NotTheirVoice):
            answer(asked, person=person, voice=voice)
    assert answer(asked, person=make_person(is_staff=True), voice=DESK).voice == "desk"


def make_other(world: World) -> World:
    from clust.sourcing.models import Supplier

    rival = Supplier.objects.create(name="Autre", email="autre@example.org")
    return World(world.storefront, rival, world.kettle, world.parcel, world.pickup)


def test_no_supplier_speaks_for_a_wish(world: World) -> None:
    with pytest.raises(NotTheirVoice):
        answer(say(world, post(world)), person=make_contact(world), voice=SUPPLIER)


def test_words_change_for_a_quarter_of_an_hour_and_the_desk_keeps_what_was(
    world: World, kettles: Campaign
) -> None:
    said = say(world, kettles, "Éle chauffe ?")
    edit_comment(said, person=said.person, words="Elle chauffe ?", now=DAY + timedelta(minutes=14))
    assert [edit.was for edit in said.edits.all()] == ["Éle chauffe ?"]
    assert Comment.objects.get().words == "Elle chauffe ?"
    with pytest.raises(TooLate):
        edit_comment(said, person=said.person, words="Non", now=DAY + timedelta(minutes=15))
    with pytest.raises(NotTheirs):
        edit_comment(said, person=make_person(), words="Non", now=DAY)


def test_what_is_taken_back_is_gone_and_answers_to_it_stay(world: World, kettles: Campaign) -> None:
    alone, answered = say(world, kettles), say(world, kettles)
    answer(answered)
    for said in (alone, answered):
        take_comment_back(said, person=said.person, now=DAY)
        take_comment_back(said, person=said.person, now=DAY)
    assert TakingBack.objects.count() == 2
    assert list(threads_about(kettles, world.storefront)) == [answered]
    with pytest.raises(Hidden):
        answer(answered)
    with pytest.raises(NotTheirs):
        take_comment_back(alone, person=make_person(), now=DAY)


def test_thanks_count_once_and_can_be_taken_back(world: World, kettles: Campaign) -> None:
    said, anne = say(world, kettles), make_person()
    for _ in range(2):
        thank(said, person=anne, now=DAY)
    (read,) = with_replies(threads_about(kettles, world.storefront), world.storefront, anne)
    assert (read.thanked, read.thanks_mine) == (1, True)  # type: ignore[attr-defined]
    assert unthank(said, person=anne) == 1
    assert not Thanks.objects.exists()
    with pytest.raises(NotTheirs):
        thank(said, person=said.person, now=DAY)


def test_a_clust_of_several_storefronts_has_a_conversation_in_each(
    world: World, kettles: Campaign
) -> None:
    club = make_club(world)
    kettles.listings.create(storefront=club)  # type: ignore[attr-defined]
    here, there = say(world, kettles), say(world, kettles, storefront=club)
    assert list(threads_about(kettles, world.storefront)) == [here]
    assert list(threads_about(kettles, club)) == [there]


def test_a_search_finds_words_of_a_thread_or_its_replies_but_not_what_is_hidden(
    world: World, kettles: Campaign
) -> None:
    first, second = say(world, kettles, "Quelle couleur ?"), say(world, kettles, "Quel poids ?")
    rude = answer(second, "Bleue, idiot")
    answer(first, "La bleue est belle")
    rows = threads_about(kettles, world.storefront)
    assert set(searched(rows, "bleue")) == {first, second}
    hide(world, rude)
    assert set(searched(rows, "bleue")) == {first}
    assert not searched(rows, "poids couleur").exists()


def test_what_is_said_of_a_merged_wish_goes_on_with_the_other(world: World) -> None:
    from clust.wishes.actions.merging import merge_wishes

    one, other = post(world), post(world, "Une bouilloire")
    said = say(world, one)
    merge_wishes(wish=one, into=other, person=make_person(), now=DAY)
    assert list(threads_about(other, world.storefront)) == [said]
