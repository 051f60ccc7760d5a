"""What the desk does after the sale: returns, claims, the inbox, recalls."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from clust import flow
from clust.notices.models import Notice
from clust.orders.models import Cancellation, Order
from clust.people.models import Person
from clust.returns.actions.claiming import claim_guarantee
from clust.returns.actions.talking import assign, open_thread
from clust.returns.models import ClaimAnswer, Message, Recall, Reply, Return, Thread
from tests.notices.members import member, told
from tests.returns.story import CAME, delivered, return_of
from tests.world import World, make_world

TODAY = CAME + timedelta(days=1)


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture(autouse=True)
def noon(settings: Any, tmp_path: Any) -> Iterator[None]:
    settings.DATA = tmp_path
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def buyer(world: World) -> Person:
    return member("bob@example.org", language="en", name="Bob")


@pytest.fixture
def order(world: World, buyer: Person) -> Order:
    return delivered(world, person=buyer)


def asked(order: Order, words: str = "Where is it?") -> Thread:
    return open_thread(order=order, subject="delivery", words=words, key=uuid4(), now=TODAY)


def test_from_arrival_to_money_without_leaving_the_page(
    desk: Client, order: Order, buyer: Person
) -> None:
    back = return_of(order, 3)
    assert back.number in desk.get("/desk/returns/?stage=to_send").content.decode()
    desk.post(f"/desk/returns/{back.pk}/arrival/", {"units": 3})
    desk.post(
        f"/desk/returns/{back.pk}/check/",
        {"units": 3, "lost_gross_cents": "10,00", "reason": "scratched"},
    )
    flow.walk(now=TODAY)
    assert Cancellation.objects.get().total_gross_cents == 6990
    page = desk.get(f"/desk/returns/{back.pk}/").content.decode()
    assert "€69.90" in page
    assert "scratched" in page
    assert desk.get("/desk/returns/?stage=given_back&export=csv").status_code == 200
    flow.tell(now=TODAY, since=timedelta(days=3))
    assert {"retracted", "return_end"} <= set(told(buyer))


def test_what_is_kept_needs_its_reason(desk: Client, order: Order) -> None:
    back = return_of(order, 3)
    desk.post(f"/desk/returns/{back.pk}/arrival/", {"units": 3})
    for said in ({"units": 2}, {"units": 3, "lost_gross_cents": "1"}, {"units": 4, "reason": "x"}):
        assert desk.post(f"/desk/returns/{back.pk}/check/", said).status_code == 422
    assert desk.post(f"/desk/returns/{back.pk}/refusal/", {"reason": " "}).status_code == 422


def test_a_refusal_is_told_with_the_mediator(desk: Client, order: Order, buyer: Person) -> None:
    back = return_of(order, 1)
    desk.post(f"/desk/returns/{back.pk}/refusal/", {"reason": "This is no kettle of ours."})
    assert "refused" in desk.get(f"/desk/returns/{back.pk}/").content.decode()
    at_home = Client(headers={"accept-language": "en"})
    at_home.force_login(buyer)
    page = at_home.get(f"/returns/{back.pk}/").content.decode()
    assert "Médiation de la consommation" in page


def test_a_claim_is_settled_once(desk: Client, order: Order) -> None:
    claim = claim_guarantee(
        order=order, units=1, wish="reduction", words="It leaks.", key=uuid4(), now=TODAY
    )
    assert claim.number in desk.get("/desk/claims/?stage=open").content.decode()
    assert "It leaks." in desk.get(f"/desk/claims/{claim.pk}/").content.decode()
    said = {"remedy": "reduced", "gross_cents": "6,00", "reason": "It leaks a little."}
    assert desk.post(f"/desk/claims/{claim.pk}/answer/", said).status_code == 302
    assert desk.post(f"/desk/claims/{claim.pk}/answer/", said).status_code == 422
    assert ClaimAnswer.objects.get().gross_cents == Cancellation.objects.get().goods_gross_cents


# The inbox


def test_the_inbox_is_searched_filtered_and_answered(
    desk: Client, worker: Person, order: Order, buyer: Person
) -> None:
    thread = asked(order, "The spout is crooked.")
    for address in ("?q=crooked", "?stage=waiting", "?given=nobody", "?q=Bob", "?sort=-last"):
        page = desk.get(f"/desk/after-sales/{address}").content.decode()
        assert f"/desk/after-sales/{thread.pk}/" in page, address
    desk.post(f"/desk/after-sales/{thread.pk}/assignment/")
    page = desk.get(f"/desk/after-sales/?assignee={worker.pk}").content.decode()
    assert "Ada Bureau" in page
    desk.post(f"/desk/after-sales/{thread.pk}/", {"words": "We send another.", "key": str(uuid4())})
    assert Message.objects.get(author="desk").words == "We send another."
    desk.post(f"/desk/after-sales/{thread.pk}/settlement/")
    assert str(thread.pk) in desk.get("/desk/after-sales/?stage=settled").content.decode()
    flow.tell(now=TODAY)
    assert told(buyer) == ["answer"]


def test_its_assignee_is_told_of_a_new_message(order: Order, worker: Person) -> None:
    thread = asked(order)
    assign(thread=thread, person=worker, now=TODAY)
    flow.tell(now=TODAY)
    assert told(worker) == ["question"]


def test_late_is_what_two_working_days_have_passed(desk: Client, order: Order) -> None:
    thread = asked(order)
    link = f"/desk/after-sales/{thread.pk}/"
    assert link not in desk.get("/desk/after-sales/?stage=late").content.decode()
    with time_machine.travel(TODAY + timedelta(days=5)):
        assert link in desk.get("/desk/after-sales/?stage=late").content.decode()


def test_a_ready_answer_speaks_the_buyer_s_language(desk: Client, order: Order) -> None:
    said = {"title": "Late", "words_fr": "Pardon du retard.", "words_en": "Sorry for the delay."}
    desk.post("/desk/replies/new/", said)
    assert desk.post("/desk/replies/new/", said).status_code == 422
    reply = Reply.objects.get(title="Late")
    page = desk.get(f"/desk/after-sales/{asked(order).pk}/?reply={reply.pk}").content.decode()
    assert "Sorry for the delay." in page
    assert "Pardon" not in page
    desk.post(f"/desk/replies/{reply.pk}/retirement/")
    assert "Sorry for" not in desk.get("/desk/replies/").content.decode()


def test_script_from_a_buyer_is_shown_as_words(desk: Client, order: Order) -> None:
    thread = asked(order, "<script>alert(1)</script>")
    assert "<script>alert(1)" not in desk.get(f"/desk/after-sales/{thread.pk}/").content.decode()


# Recall


def test_every_buyer_is_told_of_a_recall_once(
    desk: Client, world: World, order: Order, buyer: Person
) -> None:
    delivered(world, person=buyer)
    other = member("eve@example.org")
    delivered(world, person=other)
    words = {"words_fr": "Débranchez-la.", "words_en": "Unplug it.", "sure": "on"}
    path = f"/desk/products/{world.kettle.pk}/recall/"
    assert "2" in desk.get(path).content.decode()
    assert desk.post(path, {**words, "sure": ""}).status_code == 422
    assert desk.post(path, words).status_code == 302
    for _ in range(2):
        flow.tell(now=TODAY)
    assert Recall.objects.count() == 1
    assert Notice.objects.filter(kind="recall").count() == 2


# Lists


@pytest.mark.parametrize("path", ["returns", "claims", "after-sales"])
def test_a_list_asks_no_more_for_three_rows_than_for_one(
    desk: Client, world: World, path: str, django_assert_max_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def row() -> None:
        order = delivered(world)
        return_of(order, 1)
        claim_guarantee(order=order, units=1, wish="repair", words="x", key=uuid4(), now=TODAY)

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert desk.get(f"/desk/{path}/").status_code == 200
        return len(seen)

    row()
    queries()
    one = queries()
    row()
    row()
    assert Return.objects.count() == 3
    assert queries() == one


def test_the_desk_s_pages_are_the_desk_s(order: Order, buyer: Person) -> None:
    back, thread = return_of(order, 1), asked(order)
    stranger = Client()
    stranger.force_login(buyer)
    for path in (
        "returns/",
        f"returns/{back.pk}/",
        "claims/",
        "after-sales/",
        f"after-sales/{thread.pk}/",
        "replies/",
        f"products/{order.campaign.product_id}/recall/",
    ):
        assert stranger.get(f"/desk/{path}").status_code == 403, path
