"""Named SQL: statements that lie as files beside the room that runs them."""

from functools import cache
from pathlib import Path

from django.db.migrations.operations import RunSQL

ROOMS = Path(__file__).resolve().parent.parent


@cache
def statement(room: str, name: str) -> str:
    """Return the text of `clust/<room>/sql/<name>.sql`."""
    return (ROOMS / room / "sql" / f"{name}.sql").read_text()


def run(room: str, name: str, undo: str | None = None) -> RunSQL:
    """Return a migration's step that runs such a file, and another one backwards."""
    return RunSQL(statement(room, name), statement(room, undo) if undo else RunSQL.noop)
