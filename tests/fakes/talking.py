"""How tests talk to the fake: Stripe's client, a visitor on its pages, and its own calls."""

import re
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import stripe

BACK = "http://shop.example/back/"


def client_of(url: str, timeout: float = 5) -> stripe.StripeClient:
    """Return Stripe's own client, which repeats nothing by itself."""
    return stripe.StripeClient(
        "sk_test_x",
        base_addresses={"api": url},
        max_network_retries=0,
        http_client=stripe.RequestsClient(timeout=timeout),
    )


def control(at: str, call: str, /, **words: Any) -> dict[str, Any]:
    """Tell the fake itself what to do."""
    answer = httpx.post(f"{at}/_fake/{call}", json=words)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def state(url: str) -> dict[str, Any]:
    """Return what the fake counted."""
    told: dict[str, Any] = httpx.get(f"{url}/_fake/state").json()
    return told


def type_card(page: str, number: str, answer: str = "yes") -> str:
    """Type a card on its page, answer its bank where it asks; return the way back."""
    typed = {"number": number, "expiry": "12/34", "cvc": "123"}
    response = httpx.post(page, data=typed)
    if response.status_code != 303:
        return ""
    return walk(response.headers["Location"], answer)


def walk(address: str, answer: str = "yes") -> str:
    """Answer a bank's question and follow until the fake leads elsewhere."""
    while "127.0.0.1" in address:
        page = httpx.get(address)
        if page.status_code == 200:
            assert re.search('name="answer"', page.text)
            page = httpx.post(address, data={"answer": answer})
        address = page.headers["Location"]
    return address


class Shop:
    """A shop that takes messages: what came, and how it answers."""

    def __init__(self) -> None:
        self.messages: list[tuple[str, bytes]] = []
        self.answers: list[int] = []
        shop = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                shop.messages.append((self.headers["Stripe-Signature"], body))
                self.send_response(shop.answers.pop(0) if shop.answers else 200)
                self.end_headers()

            def log_message(self, *words: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()


def free_port() -> int:
    """Return a port that nobody uses."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
