"""The published cases and orders, where they stand beside the checkout."""

import json
from pathlib import Path
from typing import Any

import pytest

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"


def published(name: str) -> Path:
    """Return the path of a published file, or skip the test."""
    path = DATA / name
    if not path.is_file():
        pytest.skip(f"published data not beside the checkout: {path}")
    return path


def cases(section: str) -> list[Any]:
    """Return a section of the worked cases, or skip the test."""
    return list(json.loads(published("cases.json").read_text(encoding="utf-8"))[section])
