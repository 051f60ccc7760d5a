"""
A push service on this machine, with browsers that really decrypt.

It refuses what a real one refuses: no or a wrong VAPID signature, another audience, an expired
token, a subscription that is gone.
"""

import json
import os
import threading
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import http_ece
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


def unwrapped(text: str) -> bytes:
    """Return bytes from base64url without padding."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def wrapped(content: bytes) -> str:
    """Return bytes as base64url without padding."""
    return urlsafe_b64encode(content).rstrip(b"=").decode()


@dataclass
class Browser:
    """A browser that subscribed: its keys, and what it was shown."""

    endpoint: str
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    secret: bytes = field(default_factory=lambda: os.urandom(16))
    shown: list[dict[str, Any]] = field(default_factory=list)
    status: int = 201

    @property
    def keys(self) -> dict[str, str]:
        """Return what a subscription carries."""
        point = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return {"p256dh": wrapped(point), "auth": wrapped(self.secret)}

    def take(self, body: bytes) -> None:
        """Open a push and show it."""
        plain = http_ece.decrypt(
            body, private_key=self.key, auth_secret=self.secret, version="aes128gcm"
        )
        self.shown.append(json.loads(plain))


class Service(ThreadingHTTPServer):
    """Takes pushes for its browsers, signed with the key of whoever they subscribed to."""

    daemon_threads = True

    def __init__(self, key: str) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.key = unwrapped(key)
        self.browsers: dict[str, Browser] = {}
        self.refusals: list[str] = []

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.server_port}"

    def browser(self) -> Browser:
        """Subscribe a new browser."""
        path = f"/push/{len(self.browsers) + 1}"
        self.browsers[path] = Browser(self.url + path)
        return self.browsers[path]

    def start(self) -> "Service":
        """Serve in the background."""
        threading.Thread(target=self.serve_forever, name="push", daemon=True).start()
        return self

    def stop(self) -> None:
        """Serve no more."""
        self.shutdown()
        self.server_close()

    def refusal(self, authorization: str) -> str:
        """Return why somebody may not push, and nothing where they may."""
        try:
            scheme, told = authorization.split(" ", 1)
            parts = dict(part.strip().split("=", 1) for part in told.split(","))
            head, claims, signature = parts["t"].split(".")
        except (ValueError, KeyError):
            return "no token"
        if scheme != "vapid" or unwrapped(parts["k"]) != self.key:
            return "another key"
        if not _signed(self.key, f"{head}.{claims}".encode(), unwrapped(signature)):
            return "not signed"
        said = json.loads(unwrapped(claims))
        if said["aud"] != self.url or not said["sub"].startswith("mailto:"):
            return "another audience"
        return "" if time.time() < said["exp"] <= time.time() + 86_400 else "expired"


def _signed(key: bytes, content: bytes, signature: bytes) -> bool:
    half = len(signature) // 2
    numbers = (int.from_bytes(part) for part in (signature[:half], signature[half:]))
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), key)
    try:
        public.verify(encode_dss_signature(*numbers), content, ec.ECDSA(SHA256()))
    except InvalidSignature:
        return False
    return True


class Handler(BaseHTTPRequestHandler):
    """One push."""

    server: Service
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        """Take a push, or say why not."""
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.send_response(self._answer(body))
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _answer(self, body: bytes) -> int:
        browser = self.server.browsers.get(self.path)
        if browser is None:
            return 404
        if why := self.server.refusal(self.headers.get("Authorization", "")):
            self.server.refusals.append(why)
            return 403
        if self.headers.get("Content-Encoding") != "aes128gcm" or not self.headers.get("TTL"):
            return 400
        if browser.status == 201:
            browser.take(body)
        return browser.status

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Say nothing."""
