"""5,000 readers of one live process: when is the last one told, and what does each cost?"""

import re
import resource
import select
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

from django.db import connection
from django.utils import timezone

from benchmarks import servers
from benchmarks.measure import Row
from benchmarks.pages import live_clust, version
from clust.campaigns.models import Campaign
from clust.campaigns.publishing import Publisher
from tests.world import World, pledge

READERS = 5_000
ROUNDS = 3
AT_ONCE = 100
LOOKS_EVERY_SECONDS = 0.2
PATIENCE_SECONDS = 30
WITHIN_SECONDS = 1.0
BYTES_EACH = 20_000
_ID = re.compile(rb"id: (\d+)\n")


def live_readers() -> Row:
    """Tell every reader of a change; within 1 s of the commit, under 20 kB and no thread each."""
    allow_many_files()
    world, campaign = live_clust()
    with servers.live() as (url, process), Readers() as readers:
        threads, memory = threads_of(process), memory_of(process)
        readers.come(url, campaign)
        with publisher():
            seconds = median(told(readers, world, campaign) for _ in range(ROUNDS))
        each = (memory_of(process) - memory) / READERS
        more_threads = threads_of(process) - threads
    return Row(
        "live_readers",
        round(seconds, 3),
        WITHIN_SECONDS,
        round(seconds / WITHIN_SECONDS, 3),
        1.0,
        seconds <= WITHIN_SECONDS and each < BYTES_EACH and more_threads < 20,
        "s",
        f"{READERS:,} readers, {each / 1000:.1f} kB each, {more_threads} more threads",
    )


def told(readers: "Readers", world: World, campaign: Campaign) -> float:
    """Return the seconds from a commit until the last reader was told of it."""
    pledge(world, campaign, 1, now=timezone.now())
    committed = time.monotonic()
    readers.until(version(campaign))
    return time.monotonic() - committed


@contextmanager
def publisher() -> Iterator[None]:
    """Look for changes as the worker's publisher does, every 200 ms."""
    over = threading.Event()

    def look() -> None:
        looking = Publisher()
        while not over.wait(LOOKS_EVERY_SECONDS):
            looking.publish(now=timezone.now())
        connection.close()

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


class Readers:
    """Open streams; each keeps the version it was told of last."""

    def __init__(self) -> None:
        self._poll = select.epoll()
        self._streams: dict[int, socket.socket] = {}
        self._version: dict[int, int] = {}

    def __enter__(self) -> "Readers":
        return self

    def __exit__(self, *_: object) -> None:
        for stream in self._streams.values():
            stream.close()
        self._poll.close()

    def come(self, url: str, campaign: Campaign) -> None:
        """Open all streams, some at a time, and read the state now."""
        place = urlsplit(url)
        request = (
            f"GET /live/clusts/{campaign.pk}/ HTTP/1.1\r\n"
            f"Host: {place.hostname}\r\nAccept: text/event-stream\r\n\r\n"
        ).encode()
        while len(self._streams) < READERS:
            for _ in range(AT_ONCE):
                stream = socket.create_connection((place.hostname, place.port))
                stream.sendall(request)
                stream.setblocking(False)
                self._streams[stream.fileno()] = stream
                self._version[stream.fileno()] = -1
                self._poll.register(stream, select.EPOLLIN)
            self.until(0)

    def until(self, version: int) -> None:
        """
        Read until every reader was told of this version or a later one.

        :raises TimeoutError: if some are not told at all
        """
        behind = {number for number, at in self._version.items() if at < version}
        deadline = time.monotonic() + PATIENCE_SECONDS
        while behind:
            if time.monotonic() > deadline:
                raise TimeoutError(f"{len(behind)} readers were not told")
            for number, _ in self._poll.poll(1):
                if self._read(number) >= version:
                    behind.discard(number)

    def _read(self, number: int) -> int:
        ids = _ID.findall(self._streams[number].recv(65_536))
        if ids:
            self._version[number] = int(ids[-1])
        return self._version[number]


def allow_many_files() -> None:
    """Let us and the servers we start open a file for each reader."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 4 * READERS if most == resource.RLIM_INFINITY else min(most, 4 * READERS)
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))


def memory_of(process: int) -> int:
    """Return the bytes of memory a process holds for itself."""
    pages = Path(f"/proc/{process}/statm").read_text().split()
    return (int(pages[1]) - int(pages[2])) * 4096


def threads_of(process: int) -> int:
    """Return how many threads a process has."""
    return len(list(Path(f"/proc/{process}/task").iterdir()))


ENTRIES = (live_readers,)
