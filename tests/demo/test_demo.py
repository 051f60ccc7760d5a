"""The whole demo: it opens, a member signs in, and everything ends with it."""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import psutil
import pytest

from demo.accounts import MEMBER, PASSWORD
from demo.processes import CHECKOUT
from tests.demo.ports import free_port

LONGEST_START_SECONDS = 400
LONGEST_END_SECONDS = 60


@pytest.fixture
def folder() -> Iterator[Path]:
    """A data folder that PostgreSQL's own user may enter."""
    folder = Path(tempfile.mkdtemp(prefix="clust-demo-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def demo(folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """A running demo and the address of its shop."""
    port = free_port()
    command = [sys.executable, "-m", "demo", "--port", str(port), "--data", str(folder / "data")]
    own = {"PATH": os.environ["PATH"], "PYTHONPATH": str(CHECKOUT)}
    with (folder / "said").open("wb") as said:
        process = subprocess.Popen(
            command, cwd=CHECKOUT, env=own, stdout=said, stderr=said, start_new_session=True
        )
    try:
        wait_for(folder / "said", "The shop is open", process)
        yield process, f"http://localhost:{port}"
    finally:
        process.terminate()
        process.wait(LONGEST_END_SECONDS)


def wait_for(said: Path, words: str, process: subprocess.Popen[bytes]) -> None:
    """Wait until the demo has said so."""
    deadline = time.monotonic() + LONGEST_START_SECONDS
    while words not in said.read_text():
        assert process.poll() is None, said.read_text()
        assert time.monotonic() < deadline, said.read_text()
        time.sleep(0.1)


def test_a_member_signs_in_and_nothing_outlives_the_demo(
    demo: tuple[subprocess.Popen[bytes], str], folder: Path
) -> None:
    process, shop = demo
    with httpx.Client(base_url=shop, follow_redirects=True, timeout=30) as member:
        assert member.get("/").status_code == 200
        assert member.get("/clusts/1/").status_code == 200
        form = member.get("/account/login/").text
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form)
        assert token
        member.post(
            "/account/login/",
            data={"csrfmiddlewaretoken": token[1], "login": MEMBER, "password": PASSWORD},
            headers={"Referer": f"{shop}/account/login/"},
        )
        mine = member.get("/my/clusts/")
        assert mine.status_code == 200
        assert mine.url.path == "/my/clusts/"
    started = psutil.Process(process.pid).children(recursive=True)
    process.send_signal(signal.SIGTERM)
    assert process.wait(LONGEST_END_SECONDS) == 0
    assert not [child for child in started if child.is_running()]
    assert not (folder / "data" / "postgresql" / "postmaster.pid").exists()
