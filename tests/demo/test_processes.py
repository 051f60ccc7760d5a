"""The demo's processes: where they listen, and that none outlives it."""

import socket
import sys
import time
from dataclasses import astuple
from pathlib import Path

import pytest

from demo.processes import (
    HOST,
    PartDied,
    Ports,
    PortTaken,
    Troupe,
    choose_ports,
    inbox,
    parts,
    surroundings,
)

PORTS = Ports(shop=8000, live=8001, inbox=8002, smtp=8003, provider=8004, oidc=8005, elsewhere=8006)


def test_all_servers_listen_on_this_machine_only(tmp_path: Path) -> None:
    commands = parts(PORTS, tmp_path)
    for name, port in (("shop", "8000"), ("live", "8001")):
        command = commands[name]
        assert command[command.index("--host") + 1] == "127.0.0.1"
        assert command[command.index("--port") + 1] == port
    assert {"8002", "8003", str(tmp_path / "mail")} <= set(inbox(PORTS, tmp_path))
    assert set(commands) == {"shop", "live", "worker", "crowd", "oidc", "elsewhere"}
    assert all(command[0] == sys.executable for command in commands.values())


def test_pages_have_two_workers(tmp_path: Path) -> None:
    command = parts(PORTS, tmp_path)["shop"]
    assert command[command.index("--workers") + 1] == "2"
    assert command[command.index("--interface") + 1] == "wsgi"


def test_all_share_the_same_data_and_addresses(tmp_path: Path) -> None:
    environment = surroundings(PORTS, tmp_path, {"CLUST_MODE": "production", "HOME": "/x"})
    assert environment["CLUST_MODE"] == "demo"
    assert environment["CLUST_DATA"] == str(tmp_path)
    assert environment["CLUST_BASE_URL"] == "http://localhost:8000"
    assert environment["CLUST_LIVE_URL"] == "http://localhost:8001"
    assert environment["CLUST_SMTP_URL"] == "smtp://127.0.0.1:8003"
    assert environment["HOME"] == "/x"


def test_a_taken_port_is_said_with_one_that_is_free() -> None:
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(PortTaken, match=rf"Port {port} is taken\. Port {port + 10}"):
            choose_ports(port)


def test_two_demos_get_different_ports() -> None:
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        taken.listen()
        port = taken.getsockname()[1]
        first = choose_ports(port - 1)
        assert port not in astuple(first)
        assert len(set(astuple(first))) == 7


def test_a_process_that_fails_says_why(tmp_path: Path) -> None:
    troupe = Troupe(tmp_path, {})
    with pytest.raises(PartDied, match="no shelves"):
        troupe.run("seed", [sys.executable, "-c", "raise SystemExit('no shelves')"])


def test_one_that_ends_by_itself_is_noticed(tmp_path: Path) -> None:
    troupe = Troupe(tmp_path, {})
    troupe.start("brief", [sys.executable, "-c", "print('that was all')"])
    troupe.running["brief"].wait()
    with pytest.raises(PartDied, match="that was all"):
        troupe.look()


def test_all_are_ended_even_those_that_will_not(tmp_path: Path) -> None:
    troupe = Troupe(tmp_path, {}, patience_seconds=0.5)
    deaf = "import signal, time; signal.signal(15, signal.SIG_IGN); print(1, flush=True)"
    troupe.start("deaf", [sys.executable, "-c", f"{deaf}; time.sleep(60)"])
    troupe.start("meek", [sys.executable, "-c", "import time; time.sleep(60)"])
    processes = list(troupe.running.values())
    while not troupe.log("deaf").read_text():
        time.sleep(0.01)
    troupe.stop()
    assert all(process.poll() is not None for process in processes)
