"""Starting the project's own programs against the test database."""

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

from django.db import connection

CHECKOUT = Path(__file__).resolve().parent.parent


def database_url() -> str:
    """Return the address of the database this test runs in."""
    parts = connection.settings_dict
    user = f"{quote(parts['USER'])}:{quote(parts['PASSWORD'])}@" if parts["USER"] else ""
    host = quote(parts["HOST"], safe="")
    return f"postgresql://{user}/{parts['NAME']}?host={host}&port={parts['PORT'] or 5432}"


def start(*command: str, **environment: str) -> subprocess.Popen[str]:
    """Start `manage.py …` on the test database; the caller ends it."""
    return subprocess.Popen(
        [sys.executable, str(CHECKOUT / "manage.py"), *command],
        cwd=CHECKOUT,
        env={
            **os.environ,
            "CLUST_MODE": "development",
            "DATABASE_URL": database_url(),
            "CLUST_LOG_LEVEL": "WARNING",
            **environment,
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
