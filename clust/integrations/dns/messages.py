"""Questions to and answers from a name server (RFC 1035), for TXT records only."""

import struct
from dataclasses import dataclass

TXT, IN = 16, 1
HEADER = struct.Struct("!6H")
RECORD = struct.Struct("!HHIH")
RECURSE, TRUNCATED, ANSWER = 0x0100, 0x0200, 0x8000
NO_ERROR, NO_SUCH_NAME = 0, 3
MOST_JUMPS = 40


class BadAnswer(Exception):
    """Not an answer to our question, or none that can be read."""


@dataclass(frozen=True, slots=True)
class Told:
    """What an answer says: its texts, and whether it was cut off."""

    texts: list[str]
    is_cut: bool


def question(name: str, number: int) -> bytes:
    """
    Return the packet that asks for a name's TXT records.

    :raises BadAnswer: if the name has a label that is too long or empty
    """
    labels = [label.encode("ascii") for label in name.split(".")]
    if any(not 1 <= len(label) <= 63 for label in labels):
        raise BadAnswer
    packed = b"".join(bytes([len(label)]) + label for label in labels) + b"\0"
    return HEADER.pack(number, RECURSE, 1, 0, 0, 0) + packed + struct.pack("!HH", TXT, IN)


def read(packet: bytes, name: str, number: int) -> Told:
    """
    Return what an answer to our question says.

    :raises BadAnswer: if it is none
    """
    try:
        return _read(packet, name, number)
    except (IndexError, struct.error, UnicodeDecodeError) as error:
        raise BadAnswer from error


def _read(packet: bytes, name: str, number: int) -> Told:
    told, flags, questions, answers, _, _ = HEADER.unpack_from(packet)
    if told != number or not flags & ANSWER or questions != 1:
        raise BadAnswer
    if flags & 15 not in (NO_ERROR, NO_SUCH_NAME):
        raise BadAnswer
    asked, at = _name(packet, HEADER.size)
    if asked != name.lower():
        raise BadAnswer
    at += 4
    texts = []
    for _n in range(answers):
        _owner, at = _name(packet, at)
        kind, group, _life, length = RECORD.unpack_from(packet, at)
        at += RECORD.size
        if kind == TXT and group == IN:
            texts.append(_text(packet[at : at + length]))
        at += length
    return Told(texts, bool(flags & TRUNCATED))


def _text(data: bytes) -> str:
    """Return the strings of a record as the one text that they are."""
    found, at = b"", 0
    while at < len(data):
        found += data[at + 1 : at + 1 + data[at]]
        at += 1 + data[at]
    return found.decode("utf-8", "replace")


def _name(packet: bytes, at: int) -> tuple[str, int]:
    """Return the name at a place, and where it ends; names may point back at earlier ones."""
    labels: list[str] = []
    end = 0
    for _ in range(MOST_JUMPS):
        length = packet[at]
        if length >= 0xC0:
            end = end or at + 2
            at = (length & 0x3F) << 8 | packet[at + 1]
        elif length:
            labels.append(packet[at + 1 : at + 1 + length].decode("ascii").lower())
            at += 1 + length
        else:
            return ".".join(labels), end or at + 1
    raise BadAnswer
