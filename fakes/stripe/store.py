"""What the fake remembers: objects by number, lists by kind and owner, answers by key."""

import json
import secrets
import string
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fakes.stripe.errors import missing

PREFIXES = {
    "customer": "cus",
    "payment_method": "pm",
    "setup_intent": "seti",
    "setup_attempt": "setatt",
    "mandate": "mandate",
    "checkout.session": "cs_test",
    "payment_intent": "pi",
    "charge": "ch",
    "refund": "re",
    "balance_transaction": "txn",
    "payout": "po",
    "event": "evt",
}
OWNERS = ("customer", "payment_intent", "payment_method", "charge", "_payout")
LETTERS = string.ascii_letters + string.digits


def number(kind: str) -> str:
    """Return a fresh number of a kind, such as `pi_3Q…`."""
    return f"{PREFIXES[kind]}_" + "".join(secrets.choice(LETTERS) for _ in range(24))


class Store:
    """
    Every object, kept in memory and, where a file is named, in its lines.

    Names that begin with an underscore are the fake's own; nobody is shown them. Whoever reads
    or writes holds `lock`.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.lock = threading.RLock()
        self.objects: dict[str, dict[str, Any]] = {}
        self.lists: dict[tuple[str, str, str], list[str]] = defaultdict(list)
        self.answers: dict[str, dict[str, Any]] = {}
        self.late: set[str] = set()
        if path and path.exists():
            self._read(path)
        self.file = path.open("a", encoding="utf-8") if path else None

    def add(self, made: dict[str, Any]) -> dict[str, Any]:
        """Keep a new object."""
        self.objects[made["id"]] = made
        self.lists[made["object"], "", ""].append(made["id"])
        for owner in OWNERS:
            if isinstance(made.get(owner), str):
                self.lists[made["object"], owner, made[owner]].append(made["id"])
        self._note_late(made)
        self._write({"object": made})
        return made

    def change(self, found: dict[str, Any], **words: Any) -> dict[str, Any]:
        """Write other words into an object."""
        for owner in OWNERS:
            if isinstance(words.get(owner), str) and words[owner] != found.get(owner):
                self.lists[found["object"], owner, words[owner]].append(found["id"])
        found.update(words)
        self._note_late(found)
        self._write({"object": found})
        return found

    def get(self, kind: str, number: str | None, param: str = "id") -> dict[str, Any]:
        """
        Return an object.

        :raises ApiError: if there is none
        """
        found = self.objects.get(number or "")
        if not found or found["object"] != kind:
            raise missing(kind, number or "", param)
        return found

    def all(self, kind: str, **owners: str | None) -> Iterator[dict[str, Any]]:
        """Yield the objects of a kind that belong to all the owners named, the newest first."""
        named = {owner: value for owner, value in owners.items() if value}
        first = next(iter(named.items()), ("", ""))
        for found in map(self.objects.__getitem__, reversed(self.lists.get((kind, *first), []))):
            if all(found.get(owner) == value for owner, value in named.items()):
                yield found

    def _note_late(self, found: dict[str, Any]) -> None:
        """Remember what waits for its answer: it has a moment until which it is late."""
        if found.get("_late_until"):
            self.late.add(found["id"])
        else:
            self.late.discard(found["id"])

    def keep_answer(self, key: str, answer: dict[str, Any]) -> None:
        """Remember what was answered under a key."""
        self.answers[key] = answer
        self._write({"key": key, "answer": answer})

    def close(self) -> None:
        """Let go of the file."""
        if self.file:
            self.file.close()

    def _write(self, line: dict[str, Any]) -> None:
        if self.file and not self.file.closed:
            self.file.write(json.dumps(line) + "\n")
            self.file.flush()

    def _read(self, path: Path) -> None:
        """Take up where the last program stopped; a line torn by its end is let go."""
        lines = path.read_text(encoding="utf-8").splitlines()
        self.file = None
        for line in lines:
            try:
                kept = json.loads(line)
            except ValueError:
                continue
            if "key" in kept:
                self.answers[kept["key"]] = kept["answer"]
            elif kept["object"]["id"] in self.objects:
                self.change(self.objects[kept["object"]["id"]], **kept["object"])
            else:
                self.add(kept["object"])


def now() -> int:
    """Return the moment, in seconds as Stripe counts them."""
    return int(time.time())


def shown(value: Any) -> Any:
    """Return what others may see of an object."""
    if isinstance(value, dict):
        return {name: shown(part) for name, part in value.items() if not name.startswith("_")}
    return [shown(part) for part in value] if isinstance(value, list) else value
