"""The database that lies with the data: made once, found again, back after a kill."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from clust.config import embedded


def made_folder() -> Iterator[Path]:
    """A data folder that PostgreSQL's own user may enter, and that leaves nothing behind."""
    folder = Path(tempfile.mkdtemp(prefix="clust-test-"))
    folder.chmod(0o755)
    yield folder
    embedded.stop(folder)
    for path in {embedded._home(folder), embedded._socket_folder(folder), folder}:
        shutil.rmtree(path, ignore_errors=True)


folder = pytest.fixture(made_folder, scope="module")
own_folder = pytest.fixture(made_folder)


def ask(address: str, question: str) -> object:
    with psycopg.connect(address) as connection:
        row = connection.execute(question).fetchone()
    assert row
    return row[0]


def postmaster(folder: Path) -> int:
    return int((embedded._cluster(folder) / "postmaster.pid").read_text().split()[0])


def test_starting_twice_finds_the_same_server(folder: Path) -> None:
    address = embedded.start(folder)
    first = postmaster(folder)
    assert embedded.start(folder) == address
    assert postmaster(folder) == first


def test_many_processes_start_one_server(folder: Path) -> None:
    command = [sys.executable, "-m", "clust.config.database", "start"]
    environment = {**os.environ, "CLUST_DATA": str(folder)}
    environment.pop("DATABASE_URL", None)
    starting = [subprocess.Popen(command, env=environment) for _ in range(3)]
    assert [process.wait(60) for process in starting] == [0, 0, 0]
    assert ask(embedded.address(folder), "SELECT count(*) FROM pg_database WHERE NOT datistemplate")


def test_a_killed_server_comes_back_with_what_was_committed(folder: Path) -> None:
    address = embedded.start(folder)
    with psycopg.connect(address) as connection:
        connection.execute("CREATE TABLE fact AS SELECT 42 AS answer")
    os.kill(postmaster(folder), signal.SIGKILL)
    assert ask(embedded.start(folder), "SELECT answer FROM fact") == 42


def test_a_deep_folder_gets_a_socket_of_its_own(own_folder: Path) -> None:
    deep = own_folder / ("a" * 60) / ("b" * 60)
    deep.mkdir(parents=True)
    assert len(str(embedded._socket_folder(deep))) <= embedded.LONGEST_SOCKET_FOLDER
    assert ask(embedded.start(deep), "SELECT 1") == 1
    embedded.stop(deep)
    embedded._socket_folder(deep).rmdir()


def test_letters_fold_without_the_machines_locale(folder: Path) -> None:
    assert ask(embedded.start(folder), "SELECT lower('ÉTÉ À PARIS')") == "été à paris"


def test_nobody_else_may_enter(folder: Path) -> None:
    embedded.start(folder)
    assert embedded._cluster(folder).stat().st_mode & 0o077 == 0


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has a home folder to keep closed")
def test_a_closed_home_folder_stays_closed(own_folder: Path) -> None:
    own_folder.chmod(0o700)
    assert ask(embedded.start(own_folder), "SELECT 1") == 1
    assert own_folder.stat().st_mode & 0o077 == 0
