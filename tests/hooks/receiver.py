"""A receiver of webhooks of the tests' own, which hangs, loops or redirects when it is told to."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from standardwebhooks.webhooks import Webhook

LOOPBACK = "127.0.0.1"


class Receiver(ThreadingHTTPServer):
    """Keeps what it was told, and answers as its path says."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__((LOOPBACK, 0), Handler)
        self.got: list[tuple[str, dict[str, str], bytes]] = []
        self.leaving = threading.Event()

    def url(self, path: str = "/ok") -> str:
        """Where it is told."""
        return f"http://shop.example:{self.server_port}{path}"

    def verified(self, secret: str) -> list[Any]:
        """What it was told, each with a good signature."""
        return [Webhook(secret).verify(body, headers) for _, headers, body in self.got]


class Handler(BaseHTTPRequestHandler):
    """Answers one call."""

    server: Receiver

    def do_POST(self) -> None:
        """Keep what was told and answer."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((self.path, dict(self.headers), body))
        getattr(self, self.path.strip("/").replace("-", "_"))()

    def do_GET(self) -> None:
        """Nobody should come here: a redirect was followed."""
        self.server.got.append(("GET " + self.path, {}, b""))
        self.ok()

    def _say(self, status: int, body: bytes = b"{}", **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def ok(self) -> None:
        self._say(200)

    def broken(self) -> None:
        self._say(503)

    def gone(self) -> None:
        self._say(410)

    def inside(self) -> None:
        self._say(302, Location="http://169.254.169.254/latest/")

    def loop(self) -> None:
        self._say(307, Location="/loop")

    def hang(self) -> None:
        self.server.leaving.wait(20)

    def drip(self) -> None:
        self.send_response(200)
        self.end_headers()
        while not self.server.leaving.wait(0.1):
            self.wfile.write(b"x")
            self.wfile.flush()

    def flood(self) -> None:
        self.send_response(200)
        self.end_headers()
        while not self.server.leaving.is_set():
            self.wfile.write(b"x" * 65_536)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    def handle_one_request(self) -> None:
        try:
            super().handle_one_request()
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True


@contextmanager
def receiving() -> Iterator[Receiver]:
    """A receiver that runs."""
    server = Receiver()
    thread = threading.Thread(target=server.serve_forever, args=[0.05], daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.leaving.set()
        server.shutdown()
        server.server_close()
        thread.join()


def told(body: bytes) -> Any:
    """What a body says."""
    return json.loads(body)
