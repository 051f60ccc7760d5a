"""Ports for servers that tests start."""

import socket
from random import sample

from demo.processes import HOST

GIVEN_OUT_TO_NOBODY = range(20_000, 30_000, 10)
NEIGHBOURS = 10


def free_port() -> int:
    """Return a port that nothing uses, nor its neighbours: a demo takes several in a row."""
    tried = sample(GIVEN_OUT_TO_NOBODY, 100)
    return next(first for first in tried if all(map(_is_free, range(first, first + NEIGHBOURS))))


def _is_free(port: int) -> bool:
    with socket.socket() as found:
        return found.connect_ex((HOST, port)) != 0
