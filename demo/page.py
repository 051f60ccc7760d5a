"""A page that shows questions to the database with their answers."""

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from textwrap import dedent

from django.db import connection


class Page:
    """Markdown in the making."""

    def __init__(self, title: str) -> None:
        self.lines = [f"# {title}"]

    def heading(self, text: str) -> None:
        """Begin a part."""
        self.lines += ["", f"## {text}"]

    def say(self, text: str) -> None:
        """Write a paragraph."""
        self.lines += ["", " ".join(dedent(text).split())]

    def show(self, question: str) -> list[tuple[object, ...]]:
        """Ask the database and write down question and answer; returns the rows."""
        question = dedent(question).strip()
        with connection.cursor() as cursor:
            cursor.execute(question)
            names = [column.name for column in cursor.description or ()]
            rows: list[tuple[object, ...]] = cursor.fetchall()
        self.lines += ["", "```sql", f"{question};", "```"]
        self.table(names, rows)
        return rows

    def table(self, names: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
        """Write a table, or that there is nothing in it."""
        if not rows:
            self.lines += ["", "*no row*"]
            return
        columns = zip(*rows, strict=True)
        rules = ["---:" if all(map(_is_number, column)) else "---" for column in columns]
        cells = [[_cell(value) for value in row] for row in rows]
        self.lines += ["", *(f"| {' | '.join(line)} |" for line in [list(names), rules, *cells])]

    def code(self, text: str, language: str = "") -> None:
        """Write something as it is typed."""
        self.lines += ["", f"```{language}", text, "```"]

    def __str__(self) -> str:
        return "\n".join(self.lines) + "\n"


def _is_number(value: object) -> bool:
    return value is None or (isinstance(value, int | Decimal) and not isinstance(value, bool))


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%-d %b %H:%M")
    return str(value)
