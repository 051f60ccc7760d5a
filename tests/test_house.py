"""The house keeps its shape: what architecture asks of every room, checked on its code."""

import ast
import re
import tomllib
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

from benchmarks.__main__ import NAMES
from benchmarks.entry import entries
from clust.config.extraction import problems
from tests.words import untranslated

CHECKOUT = Path(__file__).resolve().parent.parent
CLUST = CHECKOUT / "clust"
PAST_FIRST = (
    {"base"},
    {"people"},
    {"storefronts", "ledger"},
    {"partners"},
    {"keys"},
    {"wallet"},
    {"wishes"},
    {"sourcing"},
    {"campaigns"},
    {"subsidies"},
    {"orders"},
    {"payments"},
    {"contributions"},
    {"banking"},
    {"invoicing"},
    {"supply"},
    {"returns"},
    {"talk"},
    {"gatherings"},
    {"commissions"},
    {"hooks"},
    {"sponsoring"},
    {"notices"},
)
ROOMS = sorted(set().union(*PAST_FIRST))
FLOOR = {room: floor for floor, rooms in enumerate(PAST_FIRST) for room in rooms}
OURS = [model for room in ROOMS for model in apps.get_app_config(room).get_models()]

WRITES = {"save", "create", "delete", "bulk_create", "bulk_update", "raw"}
WRITES |= {"get_or_create", "update_or_create", "select_for_update"}
QUERIES = {"objects", "filter", "exclude", "all"}
CLOCKS = {"now", "utcnow", "today", "localtime", "localdate", "time", "Now", "CurrentTimestamp"}
CLOCK_OWNERS = {"datetime", "date", "timezone", "time", "functions"}
SQL_CLOCK = re.compile(
    r"\b(now|clock_timestamp|statement_timestamp)\s*\(|current_(date|time)", re.I
)


def sources(folder: Path, *, commands: bool = False) -> Iterator[tuple[str, ast.Module]]:
    """Yield the modules below a folder, without migrations, with commands only when asked."""
    for path in sorted(folder.rglob("*.py")):
        parts = path.relative_to(CLUST).parts
        if "migrations" not in parts and (commands or "management" not in parts):
            yield str(path.relative_to(CHECKOUT)), ast.parse(path.read_text())


def calls(tree: ast.AST) -> Iterator[ast.Call]:
    """Yield every call in a module."""
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def names_in(node: ast.AST) -> set[str]:
    """Return every name and attribute that an expression goes through."""
    found = {part.attr for part in ast.walk(node) if isinstance(part, ast.Attribute)}
    return found | {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}


def actions(room: str) -> Iterator[tuple[str, ast.FunctionDef]]:
    """Yield a room's actions, the public functions that are handed the time, with their module."""
    for path in [CLUST / room / "actions.py", *(CLUST / room / "actions").glob("*.py")]:
        for node in ast.parse(path.read_text()).body if path.exists() else []:
            if isinstance(node, ast.FunctionDef) and is_action(node):
                yield str(path.relative_to(CHECKOUT)), node


def is_action(function: ast.FunctionDef) -> bool:
    """Whether a function does something at a moment it is told."""
    told = {argument.arg for argument in function.args.kwonlyargs}
    return "now" in told and not function.name.startswith("_")


# Foreign keys


def pointers(model: type[models.Model]) -> Iterator[type[models.Model]]:
    """Yield the rows of ours that a row points at."""
    for field in model._meta.get_fields():
        if isinstance(field, models.ForeignKey) and field.related_model in OURS:
            yield field.related_model


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_a_row_points_at_the_past(model: type[models.Model]) -> None:
    room = model._meta.app_label
    for target in pointers(model):
        earlier = FLOOR[target._meta.app_label] < FLOOR[room]
        assert earlier or target._meta.app_label == room, f"{model} points up at {target}"


def test_no_rows_point_at_each_other_in_a_circle() -> None:
    graph = {model: set(pointers(model)) - {model} for model in OURS}
    assert list(TopologicalSorter(graph).static_order())


# Writing


def test_sites_write_through_actions_only() -> None:
    found = []
    for path, tree in sources(CLUST / "web"):
        for call in calls(tree):
            if isinstance(call.func, ast.Attribute) and writes(call.func):
                found.append(f"{path}:{call.lineno} .{call.func.attr}()")
    assert not found


def writes(called: ast.Attribute) -> bool:
    """Whether a method called is one that writes rows; `update` is a dictionary's too."""
    on_rows = bool(names_in(called.value) & QUERIES)
    if called.attr in {"update", "delete", "create"}:
        return on_rows or called.attr == "delete"
    return called.attr in WRITES


