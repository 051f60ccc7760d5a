"""A database of its own for a run, on the server that the shop would use, dropped at the end."""

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from clust.config.embedded import address
from clust.config.environment import Environment


def server_address() -> str:
    """Return the address of the database server in force."""
    environment = Environment()
    if environment.database_url:
        return environment.database_url.get_secret_value()
    return address(environment.data)


def with_name(url: str, name: str) -> str:
    """Return the address of another database on the same server."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


@contextlib.contextmanager
def template_database() -> Iterator[str]:
    """Make a database with empty tables to copy from, and drop it afterwards."""
    with _database() as name:
        subprocess.run(
            [sys.executable, "manage.py", "migrate", "--verbosity=0"],
            env=_settings(name),
            check=True,
        )
        yield name


@contextlib.contextmanager
def copied_database(template: str) -> Iterator[dict[str, str]]:
    """Copy a database, hand out the environment that uses it, and drop it afterwards."""
    with _database(template) as name:
        yield _settings(name)


@contextlib.contextmanager
def _database(template: str = "template1") -> Iterator[str]:
    name = f"clust_bench_{os.getpid()}_{time.monotonic_ns()}"
    _administer("CREATE DATABASE {} TEMPLATE {}", name, template)
    try:
        yield name
    finally:
        _administer("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


def _administer(statement: str, *names: str) -> None:
    with psycopg.connect(server_address(), autocommit=True) as connection:
        connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def _settings(name: str) -> dict[str, str]:
    address = with_name(server_address(), name)
    return {
        **os.environ,
        "DATABASE_URL": address,
        "CLUST_MODE": "demo",
        "CLUST_DATABASE_CONNECTIONS": "40",
        "DJANGO_SETTINGS_MODULE": "clust.config.settings",
    }
