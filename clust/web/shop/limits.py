"""How often somebody may do a thing before they are asked to wait."""

import math
import time
from collections import defaultdict, deque
from threading import Lock

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from clust.people.models import Person

PLEDGES_A_MINUTE = 600
LOOKS_A_MINUTE = 60
PAPERS_A_MINUTE = 30
VISITS_A_MINUTE = 600
MESSAGES, MESSAGES_SECONDS = 20, 600.0
FOLLOWS_A_MINUTE = 60
NUMBERS, NUMBERS_SECONDS = 10, 600.0
MOST_WATCHED = 50_000
CARDS_AGAIN = 600


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


pledge_pace = Pace(PLEDGES_A_MINUTE)
look_pace = Pace(LOOKS_A_MINUTE)
paper_pace = Pace(PAPERS_A_MINUTE)
visit_pace = Pace(VISITS_A_MINUTE)
write_pace = Pace(MESSAGES, MESSAGES_SECONDS)
follow_pace = Pace(FOLLOWS_A_MINUTE)
number_pace = Pace(NUMBERS, NUMBERS_SECONDS)


def may_ask_for_mail(request: HttpRequest, email: str) -> bool:
    """Count one more mail asked for; say whether it may leave (see ACCOUNT_RATE_LIMITS)."""
    return bool(ratelimit.consume(request, action="guest", key=email.lower()))


def may_use_cards(request: HttpRequest, person: Person) -> bool:
    """Count one more card sent to its provider; say whether it may be (ACCOUNT_RATE_LIMITS)."""
    return bool(ratelimit.consume(request, action="card", key=str(person.pk)))


def may_report(request: HttpRequest) -> bool:
    """Count one more report from this address; say whether it is taken (ACCOUNT_RATE_LIMITS)."""
    return bool(ratelimit.consume(request, action="report"))


def may_print(request: HttpRequest) -> bool:
    """Count one more poster for this address; say whether it is made (ACCOUNT_RATE_LIMITS)."""
    return bool(ratelimit.consume(request, action="poster"))


def may_draw(request: HttpRequest) -> bool:
    """Count one more share picture for this address; say whether it is drawn."""
    return bool(ratelimit.consume(request, action="share_image"))


def may_invite(request: HttpRequest, person: Person, storefront: int) -> bool:
    """Count one more batch of invitations; say whether it may leave (ACCOUNT_RATE_LIMITS)."""
    by_person = ratelimit.consume(request, action="letters", key=str(person.pk))
    return bool(
        by_person and ratelimit.consume(request, action="letters_shop", key=str(storefront))
    )


def may_come(request: HttpRequest, invitation: str) -> bool:
    """Count one more nameless taking up of an invitation; say whether it is written."""
    return bool(ratelimit.consume(request, action="come", key=invitation))


def too_often(request: HttpRequest, seconds: int) -> HttpResponse:
    """Ask to wait."""
    answer = render(request, "429.html", status=429)
    answer["Retry-After"] = str(seconds)
    return answer