@pytest.mark.parametrize("room", ROOMS)
def test_actions_are_told_by_name(room: str) -> None:
    for path, function in actions(room):
        positional = [argument.arg for argument in function.args.args]
        assert len(positional) <= 1, f"{path}: {function.name} takes {positional} by place"


@pytest.mark.parametrize("room", ROOMS)
def test_rooms_have_no_hidden_doors(room: str) -> None:
    for path, tree in sources(CLUST / room, commands=True):
        assert Path(path).stem not in {"utils", "helpers", "tasks", "signals", "common"}, path
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom):
                assert "signals" not in (node.module or ""), f"{path}: signals"
                assert node.module != "django.dispatch", f"{path}: signals"
            if isinstance(node, ast.FunctionDef):
                assert node.name != "save", f"{path}:{node.lineno} overrides save()"


# Time


@pytest.mark.parametrize("room", [*ROOMS, "rules"])
def test_rooms_and_rules_are_handed_the_time(room: str) -> None:
    found = []
    for path, tree in sources(CLUST / room):
        found += [f"{path}:{call.lineno}" for call in calls(tree) if reads_clock(call)]
    assert not found


def reads_clock(call: ast.Call) -> bool:
    """Whether a call asks a clock, or a column to ask one."""
    if any(keyword.arg in {"auto_now", "auto_now_add"} for keyword in call.keywords):
        return True
    if isinstance(call.func, ast.Name):
        return call.func.id in {"Now", "CurrentTimestamp"}
    if not isinstance(call.func, ast.Attribute) or call.func.attr not in CLOCKS:
        return False
    return bool(names_in(call.func.value) & CLOCK_OWNERS) and not call.args


def test_sql_is_handed_the_time() -> None:
    found = [
        f"{path.name}: {line.strip()}"
        for path in CLUST.rglob("*.sql")
        for line in path.read_text().splitlines()
        if SQL_CLOCK.search(line.split("--")[0])
    ]
    assert not found


# Words


@pytest.mark.parametrize("room", ROOMS)
def test_the_walk_names_every_table(room: str) -> None:
    tables = [model.__name__ for model in OURS if model._meta.app_label == room]
    assert [name for name in tables if f"`{name}`" not in walk()] == []


@pytest.mark.parametrize("room", ROOMS)
def test_the_walk_names_every_action(room: str) -> None:
    unnamed = [function.name for _, function in actions(room) if f"`{function.name}`" not in walk()]
    assert not unnamed


def walk() -> str:
    """Return the page that walks the chain."""
    return (CHECKOUT / "docs" / "walk.md").read_text()


def test_tables_for_people_are_written_in_one_way() -> None:
    """All follow `clust.base.sheets`, but those that machines and our own readers read."""
    for_machines = {"shop/views/feeds.py", "price_list/unused.py", "sourcing/workbooks.py"}
    writers = {
        path
        for path in CLUST.rglob("*.py")
        if re.search(r"csv\.(DictW|w)riter\(", path.read_text(encoding="utf-8"))
    }
    named = {"/".join(path.parts[-3:]) for path in writers} | {
        "/".join(path.parts[-2:]) for path in writers
    }
    assert {"base/sheets.py", *for_machines} <= named
    assert len(writers) == len(for_machines) + 1


def test_everything_said_is_said_in_french_too() -> None:
    assert not list(problems("fr"))


def test_no_word_hides_in_a_formatted_string() -> None:
    asked = {"_", "gettext", "ngettext", "pgettext", "gettext_lazy"}
    found = [
        f"{path}:{text.lineno}"
        for path, tree in sources(CLUST, commands=True)
        for text in ast.walk(tree)
        if isinstance(text, ast.JoinedStr)
        if any(getattr(call.func, "id", "") in asked for call in calls(text))
    ]
    assert not found


PAGES = sorted(CLUST.rglob("templates/**/*.html"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_word_of_a_page_can_be_translated(page: Path) -> None:
    assert untranslated(page.read_text()) == []


# Packages


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_the_lock_pins_what_the_project_asks_for(lock: str) -> None:
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())["project"]
    pinned = set(re.findall(r"^([\w-]+)==", (CHECKOUT / lock).read_text(), re.M))
    asked = {re.split(r"[\[>=<;!~ ]", name)[0].lower() for name in project["dependencies"]}
    assert asked <= pinned


def test_the_development_lock_holds_the_runtime_lock() -> None:
    runtime, development = (
        set(re.findall(r"^[\w-]+==\S+", (CHECKOUT / name).read_text(), re.M))
        for name in ("requirements.lock", "requirements-dev.lock")
    )
    assert runtime <= development


def test_every_benchmark_can_be_asked_for() -> None:
    assert set(NAMES) == set(entries())
