"""5,000 readers of one live process: when is the last one told, and what does each cost?"""

import asyncio
import time
from pathlib import Path
from urllib.parse import urlsplit

from asgiref.sync import sync_to_async
from django.utils import timezone

from benchmarks import servers
from benchmarks.measure import Row
from benchmarks.pages import live_clust, version
from clust.campaigns.models import Campaign
from clust.campaigns.publishing import Publisher
from tests.world import World, pledge

READERS = 5_000
ROUNDS = 3
AT_ONCE = 200
WITHIN_SECONDS = 1.0
BYTES_EACH = 20_000


def live_readers() -> Row:
    """Tell every reader of a change; within 1 s of the commit, under 20 kB and no thread each."""
    world, campaign = live_clust()
    with servers.live() as (url, process):
        threads, memory = threads_of(process), memory_of(process)
        seconds = asyncio.run(told(url, world, campaign))
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


async def told(url: str, world: World, campaign: Campaign) -> float:
    """Return the median of the seconds from a commit until the last reader was told of it."""
    connecting = asyncio.Semaphore(AT_ONCE)
    readers = [Reader() for _ in range(READERS)]
    await asyncio.gather(*(reader.connect(url, campaign.pk, connecting) for reader in readers))
    publisher = Publisher()
    publish = sync_to_async(lambda: publisher.publish(now=timezone.now()))
    await publish()
    took = []
    for _ in range(ROUNDS):
        await sync_to_async(pledge)(world, campaign, 1, now=timezone.now())
        committed = time.monotonic()
        told_of = await sync_to_async(version)(campaign)
        looking = asyncio.create_task(look(publish))
        await asyncio.gather(*(reader.until(told_of) for reader in readers))
        took.append(max(reader.at for reader in readers) - committed)
        looking.cancel()
    for reader in readers:
        reader.close()
    return sorted(took)[ROUNDS // 2]


async def look(publish) -> None:  # type: ignore[no-untyped-def]
    """Look for changes as the worker's publisher does, every 200 ms."""
    while True:
        await asyncio.sleep(0.2)
        await publish()


class Reader:
    """One open stream; keeps the version it was told of last, and when."""

    def __init__(self) -> None:
        self.at = 0.0
        self._version = -1

    async def connect(self, url: str, campaign: int, connecting: asyncio.Semaphore) -> None:
        """Open the stream and read the state now."""
        place = urlsplit(url)
        async with connecting:
            self._stream, self._out = await asyncio.open_connection(place.hostname, place.port)
            request = f"GET /live/clusts/{campaign}/ HTTP/1.1\r\nHost: {place.hostname}\r\n\r\n"
            self._out.write(request.encode())
            await self.until(0)

    async def until(self, version: int) -> None:
        """Read until this version or a later one came."""
        while self._version < version:
            line = await asyncio.wait_for(self._stream.readline(), timeout=30)
            if line.startswith(b"id: "):
                self._version = int(line[4:])
                self.at = time.monotonic()

    def close(self) -> None:
        """Leave."""
        self._out.close()


def memory_of(process: int) -> int:
    """Return the bytes of memory a process holds for itself."""
    pages = Path(f"/proc/{process}/statm").read_text().split()
    return (int(pages[1]) - int(pages[2])) * 4096


def threads_of(process: int) -> int:
    """Return how many threads a process has."""
    return len(list(Path(f"/proc/{process}/task").iterdir()))


ENTRIES = (live_readers,)
