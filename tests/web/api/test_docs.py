"""The examples in docs/api.md do what they say, and the page explains what can go wrong."""

import ast
import json
import re
from collections import Counter
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from clust.web.api.kinds import of_status
from clust.web.api.problems import slug
from tests.web.api.conftest import Machine
from tests.world import World

API = Path(__file__).resolve().parents[3] / "clust" / "web" / "api"
PAGE = Path(__file__).resolve().parents[3] / "docs" / "api.md"
EXAMPLE = re.compile(r"```http\n(\w+) (\S+)\n(.*?)\n\n?(\d{3}) ?(\{.*?\})?\n```", re.S)


def test_the_examples_do_what_they_say(world: World, machine: Machine) -> None:
    found = EXAMPLE.findall(PAGE.read_text())
    assert len(found) == PAGE.read_text().count("```http")
    for method, path, middle, status, said in found:
        lines = [line for line in middle.splitlines() if line]
        headers = dict(line.split(": ", 1) for line in lines if not line.startswith("{"))
        body = next((json.loads(line) for line in lines if line.startswith("{")), None)
        answer = machine(method, f"http://testserver{path}", body, **headers)
        assert answer.status_code == int(status), answer.content
        assert holds(json.loads(said or "{}"), json.loads(answer.content))


def holds(part: Any, whole: Any) -> bool:
    """Whether what an example shows is in the answer."""
    return all(whole[name] == value for name, value in part.items())


@pytest.mark.usefixtures("world")
def test_the_type_of_every_problem_is_explained_at_its_anchor() -> None:
    page = Client().get("/api/v1/docs/").content.decode()
    anchors = Counter(re.findall(r'\bid="([^"]+)"', page))
    said = set(types_said())
    assert {"scope", "unauthorized", "bad-kinds", "not-found"} <= said
    assert not said - anchors.keys()
    assert set(anchors.values()) == {1}
    assert "`" not in re.sub(r"(?s)<script.*?</script>", "", page)


def types_said() -> Iterator[str]:
    """Yield the type of every problem that the source of the API raises."""
    for path in API.glob("*.py"):
        module = import_module(f"clust.web.api.{path.stem}")
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "Problem":
                yield from types_of(node)
            elif isinstance(node, ast.ExceptHandler) and "refused(" in ast.unparse(node):
                caught = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
                for name in caught:
                    yield from refusals(getattr(module, ast.unparse(name)))  # type: ignore[arg-type]


def types_of(call: ast.Call) -> Iterator[str]:
    """Yield the type that one call names, or that of its status."""
    named = [one.value for one in call.keywords if one.arg == "code"]
    status = call.args[0]
    if named and isinstance(named[0], ast.Constant):
        yield str(named[0].value)
    elif not named and isinstance(status, ast.Constant):
        yield of_status(int(str(status.value)))


def refusals(error: type[Exception]) -> Iterator[str]:
    """Yield the types of an exception and of every kind of it."""
    yield slug(error.__name__)
    for kind in error.__subclasses__():
        yield from refusals(kind)
