"""VIES is asked by a worker, over HTTP, and its silence costs nobody anything."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from clust import flow
from clust.integrations.vies.client import Vies
from clust.invoicing.actions.companies import buy_for_company
from clust.invoicing.models import VatCheck
from clust.invoicing.register import RegisterSilent, VatAnswer
from tests.world import DAY, make_person, make_world

KNOWN, UNKNOWN, AWAY, BROKEN = "BE0428759497", "FR40303265045", "DE136695976", "NL004495445B01"


class FakeVies(BaseHTTPRequestHandler):
    """The register as it answers: known, unknown, a member state away, out of order."""

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        number = asked["countryCode"] + asked["vatNumber"]
        if self.path != "/vies/check-vat-number" or number == BROKEN:
            self.send_error(500)
            return
        said: dict[str, Any] = {**asked, "valid": number == KNOWN, "requestIdentifier": "WAPIAAAA1"}
        if number == AWAY:
            said = {"actionSucceed": False, "errorWrappers": [{"error": "MS_UNAVAILABLE"}]}
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(said).encode())

    def log_message(self, *said: object) -> None:
        """Keep quiet."""


@pytest.fixture
def vies(settings: Any) -> Iterator[Vies]:
    """The client, asking the fake."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), FakeVies)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.VIES_URL = f"http://127.0.0.1:{server.server_port}/vies"
    yield Vies()
    server.shutdown()
    server.server_close()


def test_a_number_in_use_is_valid_and_the_question_can_be_proved(vies: Vies) -> None:
    assert vies.ask(number=KNOWN, asked_by="FR00000000000") == VatAnswer(True, "WAPIAAAA1")


def test_a_number_nobody_has_is_not_valid(vies: Vies) -> None:
    assert not vies.ask(number=UNKNOWN, asked_by="FR00000000000").valid


@pytest.mark.parametrize("number", [AWAY, BROKEN])
def test_no_answer_is_no_answer(vies: Vies, number: str) -> None:
    with pytest.raises(RegisterSilent):
        vies.ask(number=number, asked_by="FR00000000000")


def test_nobody_listening_is_no_answer(settings: Any) -> None:
    settings.VIES_URL = "http://127.0.0.1:9/vies"
    with pytest.raises(RegisterSilent):
        Vies().ask(number=KNOWN, asked_by="FR00000000000")


@pytest.mark.django_db
def test_the_worker_asks_about_each_company_once_it_can(vies: Vies) -> None:
    make_world()
    for number in (KNOWN, AWAY, UNKNOWN):
        buy_for_company(person=make_person(), name="X", vat_number=number, now=DAY)
    flow.ask_register(0)
    said = VatCheck.objects.values_list("company__vat_number", "valid")
    assert dict(said) == {KNOWN: True, UNKNOWN: False}
