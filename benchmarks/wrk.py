"""How many requests a second: asked by wrk, or where it is missing by a process of ours."""

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.asker import Job, ask

SECONDS = 4
CONNECTIONS = 16

# Each request is the next visitor's.
_LUA = """
local cookies = {{}}
for line in io.lines("{cookies}") do cookies[#cookies + 1] = line end
local n = 0
request = function()
    n = n % #cookies + 1
    return wrk.format("{method}", nil, {{
        ["{header}"] = cookies[n],
        ["Content-Type"] = "application/x-www-form-urlencoded"
    }}, {form})
end
"""


class BadAnswers(Exception):
    """The server answered something else than it should."""


def requests_per_second(
    url: str, *, cookies: Sequence[str] = (), form: str = "", header: str = "Cookie"
) -> float:
    """
    Return how many requests a second a page answers, 16 connections at once.

    :param cookies: of the visitors, who ask one after the other
    :param form: what they post; without one they only read
    :param header: what tells them apart
    :raises BadAnswers: if an answer was an error
    """
    program = shutil.which("wrk")
    if program is None:
        sys.stderr.write("  no wrk (on Debian: apt-get install wrk): asking by ourselves\n")
        return ask(Job(url, cookies, form, SECONDS, CONNECTIONS, header))
    options = [
        f"--connections={CONNECTIONS}",
        "--threads=1",
        f"--duration={SECONDS}s",
        "--timeout=10s",
    ]
    with tempfile.TemporaryDirectory() as folder:
        if cookies:
            options.append(f"--script={_script(Path(folder), cookies, form, header)}")
        said = subprocess.run(
            [program, *options, url], capture_output=True, text=True, check=True
        ).stdout
    if "Non-2xx" in said or "Socket errors" in said:
        raise BadAnswers(said)
    found = re.search(r"Requests/sec:\s*([\d.]+)", said)
    if found is None:
        raise BadAnswers(said)
    return float(found[1])


def _script(folder: Path, cookies: Sequence[str], form: str, header: str) -> Path:
    lines, script = folder / "cookies", folder / "ask.lua"
    lines.write_text("\n".join(cookies))
    method, body = ("POST", f'"{form}"') if form else ("GET", "nil")
    script.write_text(_LUA.format(cookies=lines, method=method, form=body, header=header))
    return script
