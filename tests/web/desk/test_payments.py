"""The desk's pages about money: who paid, order now, call off, stop and go on, refunds."""

import pytest
from django.test import Client
from django.urls import reverse

from clust import flow
from clust.orders.cancelling import cancel_all
from clust.orders.models import Cause
from clust.payments.actions.refunding import record_refund_answer
from clust.payments.gateway import Refunded
from clust.payments.models import (
    Attempt,
    CampaignCancellation,
    CapturePause,
    PurchaseDecision,
    Refund,
    RefundAfterAll,
    RefundDone,
)
from tests.payments.sales import OVER, Sale, balance, cleared, states, walk
from tests.world import World


@pytest.fixture
def sale(world: World) -> Sale:
    """One paid, one refused, one nobody knows of."""
    made = cleared(world, ["ok-1", "refused-1", "silent-1"])
    walk()
    return made


def at(name: str, sale: Sale) -> str:
    return reverse(f"desk:{name}", args=[sale.campaign.pk])


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_desk_sees_who_paid_and_who_did_not(desk: Client, sale: Sale) -> None:
    page = text(desk, at("payments", sale))
    for word in (
        "paid",
        "refused",
        "asked, no answer yet",
        "card_declined",
        "the bank said no, without a reason",
        "Order now",
    ):
        assert word in page
    only = text(desk, at("payments", sale) + "?state=refused")
    assert only.count("<tr>") == 2


def test_the_list_is_exported(desk: Client, sale: Sale) -> None:
    answer = desk.get(at("payments", sale) + "?export=csv")
    lines = b"".join(answer.streaming_content).decode().splitlines()  # type: ignore[attr-defined]
    assert len(lines) == 4
    assert "card_declined" in lines[2]


@pytest.mark.parametrize("orders", [1, 3])
def test_the_list_asks_as_often_for_one_as_for_three(
    desk: Client, world: World, orders: int, django_assert_max_num_queries: object
) -> None:
    made = cleared(world, ["ok-1", "ok-2", "ok-3"][:orders])
    walk()
    with django_assert_max_num_queries(30):  # type: ignore[operator]
        text(desk, at("payments", made))


def test_order_now(desk: Client, sale: Sale) -> None:
    assert "1 unit is paid" in text(desk, at("purchase_decision", sale))
    desk.post(at("purchase_decision", sale), {"sure": "on"})
    assert PurchaseDecision.objects.get().person


def test_call_off_after_its_preview(desk: Client, sale: Sale) -> None:
    page = text(desk, at("call_off", sale))
    assert "3 orders are undone" in page
    assert "50.00" in page
    assert desk.post(at("call_off", sale), {"sure": "on"}).status_code == 422
    desk.post(at("call_off", sale), {"sure": "on", "condition": "too few paid"})
    assert CampaignCancellation.objects.get().condition == "too few paid"
    flow.walk(now=OVER)
    assert balance("provider") == 0
    assert states(sale) == {"undone": 3}
    assert "too few paid" in text(desk, at("payments", sale))


def test_stop_and_go_on(desk: Client, sale: Sale) -> None:
    desk.post(at("capture_pause", sale))
    assert "Charging has stopped." in text(desk, at("payments", sale))
    desk.post(at("capture_pause", sale), {"resume": "1"})
    assert CapturePause.objects.get().resume


def test_a_refused_card_is_asked_again(desk: Client, sale: Sale) -> None:
    desk.post(reverse("desk:attempt", args=[sale.orders[1].pk]))
    assert Attempt.objects.filter(order=sale.orders[1]).count() == 2
    desk.post(reverse("desk:attempt", args=[sale.orders[0].pk]))
    assert Attempt.objects.filter(order=sale.orders[0]).count() == 1


def test_a_refund_that_failed_is_sent_from_the_bank(desk: Client, world: World) -> None:
    made = cleared(world, ["keeps-1"])
    walk()
    cancel_all(order=made.orders[0], cause=Cause.LATE, key="late:1", now=OVER)
    walk()
    assert "expired_or_canceled_card" in text(desk, reverse("desk:refunds") + "?state=failed")
    failed = Refund.objects.get()
    desk.post(reverse("desk:refund_again", args=[failed.pk]), {"by_bank": "1"})
    waiting = Refund.objects.get(open=True)
    assert "to send" in text(desk, reverse("desk:refunds") + "?state=bank")
    desk.post(reverse("desk:paid_back", args=[waiting.pk]), {"ref": "T-1"})
    assert RefundDone.objects.get().ref == "T-1"
    assert "Nothing was paid back twice" in text(desk, reverse("desk:paid_back_twice"))
    record_refund_answer(refund=failed, answer=Refunded("re-1", failed.cents), now=OVER)
    twice = RefundAfterAll.objects.get()
    assert "owed to us" in text(desk, reverse("desk:paid_back_twice") + "?state=open")
    settle = reverse("desk:regain", args=[twice.pk])
    assert desk.post(settle, {"let_go": "0", "note": ""}).status_code == 422
    assert desk.post(settle, {"let_go": "0", "note": "Virement du 12"}).status_code == 302
    assert "Virement du 12" in text(desk, reverse("desk:paid_back_twice") + "?state=back")
    assert desk.get(settle).status_code == 404


def test_before_clearing_there_are_no_payments(desk: Client, live: object) -> None:
    address = reverse("desk:payments", args=[live.pk])  # type: ignore[attr-defined]
    assert desk.get(address).status_code == 404
