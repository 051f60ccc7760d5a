"""The bad line does what its seed says, and comes to an end."""

from collections import Counter

import httpx
import pytest

from fakes.proxy import Line, Proxy
from fakes.stripe.server import Server
from tests.fakes.talking import client_of, state


def through(server: Server, line: Line, calls: int = 40) -> Counter[str]:
    """Make customers through a line; return how often it went well, and the faults it met."""
    proxy = Proxy(server.url, line).start()
    client = client_of(proxy.url)
    told: Counter[str] = Counter()
    for _ in range(calls):
        try:
            client.v1.customers.create()
            told["well"] += 1
        except Exception as error:
            told[type(error).__name__] += 1
    proxy.stop()
    return told + proxy.met


def test_the_same_seed_meets_the_same_faults(server: Server) -> None:
    line = Line(cut_before=0.2, cut_after=0.2, torn=0.1, seed=7)
    assert through(server, line) == through(server, line)


def test_faults_come_to_an_end(server: Server) -> None:
    told = through(server, Line(cut_before=1.0, most=5))
    assert (told["cut_before"], told["well"]) == (5, 35)


@pytest.mark.parametrize(
    ("line", "made"),
    [
        (Line(cut_before=1), 0),
        (Line(cut_after=1), 3),
        (Line(torn=1), 3),
        (Line(repeated=1), 3),  # the key of the call saw to that
        (Line(delayed=1, seconds=0), 3),
    ],
)
def test_a_line_cuts_before_or_after(server: Server, line: Line, made: int) -> None:
    through(server, line, calls=3)
    key = {"Authorization": "Bearer sk_test_x"}
    listed = httpx.get(f"{server.url}/v1/customers?limit=100", headers=key).json()
    assert len(listed["data"]) == made
    assert state(server.url)["charges"] == 0
