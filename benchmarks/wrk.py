"""wrk, Debian's load generator: requests a second, every answer checked for its status."""

import re
import shutil
import subprocess
import tempfile
from pathlib import Path

SECONDS = 4
CONNECTIONS = 16


class NoLoadGenerator(Exception):
    """Pages are measured with wrk (on Debian: apt-get install wrk)."""


class BadAnswers(Exception):
    """The server answered something else than it should."""


def requests_per_second(url: str, *, cookie: str = "", script: str = "") -> float:
    """
    Return how many requests a second a page answers, 16 connections at once.

    :raises NoLoadGenerator: if there is no wrk
    :raises BadAnswers: if an answer was an error
    """
    program = shutil.which("wrk")
    if program is None:
        raise NoLoadGenerator(NoLoadGenerator.__doc__)
    options = [f"--connections={CONNECTIONS}", "--threads=1", f"--duration={SECONDS}s", "--timeout=10s"]
    if cookie:
        options.append(f"--header=Cookie: {cookie}")
    with tempfile.TemporaryDirectory() as folder:
        if script:
            path = Path(folder) / "post.lua"
            path.write_text(script)
            options.append(f"--script={path}")
        said = subprocess.run(
            [program, *options, url], capture_output=True, text=True, check=True
        ).stdout
    if "Non-2xx" in said or "Socket errors" in said:
        raise BadAnswers(said)
    found = re.search(r"Requests/sec:\s*([\d.]+)", said)
    if found is None:
        raise BadAnswers(said)
    return float(found[1])
