"""The raw-ASGI application: `/live/clusts/<number>/` as server-sent events, `/health/`."""

import asyncio
import re
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from datetime import UTC, datetime
from hmac import compare_digest
from typing import Any

from clust.web.live.channels import Board, Channel

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

MOST_READERS = 20_000
HEARTBEAT_SECONDS = 20
STILL_HERE = b": still here\n\n"
PATH = re.compile(r"/live/clusts/([0-9]{1,18})/(?:([0-9a-f]{32})/)?")
STREAM_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-cache, no-transform"),
    (b"x-accel-buffering", b"no"),
    (b"access-control-allow-origin", b"*"),
]


class Live:
    """
    Streams figures only: price, units in, missing, waiting; no cookie is read.

    What nobody lists is private: its stream opens to the seal that its page was given today or
    yesterday.
    """

    def __init__(
        self,
        board: Board,
        seals: Callable[[int, datetime], tuple[str, ...]] = lambda campaign, now: (),
    ) -> None:
        self._board = board
        self._seals = seals
        self._readers = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one connection, or live through the life of the process."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        tasks = [
            asyncio.create_task(self._board.listen()),
            asyncio.create_task(self._board.keep_hosts()),
        ]
        await send({"type": "lifespan.startup.complete"})
        await receive()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._board.close()
        await send({"type": "lifespan.shutdown.complete"})

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        found = PATH.fullmatch(scope["path"])
        if scope["path"] == "/health/":
            await _say(send, 200, b"ok")
        elif scope["method"] != "GET":
            await _say(send, 405, b"GET only")
        elif found is None or _host(scope) not in self._board.hosts:
            await _say(send, 404, b"not found")
        elif self._readers >= MOST_READERS:
            await _say(send, 503, b"too many readers")
        else:
            await self._read(int(found[1]), found[2], _host(scope), receive, send)

    def _opens(self, channel: Channel, campaign: int, seal: str | None, host: str) -> bool:
        if host in channel.hosts:
            return True
        opening = self._seals(campaign, datetime.now(UTC)) if seal else ()
        return any(compare_digest(one, seal or "") for one in opening)

    async def _read(
        self, campaign: int, seal: str | None, host: str, receive: Receive, send: Send
    ) -> None:
        channel = await self._board.channel(campaign)
        if channel is None or not self._opens(channel, campaign, seal, host):
            await _say(send, 404, b"not found")
            return
        self._readers += 1
        try:
            await _stream(channel, receive, send)
        finally:
            self._readers -= 1


async def _stream(channel: Channel, receive: Receive, send: Send) -> None:
    """Send every change until the reader leaves; a reader too slow for one change gets the next."""
    await send({"type": "http.response.start", "status": 200, "headers": STREAM_HEADERS})
    telling = asyncio.ensure_future(_tell(channel, send))
    try:
        while (await receive())["type"] != "http.disconnect":
            pass
    finally:
        telling.cancel()
        await asyncio.gather(telling, return_exceptions=True)


async def _tell(channel: Channel, send: Send) -> None:
    told = b""
    while True:
        changed = channel.changed
        message = channel.message if channel.message != told else STILL_HERE
        await send({"type": "http.response.body", "body": message, "more_body": True})
        told = message if message != STILL_HERE else told
        with suppress(TimeoutError):
            async with asyncio.timeout(HEARTBEAT_SECONDS):
                await changed.wait()


async def _say(send: Send, status: int, words: bytes) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": words})


def _host(scope: Scope) -> str:
    host = dict(scope["headers"]).get(b"host", b"").decode("latin-1").lower()
    return re.sub(r":[0-9]+$", "", host)
