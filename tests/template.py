"""One migrated database that all test databases are copied from, made once for these migrations."""

import fcntl
import os
import subprocess
import sys
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

ROOT = Path(__file__).resolve().parent.parent
PREFIX = "template_clust_"
MADE_OF = (
    "clust/**/migrations/*.py",
    "clust/**/sql/*.sql",
    "clust/base/tables.py",
    "requirements-dev.lock",
    "tests/template.py",
)


def template(address: str) -> str:
    """Return the name of the database to copy, which is made if it is not there."""
    name = PREFIX + fingerprint()
    with (ROOT / "var" / "template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with psycopg.connect(address, autocommit=True) as server:
            if not _exists(server, name):
                _make(server, address, name)
    return name


def fingerprint() -> str:
    """Return what tells these tables from earlier and later ones."""
    found = sha256()
    for pattern in MADE_OF:
        for path in sorted(ROOT.glob(pattern)):
            found.update(f"{path.relative_to(ROOT)}\n".encode() + path.read_bytes())
    return found.hexdigest()[:16]


def _exists(server: psycopg.Connection, name: str) -> bool:
    return bool(server.execute("SELECT FROM pg_database WHERE datname = %s", [name]).rowcount)


def _make(server: psycopg.Connection, address: str, name: str) -> None:
    """Migrate under another name first: what was cut off half-way is never copied."""
    half = f"{name}_half"
    _drop(server, half)
    server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(half)))
    url = urlunsplit(urlsplit(address)._replace(path=f"/{half}"))
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity=0"],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "tests.settings"},
        check=True,
    )
    with psycopg.connect(url, autocommit=True) as migrated:
        _leave_alone(migrated)
    rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
    server.execute(rename.format(sql.Identifier(half), sql.Identifier(name)))
    old = f"{PREFIX}{'_' * 16}"
    for (stale,) in server.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [old]):
        if stale != name:
            _drop(server, stale)


def _leave_alone(migrated: psycopg.Connection) -> None:
    """
    Let no vacuum look at the tables: tests undo their rows, so each table would be called empty.

    Plans made for empty tables took hours over a test's thousand rows.
    """
    tables = migrated.execute(
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
    ).fetchall()
    alter = sql.SQL("ALTER TABLE {} SET (autovacuum_enabled = false)")
    for (table,) in tables:
        migrated.execute(alter.format(sql.Identifier(table)))


def _drop(server: psycopg.Connection, name: str) -> None:
    """Drop a database that nobody copies just now."""
    with suppress(psycopg.errors.ObjectInUse):
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))
