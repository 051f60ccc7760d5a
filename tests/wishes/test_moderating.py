"""What people write is reported, hidden with a reason, and looked at again."""

from uuid import uuid4

import pytest

from clust.wishes.actions.moderating import (
    AlreadyAppealed,
    AlreadyHidden,
    AlreadyRuled,
    NotTheAuthor,
    NoWords,
    appeal,
    dismiss_reports,
    hide_wish,
    report_wish,
    rule,
)
from clust.wishes.models import Hiding, Report, Wish, visible
from tests.wishes.wall import post
from tests.world import DAY, make_person, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def wish() -> Wish:
    return post(make_world())


def hide(wish: Wish) -> Hiding:
    return hide_wish(wish=wish, person=make_person(), reason="advertising", words="Pub", now=DAY)


def contest(hiding: Hiding):  # type: ignore[no-untyped-def]
    return appeal(hiding=hiding, person=hiding.wish.person, words="Non", now=DAY)


def test_a_report_needs_no_account_and_counts_once(wish: Wish) -> None:
    key = uuid4()
    for _ in range(2):
        report_wish(wish=wish, reason="illegal", key=key, email="a@a.example", now=DAY)
    report_wish(wish=wish, reason="other", key=uuid4(), person=make_person(), now=DAY)
    assert Report.objects.due_to_judge().count() == 2


def test_the_desk_answers_reports_by_hiding_or_by_letting_it_stay(wish: Wish) -> None:
    report_wish(wish=wish, reason="illegal", key=uuid4(), now=DAY)
    assert dismiss_reports(wish=wish, now=DAY) == 1
    assert visible().count() == 1
    report_wish(wish=wish, reason="illegal", key=uuid4(), now=DAY)
    hide(wish)
    assert not Report.objects.due_to_judge().exists()
    assert not visible().exists()


def test_a_wish_is_hidden_once_and_never_without_saying_why(wish: Wish) -> None:
    with pytest.raises(NoWords):
        hide_wish(wish=wish, person=make_person(), reason="other", words=" ", now=DAY)
    hide(wish)
    with pytest.raises(AlreadyHidden):
        hide(wish)


@pytest.mark.parametrize(("upheld", "shown"), [(True, 0), (False, 1)])
def test_a_ruling_upholds_or_shows_again(wish: Wish, upheld: bool, shown: int) -> None:
    asked = contest(hide(wish))
    rule(appeal=asked, person=make_person(), upheld=upheld, words="Relu", now=DAY)
    assert visible().count() == shown
    with pytest.raises(AlreadyRuled):
        rule(appeal=asked, person=make_person(), upheld=True, words="Relu", now=DAY)


def test_what_was_shown_again_may_be_hidden_again(wish: Wish) -> None:
    rule(appeal=contest(hide(wish)), person=make_person(), upheld=False, words="Bon", now=DAY)
    hide(wish)
    assert not visible().exists()


def test_only_the_author_appeals_and_once(wish: Wish) -> None:
    hiding = hide(wish)
    with pytest.raises(NotTheAuthor):
        appeal(hiding=hiding, person=make_person(), words="Non", now=DAY)
    contest(hiding)
    with pytest.raises(AlreadyAppealed):
        contest(hiding)
