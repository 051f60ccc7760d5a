"""Asking a server as fast as it answers where wrk is missing: raw sockets, in another process."""

import asyncio
import itertools
import multiprocessing
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

_LENGTH = re.compile(rb"\r\ncontent-length: (\d+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Job:
    """What to ask, of whom, for how long, over how many connections."""

    url: str
    cookies: Sequence[str]
    form: str
    seconds: float
    connections: int
    header: str = "Cookie"


def ask(job: Job) -> float:
    """
    Return the answers a second.

    :raises RuntimeError: if any answer was an error
    """
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_ask, (job,))


def _ask(job: Job) -> float:
    return asyncio.run(_everybody(job))


async def _everybody(job: Job) -> float:
    requests = itertools.cycle([_request(job, cookie) for cookie in job.cookies or [""]])
    began = time.monotonic()
    asked = await asyncio.gather(
        *(_one(job.url, requests, began + job.seconds) for _ in range(job.connections))
    )
    return sum(asked) / (time.monotonic() - began)


def _request(job: Job, cookie: str) -> bytes:
    place = urlsplit(job.url)
    lines = [
        f"{'POST' if job.form else 'GET'} {place.path}?{place.query} HTTP/1.1",
        f"Host: {place.netloc}",
        f"Content-Length: {len(job.form)}",
    ]
    if job.form:
        lines.append("Content-Type: application/x-www-form-urlencoded")
    if cookie:
        lines.append(f"{job.header}: {cookie}")
    return ("\r\n".join(lines) + "\r\n\r\n" + job.form).encode()


async def _one(url: str, requests: Iterator[bytes], until: float) -> int:
    place = urlsplit(url)
    reader, writer = await asyncio.open_connection(place.hostname, place.port)
    asked = 0
    while time.monotonic() < until:
        writer.write(next(requests))
        head = await reader.readuntil(b"\r\n\r\n")
        if head[9:10] not in b"23":
            raise RuntimeError(head.decode(errors="replace"))
        if found := _LENGTH.search(head):
            await reader.readexactly(int(found[1]))
        asked += 1
    writer.close()
    return asked
