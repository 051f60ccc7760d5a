"""From bytes to text: gzip, encodings, and files that are empty, cut or no text at all."""

import codecs
import gzip
import io
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

BLOCK = 1 << 20
MOST_BYTES = 2 << 30
GZIP = b"\x1f\x8b"
NO_TEXT = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1a\x1b"))
NOT_IN_CP1252 = b"\x81\x8d\x8f\x90\x9d"
ADVICE = {
    b"PK\x03\x04": " It is a spreadsheet or an archive: save the sheet as CSV.",
    b"\xd0\xcf\x11\xe0": " It is an old spreadsheet: save the sheet as CSV.",
    b"%PDF": " It is a PDF: ask for the list as CSV.",
}

Told = Callable[[int], None]


class CannotRead(Exception):
    """The file cannot be read; the message says why and what to do."""


class NotThere(CannotRead):
    """There is no such file, or it may not be opened."""


class Empty(CannotRead):
    """There is nothing in the file."""


class Cut(CannotRead):
    """The file ends in the middle."""


class Binary(CannotRead):
    """The file holds no text."""


class TooLarge(CannotRead):
    """The file holds more than is read in one go."""


@dataclass(frozen=True, slots=True)
class Text:
    """How a file is written: its encoding, and whether its last line ends with a line's end."""

    path: Path
    encoding: str
    ends: bool


def examine(path: Path, told: Told = lambda place: None) -> Text:
    """
    Read a file once through, in bounded memory, and say how its text is written.

    :param told: called with the place in the file, in bytes, as reading goes on
    :raises CannotRead: a subclass says why
    """
    with opened(path, told) as file:
        blocks = iter(lambda: file.read(BLOCK), b"")
        first = next(blocks, b"")
        if not first:
            raise Empty(f"{path} is empty.")
        for start, advice in ADVICE.items():
            if first.startswith(start):
                raise Binary(f"{path} is no text.{advice}")
        examiner = _Examiner(path, _encoding(first))
        examiner.take(first)
        for block in blocks:
            examiner.take(block)
        return examiner.result()


def _encoding(first: bytes) -> str:
    """Return the encoding that the first block speaks for; UTF-8 where nothing is said."""
    if first.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if first.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    odd, even = first[1::2].count(0), first[::2].count(0)
    if max(odd, even) > len(first) // 4 and min(odd, even) < len(first) // 100 + 1:
        return "utf-16-le" if odd > even else "utf-16-be"
    return "utf-8"


class _Examiner:
    """Takes a file block by block and keeps what tells its encoding."""

    def __init__(self, path: Path, encoding: str) -> None:
        self.path = path
        self.encoding = encoding
        self.decoder = codecs.getincrementaldecoder(encoding)()
        self.decodes = True
        self.wide = encoding.startswith("utf-16")
        self.bytes = self.strange = self.beyond_ascii = self.beyond_cp1252 = 0
        self.last = ""

    def take(self, block: bytes) -> None:
        """Look at one more block."""
        self.bytes += len(block)
        if self.bytes > MOST_BYTES:
            raise TooLarge(f"{self.path} holds more than {MOST_BYTES >> 30} GB: split it.")
        if self.decodes:
            self._decode(block)
        if not self.wide:
            self._look(block)

    def _decode(self, block: bytes) -> None:
        try:
            text = self.decoder.decode(block)
        except UnicodeDecodeError as error:
            if self.encoding != "utf-8":
                raise Binary(f"{self.path} is no text in {self.encoding}.") from error
            self.decodes = False
            return
        self.last = text[-1:] or self.last
        self.beyond_ascii += not text.isascii()
        if "\0" in text:
            raise Binary(f"{self.path} is no text: it holds zero bytes.")

    def _look(self, block: bytes) -> None:
        if b"\0" in block:
            raise Binary(f"{self.path} is no text: it holds zero bytes.")
        self.strange += len(block) - len(block.translate(None, NO_TEXT))
        self.beyond_cp1252 += len(block) - len(block.translate(None, NOT_IN_CP1252))
        self.last = self.last if self.decodes else chr(block[-1])

    def result(self) -> Text:
        """
        Return how the whole file is written.

        :raises Binary: if control characters are too many for a text
        :raises Cut: if it ends within a character
        """
        if self.strange > self.bytes // 1000:
            raise Binary(f"{self.path} is no text: it is full of control characters.")
        if self.decodes and self._ends_within_a_character():
            if self.encoding != "utf-8" or self.beyond_ascii:
                raise Cut(f"{self.path} is cut: it ends within a character.")
            self.decodes = False
        if not self.decodes:
            self.encoding = "latin-1" if self.beyond_cp1252 else "cp1252"
        return Text(self.path, self.encoding, self.last in ("\n", "\r"))

    def _ends_within_a_character(self) -> bool:
        try:
            self.decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return True
        return False


@contextmanager
def opened(path: Path, told: Told = lambda place: None) -> Iterator[IO[bytes]]:
    """
    Open a file for its bytes, unpacked where it is gzip.

    :raises CannotRead: if it is not there, or its packing is cut or damaged
    """
    if path.exists() and not path.is_file():
        raise NotThere(f"{path} is no file.")
    try:
        with path.open("rb") as raw:
            packed = raw.read(2) == GZIP
            raw.seek(0)
            counted = io.BufferedReader(_Counted(raw, told), BLOCK)
            yield cast(IO[bytes], gzip.GzipFile(fileobj=counted) if packed else counted)
    except EOFError as error:
        raise Cut(f"{path} is cut: its gzip stream does not end.") from error
    except (gzip.BadGzipFile, zlib.error) as error:
        raise Cut(f"{path} is damaged: {error}.") from error
    except OSError as error:
        raise NotThere(f"{path}: {(error.strerror or str(error)).lower()}.") from error


class _Counted(io.RawIOBase):
    """Hands a file on and tells how far reading has come."""

    def __init__(self, raw: IO[bytes], told: Told) -> None:
        self._raw = raw
        self._told = told

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        block = self._raw.read(len(buffer))
        buffer[: len(block)] = block
        self._told(self._raw.tell())
        return len(block)
