"""Runs the fake: `python -m fakes.stripe --port 12111`."""

import argparse
import signal
import threading
from pathlib import Path

from fakes.stripe.server import Server
from fakes.stripe.webhooks import Webhooks


def main() -> None:
    """Answer until told to stop."""
    parser = argparse.ArgumentParser(prog="fakes.stripe", description=__doc__)
    parser.add_argument("--port", type=int, required=True, help="on 127.0.0.1; 0 for a free one")
    parser.add_argument("--state", type=Path, help="a file that keeps what happened")
    parser.add_argument("--webhook", default="", help="where events are sent")
    parser.add_argument("--secret", default="", help="what events are signed with: whsec_…")
    parser.add_argument("--public-url", default="", help="where a browser reaches the pages")
    parser.add_argument("--shop", default="Clust", help="the name that the pages show")
    parser.add_argument("--late-seconds", type=float, default=5, help="how late late cards are")
    given = parser.parse_args()
    server = Server(
        given.port,
        state=given.state,
        webhooks=Webhooks(given.webhook, given.secret),
        public_url=given.public_url,
        shop=given.shop,
        late_seconds=given.late_seconds,
    ).start()
    print(f"fake Stripe at {server.url}", flush=True)
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    stop.wait()
    server.stop()


if __name__ == "__main__":
    main()
