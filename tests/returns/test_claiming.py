"""The legal guarantee, what is said, and what is recalled."""

from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from clust.orders.cancelling import left_of
from clust.orders.models import Cause, Order
from clust.people.models import Person
from clust.returns.actions.claiming import SentBack, answer_claim, claim_guarantee
from clust.returns.actions.recalling import NoWords, recall
from clust.returns.actions.returning import (
    AlreadySettled,
    MoreThanCame,
    OutOfGuarantee,
    TooManyBack,
    Unexplained,
)
from clust.returns.actions.talking import (
    NothingSaid,
    TooLong,
    assign,
    erase_words,
    export_after_sales,
    open_thread,
    say,
    settle,
)
from clust.returns.models import Claim, ClaimAnswer, Exchange, Message, Return, Thread
from tests.returns.story import CAME, delivered, return_of
from tests.world import World, make_person

LATER = CAME + timedelta(days=300)


@pytest.fixture
def desk(world: World) -> Person:
    return make_person(is_staff=True)


def claim(order: Order, units: int = 1, *, now: datetime = LATER) -> Claim:
    return claim_guarantee(
        order=order, units=units, wish="repair", words="It boils no more.", key=uuid4(), now=now
    )


def answered(claimed: Claim, desk: Person, remedy: str, **said: object) -> ClaimAnswer:
    given = {"reason": "looked at it", "now": LATER}
    return answer_claim(claim=claimed, remedy=remedy, person=desk, **{**given, **said})  # type: ignore[arg-type]


def test_a_remedy_is_owed_within_thirty_days(world: World) -> None:
    claimed = claim(delivered(world))
    assert claimed.due_at == LATER + timedelta(days=30)
    assert claimed.thread.messages.get().words == "It boils no more."


def test_no_unit_is_claimed_twice_while_a_claim_is_open(world: World, desk: Person) -> None:
    order = delivered(world)
    first = claim(order, 2)
    with pytest.raises(TooManyBack):
        claim(order, 2)
    answered(first, desk, "repaired")
    assert claim(order, 3)


def test_a_repair_lengthens_the_guarantee_by_six_months(world: World, desk: Person) -> None:
    order = delivered(world)
    late = CAME + timedelta(days=740)
    with pytest.raises(OutOfGuarantee):
        claim(order, now=late)
    answered(claim(order), desk, "repaired")
    assert claim(order, now=late)


def test_a_lower_price_is_undone_at_once(world: World, desk: Person) -> None:
    order = delivered(world)
    answer = answered(claim(order), desk, "reduced", gross_cents=600)
    assert left_of(order) == (3, 6900, 490)
    assert answer.restitution.goods_net_cents == 500
    assert answer.restitution.cancellation.cause == Cause.GESTURE


def test_money_back_asks_for_the_goods_at_our_cost(world: World, desk: Person) -> None:
    answered(claim(delivered(world), 2), desk, "refunded")
    back = Return.objects.get()
    assert (back.units, back.is_at_our_cost) == (2, True)


def test_a_replacement_leaves_from_the_supplier(world: World, desk: Person) -> None:
    answered(claim(delivered(world)), desk, "replaced", reason="from Martin, 20 March")
    exchange = Exchange.objects.get()
    assert exchange.note == "from Martin, 20 March"
    assert exchange.purchase_order
    assert exchange.purchase_order.units == exchange.units


@pytest.mark.parametrize(
    ("remedy", "more"), [("replaced", {}), ("reduced", {"gross_cents": 600}), ("refunded", {})]
)
def test_no_remedy_that_costs_is_given_for_units_sent_back_meanwhile(
    world: World, desk: Person, remedy: str, more: dict[str, int]
) -> None:
    order = delivered(world)
    claimed = claim(order, 2)
    return_of(order, 2)
    with pytest.raises(SentBack):
        answered(claimed, desk, remedy, **more)
    assert not Exchange.objects.exists()
    assert left_of(order).goods_gross_cents == 7500
    assert answered(claimed, desk, "refused", reason="you send them back")


