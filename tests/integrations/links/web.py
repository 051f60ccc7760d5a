"""A web of pages on loopback, with every trap somebody might set for whoever follows a link."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO

from PIL import Image

from tests.base.test_pictures import bomb

LOOPBACK = "127.0.0.1"


def picture() -> bytes:
    """A JPEG with the name of who took it."""
    exif = Image.Exif()
    exif[0x010F] = "Camera of Anne"
    written = BytesIO()
    Image.new("RGB", (60, 30), "orange").save(written, "JPEG", exif=exif)
    return written.getvalue()


PAGE = """<html><head><meta charset="utf-8"><title>
  Une bouilloire &amp; sa théière </title>
<meta property="og:image" content="/picture"></head><body>…</body></html>"""
MOVED = {
    "/moved": "/page",
    "/endless": "/endless",
    "/to-metadata": "http://169.254.169.254/latest/meta-data/",
    "/to-localhost": "http://localhost/admin/",
    "/to-file": "file:///etc/passwd",
    "/to-nowhere": "",
}
BODIES = {
    "/page": ("text/html; charset=utf-8", PAGE.encode()),
    "/latin": ("text/html; charset=iso-8859-1", "<title>Théière</title>".encode("latin-1")),
    "/picture": ("image/jpeg", picture()),
    "/bomb": ("image/png", bomb(60_000, 60_000).getvalue()),
    "/bombed": ("text/html", b'<title>Boum</title><meta property="og:image" content="/bomb">'),
    "/private-picture": (
        "text/html",
        b'<title>Ruse</title><meta property="og:image" content="http://10.0.0.1/x.png">',
    ),
    "/program": ("application/octet-stream", b"MZ"),
    "/script": ("text/html", b"<title><script>alert(1)</script></title>"),
    "/og": ("text/html", b'<title>Moins</title><meta property="og:title" content="Plus">'),
    "/deep": ("text/html", b"<title>Profond</title>" + b"<a>" * 100_000 + b"<!--" * 50_000),
}


class Handler(BaseHTTPRequestHandler):
    """Answers with pages and traps."""

    def do_GET(self) -> None:
        """Answer."""
        self.server.asked.append((self.path, dict(self.headers)))  # type: ignore[attr-defined]
        with suppress(BrokenPipeError, ConnectionResetError):
            self._answer()

    def _answer(self) -> None:
        if self.path in MOVED:
            self._begin(302, {"Location": MOVED[self.path], "Set-Cookie": "a=b"})
        elif self.path in BODIES:
            kind, body = BODIES[self.path]
            self._begin(200, {"Content-Type": kind, "Content-Length": str(len(body))})
            self.wfile.write(body)
        elif self.path == "/stream":
            self._stream("text/html", b"<title>Sans fin</title>")
        elif self.path == "/heavy":
            self._stream("image/png", b"\x89PNG\r\n\x1a\n")
        elif self.path == "/zipped":
            self._begin(200, {"Content-Type": "text/html", "Content-Encoding": "gzip"})
        elif self.path == "/drip":
            self._drip()
        else:
            self._begin(404, {})

    def _begin(self, status: int, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def _stream(self, kind: str, start: bytes) -> None:
        self._begin(200, {"Content-Type": kind, "Content-Length": "2000000000"})
        self.wfile.write(start)
        for _ in range(2_000):
            self.wfile.write(b" " * 1_000_000)
            self.server.sent += 1_000_000  # type: ignore[attr-defined]

    def _drip(self) -> None:
        for byte in b"HTTP/1.1 200 OK\r\nX: " + b"x" * 1_000:
            self.wfile.write(bytes([byte]))
            self.wfile.flush()
            time.sleep(0.02)

    def log_message(self, *said: object) -> None:
        """Keep quiet."""


@contextmanager
def served() -> Iterator[ThreadingHTTPServer]:
    """Serve it; `asked` are the requests, `sent` the bytes streamed."""
    server = ThreadingHTTPServer((LOOPBACK, 0), Handler)
    server.daemon_threads = True
    server.asked, server.sent = [], 0  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
