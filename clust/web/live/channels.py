"""What is known of each campaign, and how readers learn of a change."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import psycopg
import structlog

CHANNEL = "clust_price"
HOSTS_KEPT_SECONDS = 10
LISTED = """
SELECT d.host FROM listing AS l
JOIN storefront AS s ON s.id = l.storefront_id AND s.admission = 'open'
JOIN domain AS d ON d.storefront_id = s.id
WHERE l.campaign_id = %(campaign)s
"""
RECONNECT_SECONDS = 0.5

log = structlog.get_logger()


class Channel:
    """The latest message about one campaign; every reader waits on the same event."""

    __slots__ = ("changed", "hosts", "hosts_at", "message", "readers", "version")

    def __init__(self) -> None:
        self.message = b""
        self.hosts: frozenset[str] = frozenset()
        self.hosts_at = float("-inf")
        self.version = -1
        self.readers = 0
        self.changed = asyncio.Event()

    def tell(self, state: dict[str, object]) -> None:
        """Keep a newer state and wake the readers."""
        version = int(str(state["version"]))
        message = f"id: {version}\ndata: {json.dumps(state)}\n\n".encode()
        if version < self.version or message == self.message:
            return
        self.message, self.version = message, version
        self.changed.set()
        self.changed = asyncio.Event()


class Board:
    """All channels of this process, fed by one connection that listens."""

    def __init__(self, conninfo: str, state_statement: str) -> None:
        self._conninfo = conninfo
        self._statement = state_statement
        self._asking = asyncio.Lock()
        self._asker: psycopg.AsyncConnection[tuple[str]] | None = None
        self.channels: dict[int, Channel] = {}
        self.hosts: frozenset[str] = frozenset()

    async def listen(self) -> None:
        """Listen for ever; after a break read again what was missed."""
        while True:
            try:
                async for state in self._messages():
                    if channel := self.channels.get(int(str(state["campaign"]))):
                        channel.tell(state)
            except (psycopg.Error, OSError) as error:
                log.warning("listener lost the database", error=type(error).__name__)
            await asyncio.sleep(RECONNECT_SECONDS)

    async def _messages(self) -> AsyncIterator[dict[str, object]]:
        connect = psycopg.AsyncConnection.connect(self._conninfo, autocommit=True)
        async with await connect as listener:
            await listener.execute(f"LISTEN {CHANNEL}")
            for state in await self._ask(list(self.channels)):
                yield state
            async for note in listener.notifies():
                yield json.loads(note.payload)

    async def keep_hosts(self) -> None:
        """Know the hosts that are ours, a few seconds late at most."""
        while True:
            try:
                rows = await self._query("SELECT host FROM domain", {})
                self.hosts = frozenset(host for (host,) in rows)
            except (psycopg.Error, OSError):
                log.warning("hosts could not be read")
            await asyncio.sleep(HOSTS_KEPT_SECONDS if self.hosts else RECONNECT_SECONDS)

    async def close(self) -> None:
        """Give the connection for questions back."""
        if self._asker is not None:
            await self._asker.close()

    async def channel(self, campaign: int) -> Channel | None:
        """Return the channel of a campaign, with its latest message; None if there is none."""
        if known := self.channels.get(campaign):
            await self._place(campaign, known)
            return known
        states = await self._ask([campaign])
        if not states:
            return None
        channel = self.channels.setdefault(campaign, Channel())
        await self._place(campaign, channel)
        channel.tell(states[0])
        return channel

    async def _place(self, campaign: int, channel: Channel) -> None:
        """Know at which hosts anybody may read of a campaign, a few seconds late at most."""
        if time.monotonic() - channel.hosts_at > HOSTS_KEPT_SECONDS:
            rows = await self._query(LISTED, {"campaign": campaign})
            channel.hosts, channel.hosts_at = frozenset(host for (host,) in rows), time.monotonic()

    async def _ask(self, campaigns: list[int]) -> list[dict[str, object]]:
        if not campaigns:
            return []
        parameters = {"campaigns": campaigns, "now": datetime.now(UTC)}
        return [json.loads(text) for (text,) in await self._query(self._statement, parameters)]

    async def _query(self, statement: str, parameters: dict[str, object]) -> list[tuple[str]]:
        async with self._asking:
            if self._asker is None or self._asker.closed:
                self._asker = await psycopg.AsyncConnection.connect(self._conninfo, autocommit=True)
            return await (await self._asker.execute(statement, parameters)).fetchall()
