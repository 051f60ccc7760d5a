"""A staff number that is entered from two forms, or a form and an account, at the same moment."""

from collections import Counter
from uuid import uuid4

import pytest

from clust.campaigns.models import Pledge
from clust.gatherings.models import Gathering, PaperForm
from clust.storefronts.actions.roll import claim_entry
from clust.storefronts.models import RollClaim, RollEntry
from clust.subsidies.models import PromisePart
from tests.faults.crew import Crew, stopped_at
from tests.gatherings.story import sign, start
from tests.subsidised import budget, plan
from tests.world import DAY, World, make_person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.load]


@pytest.fixture
def gathering(world: World) -> Gathering:
    return start(world)


@pytest.fixture
def marcelle(world: World) -> RollEntry:
    return RollEntry.objects.create(
        storefront=world.storefront, number="M1", birth_year=1950, at=DAY
    )


def lock_of(row: Gathering | RollEntry) -> str:
    return f"SELECT FROM {row._meta.db_table} WHERE id = {row.pk} FOR UPDATE"


def test_two_forms_of_one_buyer_share_one_allowance(
    world: World, gathering: Gathering, marcelle: RollEntry
) -> None:
    plan(budget(world), fixed_cents=1000, person_most_cents=1500)
    jobs = [lambda: sign(gathering, on_roll=marcelle) and "in" for _ in range(2)]
    with Crew(jobs) as crew:
        with stopped_at(lock_of(marcelle), crew, blocked=2):
            pass
        assert crew.answers() == Counter({"in": 2})
    assert sorted(PromisePart.objects.values_list("cents", flat=True)) == [500, 1000]
    assert RollClaim.objects.count() == 1


def test_the_account_has_the_number_whoever_comes_first(
    world: World, gathering: Gathering, marcelle: RollEntry
) -> None:
    plan(budget(world))
    member = make_person()
    told = {"number": "M1", "birth_year": "1950", "now": DAY}
    jobs = [
        lambda: sign(gathering, on_roll=marcelle) and "in",
        lambda: claim_entry(storefront=world.storefront, person=member, **told) and "known",
    ]
    with Crew(jobs) as crew:
        with stopped_at(lock_of(marcelle), crew, blocked=2):
            pass
        answers = crew.answers()
    assert RollClaim.objects.get().person == member
    assert answers in (
        Counter({"in": 1, "known": 1}),
        Counter({"ClaimedByOther": 1, "known": 1}),
    )
    assert Pledge.objects.count() == PromisePart.objects.count() == answers["in"]


def test_a_form_sent_twice_at_once_is_one(
    world: World, gathering: Gathering, marcelle: RollEntry
) -> None:
    plan(budget(world), fixed_cents=1000)
    key = uuid4()
    jobs = [lambda: str(sign(gathering, on_roll=marcelle, key=key).pk) for _ in range(2)]
    with Crew(jobs) as crew:
        with stopped_at(lock_of(gathering), crew, blocked=2):
            pass
        (answer,) = crew.answers()
    assert answer == str(PaperForm.objects.get().pk)
    assert PromisePart.objects.count() == 1