def test_an_answer_is_given_once_and_with_reason(world: World, desk: Person) -> None:
    claimed = claim(delivered(world))
    with pytest.raises(Unexplained):
        answered(claimed, desk, "refused", reason="")
    with pytest.raises(MoreThanCame):
        answered(claimed, desk, "reduced", gross_cents=7501)
    answered(claimed, desk, "refused")
    with pytest.raises(AlreadySettled):
        answered(claimed, desk, "repaired")


# The conversation


def talk(order: Order, words: str = "Where is it?", *, now: datetime = CAME) -> Thread:
    return open_thread(order=order, subject="delivery", words=words, key=uuid4(), now=now)


def test_an_answer_is_due_at_the_end_of_the_second_working_day(world: World) -> None:
    talk(delivered(world))
    standing = Thread.objects.standing().get()
    assert standing.is_waiting
    assert standing.due_at == datetime.fromisoformat("2026-03-17T00:00:00+01:00")
    assert list(Thread.objects.late(standing.due_at + timedelta(seconds=1))) == [standing]


def test_an_answer_ends_the_waiting_and_a_word_begins_it_again(world: World, desk: Person) -> None:
    thread = talk(delivered(world))
    say(thread=thread, author="desk", person=desk, words="Tomorrow.", key=uuid4(), now=LATER)
    assert not Thread.objects.standing().get().is_waiting
    say(
        thread=thread,
        author="buyer",
        person=thread.order.person,
        words="It is not.",
        key=uuid4(),
        now=LATER,
    )
    assert Thread.objects.standing().get().is_waiting


def test_settled_until_somebody_writes_again(world: World, desk: Person) -> None:
    thread = talk(delivered(world))
    assign(thread=thread, person=desk, now=LATER)
    settle(thread=thread, person=desk, now=LATER)
    standing = Thread.objects.standing().get()
    assert (standing.is_settled, standing.is_waiting) == (True, False)
    assert standing.assignee_id == desk.pk
    after = LATER + timedelta(days=1)
    say(
        thread=thread,
        author="buyer",
        person=thread.order.person,
        words="Again!",
        key=uuid4(),
        now=after,
    )
    assert not Thread.objects.standing().get().is_settled


@pytest.mark.parametrize(
    ("words", "refusal"), [("  \x00 ", NothingSaid), ("a" * 4001, TooLong), ("", NothingSaid)]
)
def test_words_are_some_and_not_too_many(
    world: World, words: str, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        talk(delivered(world), words)


def test_a_message_sent_twice_is_one(world: World) -> None:
    order, key = delivered(world), uuid4()
    for _ in range(2):
        open_thread(order=order, subject="question", words="Hello?", key=key, now=CAME)
    assert Message.objects.count() == Thread.objects.count() == 1


# Whose words they are


@pytest.mark.django_db(transaction=True)
def test_words_and_pictures_are_exported_and_erased_while_facts_stay(
    world: World, private: Path
) -> None:
    order = delivered(world)
    claim_guarantee(
        order=order,
        units=1,
        wish="repair",
        words="Broken",
        photos=(b"picture",),
        key=uuid4(),
        now=LATER,
    )
    assert len(list(private.rglob("*.webp"))) == 1
    told = export_after_sales(order.person)
    assert told["messages"][0]["words"] == "Broken"
    assert told["claims"][0]["units"] == 1
    erase_words(order.person, now=LATER)
    assert not Message.objects.exists()
    assert not list(private.rglob("*.webp"))
    assert Claim.objects.get().order == order


# Recall


def test_a_recall_speaks_both_languages(world: World, desk: Person) -> None:
    with pytest.raises(NoWords):
        recall(
            product=world.kettle, words_fr="Débranchez-la.", words_en=" ", person=desk, now=LATER
        )
