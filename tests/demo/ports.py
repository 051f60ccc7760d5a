"""Ports for servers that tests start."""

import socket

from demo.processes import HOST


def free_port() -> int:
    """Return a port that nothing uses."""
    with socket.socket() as found:
        found.bind((HOST, 0))
        return int(found.getsockname()[1])
