"""Charging with real parallel connections and real processes that are killed."""

import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, connection

from clust.campaigns.models import Clearing
from clust.integrations.sandbox.models import SandboxCharge
from clust.orders.models import Order
from clust.payments.actions import charging, collecting
from clust.payments.actions.charging import AttemptOpen, begin_attempt
from clust.payments.actions.refunding import begin_refund
from clust.payments.asking import ask_all, ask_many
from clust.payments.gateway import Charged
from clust.payments.models import Attempt, Capture, Refund
from clust.payments.settling import settlement
from tests.deadline import until
from tests.faults.crew import together
from tests.faults.guards import without_constraint
from tests.payments.sales import OVER, balance, books_agree, cleared
from tests.world import World

pytestmark = pytest.mark.usefixtures("counted")
MINUTE = timedelta(minutes=1)
MANY = 12


def test_two_workers_charge_each_order_once(world: World) -> None:
    sale = cleared(world, [f"ok-{n}" for n in range(MANY)])
    collecting.open_collection(sale.clearing, now=OVER)
    found = together([lambda: ask_all(now=OVER)] * 3)
    assert sum(int(asked) * times for asked, times in found.items()) == MANY
    assert Capture.objects.count() == SandboxCharge.objects.count() == MANY
    assert balance("provider") == MANY * 5000


def test_one_order_is_put_down_once_however_many_try(world: World) -> None:
    sale = cleared(world, ["ok-1"])
    order = sale.orders[0]
    found = together([lambda: begin_attempt(order, now=OVER)] * 6)
    assert found[AttemptOpen.__name__] == 5
    assert Attempt.objects.count() == 1


def test_without_the_lock_the_key_still_holds_and_without_both_it_does_not(world: World) -> None:
    sale = cleared(world, ["ok-1"])
    words = {"order": sale.orders[0], "gateway": "sandbox", "cents": 5000, "currency": "EUR"}
    Attempt.objects.create(**words, at=OVER)
    with pytest.raises(IntegrityError, match="attempt_one_open"):
        Attempt.objects.create(**words, at=OVER)
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX attempt_one_open")
    try:
        Attempt.objects.create(**words, at=OVER)
        assert Attempt.objects.count() == 2
    finally:
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE attempt CASCADE")
            cursor.execute(
                'CREATE UNIQUE INDEX attempt_one_open ON attempt (order_id) WHERE "open"'
            )


def test_the_answer_told_by_everybody_at_once_is_written_once(world: World) -> None:
    sale = cleared(world, ["ok-1"])
    attempt = begin_attempt(sale.orders[0], now=OVER)

    def told() -> object:
        return charging.record_answer(attempt=attempt, answer=Charged("c-1", 5000), now=OVER)

    together([told] * 5)
    assert Capture.objects.count() == 1
    assert balance("provider") == 5000


def test_two_refunds_at_once_give_back_once(world: World) -> None:
    sale = cleared(world, ["ok-1"])
    collecting.open_collection(sale.clearing, now=OVER)
    ask_all(now=OVER)
    order = sale.orders[0]
    from clust.orders.cancelling import cancel_all
    from clust.orders.models import Cause

    cancel_all(order=order, cause=Cause.LATE, key="late:1", now=OVER)
    together([lambda: len(begin_refund(order, now=OVER))] * 5)
    assert Refund.objects.get().cents == 5000


def test_without_its_check_more_could_flow_back_than_came(world: World) -> None:
    sale = cleared(world, ["ok-1"])
    Capture.objects.create(order=sale.orders[0], cents=5000, ref="line", at=OVER)
    with pytest.raises(IntegrityError, match="capture_never_refunded_twice"):
        Capture.objects.update(refunded_cents=5001)
    with without_constraint("capture", "capture_never_refunded_twice"):
        assert Capture.objects.update(refunded_cents=5001)


def test_a_worker_killed_between_the_charge_and_its_commit_charges_once(
    world: World, tmp_path: Path
) -> None:
    sale = cleared(world, ["ok-1", "ok-2"])
    collecting.open_collection(sale.clearing, now=OVER)
    charged = tmp_path / "charged"
    worker = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.charger", str(charged)],
        env={**os.environ, "CLUST_FAULT_DATABASE": connection.settings_dict["NAME"]},
    )
    try:
        until(charged.exists, seconds=60)
    finally:
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()
    assert SandboxCharge.objects.count() == 2
    assert not Capture.objects.exists()
    assert ask_all(now=OVER) == 0
    ask_all(now=OVER + 2 * MINUTE)
    assert Capture.objects.count() == SandboxCharge.objects.count() == 2
    assert Attempt.objects.count() == 2
    books_agree()


def test_many_slots_charge_everybody_once_and_stop_when_the_time_is_over(world: World) -> None:
    sale = cleared(world, ["ok-1", "silent-1", "refused-1", *[""] * 9])
    collecting.open_collection(sale.clearing, now=OVER)
    assert ask_many(clock=lambda: OVER, until=OVER, slots=4) == 0
    assert ask_many(clock=lambda: OVER, until=OVER + MINUTE, slots=4) == MANY
    assert Capture.objects.count() == MANY - 2
    ask_many(clock=lambda: OVER + 2 * MINUTE, until=OVER + 3 * MINUTE, slots=4)
    assert Capture.objects.count() == MANY - 1
    assert all(settlement(order).kept in (0, 5000) for order in Order.objects.all())
    assert Clearing.objects.count() == 1
