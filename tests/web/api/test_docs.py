"""The examples in docs/api.md do what they say."""

import json
import re
from pathlib import Path
from typing import Any

from tests.web.api.conftest import Machine
from tests.world import World

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
