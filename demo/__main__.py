"""`python -m demo [--port N] [--data DIR]`: a living shop on this machine, until Ctrl-C."""

import argparse
import contextlib
import fcntl
import os
import signal
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType

import psycopg
from rich.console import Console
from rich.panel import Panel
from rich.table import Table

from clust.config import embedded
from clust.config.environment import Environment
from demo.accounts import (
    CLUB,
    CLUB_HOST,
    COUNCIL,
    COUNCIL_HOST,
    DESK,
    MEMBER,
    PARTNER,
    PASSWORD,
    SUPPLIER,
)
from demo.processes import (
    HOST,
    PartDied,
    Ports,
    PortTaken,
    Troupe,
    choose_ports,
    inbox,
    parts,
    preparations,
    provider,
    surroundings,
)

PORT = 8_000
LONGEST_START_SECONDS = 60
SIGN_IN = (
    ("member", MEMBER, "/my/clusts/"),
    ("desk", DESK, "/desk/"),
    ("supplier", SUPPLIER, "/supplier/"),
    ("partner", PARTNER, "/partner/"),
)

console = Console(highlight=False)


class DataInUse(Exception):
    """Another demo runs on this data."""


def main() -> None:
    """Run the demo; problems are said in one line."""
    given = arguments()
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, leave)
    try:
        with contextlib.suppress(KeyboardInterrupt):
            run(given.port, given.data.resolve())
    except (PortTaken, PartDied, DataInUse, embedded.NoDatabase) as problem:
        sys.exit(str(problem))


def arguments() -> argparse.Namespace:
    """Return what was asked for."""
    parser = argparse.ArgumentParser(prog="bin/demo", description=__doc__)
    parser.add_argument("--port", type=port_number, help=f"the shop's port (default {PORT})")
    parser.add_argument("--data", type=Path, default=Environment().data, help="folder of its data")
    return parser.parse_args()


def port_number(text: str) -> int:
    """Return a port that a shop may have."""
    port = int(text)
    if not 1_024 <= port <= 65_000:
        raise argparse.ArgumentTypeError("a port is a number from 1024 to 65000")
    return port


def leave(number: int, frame: FrameType | None) -> None:
    """Leave in order when told to."""
    raise KeyboardInterrupt


def run(asked: int | None, data: Path) -> None:
    """Start everything, say where it is, and watch over it until told to stop."""
    ports = ports_for(asked)
    environment = surroundings(ports, data, os.environ)
    troupe = Troupe(data / "logs", environment)
    with alone(data), database(data):
        try:
            with console.status("Opening the shop …") as status:
                troupe.start("provider", provider(ports, data))
                troupe.start("inbox", inbox(ports, data))
                wait_for(troupe, [(ports.provider, "/_fake/state"), (ports.inbox, "/")])
                prepare(troupe, status.update)
                for name, command in parts(ports, data).items():
                    troupe.start(name, command)
                status.update("Waiting for the shop to answer …")
                wait_for(
                    troupe,
                    [(ports.shop, "/health/"), (ports.live, "/health/")],
                )
            say_welcome(ports, data)
            while True:
                troupe.look()
                time.sleep(0.5)
        finally:
            troupe.stop()
            console.print("The demo has stopped.")


def ports_for(asked: int | None) -> Ports:
    """
    Return the ports; without a wish the next free ones, and that is said.

    :raises PortTaken: if the port that was asked for is not free
    """
    try:
        return choose_ports(asked or PORT)
    except PortTaken as taken:
        if asked:
            raise
        console.print(f"Port {PORT} is taken; the shop opens on port {taken.free} instead.")
        return choose_ports(taken.free)


@contextlib.contextmanager
def alone(data: Path) -> Iterator[None]:
    """
    Hold the data for this demo.

    :raises DataInUse: if another one has it
    """
    data.mkdir(parents=True, exist_ok=True)
    with (data / "demo.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise DataInUse(
                f"Another demo runs on {data}: stop it, or give this one its own with --data DIR"
            ) from None
        yield


@contextlib.contextmanager
def database(data: Path) -> Iterator[None]:
    """Have PostgreSQL running; at the end stop what was started, unless others use it too."""
    if Environment().database_url:
        yield
        return
    ran = answers(data)
    with console.status("Starting PostgreSQL …"):
        embedded.start(data)
    try:
        yield
    finally:
        if not ran and not others_connected(data):
            embedded.stop(data)


def answers(data: Path) -> bool:
    """Say whether the database kept with the data runs."""
    try:
        psycopg.connect(embedded.address(data), connect_timeout=3).close()
    except psycopg.OperationalError:
        return False
    return True


def others_connected(data: Path) -> bool:
    """Say whether somebody else works with the database kept with the data."""
    with psycopg.connect(embedded.address(data)) as connection:
        found = connection.execute(
            "SELECT FROM pg_stat_activity"
            " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
        )
        return found.rowcount > 0


def prepare(troupe: Troupe, say: Callable[[str], None]) -> None:
    """Bring tables and shop up to date."""
    for said, command in preparations().items():
        say(f"{said} …")
        troupe.run(said.split()[0].lower(), command)


def wait_for(troupe: Troupe, waiting: list[tuple[int, str]]) -> None:
    """
    Wait until all these pages, by port and path, are served.

    :raises PartDied: if a process ends meanwhile, or one does not answer
    """
    deadline = time.monotonic() + LONGEST_START_SECONDS
    while waiting:
        troupe.look()
        if time.monotonic() > deadline:
            raise PartDied(troupe.last_words(next(reversed(troupe.running))))
        waiting = [place for place in waiting if not open_at(*place)]
        time.sleep(0.1)


def open_at(port: int, path: str) -> bool:
    """Say whether a page answers."""
    try:
        with urllib.request.urlopen(f"http://{HOST}:{port}{path}", timeout=2):
            return True
    except (OSError, urllib.error.URLError):
        return False


def say_welcome(ports: Ports, data: Path) -> None:
    """Say where the shop is, and how to get in."""
    shop = f"http://localhost:{ports.shop}"
    people = Table.grid(padding=(0, 2))
    for _ in range(3):
        people.add_column(overflow="fold")
    for who, email, path in SIGN_IN:
        people.add_row(f"[bold]{who}", email, f"{shop}{path}")
    for who, email, host in (("works council", COUNCIL, COUNCIL_HOST), ("club", CLUB, CLUB_HOST)):
        people.add_row(f"[bold]{who}", email, f"http://{host}:{ports.shop}/office/")
    people.add_row(
        "[bold]its staff", "at Acme’s own sign-in", f"http://{COUNCIL_HOST}:{ports.shop}/"
    )
    page = Table.grid(padding=(0, 0))
    page.add_row(f"[bold]The shop is open:[/] {shop}/")
    page.add_row(f"Sign up there; the mails arrive at http://localhost:{ports.inbox}/")
    page.add_row(f"Somebody else's page carries clusts: http://localhost:{ports.elsewhere}/")
    page.add_row("")
    page.add_row(f"Or sign in as one of these, password [bold]{PASSWORD}[/]:")
    page.add_row(people)
    page.add_row("")
    page.add_row(f"Data and logs are in {data}. Ctrl-C stops everything.")
    console.print(Panel.fit(page, title="Clust", border_style="bright_red"))


if __name__ == "__main__":
    main()
