"""`python -m benchmarks [--only NAME] [--json FILE]`: the table of speeds and sizes."""

import argparse
import json
import signal
import subprocess
import sys
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.measure import Row
from benchmarks.scratch import copied_database, template_database

NAMES = (
    "join_hot",
    "join_hot_batched",
    "join_many_campaigns",
    "join_million_waiting",
    "refuse_full",
    "close_clear_order_million",
    "call_limits_100k",
    "capture_step",
    "number_invoices",
    "posting",
    "trial_balance",
    "page_anonymous",
    "page_signed_in",
    "post_pledge",
    "live_readers",
    "similar_wishes",
    "best_ladder",
    "demand_curve",
    "api_list",
    "widget_size",
    "fan_out",
    "home_storefront",
)
console = Console(stderr=True)


def main() -> int:
    """Run the entries asked for; say 1 if a bound does not hold."""
    parser = argparse.ArgumentParser(prog="bin/bench", description=__doc__)
    parser.add_argument("--only", action="append", choices=NAMES, metavar="NAME")
    parser.add_argument("--json", type=Path, metavar="FILE")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with template_database() as template:
        done = [measure(name, template) for name in options.only or NAMES]
    Console().print(table(done))
    if options.json:
        options.json.write_text(json.dumps([row.as_json() for row in done], indent=2) + "\n")
    return 0 if all(row.holds for row in done) else 1


def measure(name: str, template: str) -> Row:
    """Run one entry in a database of its own, in a process of its own."""
    with console.status(f"{name} …"), copied_database(template) as environment:
        said = subprocess.run(
            [sys.executable, "-m", "benchmarks.entry", name],
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        ).stdout
    return Row(**json.loads(said.splitlines()[-1]))


def table(done: list[Row]) -> Table:
    """Return the lines as they are shown."""
    shown = Table(title="Ours beside the reference, medians of three in turn")
    for heading in ("name", "ours", "reference", "ratio", "bound", "", "note"):
        shown.add_column(heading, justify="left" if heading in ("name", "note") else "right")
    for row in done:
        shown.add_row(
            row.name,
            f"{row.value:,.4g} {row.unit}",
            f"{row.reference:,.4g} {row.unit}",
            f"{row.ratio:.2f}",
            f"{row.bound:g}",
            "[green]holds[/]" if row.holds else "[red]does not hold[/]",
            row.note,
        )
    return shown


if __name__ == "__main__":
    sys.exit(main())
