"""What commands say on a terminal: tables, progress, and plain text where there is none."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from rich.console import Console, RenderableType
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.table import Table


def rendered(*parts: RenderableType) -> str:
    """Return what rich makes of the parts, with colours where a person is looking."""
    console = Console(highlight=False)
    with console.capture() as captured:
        for part in parts:
            console.print(part)
    return captured.get()


def figures(title: str, rows: Iterable[tuple[str, object]]) -> Table:
    """Return a table of names and figures."""
    table = Table(title=title, title_justify="left", show_header=False, box=None)
    table.add_column()
    table.add_column(justify="right")
    for name, figure in rows:
        table.add_row(name, f"{figure:,}" if isinstance(figure, int) else str(figure))
    return table


class Bar:
    """How far one piece of work has come."""

    def __init__(self, progress: Progress, title: str, total: int) -> None:
        self._progress = progress
        self._task = progress.add_task(title, total=total)

    def at(self, place: int) -> None:
        """Say how far it has come."""
        self._progress.update(self._task, completed=place)

    def advance(self, by: int = 1) -> None:
        """Say that so much more is done."""
        self._progress.advance(self._task, by)


@contextmanager
def bars() -> Iterator[Progress]:
    """Show progress on the error output of a terminal; elsewhere nothing is shown."""
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
    console = Console(stderr=True)
    with Progress(
        *columns,
        TimeRemainingColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    ) as progress:
        yield progress
