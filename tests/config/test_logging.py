"""What a log line never holds: who somebody is."""

import json
import logging
import sys
from typing import Any

from structlog.stdlib import ProcessorFormatter

from clust.config.logging import logging_settings, without_people

ADDRESS = "alice@example.org"


def line(message: object, *, error: bool = False) -> dict[str, Any]:
    """Return the line that production would write of a record, and check that it names nobody."""
    lines = dict(logging_settings(level="INFO", as_json=True)["formatters"]["lines"])
    formatter = ProcessorFormatter(
        processors=lines["processors"], foreign_pre_chain=lines["foreign_pre_chain"]
    )
    raised = sys.exc_info() if error else None
    record = logging.LogRecord("clust", logging.INFO, "x.py", 1, message, (), raised)
    written = formatter.format(record)
    assert "alice" not in written
    found: dict[str, Any] = json.loads(written)
    return found


def test_an_error_names_no_values() -> None:
    person = ADDRESS
    try:
        raise ValueError(f"duplicate key\nDETAIL: Key (email)=({person}) exists")
    except ValueError:
        said = line("failed", error=True)
    assert said["exception"][0]["exc_value"] == "duplicate key"


def test_people_are_dropped_from_events() -> None:
    event = {"event": "pledged", "email": ADDRESS, "ip": "192.0.2.1", "units": 2}
    assert without_people(None, "info", event) == {"event": "pledged", "units": 2}
