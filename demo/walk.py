"""`python -m demo.walk`: write docs/walk.md anew, in a database that is thrown away afterwards."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import django
import psycopg
from psycopg import sql

from clust.config import embedded
from clust.config.environment import Environment

DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "walk.md"


def main() -> None:
    """Play the story and write it down."""
    with scratch_database() as address:
        os.environ["DATABASE_URL"] = address
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clust.config.settings")
        django.setup()
        DOCUMENT.write_text(played())
    print(f"{DOCUMENT} is written.")


def played() -> str:
    """Return the page, from a database with nothing but tables."""
    from django.core.management import call_command
    from django.db import connections

    from demo.story import tell

    try:
        call_command("migrate", verbosity=0)
        return tell()
    finally:
        connections.close_all()


@contextmanager
def scratch_database() -> Iterator[str]:
    """Make a database beside the usual one, and drop it at the end."""
    environment = Environment()
    given = environment.database_url
    usual = given.get_secret_value() if given else embedded.start(environment.data)
    name = f"clust_walk_{os.getpid()}"
    with psycopg.connect(usual, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield urlunsplit(urlsplit(usual)._replace(path=f"/{name}"))
        finally:
            connection.execute(
                sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name))
            )


if __name__ == "__main__":
    main()
