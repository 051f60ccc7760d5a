"""
Which storefront speaks in a notice: that where its reader bought, wished or talked, at its host.

Who speaks is held for as long as a notice is written, as its language and its time zone are, so
that every link in it leads to the same shop.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection

from clust.base.sql import statement
from clust.notices.models import Notice
from clust.storefronts.models import Storefront


@dataclass(frozen=True, slots=True)
class Speaker:
    """A storefront, and where its front page is, without the last slash."""

    storefront: Storefront
    home: str


_now: ContextVar[Speaker | None] = ContextVar("speaker", default=None)


@contextmanager
def speaking(speaker: Speaker) -> Iterator[None]:
    """Let links lead to a storefront while this lasts."""
    before = _now.set(speaker)
    try:
        yield
    finally:
        _now.reset(before)


def who_speaks() -> Speaker | None:
    """Return who speaks just now, None where nobody does."""
    return _now.get()


def speakers_of(notices: Iterable[Notice]) -> dict[int, Speaker]:
    """Return who speaks in each of some notices, by their numbers: two statements for all."""
    with connection.cursor() as cursor:
        cursor.execute(
            statement("notices", "speakers"),
            {
                "notices": [notice.pk for notice in notices],
                "ours": urlsplit(settings.BASE_URL).hostname,
            },
        )
        rows: list[tuple[int, int | None, str | None]] = cursor.fetchall()
    shops = Storefront.objects.select_related("seller").in_bulk({row[1] for row in rows if row[1]})
    return {
        notice: Speaker(shops[shop], home_at(host)) for notice, shop, host in rows if shop in shops
    }


def home_at(host: str | None) -> str:
    """Return the address of a host, with the scheme and the port of ours; ours where it is none."""
    ours = urlsplit(settings.BASE_URL)
    if host is None or host == ours.hostname:
        return str(settings.BASE_URL)
    return f"{ours.scheme}://{host}" + (f":{ours.port}" if ours.port else "")
