"""Looking at a page and its picture, within strict limits."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from urllib.parse import urljoin, urlsplit

import httpcore

from clust.base.pictures import PictureRefused, rewritten
from clust.integrations.links.addresses import MayReach, Resolve, is_everybodys, resolved
from clust.integrations.links.line import Deadline, Line, NotAllowed
from clust.integrations.links.pages import card
from clust.wishes.links import Seen

SECONDS = 10.0
MOST_REDIRECTS = 3
PAGE_BYTES, PICTURE_BYTES = 512_000, 5_000_000
PAGES = ("text/html", "application/xhtml+xml")
PICTURES = ("image/jpeg", "image/png", "image/webp")
MOVED = (301, 302, 303, 307, 308)
HEADERS = [
    ("User-Agent", "Clust (looks at the pages that wishes link to)"),
    ("Accept", "text/html, application/xhtml+xml, image/webp, image/jpeg, image/png"),
    ("Accept-Encoding", "identity"),
]


class LinkRefused(Exception):
    """The page is not looked at; the word says why."""


@dataclass(frozen=True, slots=True)
class Found:
    """What lies at an address, after all redirects: its kind, its charset, and its beginning."""

    address: str
    kind: str
    charset: str | None
    content: bytes


class Links:
    """
    Looks at pages.

    Only http and https at their own ports, to addresses of the public internet: names are resolved
    here, every address is checked, and the connection goes to the one that was checked; so again
    after each redirect. No cookies, no proxies, nothing compressed.

    :param resolve: which addresses a name stands for
    :param may_reach: whether an address may be asked; tests let their own server be
    """

    def __init__(
        self,
        resolve: Resolve = resolved,
        may_reach: MayReach = is_everybodys,
        seconds: float = SECONDS,
    ) -> None:
        self._resolve, self._may_reach, self._seconds = resolve, may_reach, seconds

    def look(self, link: str) -> Seen:
        """Return title and picture of a page, or why it was not looked at."""
        deadline = Deadline(self._seconds)
        try:
            page = self._fetch(link, deadline)
            if page.kind in PICTURES:
                return Seen(picture=_picture(page))
            said = card(page.content, charset=page.charset, address=page.address)
        except LinkRefused as error:
            return Seen(refusal=str(error))
        return Seen(said.title, self._picture_of(said.picture, deadline))

    def _picture_of(self, address: str, deadline: Deadline) -> bytes | None:
        if not address:
            return None
        try:
            return _picture(self._fetch(address, deadline, PICTURES))
        except LinkRefused:
            return None

    def _fetch(
        self, link: str, deadline: Deadline, kinds: tuple[str, ...] = PAGES + PICTURES
    ) -> Found:
        for _ in range(MOST_REDIRECTS + 1):
            with self._asked(_plain(link), deadline) as answer:
                headers = _headers(answer)
                if answer.status not in MOVED:
                    return _read(link, answer, headers, kinds)
                link = _moved(link, headers)
        raise LinkRefused("too many redirects")

    @contextmanager
    def _asked(self, link: str, deadline: Deadline) -> Iterator[httpcore.Response]:
        line = Line(self._resolve, self._may_reach, deadline)
        try:
            with (
                httpcore.ConnectionPool(network_backend=line) as pool,
                pool.stream("GET", link, headers=HEADERS) as answer,
            ):
                yield answer
        except NotAllowed as error:
            raise LinkRefused("not a public address") from error
        except httpcore.TimeoutException as error:
            raise LinkRefused("too slow") from error
        except (httpcore.NetworkError, httpcore.ProtocolError, ValueError) as error:
            raise LinkRefused("no answer") from error


def _plain(link: str) -> str:
    """
    Return the address as it is asked for.

    :raises LinkRefused: if it is none of the web, or carries a name and password
    """
    try:
        parts = urlsplit(link)
        host = (parts.hostname or "").encode("idna").decode("ascii")
        port = parts.port
    except (ValueError, UnicodeError) as error:
        raise LinkRefused("not an address") from error
    if parts.scheme not in ("http", "https") or not host or parts.username is not None:
        raise LinkRefused("not an address")
    place = f"[{host}]" if ":" in host else host
    asked = parts._replace(netloc=f"{place}:{port}" if port else place, fragment="")
    return _ascii(asked.geturl())


def _ascii(address: str) -> str:
    kept = (char if "!" <= char <= "~" else _quoted(char) for char in address)
    return "".join(kept)


def _quoted(char: str) -> str:
    return "".join(f"%{byte:02X}" for byte in char.encode("utf-8", "replace"))


def _moved(link: str, headers: dict[str, str]) -> str:
    if not headers.get("location"):
        raise LinkRefused("no answer")
    try:
        return urljoin(link, headers["location"])
    except ValueError as error:
        raise LinkRefused("not an address") from error


def _headers(answer: httpcore.Response) -> dict[str, str]:
    return {
        name.decode("latin-1").lower(): value.decode("latin-1") for name, value in answer.headers
    }


def _read(
    link: str, answer: httpcore.Response, headers: dict[str, str], kinds: tuple[str, ...]
) -> Found:
    if answer.status != 200:
        raise LinkRefused(f"status {answer.status}")
    kind, _, rest = headers.get("content-type", "").lower().partition(";")
    kind = kind.strip()
    if kind not in kinds or headers.get("content-encoding", "identity").lower() != "identity":
        raise LinkRefused("not a page")
    charset = rest.partition("charset=")[2].strip(" \"'")[:40] or None
    if kind in PAGES:
        return Found(link, kind, charset, _beginning(answer, PAGE_BYTES))
    content = _beginning(answer, PICTURE_BYTES + 1)
    if len(content) > PICTURE_BYTES:
        raise LinkRefused("too large")
    return Found(link, kind, charset, content)


def _beginning(answer: httpcore.Response, most: int) -> bytes:
    """Return the first bytes of an answer; the line is cut off where there are more."""
    content = bytearray()
    for part in answer.iter_stream():
        content += part
        if len(content) >= most:
            break
    return bytes(content[:most])


def _picture(found: Found) -> bytes:
    try:
        return rewritten(BytesIO(found.content))
    except PictureRefused as error:
        raise LinkRefused("not a picture") from error
