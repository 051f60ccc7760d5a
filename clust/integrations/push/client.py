"""Web push (RFC 8030, 8291, 8292): encrypted for one browser, over a line that was checked."""

from datetime import datetime, timedelta
from email.utils import parseaddr
from urllib.parse import urlsplit

import httpcore
from django.conf import settings
from py_vapid import Vapid02
from pywebpush import WebPusher, WebPushException

from clust.integrations.links.addresses import MayReach, Resolve, is_everybodys, resolved
from clust.integrations.links.line import Deadline, Line, NotAllowed
from clust.notices.screens import Gone, NeverTaken, NotNow, Screen

SECONDS = 10.0
KEPT_SECONDS = 24 * 3600
SIGNED_FOR = timedelta(hours=12)
TAKEN, ENDED, LATER = (200, 201, 202, 204), (404, 410), (408, 425, 429)


class Pushes:
    """
    Brings pushes to the services that browsers name.

    Any address may be a trap: names are resolved here, every address is checked, the connection
    goes to the one that was checked, and nothing is followed further.

    :param schemes: how services may be reached; tests let their own be asked without TLS
    """

    def __init__(
        self,
        resolve: Resolve = resolved,
        may_reach: MayReach = is_everybodys,
        schemes: tuple[str, ...] = ("https",),
        seconds: float = SECONDS,
    ) -> None:
        self._resolve, self._may_reach = resolve, may_reach
        self._schemes, self._seconds = schemes, seconds

    def push(self, screen: Screen, payload: bytes, *, now: datetime) -> None:
        """
        Bring a payload to a screen.

        :raises Gone: if the browser is gone
        :raises NeverTaken: if it is refused
        :raises NotNow: if it may be tried again
        """
        if urlsplit(screen.endpoint).scheme not in self._schemes:
            raise NeverTaken("not an address")
        _judge(self._post(screen.endpoint, _headers(screen, now), _encrypted(screen, payload)))

    def _post(self, endpoint: str, headers: dict[str, str], body: bytes) -> int:
        line = Line(self._resolve, self._may_reach, Deadline(self._seconds))
        try:
            with (
                httpcore.ConnectionPool(network_backend=line) as pool,
                pool.stream("POST", endpoint, headers=[*headers.items()], content=body) as answer,
            ):
                return answer.status
        except NotAllowed as error:
            raise NeverTaken("not a public address") from error
        except (httpcore.TimeoutException, httpcore.NetworkError) as error:
            raise NotNow from error
        except (httpcore.ProtocolError, httpcore.UnsupportedProtocol, ValueError) as error:
            raise NeverTaken("no answer we understand") from error


def _encrypted(screen: Screen, payload: bytes) -> bytes:
    keys = {"p256dh": screen.p256dh, "auth": screen.auth}
    try:
        pusher = WebPusher({"endpoint": screen.endpoint, "keys": keys})
        return bytes(pusher.encode(payload, content_encoding="aes128gcm")["body"])
    except (WebPushException, ValueError) as error:
        raise NeverTaken("not a browser's key") from error


def _headers(screen: Screen, now: datetime) -> dict[str, str]:
    parts = urlsplit(screen.endpoint)
    claims = {
        "aud": f"{parts.scheme}://{parts.netloc}",
        "sub": f"mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}",
        "exp": int((now + SIGNED_FOR).timestamp()),
    }
    signed: dict[str, str] = Vapid02.from_raw(settings.VAPID_KEY.encode()).sign(claims)
    return {
        **signed,
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(KEPT_SECONDS),
        "Urgency": "normal",
    }


def _judge(status: int) -> None:
    if status in ENDED:
        raise Gone
    if status in LATER or status >= 500:
        raise NotNow
    if status not in TAKEN:
        raise NeverTaken(f"status {status}")
