"""How long each answer takes: visitors on kept connections, in another process."""

import asyncio
import itertools
import multiprocessing
import re
import time
from collections.abc import Iterator, Sequence
from statistics import quantiles
from urllib.parse import urlsplit

_LENGTH = re.compile(rb"\r\ncontent-length: (\d+)", re.IGNORECASE)


def seconds_each(urls: Sequence[str], *, connections: int, seconds: float) -> list[float]:
    """
    Ask for the addresses in turn; return how many seconds each answer took.

    :raises RuntimeError: if any answer was an error
    """
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_ask, (urls, connections, seconds))


def percentile(seconds: Sequence[float], hundredth: int) -> float:
    """Return below which time so many of a hundred answers came."""
    return quantiles(seconds, n=100)[hundredth - 1]


def _ask(urls: Sequence[str], connections: int, seconds: float) -> list[float]:
    return asyncio.run(_everybody(urls, connections, seconds))


async def _everybody(urls: Sequence[str], connections: int, seconds: float) -> list[float]:
    turn = itertools.cycle(urls)
    until = time.monotonic() + seconds
    found = await asyncio.gather(*(_one(turn, until) for _ in range(connections)))
    return list(itertools.chain.from_iterable(found))


async def _one(turn: Iterator[str], until: float) -> list[float]:
    place = urlsplit(next(turn))
    reader, writer = await asyncio.open_connection(place.hostname, place.port)
    took = []
    while (began := time.monotonic()) < until:
        asked = urlsplit(next(turn))
        path = f"{asked.path}?{asked.query}" if asked.query else asked.path
        writer.write(f"GET {path} HTTP/1.1\r\nHost: {place.netloc}\r\n\r\n".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        if head[9:10] != b"2":
            raise RuntimeError(head.decode(errors="replace"))
        if length := _LENGTH.search(head):
            await reader.readexactly(int(length[1]))
        took.append(time.monotonic() - began)
    writer.close()
    return took
