"""Mails as files: one `.eml` each, the newest name last."""

import contextlib
import html
import re
import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from functools import cached_property, lru_cache
from pathlib import Path

MOST_KEPT = 2_000
NAME = re.compile(r"\d{20}-[0-9a-f]{8}")
ADDRESS = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:!?)]")


@dataclass(frozen=True)
class Mail:
    """A mail that was kept."""

    name: str
    raw: bytes

    @cached_property
    def message(self) -> EmailMessage:
        """Return the parsed mail; a malformed one is read as far as it goes."""
        return message_from_bytes(self.raw, policy=policy.default)

    def header(self, name: str) -> str:
        """Return a header in plain words, or nothing."""
        return str(self.message.get(name, ""))

    @cached_property
    def text(self) -> str:
        """Return the text part, or nothing."""
        return self._body("plain")

    @cached_property
    def html(self) -> str:
        """Return the HTML part, or nothing."""
        return self._body("html")

    def _body(self, kind: str) -> str:
        part = self.message.get_body((kind,))
        return _words(part) if isinstance(part, EmailMessage) else ""

    @cached_property
    def attachments(self) -> list[tuple[str, bytes]]:
        """Return file name and content of what hangs on it."""
        parts = enumerate(self.message.iter_attachments(), 1)
        return [(part.get_filename() or f"part-{n}", _content(part)) for n, part in parts]

    @property
    def text_as_html(self) -> str:
        """Return the text with its addresses made into links."""
        return "".join(_linked(self.text))


def _words(part: EmailMessage) -> str:
    try:
        return str(part.get_content())
    except (LookupError, KeyError):
        return _content(part).decode("latin-1")


def _content(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _linked(text: str) -> Iterator[str]:
    end = 0
    for found in ADDRESS.finditer(text):
        address = html.escape(found[0])
        yield html.escape(text[end : found.start()])
        yield f'<a href="{address}" target="_blank" rel="noopener noreferrer">{address}</a>'
        end = found.end()
    yield html.escape(text[end:])


@dataclass(frozen=True)
class Mailbox:
    """A folder of mails."""

    folder: Path

    def keep(self, raw: bytes) -> str:
        """Write a mail whole or not at all, let the oldest go, and return its name."""
        self.folder.mkdir(parents=True, exist_ok=True)
        name = f"{time.time_ns():020d}-{secrets.token_hex(4)}"
        fresh = self.folder / f"{name}.part"
        fresh.write_bytes(raw)
        fresh.rename(self.folder / f"{name}.eml")
        for old in self.names()[MOST_KEPT:]:
            with contextlib.suppress(FileNotFoundError):
                self._path(old).unlink()
        return name

    def names(self) -> list[str]:
        """Return the names of all mails, newest first."""
        found = (path.stem for path in self.folder.glob("*.eml"))
        return sorted(filter(NAME.fullmatch, found), reverse=True)

    def newest(self, *, to: str = "", most: int = 100) -> list[Mail]:
        """Return the newest mails, those to one reader where `to` is part of the address."""
        mails = (self.read(name) for name in self.names())
        kept = (mail for mail in mails if mail and to.casefold() in mail.header("To").casefold())
        return [mail for mail, _ in zip(kept, range(most), strict=False)]

    def read(self, name: str) -> Mail | None:
        """Return the mail of this name, if there is one."""
        if not NAME.fullmatch(name):
            return None
        try:
            return _read(self._path(name))
        except FileNotFoundError:
            return None

    def _path(self, name: str) -> Path:
        return self.folder / f"{name}.eml"


@lru_cache(maxsize=500)
def _read(path: Path) -> Mail:
    return Mail(path.stem, path.read_bytes())
