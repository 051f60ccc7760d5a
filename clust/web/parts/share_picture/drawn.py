"""Pictures kept in this process once they are drawn."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

Said = TypeVar("Said", bound=Hashable)


class Drawn(Generic[Said]):
    """Pictures drawn once for all who ask for what they say, one at a time; the last are kept."""

    def __init__(self, draw: Callable[[Said], bytes], most: int) -> None:
        self._draw, self._most = draw, most
        self._kept: OrderedDict[Said, bytes] = OrderedDict()
        self._lock = Lock()

    def __contains__(self, said: Said) -> bool:
        """Say whether it costs nothing to return it."""
        return said in self._kept

    def of(self, said: Said) -> bytes:
        """Return a picture."""
        with self._lock:
            if said not in self._kept:
                self._kept[said] = self._draw(said)
                if len(self._kept) > self._most:
                    self._kept.popitem(last=False)
            self._kept.move_to_end(said)
            return self._kept[said]
