"""The database killed and started again under load loses no pledge that was acknowledged."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from clust.config import embedded
from tests.deadline import until

pytestmark = pytest.mark.load

BUYERS = 3
PLEDGES = 30
LAZY = {"synchronous_commit": "off", "wal_writer_delay": "10s"}


@dataclass(frozen=True)
class Server:
    """A database server of the test's own, with one clust open on it."""

    data: Path
    stage: tuple[str, ...] = ()

    @property
    def address(self) -> str:
        return embedded.address(self.data)

    @property
    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "DATABASE_URL": self.address,
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "CLUST_LOG_LEVEL": "CRITICAL",
        }

    def python(self, *arguments: str) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, *arguments],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def configure(self, **values: str) -> None:
        with psycopg.connect(self.address, autocommit=True) as connection:
            connection.execute("ALTER SYSTEM RESET ALL")
            for name, value in values.items():
                connection.execute(f"ALTER SYSTEM SET {name} = '{value}'")
            connection.execute("SELECT pg_reload_conf()")

    def kill_and_start(self) -> None:
        """Pull the plug: nothing that was not written to disk survives."""
        cluster = embedded._cluster(self.data)
        embedded._command("pg_ctl", "stop", f"--pgdata={cluster}", "--mode=immediate", "--wait")
        embedded.start(self.data)

    def keys(self) -> set[str]:
        with psycopg.connect(self.address) as connection:
            return {str(key) for (key,) in connection.execute("SELECT key FROM pledge")}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    data = tmp_path_factory.mktemp("server")
    embedded.start(data)
    try:
        said, _ = Server(data).python("-m", "tests.faults.stage").communicate(timeout=120)
        yield Server(data, tuple(said.split()))
    finally:
        embedded.stop(data)
        shutil.rmtree(embedded._cluster(data), ignore_errors=True)


def acknowledged_over_a_restart(server: Server, folder: Path) -> set[str]:
    """Let some buy, pull the plug in the middle, let them go on; return the keys acknowledged."""
    files = [folder / f"acknowledged-{n}" for n in range(BUYERS)]
    for file in files:
        file.touch()
    kept = [file.open() for file in files]
    buyers = [server.python("-m", "tests.faults.buyer", *server.stage, str(file)) for file in files]
    keys: list[set[str]] = [set() for _ in files]

    def each_has(number: int) -> bool:
        for mine, file in zip(keys, kept, strict=True):
            mine.update(line.strip() for line in file)
        return min(map(len, keys)) >= number

    try:
        until(lambda: each_has(PLEDGES), seconds=60)
        server.kill_and_start()
        enough = max(map(len, keys)) + PLEDGES
        until(lambda: each_has(enough), seconds=60)
    finally:
        for file in files:
            file.unlink()
        for buyer in buyers:
            buyer.communicate(timeout=60)
    each_has(0)
    return set().union(*keys)


def test_no_acknowledged_pledge_is_lost(server: Server, tmp_path: Path) -> None:
    server.configure()
    before = server.keys()
    acknowledged = acknowledged_over_a_restart(server, tmp_path)
    stored = server.keys() - before
    assert acknowledged <= stored
    assert len(stored - acknowledged) <= BUYERS
    verified = server.python("manage.py", "verify")
    said, _ = verified.communicate(timeout=60)
    assert verified.returncode == 0, said


def test_without_durable_commits_some_would_be(server: Server, tmp_path: Path) -> None:
    server.configure(**LAZY)
    before = server.keys()
    acknowledged = acknowledged_over_a_restart(server, tmp_path)
    assert acknowledged - (server.keys() - before)
