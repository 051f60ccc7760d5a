"""`manage.py work`: jobs with a heartbeat, the publisher, and what the clock makes due."""

import asyncio
import threading
from argparse import ArgumentParser
from typing import Any

import structlog
from django.core.management.base import BaseCommand
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django import app

from clust import flow
from clust.campaigns.publishing import Publisher

log = structlog.get_logger()

LOOK_SECONDS = 0.2
LOOKS_PER_WAKE, LOOKS_AFTER_CHANGE = 15, 5
PUBLISHER_LOCK = 0x0C1057


class Command(BaseCommand):
    """Run a worker until it is told to stop; any number may run, on any number of machines."""

    help = "Runs the chain: closes, clears, orders, tells and sends. Stop it with Ctrl-C."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take how many jobs may run at once."""
        parser.add_argument("--concurrency", type=int, default=4)
        parser.add_argument("--stop-when-done", action="store_true", help="stop at an empty queue")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run jobs here, and the publisher beside them."""
        stop = threading.Event()
        publisher = threading.Thread(target=publish, args=[stop], name="publisher", daemon=True)
        if not options["stop_when_done"]:
            publisher.start()
        try:
            asyncio.run(work(options["concurrency"], wait=not options["stop_when_done"]))
        finally:
            stop.set()
            if publisher.is_alive():
                publisher.join(timeout=5)


async def work(concurrency: int, *, wait: bool) -> None:
    """Run jobs with a heartbeat of two seconds, so that a killed worker's come back within ten."""
    with app.replace_connector(app.connector.get_worker_connector()) as worker:  # type: ignore[attr-defined]
        async with worker.open_async():
            await worker.run_worker_async(
                concurrency=concurrency,
                wait=wait,
                update_heartbeat_interval=2,
                stalled_worker_timeout=8,
                fetch_job_polling_interval=1,
                shutdown_graceful_timeout=20,
                delete_jobs="successful",
            )


def publish(stop: threading.Event) -> None:
    """Be the one publisher where no other worker is, and look a few times a second."""
    while not stop.is_set():
        try:
            with_publisher_lock(stop)
        except Exception:
            log.exception("publisher stumbled")
            connection.close()
        stop.wait(1)


def with_publisher_lock(stop: threading.Event) -> None:
    """Publish while this session holds the publisher's lock; return at once where it does not."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [PUBLISHER_LOCK])
        if not cursor.fetchone()[0]:
            return
    try:
        look(stop)
    finally:
        end_session()


def end_session() -> None:
    """Break off: given back to the pool, this session would keep the lock from everybody."""
    if connection.connection is not None:
        connection.connection.close()
    connection.close()


def look(stop: threading.Event) -> None:
    """
    Tell readers what changed, a few times a second, and wake what the clock makes due.

    Waking asks every step of the chain, so it is done at most once a second, every third without
    a change. What it makes people be told leaves right after.
    """
    flow.wake_due(now=timezone.now(), reach=flow.EVER)
    flow.tell(now=timezone.now(), since=flow.DAYS)
    publisher, looks, unseen = Publisher(), 0, 0
    while not stop.wait(LOOK_SECONDS):
        changed = publisher.publish(now=timezone.now())
        if changed:
            flow.enqueue_delivery()
        looks, unseen = looks + 1, unseen + changed
        if looks >= (LOOKS_AFTER_CHANGE if unseen else LOOKS_PER_WAKE):
            flow.wake_due(now=timezone.now())
            flow.tell_machines(now=timezone.now())
            if unseen:
                flow.enqueue_delivery()
            looks, unseen = 0, 0
