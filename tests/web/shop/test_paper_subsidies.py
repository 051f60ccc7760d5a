"""An organiser enters a buyer's staff number from the form, and their community pays its share."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from clust import flow
from clust.gatherings.models import Gathering, PaperForm
from clust.integrations.sandbox.models import Answer, SandboxSession
from clust.people.models import Identity, Person
from clust.storefronts.models import RollClaim, RollEntry, RollFailure
from clust.subsidies.actions.planning import PlanTerms, make_plan, open_budget
from clust.subsidies.models import Promise, SubsidyPlan
from clust.web.shop import limits
from tests.gatherings.story import come, sign, start
from tests.web.shop.pages import text
from tests.web.shop.test_paper_forms import form
from tests.world import World, make_card, make_person

pytestmark = pytest.mark.django_db

WRONG = "This does not go together. Check the number, and the year of birth."


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "write_pace", limits.Pace(1_000))
    monkeypatch.setattr(limits, "number_pace", limits.Pace(1_000))


@pytest.fixture
def gathering(world: World, alice: Person) -> Gathering:
    Identity.objects.create(person=alice, name="Alice Martin")
    return start(world, alice, now=timezone.now())


@pytest.fixture
def marcelle(world: World) -> RollEntry:
    """Write Marcelle on the staff's roll."""
    return RollEntry.objects.create(
        storefront=world.storefront, number="M1", birth_year=1950, at=timezone.now()
    )


def pays(world: World, cents: int = 100_000, **terms: Any) -> SubsidyPlan:
    """Let the community pay a fifth this year."""
    year = timezone.localdate().year
    days = {"begins_on": date(year, 1, 1), "ends_on": date(year, 12, 31)}
    told: dict[str, Any] = {"person": None, "now": timezone.now()}
    budget = open_budget(storefront=world.storefront, name="CSE", cents=cents, **days, **told)
    said = PlanTerms(name="Rentrée", per_mille=200, **days, **terms)
    return make_plan(budget=budget, terms=said, **told)


def enter(client: Client, gathering: Gathering, **changes: object) -> Any:
    variant = gathering.campaign.product.variants.get().pk
    told = form(variant=variant, **{"number": "M1", "birth_year": "1950", **changes})
    return client.post(f"/private/{gathering.pk}/papers/new/", told, follow=True)


def test_a_number_is_asked_only_where_a_community_pays(
    world: World, signed_in: Client, gathering: Gathering
) -> None:
    page, blank = (f"/private/{gathering.pk}/papers/{one}/" for one in ("new", "form"))
    assert "Staff number" not in text(signed_in.get(page))
    assert "Staff number" not in text(signed_in.get(blank))
    pays(world)
    assert "Staff number" in text(signed_in.get(page))
    assert "Staff number" in text(signed_in.get(blank))


def test_the_share_is_promised_and_shown_in_the_one_line(
    world: World, signed_in: Client, gathering: Gathering, marcelle: RollEntry
) -> None:
    pays(world)
    said = text(enter(signed_in, gathering))
    assert "Their community’s share" in said
    assert "Clust pays − €20.00" in said
    assert "They pay, at most delivery included €82.00" in said
    paper = PaperForm.objects.get()
    assert Promise.objects.get().person == paper.hold.person
    assert RollClaim.objects.get(entry=marcelle).entered_by == gathering.founder
    receipt = text(signed_in.get(f"/private/papers/{paper.pk}/receipt/"))
    assert "You pay, at most, delivery included €82.00" in receipt
    flow.walk(now=gathering.campaign.closes_at + timedelta(minutes=1))
    said = text(signed_in.get(f"/private/papers/{paper.pk}/"))
    assert "Clust pays − €20.00" in said
    assert "Paid by your community €20.00" in said
    assert "Still to pay €82.00" in said


def test_the_number_itself_is_shown_nowhere(
    world: World, signed_in: Client, gathering: Gathering, marcelle: RollEntry
) -> None:
    pays(world)
    RollEntry.objects.update(number="ZX-4711")
    enter(signed_in, gathering, number="zx-4711")
    paper = PaperForm.objects.get()
    for page in ("", "receipt/"):
        shown = signed_in.get(f"/private/papers/{paper.pk}/{page}").content.decode()
        assert "4711" not in shown


@pytest.mark.parametrize("wrong", [{"number": "X9"}, {"birth_year": "1951"}])
def test_a_wrong_answer_says_no_more_than_the_members_own_page(
    world: World,
    signed_in: Client,
    gathering: Gathering,
    marcelle: RollEntry,
    wrong: dict[str, str],
) -> None:
    pays(world)
    answer = enter(signed_in, gathering, **wrong)
    assert answer.status_code == 400
    assert WRONG in text(answer)
    assert not PaperForm.objects.exists()
    assert not Identity.objects.filter(name="Marcelle Petit").exists()
    assert RollFailure.objects.get().person == gathering.founder


