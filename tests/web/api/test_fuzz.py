"""
Everything that the document allows and forbids, made up by schemathesis: never a 5xx.

More of it: `CLUST_FUZZ=300 bin/test -n 0 tests/web/api/test_fuzz.py`.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis import GenerationMode
from schemathesis.checks import load_all_checks, not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from clust.campaigns.actions.closing import clear_campaign, close_campaign
from clust.config.wsgi import application
from clust.integrations.hooks.client import Sender
from clust.orders.actions import order_allotments
from clust.web.api.application import api
from clust.web.api.document import document
from clust.web.api.paces import pace
from tests.web.api.conftest import Machine
from tests.world import World, make_campaign, pledge

EXAMPLES = int(os.environ.get("CLUST_FUZZ", "3"))
CHECKS = [
    not_a_server_error,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
]
MODES = [GenerationMode.POSITIVE, GenerationMode.NEGATIVE]
load_all_checks()
SCHEMA = schemathesis.openapi.from_dict(document(api))
SCHEMA.app = application
OPERATIONS = {one.ok().label: one.ok() for one in SCHEMA.get_all_operations()}


@contextmanager
def one_connection() -> Iterator[None]:
    """As the test client does: the rows of a test lie in a transaction that never ends."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def rows(world: World, machine: Machine, monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """Something of everything, of the machine's person, by the word in its path."""
    reach = Sender(resolve=lambda *_: ["93.184.215.14"], seconds=1)
    monkeypatch.setattr("clust.web.api.endpoints.sender", lambda: reach)
    now, person = timezone.now(), machine.key.person
    past = make_campaign(world, now=now - timedelta(days=9), lasts=timedelta(days=8))
    pledge(world, past, person=person, now=now - timedelta(days=9))
    clearing = clear_campaign(close_campaign(past, now=now), now=now)
    order_allotments(clearing, now=now)
    campaign = make_campaign(world, now=now)
    wish = machine("POST", "/wishes/", {"title": "Vélo", "choices": ["rouge"]}).json()
    told = {"url": "https://93.184.215.14/", "kinds": ["campaign.opened"]}
    return {
        "campaigns": past.pk,
        "products": campaign.product_id,
        "wishes": wish["id"],
        "pledges": pledge(world, campaign, units=5, person=person, now=now).pk,
        "orders": machine.get("/orders/")["data"][0]["id"],
        "endpoints": machine("POST", "/endpoints/", told).json()["id"],
    }


@pytest.mark.parametrize("mode", MODES, ids=["allowed", "forbidden"])
@pytest.mark.parametrize("label", sorted(OPERATIONS))
def test_whatever_is_asked_is_answered_as_documented(
    machine: Machine, rows: dict[str, int], label: str, mode: GenerationMode
) -> None:
    operation = OPERATIONS[label]
    own = rows.get(label.split("/")[3])
    given_path: Any = {"pk": own} if own and "{pk}" in label else None
    headers = {"Authorization": f"Bearer {machine.secret}", "Host": "testserver"}

    @seed(1)
    @settings(
        max_examples=EXAMPLES,
        database=None,
        deadline=None,
        derandomize=False,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(mode, path_parameters=given_path))
    def ask(case: Any) -> None:
        pace.forget()
        case.call_and_validate(headers=headers, checks=CHECKS)

    with one_connection():
        ask()
