"""Servers of a run: the pages on granian, the live price on uvicorn, on loopback, ended by id."""

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator

import httpx

HOST = "127.0.0.1"
LIVE = "--log-level warning --timeout-graceful-shutdown 2"
PAGES = "--interface wsgi --workers 2 --blocking-threads 8 --no-ws --log-level warning"


@contextlib.contextmanager
def pages() -> Iterator[str]:
    """Serve the shop and the references with two workers; hand out the address."""
    with _served(["granian", *PAGES.split(), "benchmarks.site.wsgi:application"], "/") as (url, _):
        yield url


@contextlib.contextmanager
def live() -> Iterator[tuple[str, int]]:
    """Serve the live price in one process; hand out its address and the process's id."""
    command = ["uvicorn", *LIVE.split(), "clust.config.live:application"]
    with _served(command, "/health/") as served:
        yield served


@contextlib.contextmanager
def _served(command: list[str], answers: str) -> Iterator[tuple[str, int]]:
    port = _free_port()
    url = f"http://{HOST}:{port}"
    process = subprocess.Popen(
        [sys.executable, "-m", command[0], "--host", HOST, "--port", str(port), *command[1:]],
        env={**os.environ, "CLUST_LOG_LEVEL": "ERROR", "CLUST_BASE_URL": url},
        stdout=sys.stderr,
    )
    try:
        _wait_for(url + answers, process)
        yield url, process.pid
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait_for(url: str, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < deadline:
        with contextlib.suppress(httpx.TransportError):
            if httpx.get(url).status_code < 500:
                return
        time.sleep(0.1)
    raise RuntimeError(f"nothing answers at {url}")


def _free_port() -> int:
    with socket.socket() as found:
        found.bind((HOST, 0))
        return int(found.getsockname()[1])
