"""`python -m tests.invoicing.rules_run RULES.xslt`: run schematron rules over a document on stdin.

A program of its own: Saxon's machine stays out of the process that tests. It says, as JSON, which
rules failed and how many were looked at.
"""

import json
import sys
import tempfile
from pathlib import Path
from xml.etree import ElementTree

from saxonche import PySaxonProcessor

SVRL = "{http://purl.oclc.org/dsdl/svrl}"


def main(rules: Path) -> None:
    """Say what the rules find."""
    with PySaxonProcessor(license=False) as saxon, tempfile.NamedTemporaryFile() as file:
        file.write(sys.stdin.buffer.read())
        file.flush()
        compiled = saxon.new_xslt30_processor().compile_stylesheet(stylesheet_file=str(rules))
        report = ElementTree.fromstring(compiled.transform_to_string(source_file=file.name))
    failed = [
        f"{one.get('id') or ''} {' '.join((one.findtext(f'{SVRL}text') or '').split())}"
        for one in report.iter(f"{SVRL}failed-assert")
        if one.get("flag") != "warning"
    ]
    fired = len(list(report.iter(f"{SVRL}fired-rule")))
    sys.stdout.write(json.dumps({"fired": fired, "failed": failed}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
