"""The reference for joins: pgbench, running only a bare statement."""

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from clust.config import embedded


class NoPgbench(Exception):
    """pgbench is missing: install Debian's postgresql package."""


def pgbench() -> str:
    """
    Return the program: beside the server's own programs, or an installed one.

    :raises NoPgbench: if there is none
    """
    beside = embedded._programs() / "pgbench"
    found = str(beside) if beside.exists() else shutil.which("pgbench")
    if not found:
        raise NoPgbench("pgbench is missing (on Debian: apt-get install postgresql)")
    return found


def per_second(script: str, *, clients: int = 16, seconds: float = 4.0) -> float:
    """Return the transactions a second of a script, prepared, with as many clients."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bare.sql"
        path.write_text(script)
        said = subprocess.run(
            [
                pgbench(), "--no-vacuum", "--protocol=prepared",
                f"--client={clients}", f"--jobs={min(clients, 2)}",
                f"--time={max(1, round(seconds))}", f"--file={path}",
                os.environ["DATABASE_URL"],
            ],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
    found = re.search(r"^tps = ([\d.]+)", said.stdout, re.MULTILINE)
    if said.returncode or not found:
        raise RuntimeError(f"pgbench failed: {said.stdout}{said.stderr}")
    return float(found[1])
