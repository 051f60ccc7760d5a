"""The fake over HTTP, on this machine's own address only."""

import base64
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from fakes.stripe.calls import Answer, Asked, answer, busy
from fakes.stripe.control import control
from fakes.stripe.errors import ApiError, Silence
from fakes.stripe.fake import Fake
from fakes.stripe.faults import Fault
from fakes.stripe.pages import Visit, page
from fakes.stripe.paying import settle
from fakes.stripe.store import Store, number
from fakes.stripe.webhooks import Webhooks

LOOPBACK = "127.0.0.1"


class Server(ThreadingHTTPServer):
    """Answers for one account, each call in a thread of its own."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, port: int, *, state: Path | None, webhooks: Webhooks, **words: Any) -> None:
        super().__init__((LOOPBACK, port), Handler)
        url = words.pop("public_url", "") or f"http://{LOOPBACK}:{self.server_port}"
        self.fake = Fake(Store(state), webhooks, url.rstrip("/"), **words)
        self.stopping = threading.Event()

    @property
    def url(self) -> str:
        """Where the fake is reached."""
        return f"http://{LOOPBACK}:{self.server_port}"

    def start(self) -> "Server":
        """Answer in the background."""
        self.fake.webhooks.start()
        threading.Thread(target=self._settle, name="late", daemon=True).start()
        threading.Thread(target=self.serve_forever, name="stripe", daemon=True).start()
        return self

    def stop(self) -> None:
        """Stop answering."""
        self.stopping.set()
        self.fake.webhooks.stopping.set()
        self.shutdown()
        self.server_close()
        self.fake.store.close()

    def _settle(self) -> None:
        while not self.stopping.wait(0.2):
            settle(self.fake)


class Handler(BaseHTTPRequestHandler):
    """One connection; it stays open for more calls, as Stripe's does."""

    protocol_version = "HTTP/1.1"
    wbufsize = -1
    disable_nagle_algorithm = True
    timeout = 120
    server: Server

    def do_GET(self) -> None:
        """Answer a question."""
        self._answer()

    do_POST = do_DELETE = do_GET  # noqa: N815

    def _answer(self) -> None:
        parts = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        if parts.path.startswith("/v1/"):
            self._call(parts.path, body if self.command == "POST" else parts.query)
        elif parts.path.startswith("/_fake/"):
            self._control(parts.path, body)
        else:
            self._page(parts.path, parts.query, body)

    def _call(self, path: str, body: str) -> None:
        fake = self.server.fake
        fault = fake.faults.next(self.command, path)
        kind = fault.kind if fault else ""
        if kind == "cut_before":
            return self._cut()
        if kind in {"429", "lock_timeout"}:
            return self._tell(busy(kind))
        try:
            given = answer(fake, self._asked(path, body, fault))
        except Silence:
            return self._cut()
        if fault and kind == "timeout_after":
            time.sleep(fault.seconds)
        if kind == "cut_after" or given.silent:
            return self._cut()
        return self._tell(given)

    def _asked(self, path: str, body: str, fault: Fault | None) -> Asked:
        key = self.headers.get("Idempotency-Key") or ""
        return Asked(self.command, path, body, key, _secret(self.headers), fault)

    def _tell(self, given: Answer) -> None:
        words = {"Request-Id": "req_" + number("event")[4:18], **given.headers}
        if version := self.headers.get("Stripe-Version"):
            words["Stripe-Version"] = version
        self._send(given.status, json.dumps(given.body, indent=2), "application/json", words)

    def _control(self, path: str, body: str) -> None:
        try:
            done = control(self.server.fake, self.command, path, json.loads(body or "{}"))
        except (KeyError, ValueError, TypeError, ApiError) as error:
            return self._send(400, json.dumps({"error": str(error)}), "application/json", {})
        if isinstance(done, str):
            return self._send(200, done, "text/csv; charset=utf-8", {})
        return self._send(200, json.dumps(done), "application/json", {})

    def _page(self, path: str, query: str, body: str) -> None:
        languages = self.headers.get("Accept-Language") or ""
        shown = page(self.server.fake, Visit(self.command, path, query, body, languages))
        words = {"Location": shown.to} if shown.to else {}
        self._send(shown.status, shown.html, "text/html; charset=utf-8", words)

    def _send(self, status: int, text: str, kind: str, words: dict[str, str]) -> None:
        body = text.encode()
        self.send_response(status)
        for name, value in {**words, "Content-Type": kind, "Cache-Control": "no-store"}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()

    def _cut(self) -> None:
        self.close_connection = True
        self.connection.close()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Say nothing: who asks sees the answers."""


def _secret(headers: Any) -> str:
    """Return the key that a call is made with."""
    kind, _, value = (headers.get("Authorization") or "").partition(" ")
    if kind == "Basic":
        return base64.b64decode(value).decode().partition(":")[0]
    return str(value)
