"""What goes wrong, on demand."""

import random
import threading
from dataclasses import dataclass, field
from typing import Any

KINDS = {
    "500_before": "an error; nothing was done",
    "500_after": "an error, though it was done",
    "timeout_after": "done, but the answer waits for `seconds`",
    "slow": "waits for `seconds`, then does it",
    "cut_before": "the line is cut; nothing was done",
    "cut_after": "the line is cut, though it was done",
    "429": "come more slowly; nothing was done",
    "lock_timeout": "another call holds the object; nothing was done",
}


@dataclass
class Fault:
    """One thing that goes wrong for calls whose path begins so, so many times, so often."""

    kind: str
    path: str = "/v1/"
    method: str = "POST"
    times: int = 1
    share: float = 1.0
    seconds: float = 1.0

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"a fault is one of {', '.join(KINDS)}")


@dataclass
class Faults:
    """The faults to come; the same seed meets the same calls with the same faults."""

    planned: list[Fault] = field(default_factory=list)
    chance: random.Random = field(default_factory=lambda: random.Random(0))
    lock: threading.Lock = field(default_factory=threading.Lock)

    def plan(self, faults: list[dict[str, Any]], seed: int = 0) -> None:
        """Forget the faults before and plan these."""
        with self.lock:
            self.planned = [Fault(**words) for words in faults]
            self.chance = random.Random(seed)

    def next(self, method: str, path: str) -> Fault | None:
        """Return what goes wrong with a call, if anything does."""
        with self.lock:
            for fault in self.planned:
                meant = fault.times and method == fault.method and path.startswith(fault.path)
                if meant and self.chance.random() < fault.share:
                    fault.times -= 1
                    return fault
        return None
