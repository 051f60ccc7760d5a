"""Inviting by link and by letter, and taking an invitation up."""

from datetime import datetime, timedelta

import pytest

from clust.gatherings.actions import inviting
from clust.gatherings.actions.starting import NotHost, call_off_gathering
from clust.gatherings.models import Acceptance, Gathering, Letter
from tests.gatherings.story import TEN_DAYS, come, named, start
from tests.returns.story import bought
from tests.world import DAY, World, make_person, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def gathering(world: World) -> Gathering:
    return start(world)


def write(gathering: Gathering, *emails: str, now: datetime = DAY) -> list[Letter]:
    return inviting.write_letters(
        gathering=gathering,
        person=gathering.founder,
        emails=emails,
        language="fr",
        now=now,
    )


def link(gathering: Gathering) -> inviting.Invitation:
    return inviting.invite_by_link(gathering=gathering, person=gathering.founder, now=DAY)


def test_a_link_lets_many_in_and_each_once(gathering: Gathering) -> None:
    bruno, claire = named("Bruno"), named("Claire")
    assert come(gathering, bruno) == come(gathering, bruno)
    come(gathering, claire)
    assert gathering.acceptances.count() == 2


def test_a_new_link_replaces_the_old_one(gathering: Gathering) -> None:
    old, bruno = link(gathering), make_person()
    came = inviting.take_link(invitation=old, person=bruno, now=DAY)
    new = link(gathering)
    with pytest.raises(inviting.Revoked):
        inviting.take_link(invitation=old, person=make_person(), now=DAY)
    assert inviting.take_link(invitation=old, person=bruno, now=DAY) == came
    assert inviting.take_link(invitation=new, person=make_person(), now=DAY)


def test_a_link_can_be_revoked(gathering: Gathering) -> None:
    old = link(gathering)
    assert inviting.revoke_link(gathering=gathering, person=gathering.founder, now=DAY)
    assert not inviting.revoke_link(gathering=gathering, person=gathering.founder, now=DAY)
    with pytest.raises(inviting.Revoked):
        inviting.take_link(invitation=old, person=None, now=DAY)


def test_a_link_runs_out_with_the_clust(gathering: Gathering) -> None:
    with pytest.raises(inviting.RunOut):
        inviting.take_link(invitation=link(gathering), person=None, now=DAY + TEN_DAYS)


def test_only_organisers_invite_and_only_while_it_is_open(gathering: Gathering) -> None:
    with pytest.raises(NotHost):
        inviting.invite_by_link(gathering=gathering, person=make_person(), now=DAY)
    call_off_gathering(gathering=gathering, person=gathering.founder, reason="…", now=DAY)
    gathering = Gathering.objects.get()
    with pytest.raises(inviting.Over):
        link(gathering)
    with pytest.raises(inviting.Over):
        write(gathering, "b@example.org")


def test_a_letter_is_for_one_person_once(gathering: Gathering) -> None:
    (letter,) = write(gathering, "b@example.org")
    bruno = make_person()
    came = inviting.take_letter(letter=letter, person=bruno, now=DAY)
    assert inviting.take_letter(letter=letter, person=bruno, now=DAY) == came
    with pytest.raises(inviting.AlreadyTaken):
        inviting.take_letter(letter=letter, person=make_person(), now=DAY)
    with pytest.raises(inviting.AlreadyTaken):
        inviting.take_letter(letter=letter, person=None, now=DAY)


def test_a_letter_runs_out_and_its_address_is_forgotten(gathering: Gathering) -> None:
    (letter,) = write(gathering, "b@example.org")
    later = DAY + TEN_DAYS
    with pytest.raises(inviting.RunOut):
        inviting.take_letter(letter=letter, person=None, now=later)
    (due,) = Letter.objects.due_to_forget(later)
    inviting.forget_letter(due, now=later)
    assert Letter.objects.get().email == ""
    assert write(gathering, "B@example.org ") == []


def test_an_address_gets_one_letter_and_none_once_refused(gathering: Gathering) -> None:
    assert len(write(gathering, "b@example.org", "c@example.org", "B@Example.org")) == 2
    inviting.refuse_letters(seal=inviting.seal_of("d@example.org"), now=DAY)
    inviting.refuse_letters(seal=inviting.seal_of("d@example.org"), now=DAY)
    assert write(gathering, "D@example.org", "b@example.org") == []


def test_letters_are_counted(gathering: Gathering) -> None:
    with pytest.raises(inviting.TooManyLetters):
        write(gathering, *(f"p{n}@example.org" for n in range(21)))
    write(gathering, *(f"p0-{n}@example.org" for n in range(20)))
    with pytest.raises(inviting.TooManyLetters):
        write(gathering, "one.more@example.org")


def test_whoever_kept_an_order_may_write_more(world: World) -> None:
    order = bought(world, 1)
    later = order.at + timedelta(days=15)
    gathering = start(world, order.person, now=later)
    for batch in range(5):
        write(gathering, *(f"p{batch}-{n}@example.org" for n in range(20)), now=later)
    with pytest.raises(inviting.TooManyLetters):
        write(gathering, "one.more@example.org", now=later)


def test_whoever_came_without_an_account_is_known_once_they_sign_in(gathering: Gathering) -> None:
    invitation, bruno = link(gathering), make_person()
    came = inviting.take_link(invitation=invitation, person=None, now=DAY)
    inviting.recognise(came, person=bruno, now=DAY)
    assert Acceptance.objects.get().person == bruno
    other = inviting.recognise(came, person=make_person(), now=DAY + timedelta(hours=1))
    assert other.person == bruno
