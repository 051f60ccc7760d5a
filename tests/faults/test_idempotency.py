"""A request sent by sixteen machines at once with one Idempotency-Key is begun once."""

from collections import Counter

import pytest

from clust.keys.actions import make_key, take_request
from clust.keys.models import ApiKey, KeptAnswer
from tests.faults.crew import Crew, stopped_at
from tests.faults.guards import without_constraint
from tests.world import DAY, World, make_person, make_world

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.load]
SIXTEEN = 16


@pytest.fixture
def world() -> World:
    return make_world()


def send(world: World) -> Counter[str]:
    key: ApiKey = make_key(
        storefront=world.storefront,
        person=make_person(),
        name="x",
        scopes=["wishes:write"],
        now=DAY,
    )[0]

    def take() -> str:
        _, is_new = take_request(
            api_key=key, route="POST /w/", idempotency_key="k", asked="a", now=DAY
        )
        return "begun" if is_new else "replayed"

    with Crew([take] * SIXTEEN) as crew:
        with stopped_at(
            f"SELECT FROM api_key WHERE id = {key.pk} FOR UPDATE", crew, blocked=SIXTEEN
        ):
            pass
        return crew.answers()


def test_it_is_begun_once(world: World) -> None:
    assert send(world) == Counter({"begun": 1, "InFlight": SIXTEEN - 1})
    assert KeptAnswer.objects.count() == 1


def test_without_the_constraint_it_is_begun_more_than_once(world: World) -> None:
    with without_constraint("kept_answer", "kept_answer_once"):
        assert send(world) == Counter({"begun": SIXTEEN})
