"""The line to a page: connected to the very address that was checked, and cut off in time."""

import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooLong
from ssl import SSLContext
from typing import Any

import httpcore

from clust.integrations.links.addresses import MayReach, Resolve

SECONDS_QUIET = 4.0
_names = ThreadPoolExecutor(max_workers=8, thread_name_prefix="names")


class NotAllowed(Exception):
    """A name stands for an address that nobody from outside may have us ask."""


class Deadline:
    """A moment after which everything is over."""

    def __init__(self, seconds: float) -> None:
        self._until = time.monotonic() + seconds

    def left(self, most: float | None = None) -> float:
        """
        Return the seconds left, but no more than `most`.

        :raises httpcore.ReadTimeout: if none are
        """
        left = self._until - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout
        return min(left, SECONDS_QUIET, most or left)


class Line(httpcore.NetworkBackend):
    """Connects to what a name stands for, once all of its addresses are found to be harmless."""

    def __init__(self, resolve: Resolve, may_reach: MayReach, deadline: Deadline) -> None:
        self._resolve, self._may_reach, self._deadline = resolve, may_reach, deadline
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """
        Connect to the first address of a name.

        :raises NotAllowed: if one of its addresses is not everybody's
        """
        address = self.check(host, port)
        stream = self._plain.connect_tcp(address, port, self._deadline.left(timeout))
        return TimedStream(stream, self._deadline)

    def check(self, host: str, port: int) -> str:
        """
        Return the first address of a name.

        :raises NotAllowed: if one of its addresses is not everybody's
        """
        asked = _names.submit(self._resolve, host, port)
        try:
            addresses = asked.result(timeout=self._deadline.left())
        except TooLong as error:
            raise httpcore.ConnectTimeout from error
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError from error
        if not addresses or not all(self._may_reach(address, port) for address in addresses):
            raise NotAllowed
        return addresses[0]


class TimedStream(httpcore.NetworkStream):
    """A stream that ends at the deadline, however slowly it drips."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream, self._deadline = stream, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read what has come."""
        return self._stream.read(max_bytes, self._deadline.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write all of it."""
        self._stream.write(buffer, self._deadline.left(timeout))

    def close(self) -> None:
        """Hang up."""
        self._stream.close()

    def start_tls(
        self,
        ssl_context: SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        """Encrypt, with the certificate of the name that was asked for."""
        left = self._deadline.left(timeout)
        return TimedStream(
            self._stream.start_tls(ssl_context, server_hostname, left), self._deadline
        )

    def get_extra_info(self, info: str) -> Any:
        """Return what the stream knows of itself."""
        return self._stream.get_extra_info(info)
