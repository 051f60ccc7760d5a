"""Telling a receiver within strict limits: an address that was checked, no redirects, in time."""

import time
from collections.abc import Callable
from urllib.parse import urlsplit

import httpcore
from django.conf import settings

from clust.hooks.door import Answer
from clust.integrations.links.addresses import MayReach, Resolve, is_everybodys, resolved
from clust.integrations.links.line import Deadline, Line, NotAllowed

SECONDS = 10.0
MOST_BYTES = 16_384
SCHEME_PORTS = {"http": 80, "https": 443}
ALWAYS = {"User-Agent": "Clust webhooks", "Accept-Encoding": "identity", "Connection": "close"}


class Sender:
    """
    Tells receivers.

    :param resolve: which addresses a name stands for
    :param may_reach: whether an address may be asked; tests let their own server be
    """

    def __init__(
        self,
        resolve: Resolve = resolved,
        may_reach: MayReach = is_everybodys,
        seconds: float = SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._resolve, self._may_reach = resolve, may_reach
        self._seconds, self._clock = seconds, clock

    def refusal(self, url: str) -> str:
        """Return why nothing is ever sent to an address: it is none, or not everybody's."""
        try:
            parts = urlsplit(url)
            host, port = parts.hostname or "", parts.port or SCHEME_PORTS.get(parts.scheme, 0)
        except ValueError:
            return "not an address"
        if not _is_plain(url) or parts.scheme not in _schemes() or not host or "@" in parts.netloc:
            return "not an address"
        try:
            line = Line(self._resolve, self._may_reach, Deadline(self._seconds))
            line.check(host, port)
        except NotAllowed:
            return "not a public address"
        except (httpcore.NetworkError, httpcore.TimeoutException):
            return "no such host"
        return ""

    def post(self, url: str, headers: dict[str, str], body: bytes) -> Answer:
        """
        Tell an address; its answer is read no further than its first bytes.

        Whether a name lies inside or is nobody's is not told apart: the owner reads it.
        """
        began = self._clock()
        status, refusal = self._posted(url, headers, body)
        return Answer(status, refusal, int((self._clock() - began) * 1000))

    def _posted(self, url: str, headers: dict[str, str], body: bytes) -> tuple[int | None, str]:
        if not _is_plain(url) or urlsplit(url).scheme not in _schemes():
            return None, "not an address"
        line = Line(self._resolve, self._may_reach, Deadline(self._seconds))
        try:
            with (
                httpcore.ConnectionPool(network_backend=line) as pool,
                pool.stream(
                    "POST", url, headers=[*(ALWAYS | headers).items()], content=body
                ) as answer,
            ):
                _read(answer)
                return answer.status, ""
        except httpcore.TimeoutException:
            return None, "too slow"
        except (NotAllowed, httpcore.NetworkError, httpcore.ProtocolError, ValueError):
            return None, "no answer"


def _read(answer: httpcore.Response) -> None:
    """Take in a short answer; the line is cut off where there is more."""
    left = MOST_BYTES
    for part in answer.iter_stream():
        left -= len(part)
        if left < 0:
            return


def _is_plain(url: str) -> bool:
    return len(url) <= 500 and all("!" <= char <= "~" for char in url)


def _schemes() -> tuple[str, ...]:
    return ("https",) if settings.MODE == "production" else ("http", "https")
