"""
A bad line between a client and a server: it cuts, delays, tears and repeats, as its seed says.

It stands on this machine only and forwards HTTP. The number of faults is bounded, so that
whoever asks long enough is answered in the end.
"""

import http.client
import random
import threading
import time
from collections import Counter
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

KEPT_TO_ITSELF = {"connection", "host", "keep-alive", "transfer-encoding", "content-length"}


@dataclass(frozen=True)
class Line:
    """How bad a line is: the share of calls each fault meets, and the most faults in all."""

    cut_before: float = 0.0
    cut_after: float = 0.0
    torn: float = 0.0
    repeated: float = 0.0
    delayed: float = 0.0
    seconds: float = 0.05
    most: int = 1_000_000
    seed: int = 0


class Proxy(ThreadingHTTPServer):
    """Forwards to one address; `met` counts the faults."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, to: str, line: Line) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.to, self.line = urlsplit(to).netloc, line
        self.chance, self.lock = random.Random(line.seed), threading.Lock()
        self.met: Counter[str] = Counter()

    @property
    def url(self) -> str:
        """Where the line begins."""
        return f"http://127.0.0.1:{self.server_port}"

    def start(self) -> "Proxy":
        """Forward in the background."""
        threading.Thread(target=self.serve_forever, name="proxy", daemon=True).start()
        return self

    def stop(self) -> None:
        """Forward no more."""
        self.shutdown()
        self.server_close()

    def fault(self) -> str:
        """Return what happens to the next call: the name of a fault, or nothing."""
        with self.lock:
            chance = self.chance.random()
            if self.met.total() >= self.line.most:
                return ""
            for name in ("cut_before", "cut_after", "torn", "repeated", "delayed"):
                chance -= getattr(self.line, name)
                if chance < 0:
                    self.met[name] += 1
                    return name
        return ""


class Handler(BaseHTTPRequestHandler):
    """One connection of a client."""

    protocol_version = "HTTP/1.1"
    wbufsize = -1
    disable_nagle_algorithm = True
    server: Proxy

    def do_GET(self) -> None:
        """Forward a call, or fail to."""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        fault = self.server.fault()
        if fault == "cut_before":
            return self._cut()
        if fault == "delayed":
            time.sleep(self.server.line.seconds)
        if fault == "repeated":
            self._forward(body)
        status, headers, answer = self._forward(body)
        if fault == "cut_after":
            return self._cut()
        return self._answer(status, headers, answer, torn=fault == "torn")

    do_POST = do_DELETE = do_GET  # noqa: N815

    def _forward(self, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
        there = http.client.HTTPConnection(self.server.to, timeout=60)
        try:
            there.request(self.command, self.path, body, _passed(self.headers.items()))
            answer = there.getresponse()
            return answer.status, list(_passed(answer.getheaders()).items()), answer.read()
        finally:
            there.close()

    def _answer(
        self, status: int, headers: list[tuple[str, str]], body: bytes, *, torn: bool
    ) -> None:
        self.send_response_only(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: len(body) // 2] if torn else body)
        self.wfile.flush()
        if torn:
            self._cut()

    def _cut(self) -> None:
        self.close_connection = True
        self.connection.close()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Say nothing."""


def _passed(headers: Any) -> dict[str, str]:
    """Return the headers that concern both ends."""
    return {name: value for name, value in headers if name.lower() not in KEPT_TO_ITSELF}
