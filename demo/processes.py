"""The processes of a running demo: their command lines, their start and their end."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import astuple, dataclass, field
from itertools import islice
from pathlib import Path

HOST = "127.0.0.1"
CHECKOUT = Path(__file__).resolve().parent.parent
DIE_WITH_PARENT = 1
PROVIDER_KEY, PROVIDER_SECRET = "sk_test_demo", "whsec_demo"
LIBRARY = ctypes.CDLL(None) if sys.platform == "linux" else None


class PortTaken(Exception):
    """Something else listens on this port; `free` is one to take instead."""

    def __init__(self, port: int, free: int) -> None:
        super().__init__(f"Port {port} is taken. Port {free} is free: --port {free}")
        self.free = free


class PartDied(Exception):
    """A process of the demo ended by itself."""


@dataclass(frozen=True, slots=True)
class Ports:
    """Where the demo's servers listen, on this machine only."""

    shop: int
    live: int
    inbox: int
    smtp: int
    provider: int
    oidc: int
    elsewhere: int


def choose_ports(shop: int) -> Ports:
    """
    Return the shop's port and free ones near it for the rest.

    :raises PortTaken: if the shop's own is not free
    """
    if not is_free(shop):
        raise PortTaken(shop, next(port for port in range(shop + 10, 65_000, 10) if is_free(port)))
    others = filter(is_free, range(shop + 1, 65_536))
    return Ports(shop, *islice(others, 6))


def is_free(port: int) -> bool:
    """Say whether a server may listen here."""
    with socket.socket() as attempt:
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind((HOST, port))
        except OSError:
            return False
        return True


def surroundings(ports: Ports, data: Path, outside: Mapping[str, str]) -> dict[str, str]:
    """Return the environment that all processes of the demo share."""
    return {
        "CLUST_LOG_LEVEL": "WARNING",
        **outside,
        "CLUST_MODE": "demo",
        "CLUST_DATA": str(data),
        "CLUST_BASE_URL": f"http://localhost:{ports.shop}",
        "CLUST_LIVE_URL": f"http://localhost:{ports.live}",
        "CLUST_SMTP_URL": f"smtp://{HOST}:{ports.smtp}",
        "CLUST_MAIL_FROM": "Clust <bonjour@clust.example>",
        "CLUST_PAYMENT_GATEWAY": "stripe",
        "CLUST_STRIPE_KEY": PROVIDER_KEY,
        "CLUST_STRIPE_WEBHOOK_SECRET": PROVIDER_SECRET,
        "CLUST_STRIPE_API": f"http://localhost:{ports.provider}",
        "CLUST_OIDC_MAY_BE_LOCAL": "true",
        "DEMO_OIDC": f"http://localhost:{ports.oidc}",
        "DJANGO_SETTINGS_MODULE": "clust.config.settings",
        "PYTHONPATH": str(CHECKOUT),
    }


def preparations() -> dict[str, list[str]]:
    """Return what is done before the shop opens, by what is said meanwhile."""
    return {
        "Writing the tables": [sys.executable, "manage.py", "migrate", "--verbosity", "0"],
        "Filling the shelves": [sys.executable, "-m", "demo.inside", "seed"],
    }


def provider(ports: Ports, data: Path) -> list[str]:
    """Return the command line of the card provider, which the shelves are filled with already."""
    return python(
        "fakes.stripe",
        *("--port", str(ports.provider), "--state", str(data / "provider.json")),
        *("--webhook", f"http://{HOST}:{ports.shop}/webhooks/stripe/"),
        *("--secret", PROVIDER_SECRET, "--public-url", f"http://localhost:{ports.provider}"),
    )


def inbox(ports: Ports, data: Path) -> list[str]:
    """Return the command line of the mail server, which takes what left before one comes in."""
    mail = ["--folder", str(data / "mail"), "--smtp", str(ports.smtp), "--web", str(ports.inbox)]
    return python("demo.inbox", *mail)


def parts(ports: Ports, data: Path) -> dict[str, list[str]]:
    """Return the command line of each process by its name."""
    shop = "--interface wsgi --workers 2 --blocking-threads 8 --no-ws --log-level warning"
    live = "--log-level warning --timeout-graceful-shutdown 2"
    return {
        "shop": python("granian", *at(ports.shop), *shop.split(), "clust.config.wsgi:application"),
        "live": python("uvicorn", *at(ports.live), *live.split(), "clust.config.live:application"),
        "oidc": python("fakes.oidc", "--port", str(ports.oidc)),
        "worker": [sys.executable, "manage.py", "work"],
        "crowd": python("demo.inside", "crowd"),
        "elsewhere": elsewhere(ports),
    }


def elsewhere(ports: Ports) -> list[str]:
    """Return the command line of somebody else's page, which carries clusts."""
    shop, live = f"http://localhost:{ports.shop}", f"http://localhost:{ports.live}"
    port = str(ports.elsewhere)
    return python("demo.elsewhere", "--port", port, "--shop", shop, "--live", live)


def python(module: str, *arguments: str) -> list[str]:
    """Return the command line that runs a module."""
    return [sys.executable, "-m", module, *arguments]


def at(port: int) -> tuple[str, ...]:
    """Return the options that make a server listen on this machine only."""
    return "--host", HOST, "--port", str(port)


@dataclass
class Troupe:
    """The running processes; each writes to a log of its own."""

    logs: Path
    environment: Mapping[str, str]
    patience_seconds: float = 10
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, name: str, command: list[str]) -> None:
        """Start a process in a group of its own, which ends with us whatever ends us."""
        self.logs.mkdir(parents=True, exist_ok=True)
        with self.log(name).open("wb") as log:
            self.running[name] = subprocess.Popen(
                command,
                cwd=CHECKOUT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=end_with_parent,
            )

    def run(self, name: str, command: list[str]) -> None:
        """
        Start a process and wait for its end.

        :raises PartDied: if it failed
        """
        self.start(name, command)
        if self.running[name].wait():
            raise PartDied(self.last_words(name))
        del self.running[name]

    def log(self, name: str) -> Path:
        """Return where a process writes."""
        return self.logs / f"{name}.log"

    def last_words(self, name: str) -> str:
        """Return what a process said at the end."""
        lines = self.log(name).read_text(errors="replace").splitlines()[-25:]
        return "\n".join([f"The {name} ended; {self.log(name)} says:", *lines])

    def look(self) -> None:
        """
        See that all are well.

        :raises PartDied: if one ended
        """
        for name, process in self.running.items():
            if process.poll() is not None:
                raise PartDied(self.last_words(name))

    def stop(self) -> None:
        """End all processes, the last started first; those that will not, by force."""
        for process in reversed(self.running.values()):
            end(process, signal.SIGTERM)
        deadline = time.monotonic() + self.patience_seconds
        for process in self.running.values():
            try:
                process.wait(max(deadline - time.monotonic(), 0.1))
            except subprocess.TimeoutExpired:
                end_group(process)
        self.running.clear()


def end(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    """Send a signal to a process that runs."""
    if process.poll() is None:
        process.send_signal(number)


def end_group(process: subprocess.Popen[bytes]) -> None:
    """Kill a process and all that it started."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def end_with_parent() -> None:
    """Ask the system, where it can, to end this process when its parent is gone."""
    if LIBRARY:
        LIBRARY.prctl(DIE_WITH_PARENT, signal.SIGTERM)


def addresses(ports: Ports) -> Iterator[str]:
    """Yield where the demo's pages answer."""
    for port in astuple(ports)[:3]:
        yield f"http://localhost:{port}/"
