"""What a page of HTML says of itself: its title and the picture it wants shown."""

import re
from dataclasses import dataclass
from urllib.parse import urljoin

from bs4 import BeautifulSoup

# Found before the page is parsed: however it nests, only these few lines of it are looked at.
TITLE = re.compile(rb"<title\b[^<>]{0,200}>[^<]{0,1000}", re.I)
META = re.compile(rb"<meta\b[^<>]{0,4000}>", re.I)
MOST_TAGS = 100


@dataclass(frozen=True, slots=True)
class Card:
    """How a page introduces itself; empty where it does not."""

    title: str = ""
    picture: str = ""


def card(page: bytes, *, charset: str | None, address: str) -> Card:
    """Return the title of a page at an address, and the address of its picture."""
    titles = [line + b"</title>" for line in TITLE.findall(page)[:1]]
    head = b"\n".join([*titles, *META.findall(page)[:MOST_TAGS]])
    soup = BeautifulSoup(head, "html.parser", from_encoding=charset or _said(head))
    named = soup.title.get_text() if soup.title else ""
    picture = _meta(soup, "og:image")
    return Card(
        title=" ".join((_meta(soup, "og:title") or named).split()),
        picture=_joined(address, picture) if picture else "",
    )


def _said(head: bytes) -> str:
    found = re.search(rb"charset\s*=\s*[\"']?([\w-]{1,40})", head)
    return found[1].decode("ascii", "replace") if found else "utf-8"


def _meta(soup: BeautifulSoup, name: str) -> str:
    tag = soup.find("meta", attrs={"property": name}) or soup.find("meta", attrs={"name": name})
    return str(tag.get("content") or "").strip() if tag else ""


def _joined(address: str, picture: str) -> str:
    try:
        return urljoin(address, picture)
    except ValueError:
        return ""
