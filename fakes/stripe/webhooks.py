"""Messages to the shop: signed, tried again, and on demand doubled or out of order."""

import hmac
import http.client
import json
import queue
import random
import threading
import time
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from fakes.stripe.store import shown

WAITS = (1, 2, 4, 8, 16, 30)


def signature(body: str, secret: str, moment: int) -> str:
    """Return the Stripe-Signature header of a message."""
    signed = hmac.new(secret.encode(), f"{moment}.{body}".encode(), sha256).hexdigest()
    return f"t={moment},v1={signed}"


class Webhooks:
    """
    Sends events to one address, one after the other, from a thread of its own.

    `double` sends each twice; `shuffle` gathers for so many seconds and sends in another order;
    `lose` lets so many messages fall. `pace` shortens the waits between tries for tests.
    """

    def __init__(self, url: str = "", secret: str = "", pace: float = 1.0) -> None:
        self.url, self.secret, self.pace = url, secret, pace
        self.double, self.shuffle, self.lose = False, 0.0, 0
        self.chance = random.Random(0)
        self.waiting: queue.PriorityQueue[tuple[float, int, int, dict[str, Any]]] = (
            queue.PriorityQueue()
        )
        self.sent: list[tuple[str, int]] = []
        self.count = 0
        self.stopping = threading.Event()

    def start(self) -> None:
        """Begin to send."""
        threading.Thread(target=self._run, name="webhooks", daemon=True).start()

    def send(self, event: dict[str, Any], tries: int = 0, wait: float = 0) -> None:
        """Put an event in line."""
        if not self.url:
            return
        if self.shuffle:
            wait += self.shuffle * (1 + self.chance.random())
        for _ in range(2 if self.double and not tries else 1):
            self.count += 1
            self.waiting.put((time.monotonic() + wait, self.count, tries, event))

    def idle(self) -> bool:
        """Whether nothing waits to be sent."""
        return self.waiting.empty()

    def _run(self) -> None:
        while not self.stopping.is_set():
            due, _, tries, event = line = self.waiting.get()
            if (wait := due - time.monotonic()) > 0:
                self.waiting.put(line)
                self.stopping.wait(min(wait, 0.05))
                continue
            status = self._deliver(event)
            self.sent.append((event["id"], status))
            if 200 <= status < 300:
                event["pending_webhooks"] = 0
            elif tries < len(WAITS):
                self.send(event, tries + 1, WAITS[tries] * self.pace)

    def _deliver(self, event: dict[str, Any]) -> int:
        """Return the status that the shop answers with, 0 for none."""
        if self.lose > 0:
            self.lose -= 1
            return 0
        body = json.dumps(shown(event))
        to = urlsplit(self.url)
        line = http.client.HTTPConnection(to.hostname or "", to.port or 80, timeout=10)
        header = signature(body, self.secret, int(time.time()))
        try:
            path = to.path + (f"?{to.query}" if to.query else "")
            words = {"Content-Type": "application/json", "Stripe-Signature": header}
            line.request("POST", path, body.encode(), words)
            return line.getresponse().status
        except OSError:
            return 0
        finally:
            line.close()
