"""
Transfers as a bank takes them: pain.001.001.09, as the SEPA rulebook of 2025 asks for it.

The file is held against its XML schema before anybody sees it. Texts are put into the letters that
every bank of the area reads (EPC217-08): Latin, without accents.
"""

import re
import unicodedata
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from clust.rules.money import plain

MESSAGE = "pain.001.001.09"
NAMESPACE = f"urn:iso:std:iso:20022:tech:xsd:{MESSAGE}"
NOT_READ = re.compile(r"[^A-Za-z0-9/\-?:().,'+ ]")
LETTERS = str.maketrans({"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ß": "ss", "’": "'", "&": "+"})


class NotValid(Exception):
    """The file does not keep to its schema."""


class Payment(NamedTuple):
    """One transfer: to whom, how much in cents, and the numbers told with it."""

    reference: str
    name: str
    iban: str
    cents: int
    text: str


class Payer(NamedTuple):
    """Whose account the money leaves."""

    name: str
    iban: str


def pain001(
    *, number: str, payer: Payer, payments: Sequence[Payment], on: date, now: datetime
) -> bytes:
    """
    Return a file of transfers in euros, to be carried out on a day.

    :raises NotValid: if it does not keep to the schema
    """
    total, count = plain(sum(one.cents for one in payments)), str(len(payments))
    root = ET.Element("Document", xmlns=NAMESPACE)
    body = ET.SubElement(root, "CstmrCdtTrfInitn")
    head = ET.SubElement(body, "GrpHdr")
    _add(head, "MsgId", number)
    _add(head, "CreDtTm", now.strftime("%Y-%m-%dT%H:%M:%S"))
    _add(head, "NbOfTxs", count)
    _add(head, "CtrlSum", total)
    _add(ET.SubElement(head, "InitgPty"), "Nm", readable(payer.name, 70))
    info = ET.SubElement(body, "PmtInf")
    _add(info, "PmtInfId", f"{number}-1")
    _add(info, "PmtMtd", "TRF")
    _add(info, "BtchBookg", "true")
    _add(info, "NbOfTxs", count)
    _add(info, "CtrlSum", total)
    _add(info, "PmtTpInf/SvcLvl/Cd", "SEPA")
    _add(info, "ReqdExctnDt/Dt", on.isoformat())
    _add(info, "Dbtr/Nm", readable(payer.name, 70))
    _add(info, "DbtrAcct/Id/IBAN", payer.iban)
    _add(info, "DbtrAgt/FinInstnId/Othr/Id", "NOTPROVIDED")
    _add(info, "ChrgBr", "SLEV")
    for one in payments:
        _payment(info, one)
    return _checked(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def _payment(info: ET.Element, one: Payment) -> None:
    part = ET.SubElement(info, "CdtTrfTxInf")
    _add(part, "PmtId/EndToEndId", one.reference)
    amount = _add(part, "Amt/InstdAmt", plain(one.cents))
    amount.set("Ccy", "EUR")
    _add(part, "Cdtr/Nm", readable(one.name, 70))
    _add(part, "CdtrAcct/Id/IBAN", one.iban)
    _add(part, "RmtInf/Ustrd", readable(one.text, 140))


def _add(parent: ET.Element, path: str, text: str) -> ET.Element:
    """Add elements inside one another, the text in the last."""
    for name in path.split("/"):
        parent = ET.SubElement(parent, name)
    parent.text = text
    return parent


def readable(text: str, longest: int) -> str:
    """Return a text in the letters that every bank reads, never empty."""
    plain_text = unicodedata.normalize("NFKD", text.translate(LETTERS))
    bare = "".join(one for one in plain_text if not unicodedata.combining(one))
    return " ".join(NOT_READ.sub(" ", bare).split())[:longest].strip() or "-"


def _checked(content: bytes) -> bytes:
    if error := next(schema().iter_errors(content.decode()), None):
        raise NotValid(str(error.reason))
    return content


@cache
def schema() -> Any:
    """Return the schema of the message, which comes with the sepaxml package."""
    import xmlschema

    return xmlschema.XMLSchema(str(files("sepaxml") / "schemas" / f"{MESSAGE}.xsd"))