def test_wrong_answers_rest_after_five_here_and_on_the_members_own_page(
    world: World, signed_in: Client, gathering: Gathering, marcelle: RollEntry
) -> None:
    pays(world)
    for number in range(5):
        enter(signed_in, gathering, number=f"X{number}")
    assert "Too many wrong answers" in text(enter(signed_in, gathering))
    told = {"number": "M1", "birth_year": "1950"}
    assert "Too many wrong answers" in text(signed_in.post("/staff-number/", told))
    assert not PaperForm.objects.exists()


def test_it_is_as_slow_as_the_members_own_page(
    world: World,
    signed_in: Client,
    gathering: Gathering,
    marcelle: RollEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pays(world)
    monkeypatch.setattr(limits, "number_pace", limits.Pace(1, 600.0))
    signed_in.post("/staff-number/", {"number": "X1", "birth_year": "1950"})
    assert enter(signed_in, gathering).status_code == 429
    assert not PaperForm.objects.exists()
    assert enter(signed_in, gathering, number="", birth_year="").status_code == 200


def test_somebody_elses_number_is_refused_in_words(
    world: World, signed_in: Client, gathering: Gathering, marcelle: RollEntry
) -> None:
    pays(world)
    RollClaim.objects.create(entry=marcelle, person=make_person(), at=timezone.now())
    answer = enter(signed_in, gathering)
    assert "Another account has this number. Ask your community to look at it." in text(answer)
    assert not PaperForm.objects.exists()


def test_a_number_alone_is_no_answer_and_counts_for_nothing(
    world: World, signed_in: Client, gathering: Gathering, marcelle: RollEntry
) -> None:
    pays(world)
    answer = enter(signed_in, gathering, birth_year="")
    assert "With a staff number we need it too." in text(answer)
    assert not RollFailure.objects.exists()


def test_nothing_left_to_pay_is_said(
    world: World, signed_in: Client, gathering: Gathering, marcelle: RollEntry
) -> None:
    pays(world, people=["Cadre"])
    said = text(enter(signed_in, gathering))
    assert "Their community knows them, but pays nothing for this order." in said
    assert "Their community’s share" not in said


def test_a_form_without_a_number_is_entered_as_ever(
    world: World, signed_in: Client, gathering: Gathering
) -> None:
    pays(world)
    said = text(enter(signed_in, gathering, number="", birth_year=""))
    assert "In, with 2 units." in said
    assert not Promise.objects.exists()


def test_nobody_else_tries_numbers_here(
    world: World, gathering: Gathering, marcelle: RollEntry
) -> None:
    pays(world)
    member = make_person()
    come(gathering, member, timezone.now())
    stranger = Client()
    stranger.force_login(member)
    assert enter(stranger, gathering).status_code == 404
    assert "/private/" not in enter(Client(), gathering).redirect_chain[-1][0].split("?")[0]
    assert not PaperForm.objects.exists()
    assert not RollClaim.objects.exists()
    assert not RollFailure.objects.exists()


def test_a_form_sent_twice_is_entered_and_promised_once(
    world: World, signed_in: Client, gathering: Gathering, marcelle: RollEntry
) -> None:
    pays(world)
    key = uuid4()
    enter(signed_in, gathering, key=key)
    enter(signed_in, gathering, key=key)
    assert PaperForm.objects.count() == Promise.objects.count() == 1


def test_a_stranger_reads_no_share(world: World, gathering: Gathering, marcelle: RollEntry) -> None:
    pays(world)
    paper = sign(gathering, on_roll=marcelle, now=timezone.now())
    stranger = Client()
    stranger.force_login(make_person())
    assert stranger.get(f"/private/papers/{paper.pk}/").status_code == 404


def test_after_a_refused_card_the_form_has_its_whole_share_again(
    world: World, signed_in: Client, gathering: Gathering, marcelle: RollEntry
) -> None:
    pays(world, person_most_cents=2000)
    card = make_card(gathering.founder, now=timezone.now(), method="asks-1")
    enter(signed_in, gathering, pays=f"card{card.pk}")
    SandboxSession.objects.update(answer=Answer.NO, code="card_declined")
    page = f"/private/papers/{PaperForm.objects.get().pk}/"
    assert "was not confirmed in time" in text(signed_in.get(page))
    said = text(enter(signed_in, gathering))
    assert "Clust pays − €20.00" in said
