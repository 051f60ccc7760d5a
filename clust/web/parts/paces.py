"""How many times a minute somebody may do what must stay fast, or costs much."""

import math
import time
from collections import defaultdict, deque
from ipaddress import IPv6Address, ip_address, ip_network
from threading import Lock

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

PAPERS_A_MINUTE = 30
MOST_WATCHED = 50_000


class Pace:
    """So many times a minute for each key, counted in this process: for what must stay fast."""

    def __init__(self, times: int, seconds: float = 60.0) -> None:
        self.times, self.seconds = times, seconds
        self._lock = Lock()
        self._seen: dict[object, deque[float]] = defaultdict(deque)

    def wait(self, key: object) -> int:
        """Count one more; return the seconds to wait first, 0 where there is no need."""
        moment = time.monotonic()
        with self._lock:
            if len(self._seen) > MOST_WATCHED:
                self._seen.clear()
            seen = self._seen[key]
            while seen and moment - seen[0] > self.seconds:
                seen.popleft()
            if len(seen) >= self.times:
                return math.ceil(self.seconds - (moment - seen[0]))
            seen.append(moment)
        return 0


paper_pace = Pace(PAPERS_A_MINUTE)


def network_of(request: HttpRequest) -> str:
    """Return by what a stranger is told from others, where they are counted."""
    return str(get_adapter(request).get_client_ip(request))


def network(address: str) -> str:
    """Return an address; of IPv6 the /64, of which one household has every address."""
    found = ip_address(address.partition("%")[0])
    if isinstance(found, IPv6Address) and found.ipv4_mapped is None:
        return str(ip_network((found, 64), strict=False))
    return str(found)


def too_often(request: HttpRequest, seconds: int = 0) -> HttpResponse:
    """Ask to wait, so long where it is known."""
    answer = render(request, "429.html", status=429)
    if seconds:
        answer["Retry-After"] = str(seconds)
    return answer
