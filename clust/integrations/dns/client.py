"""Asking the name servers of this machine, or those that the settings name."""

import secrets
import socket
import struct
from contextlib import closing
from pathlib import Path

from django.conf import settings

from clust.integrations.dns.messages import BadAnswer, Told, question, read
from clust.storefronts.records import NamesSilent

RESOLV_CONF = Path("/etc/resolv.conf")
PORT = 53
SECONDS = 3.0
MOST_BYTES = 65_535


class Resolver:
    """
    Looks TXT records up: by UDP, and by TCP where the answer was cut off.

    :param servers: addresses with ports; those of this machine if not given
    """

    def __init__(
        self, servers: list[tuple[str, int]] | None = None, seconds: float = SECONDS
    ) -> None:
        self._servers = servers or _servers()
        self._seconds = seconds

    def texts(self, name: str) -> list[str]:
        """
        Return the TXT records of a name; none where it has none, or does not exist.

        :raises NamesSilent: if no server gives an answer
        """
        for server in self._servers:
            try:
                return self._ask(server, name)
            except (OSError, BadAnswer):
                continue
        raise NamesSilent

    def _ask(self, server: tuple[str, int], name: str) -> list[str]:
        number = secrets.randbelow(65_536)
        asked = question(name, number)
        told = read(self._by_udp(server, asked), name, number)
        if told.is_cut:
            told = self._whole(server, asked, name, number)
        return told.texts

    def _whole(self, server: tuple[str, int], asked: bytes, name: str, number: int) -> Told:
        return read(self._by_tcp(server, asked), name, number)

    def _by_udp(self, server: tuple[str, int], asked: bytes) -> bytes:
        family = socket.AF_INET6 if ":" in server[0] else socket.AF_INET
        with closing(socket.socket(family, socket.SOCK_DGRAM)) as line:
            line.settimeout(self._seconds)
            line.connect(server)
            line.send(asked)
            return line.recv(MOST_BYTES)

    def _by_tcp(self, server: tuple[str, int], asked: bytes) -> bytes:
        with closing(socket.create_connection(server, timeout=self._seconds)) as line:
            line.sendall(struct.pack("!H", len(asked)) + asked)
            (length,) = struct.unpack("!H", _received(line, 2))
            return _received(line, length)


def _received(line: socket.socket, length: int) -> bytes:
    found = b""
    while len(found) < length:
        part = line.recv(length - len(found))
        if not part:
            raise OSError("the line was closed early")
        found += part
    return found


def _servers() -> list[tuple[str, int]]:
    if settings.NAME_SERVERS:
        return [_place(one) for one in settings.NAME_SERVERS]
    lines = RESOLV_CONF.read_text().splitlines() if RESOLV_CONF.exists() else []
    words = [line.split() for line in lines]
    return [(word[1], PORT) for word in words if len(word) > 1 and word[0] == "nameserver"]


def _place(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    return (host, int(port)) if host and port.isdecimal() else (text, PORT)
